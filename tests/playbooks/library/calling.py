"""A call on the shipped playbook, led through the real rules and counted tap by tap."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import assert_never

from bot.settings import LIBRARY
from dialogs.actors import Actor
from dialogs.commands import Choose, ConfirmCompliance, NoteWords, PickOption, SessionCommand, TakeTemperature
from dialogs.decide import decide
from dialogs.decide.decision import Decision
from dialogs.events import SessionOpened
from dialogs.evolve import evolve_all
from dialogs.ids import ChoiceId, ComplaintId, PersonId, RemedyId, SessionId, TeamId
from dialogs.program import Channel, Place, Program, Step, part_of
from dialogs.refusals import Refusal
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.state import SessionState
from dialogs.texts import Language
from playbooks.check import check

NOON = datetime(2030, 1, 2, 4, tzinfo=UTC)
AGENT = Actor(PersonId(7001), "Invented Agent", Role.STAFF, TeamId("north"))
CALL = SessionId("CALL")


@cache
def five_steps() -> Program:
    """Return the five-step playbook, compiled."""
    program = check(LIBRARY / "five-steps").program
    assert program is not None
    return program


def own_steps() -> Sequence[Step]:
    """Return the five-step playbook's own steps, without those of what it goes into."""
    return [step for step in five_steps().steps.values() if not part_of(step.id)]


@dataclass(slots=True)
class Call:
    """One call. Every deed counts as a tap, as on the card; what is refused changes nothing."""

    product: str = "card"
    channel: Channel = Channel.PHONE
    program: Program = field(default_factory=five_steps)
    taps: int = 0
    state: SessionState = field(init=False)

    def __post_init__(self) -> None:
        opened = SessionOpened(
            at=NOON,
            by=AGENT.person,
            session=CALL,
            complaint=ComplaintId("COMPLAINT"),
            alias="Pine-10",
            team=AGENT.team,
            playbook=self.program.playbook,
            revision=self.program.revision,
            start=self.program.start,
            product=self.product,
            channel=self.channel,
            call_language=Language.ZH,
        )
        self.state = evolve_all(SessionState(), [opened])

    @property
    def step(self) -> str:
        """Where the call stands."""
        return str(self.state.walk.step)

    def tap(self, *choices: str) -> "Call":
        """Tap answers one after the other; each must be open."""
        for choice in choices:
            refused = self.try_to(choice)
            assert refused is None, f"{choice} at {self.step}: {refused}"
        return self

    def try_to(self, choice: str) -> Refusal | None:
        """Tap an answer; return why it was refused."""
        return self._do(Choose(actor=AGENT, session=CALL, turn=self.state.turn, choice=ChoiceId(choice)))

    def pick(self, *remedies: str) -> "Call":
        """Tick options."""
        for remedy in remedies:
            wish = PickOption(
                actor=AGENT, session=CALL, turn=self.state.turn, remedy=RemedyId(remedy), picked=True
            )
            assert self._do(wish) is None
        return self

    def clear(self, remedy: str) -> "Call":
        """Say that compliance signed an option off."""
        wish = ConfirmCompliance(actor=AGENT, session=CALL, turn=self.state.turn, remedy=RemedyId(remedy))
        assert self._do(wish) is None
        return self

    def heat(self, level: int) -> "Call":
        """Tap a temperature."""
        wish = TakeTemperature(actor=AGENT, session=CALL, turn=self.state.turn, level=level)
        assert self._do(wish) is None
        return self

    def hear(self, words: str, place: Place | None = None) -> "Call":
        """Type what the customer said."""
        wish = NoteWords(actor=AGENT, session=CALL, words=Sealed(words), said_at=NOON, place=place)
        assert self._do(wish) is None
        return self

    def _do(self, command: SessionCommand) -> Refusal | None:
        match decide(self.program, self.state, command, NOON):
            case Refusal() as refused:
                return refused
            case Decision(events):
                self.state = evolve_all(self.state, events)
                self.taps += 1
                return None
            case other:
                assert_never(other)
