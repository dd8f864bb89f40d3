"""What leaves the house: a call as Markdown, a list as CSV."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.exports import COLUMNS, session_as_markdown, sessions_as_csv
from bot.words import Words
from dialogs.commands import GoBack, NoteWords
from dialogs.ids import ComplaintId, PersonId, PlaybookSlug, Revision, SessionId, TeamId
from dialogs.ports import SessionLine, SessionStatus
from dialogs.sealed import Sealed
from dialogs.service import Done, SessionRecord
from dialogs.texts import Language
from tests.firm import AGENT, NINE, SUPERVISOR, ZONE, Firm, open_firm

SAY = partial(Words(ZONE, strict=True).say, now=NINE)
LINE = SessionLine(
    session=SessionId("01M85DARC9VMMYMF43334APRPK"),
    complaint=ComplaintId("01M85DARC9TF9VG1K8BX8CJ9H7"),
    alias="青松-17",
    agent=PersonId(1),
    agent_name="甲",
    team=TeamId("一组"),
    playbook=PlaybookSlug("five-steps"),
    revision=Revision("0" * 64),
    product="card",
    status=SessionStatus.LIVE,
    outcome=None,
    step="greet",
    temperature=None,
    opened_at=datetime(2026, 11, 23, 1, tzinfo=UTC),
    last_tap_at=datetime(2026, 11, 23, 1, 5, tzinfo=UTC),
    ended_at=None,
    help_open=False,
    score=None,
    version=3,
)


async def _undone_step(firm: Firm) -> SessionRecord:
    """Walk one step, note a number, take the step back."""
    done = await firm.opened()
    actor = await firm.actor(AGENT)
    on = await firm.chooses(done, done.program.steps[done.state.walk.step].choices[0].id)
    assert isinstance(on, Done)
    words = Sealed("身份证 110105194912310021，要 *全退* | 马上")
    session = done.state.session
    await firm.does(NoteWords(actor=actor, session=session, words=words, said_at=firm.clock()))
    firm.pass_time(timedelta(seconds=30))
    await firm.does(GoBack(actor=actor, session=session, turn=on.state.turn))
    await firm.reviews.remark(await firm.actor(SUPERVISOR), session, Sealed("收得早了些"), firm.cause())
    record = await firm.reviews.read(await firm.actor(SUPERVISOR), session, firm.cause())
    assert isinstance(record, SessionRecord)
    return record


@pytest.mark.parametrize("language", list(Language))
async def test_markdown_strikes_through_what_was_undone_and_holds_no_number_and_no_mark_of_its_own(
    language: Language,
) -> None:
    async with open_firm() as firm:
        record = await _undone_step(firm)
        names = {AGENT: "甲", SUPERVISOR: "丙"}

    text = session_as_markdown(record, names, SAY, ZONE, language)

    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(record.timeline.entries)
    assert sum("~~" in row for row in rows) == 1
    assert "1949" not in text
    assert r"\*\*\*\*0021" in text
    assert r"\*全退\* \| 马上" in text
    assert "丙: 收得早了些" in text


def test_csv_makes_a_text_of_whatever_could_run_as_a_formula() -> None:
    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠x")
    lines = [replace(LINE, alias=each, agent_name=each) for each in hostile]

    rows = list(csv.DictReader(io.StringIO(sessions_as_csv(lines), newline="")))

    assert [row["alias"] for row in rows] == [f"'{each}" for each in hostile]
    assert [row["agent"] for row in rows] == [f"'{each}" for each in hostile]


def test_csv_has_a_row_for_each_call_in_utc() -> None:
    rows = list(csv.reader(io.StringIO(sessions_as_csv([LINE]), newline="")))

    assert rows[0] == list(COLUMNS)
    assert dict(zip(COLUMNS, rows[1], strict=True)) == {
        "session": "01M85DARC9VMMYMF43334APRPK",
        "complaint": "01M85DARC9TF9VG1K8BX8CJ9H7",
        "alias": "青松-17",
        "agent_id": "1",
        "agent": "甲",
        "team": "一组",
        "playbook": "five-steps",
        "product": "card",
        "status": "live",
        "outcome": "",
        "temperature": "",
        "opened_at": "2026-11-23T01:00:00+00:00",
        "ended_at": "",
        "last_tap_at": "2026-11-23T01:05:00+00:00",
        "score": "",
    }
