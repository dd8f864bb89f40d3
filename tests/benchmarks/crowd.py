"""People who tap: each again as soon as both the answer and the edit of the former tap have arrived."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.benchmarks import messages
from tests.benchmarks.stand_in import Pending, person_of, query_of


@dataclass(slots=True, eq=False)
class Seat:
    """A person with a card before them."""

    person: int
    message: int = 0
    carried: str = ""
    """What the first button of the card carries."""
    left: int = 0
    """Taps until the call has had enough."""
    query: str = ""
    """The tap that is under way, empty when there is none."""
    at: float = 0.0
    answered: bool = False
    edited: bool = False
    call: int = 0
    """Hash of the call that drew the card."""
    sent: float = 0.0
    """When the bot sent the last that has arrived for this person."""
    holds: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Finished:
    """A tap whose answer and edit have arrived; seconds."""

    at: float
    took: float
    added: float
    """What the bot added: without the time in which what it waited for was on its way."""


@dataclass(slots=True)
class Counts:
    """What came and went since the counts were set to naught."""

    taps: int = 0
    answers: int = 0
    edits: int = 0
    repeats: int = 0
    """Edits that were the very call that made the card before: Telegram refuses those."""
    strays: int = 0
    """Answers and edits that no tap was waiting for, and cards without eight buttons."""


@dataclass(slots=True, eq=False, kw_only=True)
class Crowd:
    """Taps until it is told to rest. A person whose call has had enough makes room for the next one."""

    bring: Callable[[Pending], None]
    taps_a_call: int | None = None
    """None: a call never ends."""
    counts: Counts = field(default_factory=Counts)
    finished: list[Finished] = field(default_factory=list)
    resting: bool = False
    under_way: int = 0
    ran_out: bool = False
    """Every call had enough before the time was up."""
    changed: Callable[[], None] = lambda: None
    """Called after each tap that is finished."""
    seats: dict[int, Seat] = field(default_factory=dict)
    last_edit: bytes = b""
    _spare: deque[Seat] = field(default_factory=deque)
    _updates: int = 1000
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def seat(self, people: Iterable[Seat]) -> None:
        """Let people in."""
        for each in people:
            each.left = self.taps_a_call or 1 << 30
            self.seats[each.person] = each

    def greet(self) -> None:
        """Let everybody send ``/start``."""
        for seat in self.seats.values():
            self._updates += 1
            body = messages.started(self._updates, seat.person, self._updates)
            self.bring(Pending(self._updates, seat.person, self._loop.time(), body))

    @property
    def all_have_cards(self) -> bool:
        """Tell whether everybody has a card to tap on."""
        return all(seat.carried for seat in self.seats.values())

    def begin(self, in_flight: int) -> None:
        """Begin with so many at once."""
        self.counts = Counts()
        self._spare = deque(self.seats.values())
        for _ in range(in_flight):
            self._next()

    def _next(self) -> None:
        if not self._spare:
            self.ran_out = True
            return
        self.under_way += 1
        self._tap(self._spare.popleft())

    def _tap(self, seat: Seat) -> None:
        self._updates += 1
        self.counts.taps += 1
        seat.query = query_of(seat.person, self._updates)
        seat.at, seat.answered, seat.edited = self._loop.time(), False, False
        seat.left -= 1
        body = messages.tapped(self._updates, seat.query, seat.person, seat.message, seat.carried)
        self.bring(Pending(self._updates, seat.person, seat.at, body))

    def sees(self, person: int, message: int, body: bytes, sent: float) -> None:
        """Take a card that was sent or edited, by a call that left at ``sent``."""
        seat = self.seats[person]
        call = hash(body)
        self.counts.repeats += call == seat.call
        seat.call = call
        seat.message, seat.carried = message, messages.first_carried(body) or ""
        self.last_edit = body
        self.counts.edits += 1
        if seat.edited or not seat.query or messages.buttons(body) != messages.BUTTONS:
            self.counts.strays += 1
        seat.edited = True
        seat.sent = sent
        self._perhaps_finished(seat)

    def hears(self, query: str, sent: float) -> None:
        """Take an answer to a tap, which left at ``sent``."""
        seat = self.seats[person_of(query)]
        self.counts.answers += 1
        if seat.answered or seat.query != query:
            self.counts.strays += 1
            return
        seat.answered = True
        seat.sent = sent
        self._perhaps_finished(seat)

    def held(self, person: int, begins: float, ends: float) -> None:
        """Remember that something of this person was on its way so long."""
        self.seats[person].holds.append((begins, ends))

    def _perhaps_finished(self, seat: Seat) -> None:
        if not (seat.answered and seat.edited and seat.query):
            return
        now = self._loop.time()
        bots = seat.sent - seat.at - on_the_way(seat.holds, seat.at, seat.sent)
        seat.holds.clear()
        self.finished.append(Finished(now, now - seat.at, bots))
        seat.query = ""
        if not self.resting and seat.left > 0:
            self._tap(seat)
        else:
            self.under_way -= 1
            if not self.resting:
                self._next()
        self.changed()


def on_the_way(holds: Iterable[tuple[float, float]], begins: float, ends: float) -> float:
    """Return for how much of the time between ``begins`` and ``ends`` something was on its way.

    Only what has come to its end by ``ends`` counts: the bot did not wait for the rest before it went on.
    """
    total, until = 0.0, begins
    for start, stop in sorted(holds):
        if until < stop <= ends:
            total += stop - max(start, until)
            until = stop
    return total
