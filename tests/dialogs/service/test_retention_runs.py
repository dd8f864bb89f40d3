"""A look at every call by the rules, and what it erases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dialogs.commands import EndSession
from dialogs.events import ErasureReason, WordsErased
from dialogs.ids import Cause, SessionId, session_stream
from dialogs.people import CONSOLE
from dialogs.ports import Kept, SessionLine
from dialogs.program import Outcome
from dialogs.refusals import Refusal
from dialogs.retention_report import RetentionReport, RuleCount
from dialogs.service import Done, ErasureService, Told, erasures
from tests.builders.rules import policy_of, rule_of
from tests.firm import AGENT, Firm, open_firm

YEARS = rule_of("ten-years", months=120, products=frozenset({"loan"}))
MONTHS = rule_of("all", months=6)
POLICY = policy_of(MONTHS, YEARS)
TODAY = date(2027, 6, 1)


@pytest.fixture(params=["memory", "sqlite"])
async def firm(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Firm]:
    url = "memory://" if request.param == "memory" else f"sqlite:///{tmp_path}/hejie.db"
    async with open_firm(url) as opened:
        yield opened


@dataclass
class Desk:
    """Seven calls, one for each way in which a call can stand to the rules, and a second that is due."""

    firm: Firm
    keeping: ErasureService

    async def call(self, product: str = "card", *, over: bool = True) -> SessionId:
        firm = self.firm
        opening = replace(await firm.opening(), product=product)
        opened = await firm.sessions.open(opening, firm.cause())
        assert isinstance(opened, Done)
        firm.pass_time(timedelta(minutes=1))
        if over:
            actor = await firm.actor(AGENT)
            done = await firm.does(EndSession(actor=actor, session=opening.session, outcome=Outcome.DECLINED))
            assert isinstance(done, Done)
        return opening.session

    async def erase(self, session: SessionId) -> object:
        return await self.keeping.erase(CONSOLE, session, ErasureReason.ASKED, self.firm.cause())

    async def run(self, *, dry_run: bool) -> RetentionReport:
        report = await self.keeping.run(CONSOLE, TODAY, dry_run=dry_run)
        assert isinstance(report, RetentionReport)
        return report

    async def kept(self, *sessions: SessionId) -> list[Kept]:
        return [(await self.firm.office.calls.at(session)).kept for session in sessions]


async def arranged(firm: Firm) -> tuple[Desk, dict[str, SessionId]]:
    office = Desk(firm, ErasureService(firm.office, POLICY, firm.storage.erasures))
    calls = {
        "due": await office.call(),
        "stored and due": await office.call(),
        "erased": await office.call(),
        "held": await office.call(),
        "going on": await office.call(over=False),
        "long": await office.call("loan"),
    }
    await office.erase(calls["stored and due"])
    firm.pass_time(timedelta(days=183))
    await office.erase(calls["erased"])
    held = await office.keeping.hold(CONSOLE, calls["held"], "沪01-17", firm.cause())
    assert held == Told()
    calls["kept"] = await office.call()
    return office, calls


EXPECTED = RetentionReport(
    today=TODAY,
    dry_run=True,
    rules=(
        RuleCount(rule=MONTHS, due=2, kept=1, next_on=date(2027, 11, 26), held=1, going_on=1),
        RuleCount(rule=YEARS, kept=1, next_on=date(2036, 11, 24)),
    ),
    erased_before=1,
)


async def test_look_counts_each_call_once_and_changes_nothing(firm: Firm) -> None:
    office, calls = await arranged(firm)
    before = await office.kept(*calls.values())

    report = await office.run(dry_run=True)

    assert replace(report, doubts=()) == EXPECTED
    assert (report.due, report.kept, report.held, report.going_on) == (2, 2, 1, 1)
    assert await office.kept(*calls.values()) == before


async def test_run_erases_what_is_due_and_nothing_else(firm: Firm) -> None:
    office, calls = await arranged(firm)

    report = await office.run(dry_run=False)

    assert replace(report, doubts=()) == replace(EXPECTED, dry_run=False, erased=2)
    assert dict(zip(calls, await office.kept(*calls.values()), strict=True)) == {
        "due": Kept.ERASED,
        "stored and due": Kept.ERASED,
        "erased": Kept.ERASED,
        "held": Kept.OPEN,
        "going on": Kept.OPEN,
        "long": Kept.OPEN,
        "kept": Kept.OPEN,
    }
    *_, last = await firm.storage.events.load(session_stream(calls["due"]))
    assert isinstance(last, WordsErased)
    assert last.reason is ErasureReason.RETENTION


async def test_second_run_finds_nothing_left_to_do(firm: Firm) -> None:
    office, _ = await arranged(firm)
    await office.run(dry_run=False)

    again = await office.run(dry_run=False)

    assert (again.due, again.erased, again.erased_before) == (0, 0, 3)


async def test_due_lists_also_what_nobody_is_shown(firm: Firm) -> None:
    office, calls = await arranged(firm)

    due = [line.session for line in await office.keeping.due(CONSOLE, TODAY)]

    assert due == sorted([calls["due"], calls["stored and due"]])


async def test_run_reads_page_by_page_and_says_how_far_it_is(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasures, "PAGE", 2)
    office, _ = await arranged(firm)
    heard: list[tuple[int, int]] = []

    report = await office.keeping.run(
        CONSOLE, TODAY, dry_run=False, progress=lambda number, of: heard.append((number, of))
    )

    assert isinstance(report, RetentionReport)
    assert (report.erased, heard) == (2, [(1, 2), (2, 2)])


@dataclass
class Late:
    """A view that shows calls as they stood a moment ago: a hold came since."""

    firm: Firm
    keeping: ErasureService

    async def all_sessions(self, actor: object, after: SessionId | None, limit: int) -> list[SessionLine]:
        lines = list(await self.firm.storage.views.all_sessions(CONSOLE, after, limit))
        for line in lines:
            await self.keeping.hold(CONSOLE, line.session, "沪01-17", Cause(f"hold:{line.session}"))
        return lines


async def test_call_that_is_held_since_it_was_counted_is_left_alone(firm: Firm) -> None:
    office, calls = await arranged(firm)
    views = Late(firm, office.keeping)
    late = replace(office.keeping, office=replace(firm.office, views=views))  # type: ignore[arg-type]

    report = await late.run(CONSOLE, TODAY, dry_run=False)

    assert not isinstance(report, Refusal)
    assert (report.due, report.erased) == (2, 0)
    assert await office.kept(calls["due"], calls["stored and due"]) == [Kept.OPEN, Kept.STORED]
