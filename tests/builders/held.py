"""Calls that were held one after the other, by taps that chance chose, at times that chance chose."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, cycle
from random import Random

from dialogs.actors import Actor
from dialogs.cards import Button, Verb, Viewer
from dialogs.commands import (
    Choose,
    EndSession,
    GoBack,
    JumpTo,
    OpenSession,
    SessionCommand,
    TakeTemperature,
)
from dialogs.ids import Cause, ChoiceId, ComplaintId, PersonId, SessionId, StageId, time_ordered_id
from dialogs.opening import alias
from dialogs.ports import SessionStatus
from dialogs.program import Channel, Outcome
from dialogs.render import render
from dialogs.service import Done, Office, SessionService
from dialogs.state import SessionState
from dialogs.texts import Language

MOST_TAPS = 18


@dataclass(slots=True)
class Held:
    """Lets people hold calls over an office, from ``hands`` on; the same chance makes the same calls."""

    office: Office
    hands: datetime
    chance: Random = field(default_factory=lambda: Random(17))
    numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.goes_to(self.office)

    async def calls(self, people: tuple[PersonId, ...], calls: int) -> None:
        """Let ``people`` hold so many calls in turn, half an hour after each other."""
        for _, person in zip(range(calls), cycle(people), strict=False):
            await self.call(person)
            self.hands += timedelta(minutes=30)

    async def call(self, person: PersonId) -> SessionState:
        """Hold one call, and end it."""
        state = await self.begins(person)
        for _ in range(self.chance.randint(2, MOST_TAPS)):
            if state.status is SessionStatus.ENDED:
                return state
            state = await self.taps(person, state)
        if state.status is not SessionStatus.ENDED:
            state = await self.ends(person, state)
        return state

    def goes_to(self, office: Office) -> None:
        """Go on over another office."""
        self.office = replace(office, clock=lambda: self.hands)

    async def taps(self, person: PersonId, state: SessionState) -> SessionState:
        """Tap something, some seconds later."""
        self.hands += timedelta(seconds=self.chance.randint(2, 60))
        return await self._does(await self._wish(person, state))

    async def ends(self, person: PersonId, state: SessionState) -> SessionState:
        """End the call before it is over."""
        outcome = self.chance.choice([Outcome.BROKEN_OFF, Outcome.DECLINED, Outcome.HANDED_ON])
        actor = await self._actor(person)
        return await self._does(EndSession(actor=actor, session=state.session, outcome=outcome))

    async def begins(self, person: PersonId) -> SessionState:
        """Open a call."""
        program = self.office.programs.offered()[0]
        command = OpenSession(
            actor=await self._actor(person),
            session=SessionId(self._id()),
            complaint=ComplaintId(self._id()),
            alias=alias(self.chance.randrange(400), Language.ZH),
            playbook=program.playbook,
            product=next(iter(program.lists["products"])),
            channel=Channel.PHONE,
            call_language=Language.ZH,
        )
        done = await SessionService(self.office).open(command, self._cause())
        assert isinstance(done, Done), done
        return done.state

    async def _does(self, command: SessionCommand) -> SessionState:
        done = await SessionService(self.office).handle(command, self._cause())
        assert isinstance(done, Done), done
        return done.state

    async def _wish(self, person: PersonId, state: SessionState) -> SessionCommand:
        """Mostly an answer of the card; now and then a temperature, a step back, a jump."""
        actor, session, turn = await self._actor(person), state.session, state.turn
        program = await self.office.programs.at(state.playbook, state.revision)
        card = render(program, state, Viewer(), self.hands)
        answers = [button for row in card.buttons for button in row if _is_answer(button)]
        dice = self.chance.random()
        if dice < 0.3 or not answers:
            level = min(5, max(1, (state.temperature or 3) + self.chance.choice([-1, -1, 1])))
            return TakeTemperature(actor=actor, session=session, turn=turn, level=level)
        if dice < 0.38 and state.path:
            return GoBack(actor=actor, session=session, turn=turn)
        if dice < 0.4:
            stages = [stage.id for stage in program.stages.values() if not stage.aside]
            return JumpTo(actor=actor, session=session, turn=turn, stage=StageId(self.chance.choice(stages)))
        choice = ChoiceId(self.chance.choice(answers[:2]).value)
        return Choose(actor=actor, session=session, turn=turn, choice=choice)

    async def _actor(self, person: PersonId) -> Actor:
        found = await self.office.directory.actor(person)
        assert found is not None
        return found

    def _id(self) -> str:
        return time_ordered_id(self.hands, self.chance.getrandbits(80))

    def _cause(self) -> Cause:
        return Cause(f"held:{next(self.numbers)}")


def _is_answer(button: Button) -> bool:
    return button.verb is Verb.CHOOSE and button.enabled
