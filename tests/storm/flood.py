"""One chat flooded for thirty seconds, and forty people who tap as fast as their cards come."""

import asyncio
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.telegram.callback_data import ButtonData
from bot.telegram.quiet import QuietChats
from dialogs.cards import Verb
from dialogs.ids import PersonId
from tests.storm.citizen import Citizen, buttons
from tests.storm.intent import COUNT
from tests.storm.town import Town, town
from tests.storm.voice import Hasty, Voice

FLOOD_SECONDS: Final = 30
MOST_SLOWER: Final = 1.2
"""How much slower the slowest hundredth of the others' taps may be for one chat's flood."""
_A_MOMENT: Final = 0.5
_PAUSE: Final = 0.03
"""Seconds between two deeds of the person who is flooded, and of the one who does the same and is not."""

Progress = Callable[[int], None]


class OneDeadline(Voice):
    """Broken: when one chat must be left alone, all are."""

    def __init__(self, bot: Hasty) -> None:
        """Speak through ``bot``."""
        super().__init__(bot)
        self._quiet = _AllQuiet()


class _AllQuiet(QuietChats):
    def hold(self, chat: int, seconds: float) -> None:
        super().hold(0, seconds)

    def left(self, chat: int) -> float:
        return super().left(0)

    async def over(self, chat: int) -> None:
        await super().over(0)


@dataclass(slots=True)
class Tapper(Citizen):
    """Somebody in a call, who answers, goes back, answers again."""

    took: list[float] = field(default_factory=list)
    """Seconds from each tap until it was answered and the card redrawn."""

    async def begin(self) -> None:
        """Begin a call, and wait for its card."""
        await self.town.does("send", self.person, text="/start")
        await self.town.does("send", self.person, text="/new")
        await self._until(lambda: self._offered(Verb.NEW) is not None)
        await self.tap(Verb.NEW)
        await self._until(lambda: self._offered(Verb.CHOOSE) is not None)

    async def tap(self, *verbs: Verb) -> str:
        """Tap the first button of one of ``verbs``, and return the tap, empty when there is none."""
        found = next((each for verb in verbs if (each := self._offered(verb)) is not None), None)
        if found is None:
            return ""
        message, text = found
        status, done = await self.town.playground.try_to(
            "tap", person=self.person, message_id=message, data=text
        )
        return str(done["callback_id"]) if status == 200 else ""

    async def live_in_step(self, goes_on: Callable[[], bool]) -> None:
        """Tap, each time as soon as the former tap is answered and the card redrawn."""
        loop = asyncio.get_running_loop()
        while goes_on():
            self.look()
            card, began = self._card(), loop.time()
            back = len(self.took) % 2 == 1
            tapped = await self.tap(*((Verb.BACK,) if back else (Verb.CHOOSE,)))
            await self._until(lambda card=card, tapped=tapped: self._is_done(card, tapped))  # type: ignore[misc]
            self.took.append(loop.time() - began)

    async def live_on(self, goes_on: Callable[[], bool]) -> None:
        """Tap and write, whatever is drawn."""
        while goes_on():
            self.look()
            await self.tap(Verb.CHOOSE, Verb.BACK)
            self.texts += 1
            await self.town.playground.try_to("send", person=self.person, text=f"{COUNT}{self.texts}")
            await asyncio.sleep(_PAUSE)

    def _is_done(self, card: tuple[int, int], tapped: str) -> bool:
        found = self.town.store.taps.get(tapped) if tapped else None
        return found is not None and found.answer is not None and self._card() != card

    def _card(self) -> tuple[int, int]:
        """Return which message is the card, and how often it was drawn."""
        session = self.session
        cards = self.cards(session) if session else []
        return (cards[-1].message_id, cards[-1].revision) if cards else (0, 0)

    def _offered(self, verb: Verb) -> tuple[int, str] | None:
        for message in reversed(self.seen.values()):
            for text, read in buttons(message):
                if _is_wanted(read, verb) and not message.deleted:
                    return message.message_id, text
        return None

    async def _until(self, holds: Callable[[], bool]) -> None:
        while True:
            self.look()
            if holds():
                return
            await self.town.playground.hub.wait(_A_MOMENT)


def _is_wanted(read: ButtonData, verb: Verb) -> bool:
    return read.verb is verb and (verb is not Verb.NEW or read.value.startswith("p."))


async def _ready(place: Town) -> list[Tapper]:
    tappers = [Tapper(place, each, random.Random(each)) for each in place.agents]
    async with asyncio.TaskGroup() as tasks:
        for each in tappers:
            tasks.create_task(each.begin())
    return tappers


async def _flood(place: Town, person: PersonId) -> None:
    await place.playground.do("faults", person=person, flood_seconds=FLOOD_SECONDS)


async def late_beside_a_flood(
    folder: Path, others: int, taps: int, seconds: float, make_voice: type[Voice] = Voice
) -> tuple[list[PersonId], float]:
    """Flood one chat, and return which of the others did not finish so many taps in time.

    With that, for how many more seconds the flooded chat had to be left alone by then.
    """
    async with town(folder, others + 1, make_voice=make_voice) as place:
        flooded, *free = await _ready(place)
        await _flood(place, flooded.person)
        going = [True]
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(flooded.live_on(lambda: going[0]))
            while not place.voice._quiet.left(flooded.person):
                await place.playground.hub.wait(_A_MOMENT)
            await _taps_in_time(free, taps, seconds)
            going[0] = False
        left = place.voice._quiet.left(flooded.person)
        return [each.person for each in free if len(each.took) < taps], left


async def _taps_in_time(tappers: Sequence[Tapper], taps: int, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as tasks:
            for each in tappers:
                tasks.create_task(each.live_in_step(lambda each=each: len(each.took) < taps))  # type: ignore[misc]
    except TimeoutError:
        return


@dataclass(frozen=True, slots=True)
class Compared:
    """The slowest hundredth of the others' taps, in seconds, round by round."""

    without: tuple[float, ...]
    beside: tuple[float, ...]
    """The same while one chat is flooded."""
    taps: int

    @property
    def slower(self) -> float:
        """Return how many times slower they are beside a flood, by the medians of the rounds."""
        return statistics.median(self.beside) / statistics.median(self.without)


async def compare(
    folder: Path, others: int, rounds: int, seconds: float, progress: Progress = lambda done: None
) -> Compared:
    """Let the others tap for so many seconds without a flood and beside one, in turn."""
    without, beside, taps = list[float](), list[float](), 0
    async with town(folder, others + 2 * rounds) as place:
        everybody = await _ready(place)
        free, guests = everybody[:others], iter(everybody[others:])
        for number in range(2 * rounds):
            # A B B A: neither always comes first. Each guest is new: the last one is flooded still.
            is_flooded, guest = number % 4 in {1, 2}, next(guests)
            if is_flooded:
                await _flood(place, guest.person)
            took = await _round(free, guest, seconds)
            (beside if is_flooded else without).append(p99(took))
            taps += len(took)
            progress(number + 1)
    return Compared(tuple(without), tuple(beside), taps)


async def _round(free: Sequence[Tapper], guest: Tapper, seconds: float) -> list[float]:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    before = [len(each.took) for each in free]
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(guest.live_on(lambda: loop.time() < until))
        for each in free:
            tasks.create_task(each.live_in_step(lambda: loop.time() < until))
    return [took for each, start in zip(free, before, strict=True) for took in each.took[start:]]


def p99(took: Sequence[float]) -> float:
    """Return what all but the slowest hundredth stay below."""
    return statistics.quantiles(took, n=100)[-1]
