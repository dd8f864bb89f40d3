"""What the process tells whoever watches over it: Prometheus metrics, by kind alone.

No label holds a person, a call or a word: what is on none of our lists is counted as ``other``. How far the
lists and timelines lag behind the log is left out, for they are written in the append's own transaction.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.counted_log import Written
from bot.crisis_acts import Act
from bot.telegram.fates import Fate
from bot.telegram.tally import Settled
from dialogs.cards import Verb
from dialogs.refusals import Reason

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
OTHER: Final = "other"
SECONDS: Final = (
    *(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
)
"""From a disk that only pretends to one that is failing; a sound one takes 1 to 10 ms."""
BATCHES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_REASONS: Final = (*Reason, "no_live_call", "which_to_resume", "stranger", OTHER)
_LONGEST_METHOD: Final = 40
_CREATED: Final = "_created"


class StoreMetrics:
    """How the writing goes; a :class:`~storage.ports.Meter` and a :class:`~bot.counted_log.WriteTally`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        counter, gauge = partial(Counter, registry=registry), partial(Gauge, registry=registry)
        histogram = partial(Histogram, registry=registry)
        answers = "What the log answered to wishes to write."
        self._writes = _counters(registry, "appends", answers, "outcome", tuple(Written))
        acts = "Signs of more than a complaint by level, and what was done about them."
        self._acts = _counters(registry, "crisis_acts", acts, "act", tuple(Act))
        self._append = histogram(
            "hejie_append_seconds", "From asking for an append to its being durable.", buckets=SECONDS
        )
        self._commit = histogram(
            "hejie_commit_seconds", "How long a commit took to be durable.", buckets=SECONDS
        )
        self._batch = histogram(
            "hejie_commit_transactions", "Transactions that shared a commit.", buckets=BATCHES
        )
        self._events = counter("hejie_events_written", "Events made durable.")
        self._lost = counter("hejie_commits_lost", "Commits that failed, each with all that it carried.")
        self._queue = gauge("hejie_queued_transactions", "Transactions that wait for the next commit.")
        self._writable = gauge("hejie_store_writable", "1 while the store takes writes, else 0.")
        self._writable.set(1)  # one that cannot be written is not opened
        self._sound = Gauge(
            "hejie_log_sound", "1 while the log is what was written, 0 after a flaw.", registry=None
        )
        self._verified = Gauge(
            "hejie_log_verified_timestamp_seconds",
            "When the whole log was last read and compared.",
            registry=None,
        )
        self._leads, self._has_read, self._says = True, False, False

    def queued(self, works: int) -> None:
        """Hear how many transactions wait for the next commit."""
        self._queue.set(works)

    def committed(self, works: int, events: int, seconds: float) -> None:
        """Hear that a commit carried so many transactions and events and took so long to be durable."""
        self._batch.observe(works)
        self._events.inc(events)
        self._commit.observe(seconds)

    def appended(self, seconds: float) -> None:
        """Hear how long one append took, from being asked for to being durable."""
        self._append.observe(seconds)

    def lost(self) -> None:
        """Hear that a commit failed, and with it all that it carried."""
        self._lost.inc()

    def writable(self, *, now: bool) -> None:
        """Hear that the store turned read-only after repeated errors, or takes writes again."""
        self._writable.set(now)

    def verified(self, *, sound: bool) -> None:
        """Hear whether the whole log, as it was just read, is what was written."""
        self._sound.set(sound)
        self._verified.set_to_current_time()
        self._has_read = True
        self._say()

    def leads(self, *, now: bool) -> None:
        """Hear whether this bot leads: the others do not read the log, and can say nothing of the whole."""
        self._leads = now
        self._say()

    def _say(self) -> None:
        """Show how the log is while that is known here, and leave it out while it is not."""
        wished = self._leads and self._has_read
        if wished != self._says:
            for each in (self._sound, self._verified):
                (self._registry.register if wished else self._registry.unregister)(each)
        self._says = wished

    def written(self, how: Written) -> None:
        """Hear what the log answered to an append."""
        self._writes[how].inc()

    def acted(self, act: Act) -> None:
        """Hear of one act in a crisis that was written."""
        self._acts[act].inc()


class ChatMetrics:
    """What happens in the chats; a :class:`~bot.telegram.tally.Tally`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        updates = "Updates that need no more of us."
        self._updates = _counters(registry, "updates", updates, "outcome", tuple(Settled))
        verbs = (*(verb.name.lower() for verb in Verb), OTHER)
        taps = _counters(registry, "taps", "Taps dealt with, by what the button asks for.", "verb", verbs)
        self._taps = dict(zip((*Verb, None), taps.values(), strict=True))
        refusals = "What people were told instead of its being done."
        self._refusals = _counters(registry, "refusals", refusals, "reason", _REASONS)
        self._calls = Counter(
            "hejie_bot_api_calls", "Calls of the Bot API.", ("method", "outcome"), registry=registry
        )
        self._behind = Gauge(
            "hejie_cards_behind",
            "Live cards that show less than the log has, NaN while the log cannot be read."
            " Nothing else can lag: lists and timelines are written in the append's own transaction.",
            registry=registry,
        )

    def settled(self, how: Settled) -> None:
        """Hear that an update may be acknowledged, or will be."""
        self._updates[how].inc()

    def tapped(self, verb: Verb | None) -> None:
        """Hear that a tap was dealt with; none for a button that we never drew."""
        self._taps[verb].inc()

    def refused(self, why: str) -> None:
        """Hear that somebody was told no."""
        self._refusals.get(why, self._refusals[OTHER]).inc()

    def called(self, method: str, fate: Fate) -> None:
        """Hear what became of a call of the Bot API."""
        named = method.isascii() and method.isalpha() and len(method) <= _LONGEST_METHOD
        self._calls.labels(method if named else OTHER, fate.value).inc()

    def lagging(self, cards: int | None) -> None:
        """Hear how many live cards are behind the log; none when nobody knows."""
        self._behind.set(math.nan if cards is None else cards)


class Metrics:
    """All that one process counts, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.store = StoreMetrics(self._registry)
        self.chats = ChatMetrics(self._registry)
        self._leads = Gauge(
            "hejie_leads",
            "1 while what only one of several bots may do is done here, else 0.",
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def leads(self, now: bool) -> None:  # noqa: FBT001 - told by whoever knows of no metrics
        """Hear whether this bot leads those on its log; one that is alone always does."""
        self._leads.set(now)
        self.store.leads(now=now)

    def text(self) -> bytes:
        """Return all of it in the text format of Prometheus, :data:`CONTENT_TYPE`."""
        return generate_latest(_WithoutBirths(self._registry))


class _WithoutBirths(Collector):
    """Leaves out when each series was born, a second line a series: all are born with the process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        """Give every metric without the samples of its birth."""
        for metric in self._registry.collect():
            metric.samples = [each for each in metric.samples if not each.name.endswith(_CREATED)]
            yield metric


def _counters(
    registry: CollectorRegistry, name: str, says: str, label: str, values: Sequence[str]
) -> Mapping[str, Counter]:
    """Return a counter for each value of a label; all begin at 0, or no alert would see the first rise."""
    counter = Counter(f"hejie_{name}", says, (label,), registry=registry)
    return {value: counter.labels(str(value)) for value in values}
