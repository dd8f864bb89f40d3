"""Erases every night what no rule keeps any more, for firms whose rules say so."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.lifecycle import Service
from dialogs.errors import WritersKeepCollidingError
from dialogs.ids import SessionId
from dialogs.people import CONSOLE
from dialogs.ports import StorageUnavailableError
from dialogs.refusals import Refusal
from dialogs.retention import Erasing
from dialogs.retention_report import RetentionReport
from dialogs.service import ErasureService

LOG: Final = logging.getLogger(__name__)
AT: Final = time(3)
"""When few people are on the phone, in the firm's own time."""
LONGEST_NAP: Final = 900.0
"""Seconds until the clock is looked at again: it may be set, and a machine may sleep."""
_DAY: Final = timedelta(days=1)
Wait = Callable[[asyncio.Event, float], Awaitable[None]]
"""Waits for so many seconds, or until the event is set."""


async def nap(stopping: asyncio.Event, seconds: float) -> None:
    """Wait for ``seconds``, or until ``stopping`` is set."""
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return


def latest_run(now: datetime) -> date:
    """Return the local day of the latest three o'clock; ``now`` is in the firm's zone."""
    return now.date() if now.time() >= AT else now.date() - _DAY


def seconds_to_next(now: datetime) -> float:
    """Return how long it is to the next three o'clock; ``now`` is in the firm's zone."""
    following = datetime.combine(latest_run(now) + _DAY, AT, now.tzinfo)
    return following.timestamp() - now.timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nightly:
    """Runs at three each night, and once at the start for the nights that were missed."""

    erasures: ErasureService
    wait: Wait = nap

    async def serve(self, stopping: asyncio.Event) -> None:
        """Run until ``stopping`` is set; what cannot be erased now is tried again soon."""
        done: date | None = None
        while not stopping.is_set():
            now = self.erasures.office.now()
            if done != latest_run(now) and await self._run(now.date()):
                done = latest_run(now)
            await self.wait(stopping, min(LONGEST_NAP, seconds_to_next(self.erasures.office.now())))

    async def _run(self, today: date) -> bool:
        """Erase what is due and log how many; tell whether it came to its end."""
        try:
            report = await self.erasures.run(CONSOLE, today, dry_run=False, unreadable=warn_of_unreadable)
        except (StorageUnavailableError, WritersKeepCollidingError):
            LOG.warning("what no rule keeps cannot be erased now: the storage is away")
            return False
        if isinstance(report, Refusal):
            LOG.error("what no rule keeps is not erased: %s", report.reason)
        else:
            LOG.info("retention", extra=_counts(report))
        return True


def nightly(erasures: ErasureService) -> Mapping[str, Service]:
    """Return the service of a firm whose rules erase by night; nothing for any other."""
    if erasures.policy.erase is not Erasing.NIGHTLY:
        return {}
    return {"retention": Nightly(erasures=erasures).serve}


def warn_of_unreadable(session: SessionId) -> None:
    """Log that a call whose words no rule keeps is not erased."""
    LOG.critical("call %s is not erased: its events cannot be read, `hejie log verify` says more", session)


def _counts(report: RetentionReport) -> dict[str, int]:
    return {
        "erased": report.erased,
        "kept": report.kept,
        "held": report.held,
        "going_on": report.going_on,
        "left_in_chats": report.left_in_chats,
        "doubts": len(report.doubts),
    }


def warn_of_doubts(erasures: ErasureService) -> None:
    """Log what somebody should look at in the rules of retention."""
    for doubt in erasures.doubts(erasures.office.now().date()):
        LOG.warning("rules of retention: %s %s %s", doubt.kind, doubt.rule, doubt.detail)
