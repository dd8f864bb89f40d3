"""The workshop on the command line: what it prints, what it writes, and its exit codes."""

import asyncio
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import Settings
from bot.storing import open_log
from dialogs.digest import revision_of
from dialogs.ids import PlaybookSlug
from tests.playbooks.samples import GOOD, small_call, write_library

SMALL = GOOD / "small-call"


def hejie(*arguments: str | Path) -> int:
    return main([str(each) for each in arguments], {}, env_file=None)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    write_library(tmp_path, small_call())
    return tmp_path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    write_library(tmp_path, small_call({"owner:": "owned_by:"}))
    return tmp_path / "small-call"


def test_diagram_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hejie("playbook", "diagram", SMALL, "--lang", "en") == 0
    printed = capsys.readouterr().out
    assert hejie("playbook", "diagram", SMALL, "--lang", "en", "--to", tmp_path / "a.mmd") == 0
    assert hejie("playbook", "diagram", SMALL, "--lang", "en", "--to", tmp_path / "a.md") == 0

    assert 'title: "Small call"' in printed
    assert (tmp_path / "a.mmd").read_text(encoding="utf-8") == printed
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == f"```mermaid\n{printed}```\n"


def test_outline_ends_with_what_its_signs_mean(capsys: pytest.CaptureFixture[str]) -> None:
    assert hejie("playbook", "outline", SMALL) == 0

    shown = capsys.readouterr().out
    assert shown.startswith("小示例 · small-call\n")
    assert shown.splitlines()[-1].startswith("▶ 从这里开始")


@pytest.mark.parametrize("command", ["diagram", "outline"])
def test_file_of_the_wrong_shape_is_not_drawn_but_told(
    command: str, broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hejie("playbook", command, broken) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert "PB013" in said.err


def test_library_is_no_playbook_to_draw(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_library(library, {"other/playbook.yaml": small_call()["small-call/playbook.yaml"]})

    assert hejie("playbook", "diagram", library) == 1
    assert "name one playbook, not a library" in capsys.readouterr().err


def test_difference_of_two_paths_is_told(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (library / "small-call" / "playbook.yaml").write_bytes(
        small_call({"我在听。": "我听着。"})["small-call/playbook.yaml"]
    )

    assert hejie("playbook", "diff", SMALL, library / "small-call") == 0
    assert capsys.readouterr().out == "✎ 步骤 pause › 要说的话：改了说法\n    中文：我[-在听-]{+听着+}。\n"
    assert hejie("playbook", "diff", SMALL, SMALL, "--lang", "en") == 0
    assert capsys.readouterr().out == "Nothing that a call shows or does is different.\n"


def test_difference_needs_two_good_playbooks(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hejie("playbook", "diff", SMALL, broken) == 1
    assert "PB013" in capsys.readouterr().err


def test_difference_from_a_revision_that_the_log_keeps(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"HEJIE_DB": f"sqlite:///{tmp_path / 'log.db'}"}
    sources = small_call({"我在听。": "我听着。"})
    revision = revision_of(sources)

    async def keep() -> None:
        async with open_log(Settings(database=environment["HEJIE_DB"])) as storage:
            await storage.revisions.keep(PlaybookSlug("small-call"), revision, sources)

    asyncio.run(keep())

    assert main(["playbook", "diff", revision, str(library / "small-call")], environment, env_file=None) == 0
    assert "我[-听着-]{+在听+}。" in capsys.readouterr().out
    assert main(["playbook", "diff", revision[:8], revision], environment, env_file=None) == 0
    assert capsys.readouterr().out == "通话里看到的、点了之后发生的，没有不同。\n"
    assert main(["playbook", "diff", revision[:7], revision], environment, env_file=None) == 1
    assert "PB000" in capsys.readouterr().err
    unknown = "0" * 64
    assert main(["playbook", "diff", unknown, str(SMALL)], environment, env_file=None) == 1
    assert "the log keeps no such revision" in capsys.readouterr().err


def test_new_playbook_is_named_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hejie("playbook", "new", "claims", "--to", tmp_path) == 0
    assert hejie("playbook", "new", "claims-2", "--from", "five-steps", "--to", tmp_path) == 0
    assert capsys.readouterr().out.count("删掉 valid_from 这一行") == 2
    assert hejie("playbook", "check", tmp_path) == 0
    assert capsys.readouterr().out == "可用的剧本 10 个，错误 0 处，提醒 0 处\n"
    assert hejie("playbook", "rehearse", tmp_path / "claims") == 0
    assert "演练 3 份，通过 3 份" in capsys.readouterr().out

    assert hejie("playbook", "new", "claims", "--to", tmp_path) == 1
    assert "is there already: choose another name" in capsys.readouterr().err


def test_new_playbook_stands_in_the_library_that_the_settings_name(tmp_path: Path) -> None:
    assert main(["playbook", "new", "claims"], {"HEJIE_LIBRARY": str(tmp_path)}, env_file=None) == 0

    assert (tmp_path / "claims" / "playbook.yaml").is_file()


def test_format_puts_a_library_in_order_once(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = library / "small-call" / "playbook.yaml"

    assert hejie("playbook", "format", library, "--check") == 1
    assert file.read_bytes() == small_call()["small-call/playbook.yaml"]
    assert str(file) in capsys.readouterr().out
    assert hejie("playbook", "format", library) == 0
    assert 'title: {zh: "小示例", en: "Small call"}' in file.read_text(encoding="utf-8")
    capsys.readouterr()
    assert hejie("playbook", "format", library, "--check") == 0
    assert capsys.readouterr().out == ""


def test_format_leaves_a_file_that_cannot_be_read(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = library / "small-call" / "playbook.yaml"
    file.write_bytes(b"a: [\n")

    assert hejie("playbook", "format", file) == 1
    assert file.read_bytes() == b"a: [\n"
    assert "PB004" in capsys.readouterr().err
    assert hejie("playbook", "format", library / "nowhere") == 1
