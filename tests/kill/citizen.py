"""One of many who walk calls at the same time: taps, and writes meanwhile, whatever becomes of the bot."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from dialogs.cards import Panel, Verb
from dialogs.ids import Cause, PersonId
from tests.kill.bodies import PATIENCE
from tests.kill.city import City, Message
from tests.kill.post import Update
from tests.kill.script import WALK, Say, Step, Tap
from tests.kill.walk import LOOK_SECONDS, BrokenPromiseError

CHATS_BESIDE: Final = 0.4
"""How often somebody writes something while they tap."""
STUCK_SECONDS: Final = 5.0
"""After which somebody says /reset."""
TAPS_TWICE: Final = 0.15
TAPS_AGAIN: Final = 0.5
"""How often somebody who saw the bot die taps again."""


@dataclass(slots=True)
class Act:
    """One thing that a person wanted once; it may have taken several taps."""

    step: Step
    deaths: int
    """How often the bot had died before."""
    updates: list[Update] = field(default_factory=list)

    @property
    def is_acknowledged(self) -> bool:
        return any(each.acknowledged for each in self.updates)

    @property
    def causes(self) -> frozenset[Cause]:
        return frozenset(each.cause for each in self.updates)

    @property
    def counts(self) -> bool:
        """Tell whether it is to leave an event."""
        return not (isinstance(self.step, Say) and self.step.text.startswith("/"))


@dataclass(slots=True, kw_only=True)
class Citizen:
    """A person, and a diary of what they wanted: a list of acts for each call."""

    person: PersonId
    name: str
    city: City
    turns: Sequence[int]
    """The turn of the call after so many steps of the script."""
    deaths: Callable[[], int]
    """How often the bot has died."""
    is_enough: Callable[[], bool]
    chance: random.Random
    diary: list[list[Act]] = field(default_factory=list)
    resets: int = 0
    """How often the card had to be drawn anew by hand; at most once a death."""
    waited: float = 0.0
    """The longest wait for what was to be seen, in seconds."""
    _first: int = 0
    """The message over which the card of the call stands, or below it."""

    async def walk(self) -> None:
        """Walk whole calls, one after the other, until it is enough."""
        while not self.diary or not self.is_enough():
            self.diary.append([])
            for place, step in enumerate(WALK):
                await self._take(place, step)

    async def _take(self, place: int, step: Step) -> None:
        if isinstance(step, Say):
            await self._acknowledged([self._say(step)])
            return
        is_last = place == len(WALK) - 1
        if is_last:  # what comes after the end of a call belongs to none
            await self._acknowledged(self.diary[-1])
        elif step.verb is not Verb.NEW and self.chance.random() < CHATS_BESIDE:
            self._say(Say(f"顺手记一笔：第{len(self.diary[-1])}条"))
        turn = self.turns[place]
        if step.verb is Verb.NEW:
            await self._proposed(step)
        opener = Tap(Verb.PANEL, step.panel or Panel.MAIN)
        while self._button(step, turn) is None:
            await self._finds(step, opener, turn)
            if self._button(step, turn) is None:
                await self._open(opener, step, turn)
        await self._tap(step, turn)

    async def _proposed(self, step: Tap) -> None:
        """Wait for the proposal of a call; it leaves no event, and who has lost it in a death asks again."""
        while self._button(step, 0) is None:
            await self._proposal_or_death(step, self.diary[-1][-1].deaths)
            if self._button(step, 0) is None:
                await self._acknowledged([self._say(Say("/new"))])

    async def _proposal_or_death(self, step: Tap, deaths: int) -> None:
        await self._until(lambda: bool(self._button(step, 0)) or self.deaths() > deaths, step)

    async def _finds(self, step: Tap, opener: Tap, turn: int) -> None:
        """Wait for the button, or for what opens its panel.

        A death between the drawing of a panel and its record may leave that panel on the card, until the card
        changes or its person lets it be drawn anew.
        """

        def stands() -> bool:
            return bool(self._button(step, turn) or self._button(opener, turn))

        try:
            await self._until(stands, step, STUCK_SECONDS)
        except BrokenPromiseError:
            if self.resets >= self.deaths():
                raise
            self.resets += 1
            self._say(Say("/reset"))
            await self._until(stands, step)

    def _say(self, step: Say) -> Act:
        act = Act(step, self.deaths(), [self.city.write(self.person, step.text)])
        self.diary[-1].append(act)
        return act

    async def _open(self, opener: Tap, step: Tap, turn: int) -> None:
        """Open the panel in which ``step`` stands; a death closes it."""
        deaths, found = self.deaths(), self._button(opener, turn)
        if found is None:
            return
        opening = self.city.tap(self.person, *found)
        await self._until(
            lambda: self._button(step, turn) is not None or opening.acknowledged or self.deaths() > deaths,
            step,
        )

    async def _tap(self, step: Tap, turn: int) -> None:
        """Tap until the bot has it; some tap twice at once, or again when the bot has died."""
        act, found = Act(step, self.deaths()), self._button(step, turn)
        assert found is not None
        self.diary[-1].append(act)
        message, text = found
        self._first = message.number if step.verb is Verb.NEW else self._first
        deaths, taps = self.deaths(), 1 + (self.chance.random() < TAPS_TWICE)
        while not act.is_acknowledged:
            if text in dict(message.buttons) and not message.gone:
                act.updates += [self.city.tap(self.person, message, text) for _ in range(taps)]
            await self._heard(act, deaths)
            taps = int(self.deaths() > deaths and self.chance.random() < TAPS_AGAIN)
            deaths = self.deaths()

    async def _heard(self, act: Act, deaths: int) -> None:
        await self._until(lambda: act.is_acknowledged or self.deaths() > deaths, act.step)

    async def _acknowledged(self, acts: Sequence[Act]) -> None:
        await self._until(lambda: all(each.is_acknowledged for each in acts), "that what was wanted is taken")

    def _button(self, step: Tap, turn: int) -> tuple[Message, str] | None:
        """Return the button for ``step`` on the lowest card of the call, or on the lowest proposal of one."""
        for message in reversed(self.city.messages(self.person)):
            if message.number < self._first:
                return None
            for text, read in message.buttons:
                fits = step.fits(read.verb, read.value)
                if fits and (read.turn == turn or step.verb is Verb.NEW):
                    return message, text
            if step.verb is not Verb.NEW and any(read.session for _, read in message.buttons):
                return None
        return None

    async def _until(self, holds: Callable[[], bool], what: object, patience: float = PATIENCE) -> None:
        loop = asyncio.get_running_loop()
        begun, deaths = loop.time(), self.deaths()
        deadline = begun + patience
        while not holds():
            if self.deaths() > deaths:
                deadline, deaths = loop.time() + patience, self.deaths()
            if loop.time() > deadline:
                raise BrokenPromiseError(f"{self.person} waited in vain for: {what}; {self._scene()}")
            await self.city.hub.wait(LOOK_SECONDS)
        self.waited = max(self.waited, loop.time() - begun)

    def _scene(self) -> str:
        """Say what there is to see, without anybody's words."""
        seen = [
            (each.number, each.life, [text for text, _ in each.buttons][:9])
            for each in self.city.messages(self.person)
        ]
        return f"after {len(self.diary[-1])} acts, {self.deaths()} deaths: {seen}"
