"""Playbooks published, listed and rolled back on the command line."""

import socket
from pathlib import Path

import pytest

from tests.bot.commands.conftest import Hejie
from tests.playbooks.samples import GOOD, SMALL_CALL, small_call, write_library

PUBLISHED = "Published: new calls use it, calls under way stay as they are. You can roll it back."


def library(folder: Path, words: str = "慢一点") -> Path:
    write_library(folder / "library", small_call({"慢一点": words}))
    return folder / "library"


def begun(hejie: Hejie, at: dict[str, str]) -> None:
    assert hejie("people add 5 --name x --role trainer --team t", **at)[0] == 0


def test_file_is_published_listed_and_rolled_back(folder: Path, hejie: Hejie) -> None:
    home, other = library(folder), folder / "other"
    write_library(other, small_call({"慢一点": "稳一点"}))
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(home)}

    begun(hejie, at)
    code, said = hejie(f"playbook publish {other / SMALL_CALL} --comment calmer", **at)
    assert (code, said.splitlines()) == (0, [PUBLISHED, "log: log.db"])
    code, said = hejie(f"playbook history {SMALL_CALL}", **at)
    *lines, which = said.splitlines()
    assert (code, which) == (0, "log: log.db")
    assert [line.split()[0:2] for line in lines if "by the command" in line or "from the file" in line] == [
        ["*", "2"],
        ["1", lines[-1].split()[1]],
    ]
    assert "      calmer" in lines
    assert "      changed greet/hints/1.zh" in lines

    assert hejie(f"playbook rollback {SMALL_CALL} 1", **at)[0] == 0
    again = hejie(f"playbook rollback {SMALL_CALL} 1", **at)
    assert again == (1, "log: log.db\nThis revision serves already.")
    assert hejie(f"playbook rollback {SMALL_CALL} fff", **at)[0] == 1
    _, said = hejie(f"playbook history {SMALL_CALL}", **at)
    assert "rolled back by the command line to release 1" in said.splitlines()[0]


def test_one_release_is_marked_as_serving_however_often_it_came_back(folder: Path, hejie: Hejie) -> None:
    other = folder / "other"
    write_library(other, small_call({"慢一点": "稳一点"}))
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(library(folder))}
    begun(hejie, at)
    assert hejie(f"playbook publish {other / SMALL_CALL}", **at)[0] == 0
    for number in (1, 2, 1):
        assert hejie(f"playbook rollback {SMALL_CALL} {number}", **at)[0] == 0

    _, said = hejie(f"playbook history {SMALL_CALL}", **at)

    starred = [line.split()[1] for line in said.splitlines() if line.startswith("*")]
    assert starred == ["5"]


def test_release_is_recalled_with_a_reason_and_neither_serves_nor_comes_back(
    folder: Path, hejie: Hejie
) -> None:
    home, other = library(folder), folder / "other"
    write_library(other, small_call({"慢一点": "稳一点"}))
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(home)}
    begun(hejie, at)
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
    begun(hejie, at)

    code, said = hejie(f"playbook publish {folder / 'bad' / SMALL_CALL}", **at)

    assert code == 1
    assert 'there is no step "nowhere"' in said
    assert hejie(f"playbook history {SMALL_CALL}", **at)[0] == 1


def test_file_that_is_not_there_is_refused(folder: Path, hejie: Hejie) -> None:
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(GOOD)}

    begun(hejie, at)
    assert hejie(f"playbook publish {folder / 'nothing'}", **at)[0] == 1


def touching(folder: Path) -> Path:
    """A library of the same call with another line of what is said word for word."""
    write_library(folder / "touching", small_call({"记一下出在哪": "记一下事情出在哪"}))
    return folder / "touching" / SMALL_CALL


def test_line_said_word_for_word_waits_for_a_second_person_who_is_named(folder: Path, hejie: Hejie) -> None:
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(library(folder))}
    for person, role in ((5, "trainer"), (6, "trainer"), (7, "staff")):
        assert hejie(f"people add {person} --name n{person} --role {role} --team t", **at)[0] == 0
    changed = touching(folder)

    unnamed = hejie(f"playbook publish {changed}", **at)
    named = hejie(f"playbook publish {changed} --by 5", **at)
    own = hejie(f"playbook approve {SMALL_CALL} --by 5", **at)
    staff = hejie(f"playbook approve {SMALL_CALL} --by 7", **at)
    nobody = hejie(f"playbook approve {SMALL_CALL} --by 99", **at)
    before = hejie(f"playbook history {SMALL_CALL}", **at)[1]
    done = hejie(f"playbook approve {SMALL_CALL} --by 6 --comment looked", **at)
    after = hejie(f"playbook history {SMALL_CALL}", **at)[1]

    assert [unnamed[0], named[0], own[0], staff[0], nobody[0]] == [1] * 5
    assert "Say who wrote it: run this again with --by ID" in unnamed[1]
    assert "hejie playbook approve SLUG --by ID" in named[1]
    assert "a colleague who wrote none of it must publish" in own[1]
    assert [line.split()[1] for line in before.splitlines() if line.startswith("*")] == ["1"]
    assert (done[0], done[1].splitlines()[0]) == (0, PUBLISHED)
    assert "published by n6" in after.splitlines()[0]
    assert "      looked" in after.splitlines()


