"""The deadlines as a table of days, for a person to compare with a calendar: files and a day are enough."""

import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Final

from bot.clock import now
from bot.deadlines_file import read_deadlines
from bot.settings import Settings
from bot.words import Say, Words
from dialogs.deadlines import DeadlinePolicy, DeadlineRule, Span, doubts, due
from dialogs.service import DeadlineService, Office
from dialogs.texts import Phrase, Several, Text, Value
from playbooks.shelf import OnDisk

LOG: Final = logging.getLogger(__name__)
_UNKNOWN = 1


@dataclass(frozen=True, slots=True)
class Happened:
    """What a table is counted from."""

    day: date | None = None
    """Of the milestone; none for today."""
    pauses: tuple[Span, ...] = ()
    new_facts: date | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """Return the days from which something may be counted."""
        return tuple(each for each in (self.day, self.new_facts) if each is not None)

    def due(self, rule: DeadlineRule, extensions: Sequence[str] = ()) -> date:
        """Return the last day by a rule, as far as it knows pauses and restarts."""
        restarts = self.days[1:] if rule.restarts else ()
        return due(rule, self.days[0], self.pauses if rule.pauses else (), restarts, extensions)


def print_deadlines(settings: Settings, happened: Happened, case: str | None) -> int:
    """Print until when what must be done, counted from what ``happened``; 1 for an unknown case."""
    policy = read_deadlines(settings.deadlines)
    say = partial(Words(settings.zone).say, language=settings.language)
    cases = tuple(dict.fromkeys(each for rule in policy.rules for each in rule.cases))
    if case is not None and case not in cases:
        unknown = Phrase("deadline.no_case", {"case": case, "cases": ", ".join(cases)})
        print(say(unknown), file=sys.stderr)
        return _UNKNOWN
    today = now().astimezone(settings.zone).date()
    happened = replace(happened, day=happened.day or today)
    print(
        *table(policy, happened, case, say),
        *_doubts(policy, today, OnDisk(settings.shelf).cards(), say),
        sep="\n",
    )
    return 0


def warn_of_deadlines(office: Office) -> None:
    """Log what somebody should look at in the rules of deadlines."""
    for doubt in DeadlineService(office).doubts(office.now().date()):
        LOG.warning("rules of deadlines: %s %s %s", doubt.kind, doubt.rule, doubt.detail)


def table(policy: DeadlinePolicy, happened: Happened, case: str | None, say: Say) -> Iterator[str]:
    """Yield the lines of the table, a rule or an extension each."""
    start = max(happened.days)
    first = _told(start + timedelta(days=1))
    yield say(Phrase("deadline.table_head", {"day": start.isoformat(), "first": first}))
    for span in happened.pauses:
        values: dict[str, Value] = {"since": _told(span.since), "until": _told(span.until)}
        yield say(Phrase("deadline.table_pause", values | {"days": (span.until - span.since).days}))
    for rule in policy.rules:
        if case is None or case in rule.cases:
            yield from (say(line) for line in _lines(rule, happened))


def _doubts(policy: DeadlinePolicy, today: date, cards: Sequence[str], say: Say) -> Iterator[str]:
    """Yield who must confirm the rules, what must be read again, and which law cards are not there.

    Products are left to the running bot, which has read the playbooks.
    """
    products = {product for rule in policy.rules for product in rule.products}
    for doubt in doubts(policy, today, products, cards):
        yield say(Phrase(f"keeping.{doubt.kind}", {"rule": doubt.rule, "detail": doubt.detail}))


def _lines(rule: DeadlineRule, happened: Happened) -> Iterator[Text]:
    values: dict[str, Value] = {"title": rule.title, "days": rule.days, "due": _told(happened.due(rule))}
    since = Phrase(f"deadline.milestone_{rule.milestone}")
    yield Phrase("deadline.table_rule", values | {"milestone": since, "basis": _basis(rule)})
    taken: list[str] = []
    for each in rule.extensions:
        taken.append(each.id)
        conditions = [
            Phrase(key)
            for key, is_so in (
                ("deadline.approved_first", each.needs_approval),
                ("deadline.told_first", each.must_tell),
            )
            if is_so
        ]
        values = {"title": each.title, "days": each.days, "due": _told(happened.due(rule, taken))}
        line = Phrase("deadline.table_extension", values)
        yield Several((line, *conditions)) if conditions else line


def _basis(rule: DeadlineRule) -> Text:
    basis: list[Text] = [Phrase("deadline.founded", {"card": rule.law})] if rule.law is not None else []
    if rule.to_confirm:
        basis.append(Phrase("deadline.to_confirm"))
    if not rule.enabled:
        basis.append(Phrase("deadline.switched_off"))
    return Several(tuple(basis))


def _told(day: date) -> Phrase:
    return Phrase("deadline.date", {"day": day.isoformat(), "weekday": Phrase(f"weekday.{day.weekday()}")})
