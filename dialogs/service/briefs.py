"""The door to the brief for a regulator: whoever may take calls out of the house may have one."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.access import Action
from dialogs.actors import Actor
from dialogs.briefs import Brief, CallFile, Dossier, write_brief
from dialogs.errors import LogDoesNotFoldError
from dialogs.events import CallOpened, Event, SessionHandedOver, SessionOpened
from dialogs.evolve import fold
from dialogs.ids import Cause, SessionId, complaint_stream, session_stream
from dialogs.refusals import Refusal
from dialogs.service.accesses import AccessService
from dialogs.service.office import Office
from dialogs.service.permission import refusal_of
from dialogs.texts import Bilingual, Several


@dataclass(frozen=True, slots=True)
class Written:
    """A brief, and the calls that it was written from."""

    brief: Brief
    sessions: tuple[SessionId, ...]


@dataclass(frozen=True, slots=True)
class BriefService:
    """Writes the brief of the complaint that a call belongs to."""

    office: Office

    async def handed_out(self, actor: Actor, session: SessionId, cause: Cause) -> Brief | Refusal:
        """Write a brief and note, of every call in it, that it leaves the house; first noted, then shown.

        Raises:
            StorageUnavailableError: nothing is known to be noted.
        """
        written = await self.written(actor, session)
        if isinstance(written, Refusal):
            return written
        accesses = AccessService(self.office)
        for number, each in enumerate(written.sessions):
            noted = await accesses.exported(actor, each, Cause(f"{cause}:brief:{number}"))
            if isinstance(noted, Refusal):
                return noted
        return written.brief

    async def written(self, actor: Actor, session: SessionId) -> Written | Refusal:
        """Write a brief from the calls that ``actor`` may take out; whoever shows it must note that first."""
        state = fold(await self.office.store.load(session_stream(session)))
        refusal = refusal_of(actor, Action.EXPORT, state)
        if refusal is not None:
            return refusal
        complaint = tuple(await self.office.store.load(complaint_stream(state.complaint)))
        if not complaint:
            msg = "a call belongs to no complaint"
            raise LogDoesNotFoldError(msg)
        named = dict.fromkeys(event.session for event in complaint if isinstance(event, CallOpened))
        calls = [await self._file(actor, each, number) for number, each in enumerate(named, start=1)]
        shown = tuple(each for each in calls if each is not None)
        dossier = Dossier(
            complaint=complaint,
            calls=shown,
            policy=self.office.deadlines,
            zone=self.office.zone,
            now=self.office.clock(),
            withheld=len(calls) - len(shown),
            cases=self.office.programs.cases().real(*dict.fromkeys(each.program.playbook for each in shown)),
        )
        return Written(write_brief(dossier), tuple(each.state.session for each in shown))

    async def _file(self, actor: Actor, session: SessionId, number: int) -> CallFile | None:
        """Return one call of the complaint; none when ``actor`` may not take it out."""
        events: Sequence[Event] = await self.office.store.load(session_stream(session))
        state = fold(events)
        if refusal_of(actor, Action.EXPORT, state) is not None:
            return None
        owners = [event.by for event in events if isinstance(event, SessionOpened)]
        owners += [event.to for event in events if isinstance(event, SessionHandedOver)]
        people = [await self.office.directory.actor(each) for each in owners]
        names = [each.name if each is not None else "" for each in people]
        return CallFile(
            number=number,
            program=await self.office.program_of(state),
            events=tuple(events),
            agent=names[0] if len(names) == 1 else Several(tuple(Bilingual(each, each) for each in names)),
            recalled=await self.office.recalled_of(state),
        )
