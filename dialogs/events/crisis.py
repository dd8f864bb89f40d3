"""What is done about a sign that a call is more than a complaint: declared, called for, answered, over."""

from dataclasses import dataclass

from dialogs.events.fact import Fact
from dialogs.ids import PersonId, SignId, StepId
from dialogs.severity import Level
from dialogs.texts import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisDeclared(Fact):
    """The agent tapped a sign; while it is a crisis, no offer is put together."""

    sign: SignId
    label: Bilingual
    """What the sign was called then."""
    level: Level
    step: StepId
    on_call: tuple[PersonId, ...] = ()
    """Who is called, one after the other; of a contact, who is told."""
    wait: int = 0
    """Seconds that each of them has to acknowledge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallCalled(Fact):
    """Somebody on call was called."""

    declared: int
    """Version of the ``CrisisDeclared``."""
    person: PersonId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallSilent(Fact):
    """Somebody on call did not acknowledge in time."""

    declared: int
    """Version of the ``CrisisDeclared``."""
    person: PersonId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyAnswered(Fact):
    """Nobody is left to be called: all supervisors and the agent are told."""

    declared: int
    """Version of the ``CrisisDeclared``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisAcknowledged(Fact):
    """``by`` takes it on; nobody else is called."""

    declared: int
    """Version of the ``CrisisDeclared``."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisStoodDown(Fact):
    """A supervisor says that it is over: offers may be put together again."""

    declared: int
    """Version of the ``CrisisDeclared``."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisWithdrawn(Fact):
    """The agent had tapped it by mistake."""

    declared: int
    """Version of the ``CrisisDeclared``."""


CrisisEvent = (
    CrisisDeclared
    | OnCallCalled
    | OnCallSilent
    | NobodyAnswered
    | CrisisAcknowledged
    | CrisisStoodDown
    | CrisisWithdrawn
)
