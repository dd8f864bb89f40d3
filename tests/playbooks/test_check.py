"""Paths of every kind go in; a program and findings come out."""

import json
from pathlib import Path

import pytest

from playbooks.check import check, check_library, check_sources, compile_kept
from playbooks.diagnostics import Diagnostic, Severity, in_order
from tests.playbooks.samples import GOOD, SMALL_CALL, small_call, write_library


@pytest.fixture
def library(tmp_path: Path) -> Path:
    write_library(tmp_path, small_call())
    return tmp_path


def test_file_its_folder_and_its_library_give_the_same_program() -> None:
    of_file = check(GOOD / "small-call" / "playbook.yaml")
    of_folder = check(GOOD / "small-call")
    of_library = check(GOOD)

    assert of_file.program is not None
    assert of_file.diagnostics == of_folder.diagnostics == of_library.diagnostics == ()
    assert of_folder.program == of_file.program
    assert of_library.program is None
    assert of_library.programs == (of_file.program,)


def test_shared_file_is_checked_with_the_library_that_uses_it() -> None:
    assert check(GOOD / "lists.yaml") == check(GOOD)


def test_sources_of_a_checked_playbook_are_its_closure() -> None:
    checked = check(GOOD / "small-call")

    assert checked.sources == small_call()
    assert checked.slug == SMALL_CALL
    assert check_sources(SMALL_CALL, checked.sources).program == checked.program


def test_library_with_a_bad_playbook_still_gives_the_good_ones(library: Path) -> None:
    write_library(library, {"bad/playbook.yaml": b"format: [1\n"})

    parts = check_library(library)

    assert [(part.slug, part.program is not None, part.is_good) for part in parts] == [
        ("bad", False, False),
        ("small-call", True, True),
    ]


