"""The door for whoever makes a case out of a call that is closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.access import Action
from dialogs.actors import Actor
from dialogs.briefs import CallFile
from dialogs.casedraft import CaseOutline, outline_case
from dialogs.events import Event
from dialogs.evolve import fold
from dialogs.ids import SessionId, session_stream
from dialogs.ports import Kept, SessionStatus
from dialogs.refusals import Reason, Refusal
from dialogs.service.office import Office
from dialogs.service.permission import refusal_of
from dialogs.state import SessionState


@dataclass(frozen=True, slots=True)
class CaseWork:
    """Says what a case can begin with; whoever shows that must note first that the call was read."""

    office: Office

    async def outlined(self, actor: Actor, session: SessionId) -> CaseOutline | Refusal:
        """Return what is known of a call, without a word that anybody said."""
        events: Sequence[Event] = await self.office.store.load(session_stream(session))
        state = fold(events)
        refusal = _may(actor, state)
        if refusal is not None:
            return refusal
        program, recalled = await self.office.program_of(state), await self.office.recalled_of(state)
        call = CallFile(number=1, program=program, events=tuple(events), agent="", recalled=recalled)
        return outline_case(call, self.office.zone)


def _may(actor: Actor, state: SessionState) -> Refusal | None:
    """Return why no case can be made of a call, if none can."""
    refusal = refusal_of(actor, Action.WRITE_CASES, state)
    if refusal is not None:
        return refusal
    if state.kept is Kept.ERASED:
        return Refusal(Reason.WORDS_ERASED)
    return None if state.status is SessionStatus.ENDED else Refusal(Reason.NOT_CLOSED)
