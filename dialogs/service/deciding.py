"""One command on one call: decided anew for as long as other writers are faster, and written once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from dialogs.ids import Cause, SessionId
from dialogs.ports import AlreadyRecorded, Appended, Write
from dialogs.refusals import Refusal
from dialogs.service.office import Office
from dialogs.service.outcomes import Done, Refused


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command comes to: what is to be written, and the call as it stands then."""

    writes: Sequence[Write]
    done: Done


async def decided_once(
    office: Office, session: SessionId, cause: Cause, decide: Callable[[], Awaitable[Decided | Refused]]
) -> Done | Refused:
    """Write once for ``cause`` what ``decide`` comes to, and return the call as it stands then.

    Raises:
        StorageUnavailableError: nothing is known to be written; try the same cause again.
    """
    latest: list[Decided | Refused] = []

    async def plan() -> Sequence[Write] | Refusal:
        latest[:] = [await decide()]
        [decided] = latest
        return decided.refusal if isinstance(decided, Refused) else decided.writes

    answer = await office.write(plan, cause)
    if isinstance(answer, AlreadyRecorded):
        return await standing(office, session, changed=False)
    if answer is None or isinstance(answer, Refusal):
        await office.come_to_nothing(cause)
    [decided] = latest
    if isinstance(decided, Refused):
        return decided
    if isinstance(answer, Appended):
        office.calls.stands(decided.done.state)
    return decided.done


async def standing(office: Office, session: SessionId, *, changed: bool) -> Done:
    """Return a call as it stands now, whose command counted."""
    state = await office.calls.at(session)
    return Done(await office.program_of(state), state, changed)
