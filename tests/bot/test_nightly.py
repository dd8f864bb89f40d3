"""The nightly run: at three, local time, and for the nights that were missed."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.logs import LineFormatter
from bot.nightly import LONGEST_NAP, Nightly, latest_run, nap, nightly, seconds_to_next, warn_of_doubts
from dialogs.commands import EndSession, NoteWords
from dialogs.ids import SessionId
from dialogs.ports import Kept, SessionLine, StorageUnavailableError
from dialogs.program import Outcome
from dialogs.retention import Erasing
from dialogs.sealed import Sealed
from dialogs.service import ErasureService
from tests.builders.rules import policy_of, rule_of
from tests.firm import ADMIN, AGENT, Firm, open_firm

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
HOUR = 3600


@pytest.fixture
async def firm() -> AsyncIterator[Firm]:
    async with open_firm() as opened:
        yield opened


@dataclass
class Sleeper:
    """Lets a night pass in no time; wakes the program for good after so many naps."""

    firm: Firm
    naps: int
    slept: list[float] = field(default_factory=list)

    async def wait(self, stopping: asyncio.Event, seconds: float) -> None:
        self.slept.append(seconds)
        self.firm.pass_time(timedelta(seconds=seconds))
        if len(self.slept) == self.naps:
            stopping.set()


@dataclass
class Views:
    """Counts the looks at all calls, and fails when a test says so."""

    firm: Firm
    looks: list[datetime] = field(default_factory=list)
    failures: int = 0

    async def all_sessions(self, actor: object, after: SessionId | None, limit: int) -> list[SessionLine]:
        if after is None:
            self.looks.append(self.firm.office.now())
        if self.failures:
            self.failures -= 1
            raise StorageUnavailableError("away")
        admin = await self.firm.actor(ADMIN)
        return list(await self.firm.storage.views.all_sessions(admin, after, limit))


async def ended(firm: Firm) -> SessionId:
    session, agent = (await firm.opened()).state.session, await firm.actor(AGENT)
    await firm.does(
        NoteWords(actor=agent, session=session, words=Sealed("她说等了很久"), said_at=firm.clock())
    )
    await firm.does(EndSession(actor=agent, session=session, outcome=Outcome.DECLINED))
    return session


def nights(firm: Firm, sleeper: Sleeper, views: Views | None = None) -> Nightly:
    office = firm.office if views is None else replace(firm.office, views=views)  # type: ignore[arg-type]
    erasures = ErasureService(office, policy_of(rule_of(months=1)), firm.storage.erasures)
    return Nightly(erasures=erasures, wait=sleeper.wait)


def at(clock: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(clock).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "day", "hours"),
    [
        (at("2026-11-28 02:59:59"), "2026-11-27", 1 / HOUR),
        (at("2026-11-28 03:00:00"), "2026-11-28", 24.0),
        (at("2026-11-28 15:00:00"), "2026-11-28", 12.0),
        (at("2026-03-28 03:00:00", BERLIN), "2026-03-28", 23.0),
        (at("2026-10-24 03:00:00", BERLIN), "2026-10-24", 25.0),
    ],
)
def test_three_oclock_comes_once_a_local_day(now: datetime, day: str, hours: float) -> None:
    assert latest_run(now).isoformat() == day
    assert seconds_to_next(now) == pytest.approx(hours * HOUR)


async def test_nights_that_were_missed_are_caught_up_at_the_start(firm: Firm) -> None:
    session = await ended(firm)
    firm.pass_time(timedelta(days=40))
    sleeper = Sleeper(firm, 1)

    await nights(firm, sleeper).serve(asyncio.Event())

    assert (await firm.office.calls.at(session)).kept is Kept.ERASED


async def test_run_comes_at_three_each_night_and_only_then(firm: Firm) -> None:
    sleeper, views = Sleeper(firm, 3 * 96), Views(firm)
    firm.hands[0] = at("2026-11-28 14:00:00")

    await nights(firm, sleeper, views).serve(asyncio.Event())

    assert [f"{look:%m-%d %H:%M}" for look in views.looks] == [
        "11-28 14:00",
        "11-29 03:00",
        "11-30 03:00",
        "12-01 03:00",
    ]
    assert max(sleeper.slept) <= LONGEST_NAP


async def test_storage_that_is_away_is_asked_again_soon(firm: Firm, caplog: pytest.LogCaptureFixture) -> None:
    session = await ended(firm)
    firm.pass_time(timedelta(days=40))
    sleeper, views = Sleeper(firm, 3), Views(firm, failures=2)

    await nights(firm, sleeper, views).serve(asyncio.Event())

    assert (await firm.office.calls.at(session)).kept is Kept.ERASED
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [
        "what no rule keeps cannot be erased now: the storage is away"
    ] * 2


async def test_log_holds_counts_alone(firm: Firm, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    session = await ended(firm)
    firm.pass_time(timedelta(days=40))

    await nights(firm, Sleeper(firm, 1)).serve(asyncio.Event())

    [record] = [each for each in caplog.records if each.name == "bot.nightly"]
    line = LineFormatter().format(record)
    assert '"what":"retention","erased":1,"kept":0,"held":0,"going_on":0,"left_in_chats":0' in line
    assert session not in line
    assert "青松" not in line


async def test_rules_that_somebody_should_look_at_are_warned_of(
    firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    policy = policy_of(rule_of(check_by=at("2026-01-01 00:00:00").date()))

    warn_of_doubts(ErasureService(firm.office, policy, firm.storage.erasures))

    assert [record.getMessage().strip() for record in caplog.records] == [
        "rules of retention: unconfirmed",
        "rules of retention: check_overdue all 2026-01-01",
    ]


async def test_only_rules_that_say_so_erase_by_night(firm: Firm) -> None:
    services = {
        erase: list(nightly(ErasureService(firm.office, policy_of(erase=erase), firm.storage.erasures)))
        for erase in Erasing
    }

    assert services == {Erasing.BY_HAND: [], Erasing.NIGHTLY: ["retention"]}


async def test_nap_ends_when_the_program_stops() -> None:
    stopping = asyncio.Event()
    await nap(stopping, 0.001)
    stopping.set()

    async with asyncio.timeout(5):
        await nap(stopping, 3600)
