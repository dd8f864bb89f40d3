"""Whether those who were called could be written to: nobody shall wait for a message that came nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogs.actors import Actor
from dialogs.events import CallMissed, CallReached, ReachEvent
from dialogs.ids import Cause, SessionId, session_stream
from dialogs.people import CONSOLE
from dialogs.ports import Appended, Kept, SessionStatus, Write
from dialogs.service.office import Office


@dataclass(frozen=True, slots=True)
class ReachService:
    """Writes down whom a call for help missed; whom it reached, once it has missed somebody."""

    office: Office

    async def missed(self, session: SessionId, asked: int, to: Actor, reached: Iterable[Actor]) -> bool:
        """Write down that ``to`` cannot be written to, and who got the message before; true if that is new.

        Raises:
            StorageUnavailableError, WritersKeepCollidingError: nothing is known to be written.
        """
        at, by = self.office.clock(), CONSOLE.person
        events: tuple[ReachEvent, ...] = (
            CallMissed(at=at, by=by, asked=asked, person=to.person, name=to.name),
            *(
                CallReached(at=at, by=by, asked=asked, person=each.person, name=each.name)
                for each in reached
                if each.person != to.person
            ),
        )
        return await self._write(session, events, Cause(f"missed:{session}:{asked}:{to.person}"))

    async def reached(self, session: SessionId, asked: int, to: Actor) -> bool:
        """Write down that ``to`` got the message, where the call missed somebody; true if that is new.

        Raises:
            StorageUnavailableError, WritersKeepCollidingError: nothing is known to be written.
        """
        state = await self.office.calls.at(session)
        known = state.reach_of(asked)
        if known is None or to.person in {person for person, _ in known.reached}:
            return False
        got = CallReached(
            at=self.office.clock(), by=CONSOLE.person, asked=asked, person=to.person, name=to.name
        )
        return await self._write(session, (got,), Cause(f"reached:{session}:{asked}:{to.person}"))

    async def _write(self, session: SessionId, events: Sequence[ReachEvent], cause: Cause) -> bool:
        async def plan() -> Sequence[Write]:
            state = await self.office.calls.at(session)
            if state.kept is not Kept.OPEN or state.status is SessionStatus.ENDED:
                return ()
            return (Write(session_stream(session), state.version, tuple(events)),)

        return isinstance(await self.office.write(plan, cause), Appended)
