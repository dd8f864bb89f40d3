"""A list of calls as CSV: codes and their words, local times, nothing that runs as a formula."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from bot.call_table import COLUMNS, Names, calls_as_csv
from bot.words import Words
from dialogs.ids import ComplaintId, PersonId, PlaybookSlug, Revision, SessionId, TeamId
from dialogs.ports import SessionLine, SessionStatus
from dialogs.program import Outcome
from dialogs.texts import Bilingual, Language
from tests.firm import NINE, ZONE

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


def names(language: Language) -> Names:
    return Names(
        numbers={LINE.complaint: "HJ-261123-J9H7"},
        products={"card": Bilingual("信用卡", "Credit card")},
        playbooks={LINE.playbook: Bilingual("五步", "Five steps")},
        say=partial(Words(ZONE, strict=True).say, language=language, now=NINE),
        zone=ZONE,
    )


def rows_of(*lines: SessionLine, language: Language = Language.ZH) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(calls_as_csv(lines, names(language)), newline="")))


def test_csv_makes_a_text_of_whatever_could_run_as_a_formula() -> None:
    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠x")

    rows = rows_of(*(replace(LINE, alias=each, agent_name=each) for each in hostile))

    assert [row["alias"] for row in rows] == [f"'{each}" for each in hostile]
    assert [row["agent"] for row in rows] == [f"'{each}" for each in hostile]


def test_csv_has_a_row_for_each_call_with_our_number_and_local_times() -> None:
    (row,) = rows_of(LINE)

    assert list(row) == list(COLUMNS)
    assert row == {
        "number": "HJ-261123-J9H7",
        "alias": "青松-17",
        "opened_at": "2026-11-23T09:00:00+08:00",
        "ended_at": "",
        "last_tap_at": "2026-11-23T09:05:00+08:00",
        "agent": "甲",
        "team": "一组",
        "product": "card",
        "product_name": "信用卡",
        "playbook": "five-steps",
        "playbook_name": "五步",
        "status": "live",
        "status_name": "通话中",
        "outcome": "",
        "outcome_name": "",
        "temperature": "",
        "temperature_name": "",
        "score": "",
        "agent_id": "1",
        "session": "01M85DARC9VMMYMF43334APRPK",
        "complaint": "01M85DARC9TF9VG1K8BX8CJ9H7",
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ZH, ("已结束", "已谈成", "④激动", "信用卡", "五步")),
        (Language.EN, ("over", "Agreed", "④ Furious", "Credit card", "Five steps")),
    ],
)
def test_csv_has_the_words_of_each_code_in_the_language_of_the_house(
    language: Language, words: tuple[str, ...]
) -> None:
    over = replace(LINE, status=SessionStatus.ENDED, outcome=Outcome.AGREED, temperature=4)
    (row,) = rows_of(over, language=language)

    named = ("status_name", "outcome_name", "temperature_name", "product_name", "playbook_name")
    assert tuple(row[each] for each in named) == words
    assert (row["status"], row["outcome"], row["temperature"]) == ("ended", "agreed", "4")


def test_csv_has_the_code_alone_of_what_is_called_nothing_any_more() -> None:
    (row,) = rows_of(replace(LINE, product="gone", playbook=PlaybookSlug("retired")))

    assert (row["product"], row["product_name"]) == ("gone", "")
    assert (row["playbook"], row["playbook_name"]) == ("retired", "")
