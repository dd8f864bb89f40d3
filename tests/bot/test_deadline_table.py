"""The table of days that a person compares with a calendar."""

from pathlib import Path

import pytest

from bot.cli import main
from bot.deadline_table import warn_of_deadlines
from bot.deadlines_file import SHIPPED
from tests.bot.telegram.lobby import lobby

NEW_YEAR = """Counted from 2026-12-29: that day is not counted, day 1 is 2026-12-30 (Wed). Calendar days, \
no roll-over on holidays.
Refusal notice with reasons · 3 days after the claim was refused · 2027-01-01 (Fri) · founded on claim-refusal
⚠ Nobody has confirmed these rules: let compliance set them, with confirmed_by and confirmed_on.
"""
RECEIVED = """\
从 2026-11-28 算起：当天不算，第 1 天是 2026-11-29（周日）。都是自然日，遇节假日不顺延。
投诉处理决定 · 收到投诉起 15 天 · 2026-12-13（周日） · 依据 complaint-deadline
　延长：情况复杂 · 30 天 · 2026-12-28（周一）
　延长：特别复杂或有特殊原因 · 60 天 · 2027-01-27（周三） · 要审批 · 要先告知投诉人
⚠ 这些规则还没有人确认：请合规改定，写上 confirmed_by 和 confirmed_on。
"""


@pytest.fixture
def prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Prints":
    monkeypatch.chdir(tmp_path)
    return Prints(monkeypatch, capsys)


class Prints:
    """What ``hejie deadlines`` prints, with its exit code."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *arguments: str, **settings: str) -> tuple[int, str, str]:
        for name, value in settings.items():
            self._monkeypatch.setenv(name, value)
        code = main(("deadlines", *arguments))
        shown = self._capsys.readouterr()
        return code, shown.out, shown.err


def test_case_is_printed_with_its_days_in_both_languages(prints: Prints) -> None:
    refused = ("--received", "2026-12-29", "--type", "claim-refused")

    assert prints("--received", "2026-11-28", "--type", "complaint") == (0, RECEIVED, "")
    assert prints(*refused, HEJIE_LANG="en") == (0, NEW_YEAR, "")


def test_pause_and_new_facts_count_where_a_rule_knows_them(prints: Prints) -> None:
    day, pause = ("--received", "2026-11-02"), ("--pause", "2026-11-10", "2026-11-20")

    paused = prints(*day, *pause, "--type", "complaint")[1].splitlines()
    anew = prints(*day, "--new-facts", "2026-11-12", "--type", "complaint")[1].splitlines()
    claim = prints(*day, *pause, "--type", "claim-refused")[1].splitlines()

    assert paused[1] == "不计时：2026-11-10（周二）到 2026-11-20（周五），10 天。"
    assert "2026-11-27（周五）" in paused[2]
    assert "2026-11-13（周五）" in anew[0]
    assert "2026-11-27（周五）" in anew[1]
    assert "2026-11-05（周四）" in claim[2]


def test_firms_own_file_counts_and_says_what_is_to_be_confirmed(prints: Prints, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(SHIPPED.read_text(encoding="utf-8").replace("enabled = false", "enabled = true"))

    code, out, _ = prints("--received", "2026-11-28", "--type", "transferred-pboc", HEJIE_DEADLINES=str(own))

    assert (code, out.count("待合规确认"), out.count("没有打开")) == (0, 1, 0)


def test_unknown_case_is_told_with_those_that_there_are(prints: Prints) -> None:
    code, out, err = prints("--type", "nowhere")

    assert (code, out) == (1, "")
    assert "complaint, transferred, review, claim" in err


async def test_rules_that_somebody_should_look_at_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    office = (await lobby()).office

    warn_of_deadlines(office)

    told = [record.getMessage().strip() for record in caplog.records]
    assert told == ["rules of deadlines: unconfirmed", *sorted(told[1:])]
    assert "rules of deadlines: unknown_card complaint-decision complaint-deadline" in told


def test_law_card_that_the_library_lacks_is_told(prints: Prints, tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()

    code, out, _ = prints("--type", "complaint", HEJIE_LIBRARY=str(tmp_path / "library"), HEJIE_LANG="en")

    missing = (
        "⚠ Rule complaint-decision rests on the law card complaint-deadline, which the library does not have."
    )
    assert (code, out.splitlines().count(missing)) == (0, 1)