def test_one_of_several_drafts_is_named_by_its_signs(folder: Path, hejie: Hejie) -> None:
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(library(folder))}
    for person in (5, 6):
        assert hejie(f"people add {person} --name n{person} --role trainer --team t", **at)[0] == 0
    assert hejie(f"playbook publish {touching(folder)} --by 5", **at)[0] == 1
    write_library(folder / "more", small_call({"记一下出在哪": "我记一下出在哪"}))
    assert hejie(f"playbook publish {folder / 'more' / SMALL_CALL} --by 5", **at)[0] == 1

    which = hejie(f"playbook approve {SMALL_CALL} --by 6", **at)
    listed = hejie(f"playbook history {SMALL_CALL}", **at)[1]
    signs = [line.split()[1] for line in listed.splitlines() if line.startswith("  draft")]
    done = hejie(f"playbook approve {SMALL_CALL} {signs[1]} --by 6", **at)

    assert (which[0], "Say which" in which[1]) == (1, True)
    assert done[0] == 0


def test_file_that_is_refused_leaves_no_draft_beside_the_mended_one(folder: Path, hejie: Hejie) -> None:
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(library(folder))}
    for person in (5, 6):
        assert hejie(f"people add {person} --name n{person} --role trainer --team t", **at)[0] == 0
    until_then = {"owner: 培训组\n": 'owner: 培训组\nvalid_from: "2099-01-01"\n'}
    write_library(folder / "early", small_call({"记一下出在哪": "记一下事情出在哪"} | until_then))

    refused = hejie(f"playbook publish {folder / 'early' / SMALL_CALL} --by 5", **at)
    left = hejie(f"playbook history {SMALL_CALL}", **at)[1]
    mended = hejie(f"playbook publish {touching(folder)} --by 5", **at)
    approved = hejie(f"playbook approve {SMALL_CALL} --by 6", **at)
    told = hejie(f"playbook history {SMALL_CALL}", **at)[1]

    assert (refused[0], "change valid_from and valid_to in its file" in refused[1]) == (1, True)
    assert "  draft" not in left
    assert "hejie playbook approve SLUG --by ID" in mended[1]
    assert (approved[0], approved[1].splitlines()[0]) == (0, PUBLISHED)
    assert "written by n5, published by n6 (approved)" in told.splitlines()[0]


def test_firm_that_asks_for_no_second_person_publishes_at_once(folder: Path, hejie: Hejie) -> None:
    at = {"HEJIE_DB": "sqlite:///log.db", "HEJIE_LIBRARY": str(library(folder)), "HEJIE_SECOND_PERSON": "off"}
    begun(hejie, at)

    code, said = hejie(f"playbook publish {touching(folder)}", **at)

    assert (code, said.splitlines()[0]) == (0, PUBLISHED)


COMMANDS = ("publish library/small-call", "history small-call", "rollback small-call 1")
PLAYED = "HEJIE_DB=sqlite:///var/playground-log.db hejie playbook …"


@pytest.mark.parametrize("command", COMMANDS)
def test_no_log_is_made_by_the_way(folder: Path, hejie: Hejie, command: str) -> None:
    at = {"HEJIE_DB": "sqlite:///var/hejie.db", "HEJIE_LIBRARY": str(library(folder))}

    said = hejie(f"playbook {command}", **at)

    way = "start the bot once, or set HEJIE_DB"
    assert said == (1, f"hejie: there is no log at var/hejie.db: {way}")
    assert not (folder / "var").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_where_only_the_playground_ran_the_way_to_its_log_is_told(
    folder: Path, hejie: Hejie, command: str
) -> None:
    played = {"HEJIE_DB": "sqlite:///var/playground-log.db", "HEJIE_LIBRARY": str(library(folder))}
    begun(hejie, played)

    said = hejie(f"playbook {command}", **played | {"HEJIE_DB": "sqlite:///var/hejie.db"})

    assert said == (1, f"hejie: there is no log at var/hejie.db: the playground's is there: {PLAYED}")
    assert not (folder / "var" / "hejie.db").exists()


def test_that_the_playground_runs_on_another_log_is_told_beside_this_one(folder: Path, hejie: Hejie) -> None:
    at = {"HEJIE_DB": "sqlite:///var/hejie.db", "HEJIE_LIBRARY": str(library(folder))}
    begun(hejie, at)
    begun(hejie, at | {"HEJIE_DB": "sqlite:///var/playground-log.db"})
    assert hejie("playbook history gone", **at)[1].splitlines()[0] == "log: var/hejie.db"

    with socket.socket(socket.AF_UNIX) as hatch:
        hatch.bind("var/playground-log.db-hatch")
        _, said = hejie("playbook history gone", **at)

    told = f"the bot that runs is the playground's, which keeps another: {PLAYED}"
    assert said.splitlines()[:2] == ["log: var/hejie.db", told]
