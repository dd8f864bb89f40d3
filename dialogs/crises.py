"""Where the declared signs of a call stand: a fold of their events, kept beside the walk."""

from collections.abc import Collection
from datetime import datetime
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from dialogs.access import Action, Reach, reach
from dialogs.actors import Actor
from dialogs.events import (
    CrisisAcknowledged,
    CrisisDeclared,
    CrisisEvent,
    CrisisStoodDown,
    CrisisWithdrawn,
    NobodyAnswered,
    OnCallCalled,
    OnCallSilent,
)
from dialogs.ids import PersonId, SignId
from dialogs.severity import Level
from dialogs.texts import Bilingual


class Called(Struct, frozen=True, gc=False):
    """Somebody who was called."""

    person: PersonId
    name: str
    at: datetime


class Crisis(Struct, frozen=True, gc=False, kw_only=True):
    """One declared sign, of whatever level."""

    version: int
    """Of the event that declared it."""
    sign: SignId
    label: Bilingual
    level: Level
    turn: int
    """The turn of the call in which it was declared."""
    at: datetime
    declared_by: PersonId
    on_call: tuple[PersonId, ...] = ()
    wait: int = 0
    called: tuple[Called, ...] = ()
    nobody: bool = False
    """Whether nobody was left to be called."""
    acknowledged_by: PersonId | None = None
    acknowledged_name: str = ""
    acknowledged_at: datetime | None = None
    withdrawn: bool = False
    stood_down_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether it was withdrawn or stood down."""
        return self.withdrawn or self.stood_down_at is not None

    @property
    def freezes(self) -> bool:
        """Whether nobody may haggle while it stands."""
        return self.level is Level.CRISIS and not self.is_over

    @property
    def waits(self) -> bool:
        """Whether somebody is still to acknowledge it."""
        return self.freezes and self.acknowledged_by is None

    @property
    def left(self) -> tuple[PersonId, ...]:
        """Return who is still to be called, after whoever was called last."""
        if not self.called:
            return self.on_call
        return self.on_call[self.on_call.index(self.called[-1].person) + 1 :]

    @property
    def told(self) -> tuple[PersonId, ...]:
        """Return who was called, or told."""
        if self.level is Level.CONTACT:
            return self.on_call
        return tuple(each.person for each in self.called)


def came_with_the_call(actor: Actor, agent: PersonId, crises: Collection[Crisis]) -> bool:
    """Tell whether a call of ``agent`` that became the actor's own brought a crisis that others declared.

    Whoever helps with such calls answers for it as before; nobody takes on what they declared themselves.
    """
    standing = [each for each in crises if each.freezes]
    helps = reach(actor, Action.TAKE_HELP) is not Reach.NONE
    return agent == actor.person and helps and all(each.declared_by != actor.person for each in standing)


def after(crises: tuple[Crisis, ...], event: CrisisEvent, version: int, turn: int) -> tuple[Crisis, ...]:
    """Return the declared signs after ``event``, number ``version`` of the call, in ``turn``."""
    if isinstance(event, CrisisDeclared):
        return (*crises, _declared(event, version, turn))
    return tuple(_changed(each, event) if each.version == event.declared else each for each in crises)


def _declared(event: CrisisDeclared, version: int, turn: int) -> Crisis:
    return Crisis(
        version=version,
        sign=event.sign,
        label=event.label,
        level=event.level,
        turn=turn,
        at=event.at,
        declared_by=event.by,
        on_call=event.on_call,
        wait=event.wait,
    )


def _changed(
    crisis: Crisis,
    event: OnCallCalled
    | OnCallSilent
    | NobodyAnswered
    | CrisisAcknowledged
    | CrisisStoodDown
    | CrisisWithdrawn,
) -> Crisis:
    match event:
        case OnCallCalled(person=person, name=name, at=at):
            return replace(crisis, called=(*crisis.called, Called(person, name, at)))
        case OnCallSilent():
            return crisis
        case NobodyAnswered():
            return replace(crisis, nobody=True)
        case CrisisAcknowledged(by=by, name=name, at=at):
            return replace(crisis, acknowledged_by=by, acknowledged_name=name, acknowledged_at=at)
        case CrisisStoodDown(at=at):
            return replace(crisis, stood_down_at=at)
        case CrisisWithdrawn():
            return replace(crisis, withdrawn=True)
        case _:
            assert_never(event)
