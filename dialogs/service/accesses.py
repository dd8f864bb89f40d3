"""Who read, exported what: noted before it is shown, and shown to who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.access import Action, Owner, require
from dialogs.actors import Actor
from dialogs.events import AccessEvent, CallsExported, CallsSearched, SessionExported, SessionRead
from dialogs.ids import Cause, SessionId, StreamId, access_stream, list_access_stream
from dialogs.ports import AccessFilter, AccessLine, Write
from dialogs.refusals import Reason, Refusal
from dialogs.service.office import Office
from dialogs.service.outcomes import Told, told


@dataclass(frozen=True, slots=True)
class AccessService:
    """The door for whoever shows or hands out calls: they note it here first, and else show nothing."""

    office: Office

    async def opened(self, actor: Actor, session: SessionId, cause: Cause) -> Told | Refusal:
        """Note that ``actor`` opens a call; nothing is noted of one's own."""
        state = await self.office.calls.at(session)
        refusal = await self._may(actor, Action.READ_SESSION, session)
        if refusal is not None or actor.person == state.agent:
            return refusal or Told(changed=False)
        event = SessionRead(at=self.office.clock(), by=actor.person, session=session)
        return await self._note(access_stream(session), event, cause)

    async def exported(self, actor: Actor, session: SessionId, cause: Cause) -> Told | Refusal:
        """Note that ``actor`` writes a call to a file."""
        refusal = await self._may(actor, Action.EXPORT, session)
        if refusal is not None:
            return refusal
        event = SessionExported(at=self.office.clock(), by=actor.person, session=session)
        return await self._note(access_stream(session), event, cause)

    async def listed(self, actor: Actor, calls: int, cause: Cause) -> Told | Refusal:
        """Note that ``actor`` writes a list of so many calls, which they may see, to a file."""
        refusal = require(actor, Action.EXPORT)
        if refusal is not None:
            return refusal
        event = CallsExported(at=self.office.clock(), by=actor.person, calls=calls)
        return await self._note(list_access_stream(actor.person), event, cause)

    async def searched(self, actor: Actor, found: int, cause: Cause) -> Told | Refusal:
        """Note that ``actor`` searched the words of calls and found so many; not what they searched for."""
        refusal = require(actor, Action.SEARCH)
        if refusal is not None:
            return refusal
        event = CallsSearched(at=self.office.clock(), by=actor.person, found=found)
        return await self._note(list_access_stream(actor.person), event, cause)

    async def latest(self, actor: Actor, narrowed: AccessFilter) -> Sequence[AccessLine] | Refusal:
        """Return who did what, the latest first."""
        return require(actor, Action.SEE_ACCESS) or await self.office.views.accesses(actor, narrowed)

    async def _may(self, actor: Actor, action: Action, session: SessionId) -> Refusal | None:
        state = await self.office.calls.at(session)
        if not state.version:
            return Refusal(Reason.NO_SESSION)
        return require(actor, action, Owner(state.agent, state.team))

    async def _note(self, stream: StreamId, event: AccessEvent, cause: Cause) -> Told | Refusal:
        async def plan() -> Sequence[Write]:
            return (Write(stream, len(await self.office.store.load(stream)), (event,)),)

        return told(await self.office.write(plan, cause))
