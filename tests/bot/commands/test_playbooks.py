"""Playbooks published, listed and rolled back on the command line."""

from pathlib import Path

from tests.bot.commands.conftest import Hejie
from tests.playbooks.samples import GOOD, SMALL_CALL, small_call, write_library


def library(folder: Path, words: str = "慢一点") -> Path:
    write_library(folder / "library", small_call({"慢一点": words}))
    return folder / "library"


def test_file_is_published_listed_and_rolled_back(folder: Path, hejie: Hejie) -> None:
    home, other = library(folder), folder / "other"
    write_library(other, small_call({"慢一点": "稳一点"}))
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(home)}

    code, said = hejie(f"playbook publish {other / SMALL_CALL} --comment calmer", **at)
    assert (code, said.splitlines()[-1]) == (0, "Done")
    code, said = hejie(f"playbook history {SMALL_CALL}", **at)
    lines = said.splitlines()
    assert code == 0
    assert [line.split()[0:2] for line in lines if "by the command" in line or "from the file" in line] == [
        ["*", "2"],
        ["1", lines[-1].split()[1]],
    ]
    assert "      calmer" in lines
    assert "      changed greet/hints/1.zh" in lines

    assert hejie(f"playbook rollback {SMALL_CALL} 1", **at)[0] == 0
    again = hejie(f"playbook rollback {SMALL_CALL} 1", **at)
    assert again == (1, "This revision serves already.")
    assert hejie(f"playbook rollback {SMALL_CALL} fff", **at)[0] == 1
    _, said = hejie(f"playbook history {SMALL_CALL}", **at)
    assert "rolled back by the command line" in said.splitlines()[0]


def test_release_is_recalled_with_a_reason_and_neither_serves_nor_comes_back(
    folder: Path, hejie: Hejie
) -> None:
    home, other = library(folder), folder / "other"
    write_library(other, small_call({"慢一点": "稳一点"}))
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(home)}
    assert hejie(f"playbook publish {other / SMALL_CALL}", **at)[0] == 0

    assert hejie(f"playbook recall {SMALL_CALL} 2 --reason repealed --successor nowhere", **at)[0] == 1
    assert hejie(f"playbook recall {SMALL_CALL} 2 --reason repealed", **at)[0] == 0

    _, said = hejie(f"playbook history {SMALL_CALL}", **at)
    lines = said.splitlines()
    assert "      recalled: repealed" in lines
    assert [line.split()[1] for line in lines if line.startswith("*")] == ["1"]
    assert hejie(f"playbook rollback {SMALL_CALL} 2", **at)[0] == 1
    assert hejie(f"playbook publish {other / SMALL_CALL}", **at)[0] == 1


def test_bad_file_is_told_of_with_its_lines_and_nothing_is_written(folder: Path, hejie: Hejie) -> None:
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(library(folder))}
    write_library(folder / "bad", small_call({"to: where": "to: nowhere"}))

    code, said = hejie(f"playbook publish {folder / 'bad' / SMALL_CALL}", **at)

    assert code == 1
    assert 'there is no step "nowhere"' in said
    hejie("people add 5 --name x --role trainer --team t", **at)
    assert hejie(f"playbook history {SMALL_CALL}", **at)[0] == 1


def test_file_that_is_not_there_is_refused(folder: Path, hejie: Hejie) -> None:
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(GOOD)}

    assert hejie(f"playbook publish {folder / 'nothing'}", **at)[0] == 1
