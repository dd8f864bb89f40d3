"""What can be ordered about the keeping of calls, and the one way to carry each order out."""

from dataclasses import dataclass
from secrets import token_hex
from typing import assert_never

from dialogs.events import ErasureReason
from dialogs.ids import Cause, SessionId
from dialogs.people import CONSOLE
from dialogs.refusals import Refusal
from dialogs.retention_report import RetentionReport
from dialogs.service import Erased, ErasureService, Told
from dialogs.service.erasures import Progress


@dataclass(frozen=True, slots=True)
class EraseCall:
    """Erase the words of a call, because somebody who is entitled to it asked."""

    session: SessionId


@dataclass(frozen=True, slots=True)
class HoldCall:
    """Keep a call whatever the rules, for the file number ``reference``."""

    session: SessionId
    reference: str


@dataclass(frozen=True, slots=True)
class LiftHold:
    """Let the rules count again for a call."""

    session: SessionId


@dataclass(frozen=True, slots=True)
class LookOver:
    """Say what the rules ask for, and with ``run`` erase what none of them keeps."""

    run: bool = False


Order = EraseCall | HoldCall | LiftHold | LookOver


async def carry_out(
    erasures: ErasureService, order: Order, progress: Progress | None = None
) -> Told | Erased | RetentionReport | Refusal:
    """Carry out one order of somebody with the machine in their hands.

    Raises:
        StorageUnavailableError: nothing is known to be done, or not all of it: say it again.
    """
    cause = Cause(f"console:{token_hex(8)}")
    match order:
        case EraseCall(session):
            return await erasures.erase(CONSOLE, session, ErasureReason.ASKED, cause)
        case HoldCall(session, reference):
            return await erasures.hold(CONSOLE, session, reference, cause)
        case LiftHold(session):
            return await erasures.lift(CONSOLE, session, cause)
        case LookOver(run):
            today = erasures.office.now().date()
            return await erasures.run(CONSOLE, today, dry_run=not run, progress=progress)
        case _:
            assert_never(order)
