"""``hejie playbook upgrade`` shows what it changes, and changes nothing that it cannot vouch for."""

from pathlib import Path

import pytest

from bot.cli import main

OLD = """\
format: 1
playbook: tiny
steps:
  - id: greet  # 开头
    choices:
      - {id: on, to: bye, when: {not: {has: fact}}}
"""
NEW = OLD.replace("format: 1", "format: 2").replace("{not: {has: fact}}", "not has(fact)")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny" / "playbook.yaml"
    path.parent.mkdir()
    path.write_text(OLD, encoding="utf-8")
    return path


def upgrade(*arguments: object) -> int:
    return main(["playbook", "upgrade", *map(str, arguments)], {}, None)


@pytest.mark.parametrize("up", [0, 1, 2])
def test_file_folder_and_library_are_upgraded_alike(
    file: Path, up: int, capsys: pytest.CaptureFixture[str]
) -> None:
    path = [file, file.parent, file.parent.parent][up]

    assert upgrade(path) == 0

    assert file.read_text(encoding="utf-8") == NEW
    shown = capsys.readouterr().out.splitlines()
    assert [
        line for line in shown if line.startswith(("-", "+")) and not line.startswith(("---", "+++"))
    ] == [
        "-format: 1",
        "+format: 2",
        "-      - {id: on, to: bye, when: {not: {has: fact}}}",
        "+      - {id: on, to: bye, when: not has(fact)}",
    ]
    assert shown[-1] == f"{file}: written in format 2"
    assert list(file.parent.iterdir()) == [file]


def test_dry_run_shows_and_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert upgrade("--dry-run", file) == 0

    assert file.read_text(encoding="utf-8") == OLD
    assert "+format: 2" in capsys.readouterr().out.splitlines()


def test_file_of_the_newest_format_is_left_alone(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(NEW, encoding="utf-8")

    assert upgrade(file) == 0

    assert capsys.readouterr().out == f"{file}: nothing to do\n"
    assert file.read_text(encoding="utf-8") == NEW


def test_one_that_cannot_be_read_fails_and_the_others_are_upgraded(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = file.parent.parent / "broken" / "playbook.yaml"
    broken.parent.mkdir()
    broken.write_text("format: [1\n", encoding="utf-8")

    assert upgrade(file.parent.parent) == 1

    assert file.read_text(encoding="utf-8") == NEW
    assert broken.read_text(encoding="utf-8") == "format: [1\n"
    assert capsys.readouterr().err.startswith(f"{broken}: not upgraded: ")


def test_folder_without_a_playbook_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert upgrade(tmp_path) == 1

    assert capsys.readouterr().err == f"{tmp_path}: there is no playbook here\n"
