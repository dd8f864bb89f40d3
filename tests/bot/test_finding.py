"""``hejie session find`` beside a bot that has the log open."""

import asyncio
import io
import logging
from pathlib import Path

import pytest

from bot.cli import main
from dialogs.events import WordsNoted
from dialogs.ids import StepId
from dialogs.program import Place
from dialogs.sealed import Sealed
from tests.storage.builders import LIN, NOON, admit, call, opened, write
from tests.storage.places import file
from tests.storage.sqlite.files import select


def hejie(folder: Path, *said: str, index: str = "off") -> int:
    return main(said, {"HEJIE_DB": f"sqlite:///{folder}/hejie.db", "HEJIE_SEARCH_INDEX": index}, None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    async def fill() -> None:
        async with file(tmp_path)() as storage:
            await admit(storage)
            words = Sealed("客户说柜台多扣了两次年费")
            noted = WordsNoted(
                at=NOON, by=LIN.person, place=Place.NOTE, words=words, step=StepId("greet"), said_at=NOON
            )
            await write(storage, call(), opened(), noted)

    asyncio.run(fill())
    return tmp_path


def test_find_prints_each_call_with_a_little_around_the_term(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hejie(folder, "session", "find", "年费") == 0

    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("S1  2026-03-02 12:00  青松-10  测试林  ")
    assert line.endswith("“客户说柜台多扣了两次【年费】”")


def test_find_takes_a_term_that_was_typed_in_and_says_it_nowhere(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("没说过的词\n"))
    with caplog.at_level(logging.DEBUG):
        assert hejie(folder, "session", "find") == 0

    shown = capsys.readouterr()
    assert "没有找到这个词" in shown.out
    assert "没说过的词" not in shown.out + shown.err + caplog.text


def test_find_without_a_term_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hejie(folder, "session", "find", " ") == 1
    assert "没有写要找什么" in capsys.readouterr().err


def test_find_shows_nothing_while_nobody_can_note_that_somebody_searched(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another program holds the log, and takes no orders."""

    async def beside() -> int:
        async with file(folder)():
            return await asyncio.to_thread(hejie, folder, "session", "find", "费")

    assert asyncio.run(beside()) == 1
    assert "费" not in capsys.readouterr().out


def test_find_is_noted_without_its_term(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hejie(folder, "session", "find", "费") == 0
    assert "【费】" in capsys.readouterr().out
    noted = select(folder / "hejie.db", "SELECT body FROM events WHERE type = 'CallsSearched'")
    assert [b"\xe8\xb4\xb9" in row[0] for row in noted] == [False]  # type: ignore[operator]


def test_index_is_built_with_progress_and_deleted_as_the_setting_says(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def has_marks() -> bool:
        return bool(select(folder / "hejie.db", "SELECT 1 FROM word_marks LIMIT 1"))

    assert hejie(folder, "log", "index", index="on") == 0
    assert capsys.readouterr().out.splitlines() == ["8 / 8", "the index is complete"]
    assert has_marks()
    assert hejie(folder, "session", "find", "年费") == 0
    assert "【年费】" in capsys.readouterr().out
    assert has_marks()

    assert hejie(folder, "log", "index", index="off") == 0
    assert capsys.readouterr().out == "there is no index: HEJIE_SEARCH_INDEX is off\n"
    assert not has_marks()


def test_other_commands_leave_the_index_whatever_their_setting_says(folder: Path) -> None:
    assert hejie(folder, "log", "index", index="on") == 0

    assert hejie(folder, "people", "disable", "11", index="off") == 0

    assert select(folder / "hejie.db", "SELECT 1 FROM word_marks LIMIT 1") == [(1,)]
