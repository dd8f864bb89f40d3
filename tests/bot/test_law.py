"""Compliance lists the law cards, those that are late, and those that hold a word."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import law
from bot.cli import main

LIBRARY = Path(__file__).parents[1] / "scenarios" / "libraries" / "law"


@pytest.fixture(autouse=True)
def _its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEJIE_LIBRARY", str(LIBRARY))
    monkeypatch.setattr(law, "now", lambda: datetime(2026, 11, 28, 4, tzinfo=UTC))


RULE = "《虚构的保险办法》"
ENGLISH = "The invented insurance measures, art. 18, in force 2021-01-01"


@pytest.mark.parametrize(
    ("arguments", "code", "first", "last"),
    [
        (
            (),
            0,
            f"A · 2026-11-01 已过 · answer-in-time · 答复期限 · {RULE}第18条，2021-01-01 起施行",
            "共 7 张：过了核对日 1 张，待合规确认 1 张。",
        ),
        (
            ("--topic", "disclosure"),
            0,
            f"A · 2027-03-31 · claim-papers · 补材料 · {RULE}第22条，2021-01-01 起施行",
            "共 1 张：过了核对日 0 张，待合规确认 0 张。",
        ),
        (
            ("--overdue", "--lang", "en"),
            1,
            f"A · 2026-11-01 overdue · answer-in-time · answer time · {ENGLISH}",
            "1 law cards: 1 past their day, 0 to be confirmed by compliance.",
        ),
        (
            ("--to-confirm",),
            1,
            f"C · 2027-03-31 · claim-interest · 迟延利息 · {RULE}，2021-01-01 起施行",
            "共 1 张：过了核对日 0 张，待合规确认 1 张。",
        ),
        (("拒赔",), 0, "claim-refusal", "  出处：虚构，只供测试。2027-03-31 前要再核对。"),
    ],
)
def test_cards_that_are_asked_for_are_printed(
    arguments: tuple[str, ...], code: int, first: str, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("law", *arguments)) == code
    printed = capsys.readouterr().out.splitlines()
    assert (printed[0], printed[-1]) == (first, last)


def test_word_on_no_card_says_what_may_be_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("law", "核定的期限")) == 1
    assert capsys.readouterr().err == "没有查到“核定的期限”。 核定期限\n"