def test_missing_list_is_told_where_it_is_named(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (library / "lists.yaml").unlink()
    monkeypatch.chdir(library)

    checked = check(library)

    (finding,) = checked.diagnostics
    assert (finding.file, finding.line, finding.column) == ("small-call/playbook.yaml", 6, 18)
    assert finding.message == "lists.yaml: there is no such file"
    assert finding.hint == "it belongs beside the folders of the playbooks"


def test_findings_in_a_shared_file_point_into_it(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = small_call({"{id: letter, zh: 书面答复, en: Written answer}": "{id: letter, zh: 书面答复}"})
    write_library(library, sources)
    monkeypatch.chdir(library)

    checked = check(library)

    assert [str(each) for each in checked.diagnostics] == [
        'lists.yaml:5:14 PB018 the English text ("en") is missing: every text stands in both languages'
    ]


def test_shape_errors_of_all_files_come_at_once(library: Path) -> None:
    sources = small_call({"owner: 培训组": "owner: 3", "kind: goodwill": "kid: goodwill"})

    checked = check_sources(SMALL_CALL, sources)

    assert [(each.file, each.code) for each in checked.diagnostics] == [
        ("remedies.yaml", "PB012"),
        ("remedies.yaml", "PB013"),
        ("small-call/playbook.yaml", "PB015"),
    ]


@pytest.mark.parametrize(
    "path", ["gone", "gone/playbook.yaml", "small-call/playbook.yaml/deeper", "a" * 5000]
)
def test_path_that_leads_nowhere_is_a_finding(library: Path, path: str) -> None:
    checked = check(library / path)

    assert [(each.code, each.line, each.column) for each in checked.diagnostics] == [("PB000", 1, 1)]
    assert checked.program is None


def test_folder_in_the_place_of_a_file_is_a_finding(library: Path) -> None:
    (library / "odd" / "playbook.yaml").mkdir(parents=True)

    checked = check(library / "odd")

    assert [(each.code, each.message) for each in checked.diagnostics] == [("PB000", "this is not a file")]


def test_empty_library_is_a_finding(tmp_path: Path) -> None:
    assert [each.message for each in check(tmp_path).diagnostics] == ["there is no playbook here"]
    assert check_library(tmp_path / "gone") == ()


def test_kept_sources_compile_although_a_rule_came_to_forbid_them() -> None:
    sources = small_call({"en: Slowly": "en: " + "Slowly " * 30})

    assert check_sources(SMALL_CALL, sources).program is None
    kept = compile_kept(SMALL_CALL, sources)
    assert kept is not None
    assert kept.playbook == SMALL_CALL


@pytest.mark.parametrize(
    "sources",
    [
        {},
        {"small-call/playbook.yaml": b"format: 1\n"},
        small_call({"- {id: calm, title": "- {id: clam, title"}),
    ],
    ids=["nothing", "another shape", "a name that leads nowhere"],
)
def test_kept_sources_that_cannot_be_read_give_nothing(sources: dict[str, bytes]) -> None:
    assert compile_kept(SMALL_CALL, sources) is None


def test_finding_reads_as_one_line_and_as_json() -> None:
    finding = Diagnostic("a.yaml", 3, 7, "PB101", Severity.ERROR, "no step", "add it")

    assert str(finding) == "a.yaml:3:7 PB101 no step: add it"
    assert json.loads(json.dumps(finding.as_json())) == {
        "file": "a.yaml",
        "line": 3,
        "column": 7,
        "code": "PB101",
        "severity": "error",
        "message": "no step",
        "hint": "add it",
    }


def test_findings_come_by_file_and_line_and_each_once() -> None:
    first = Diagnostic("a.yaml", 9, 1, "PB101", Severity.ERROR, "x")
    second = Diagnostic("a.yaml", 10, 1, "PB101", Severity.ERROR, "x")
    third = Diagnostic("b.yaml", 1, 1, "PB101", Severity.ERROR, "x")

    assert in_order([third, second, first, second]) == (first, second, third)


ITEM = "{id: letter, zh: 书面答复, en: Written answer}"
NINE = ", ".join(f"{{id: letter-{number}, zh: 书面答复, en: Written answer}}" for number in range(8))
OWED = (
    "  - {id: fee-refund, name: {zh: 退费, en: Fee refund}, "
    "say: {zh: 这笔收费退给您。, en: We return the charge.}}\n"
)
NINE_OWED = OWED + "".join(OWED.replace("fee-refund", f"refund-{number}") for number in range(8))


@pytest.mark.parametrize(
    ("replaced", "expected"),
    [
        ({ITEM: f"{ITEM}, {NINE}"}, ["lists.yaml PB402"]),
        ({ITEM: f"{ITEM}, {ITEM}"}, ["lists.yaml PB105"]),
        ({"  demands: [": "  entitlements: []\n  demands: ["}, ["lists.yaml PB107"]),
        ({"products: [card]": "products: [cart]"}, ["remedies.yaml PB112"]),
        ({"id: apology": "id: points"}, ["remedies.yaml PB105"]),
        ({"We will give you points.": "We " + "really " * 25}, ["remedies.yaml PB302"]),
        ({"We will give you points.": '"We give {offer_1}."'}, ["remedies.yaml PB304"]),
        ({OWED: NINE_OWED}, ["small-call/playbook.yaml PB402"]),
        ({"minor: 20000": "minor: -1"}, ["remedies.yaml PB016"]),
        ({"currency: CNY": "currency: yuan"}, ["remedies.yaml PB016"]),
        ({"ceiling: null": "ceiling: 200"}, ["remedies.yaml PB015"]),
        ({"granted_by: staff": "granted_by: everyone"}, ["remedies.yaml PB016"]),
        ({"en: Fee refund": "en: Refund of every fee ever charged"}, ["remedies.yaml PB301"]),
    ],
)
def test_mistake_in_a_shared_file_is_found_there(replaced: dict[str, str], expected: list[str]) -> None:
    checked = check_sources(SMALL_CALL, small_call(replaced))

    assert [f"{each.file} {each.code}" for each in checked.diagnostics] == expected


def test_library_is_checked_anew_when_a_file_has_changed_and_only_then(library: Path) -> None:
    before = check_library(library)
    assert check_library(library) is before

    with (library / "lists.yaml").open("a", encoding="utf-8") as lists:
        lists.write("# one more remark\n")

    after = check_library(library)
    assert after is not before
    assert after[0].sources["lists.yaml"].endswith(b"remark\n")
