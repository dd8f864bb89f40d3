"""A case is checked like a line to say; an invented one never looks like a real one."""

from datetime import date
from pathlib import Path

import pytest

from bot.settings import LIBRARY
from playbooks.alone import Alone
from playbooks.case import Case
from playbooks.cases import around_of, read_case
from playbooks.check import check
from playbooks.rules import OF_CASES
from playbooks.rules.cases import Around
from playbooks.rules.rule import Entry
from playbooks.shelf import InMemory, OnDisk

TODAY = date(2026, 1, 2)
AROUND = Around(frozenset({"example"}), frozenset({"sample"}))
GOOD = OF_CASES[0].good
REAL = GOOD.replace(
    "example: true",
    'example: false\nclosed_on: "2026-09"\napproved_by: 合规\n'
    "how_to_say: {zh: 有过一件事。, en: It happened.}",
)


def read_of(text: str) -> Alone[Case]:
    return read_case(InMemory({"cases/sample.yaml": text.encode()}), "sample", AROUND, TODAY)


@pytest.mark.parametrize("entry", OF_CASES, ids=[entry.code for entry in OF_CASES])
def test_bad_example_draws_this_code_and_no_other(entry: Entry) -> None:
    bad, good = read_of(entry.bad).diagnostics, read_of(entry.good).diagnostics

    assert {(each.code, each.severity) for each in bad} == {(entry.code, entry.severity)}
    assert list(good) == []
    assert entry.why.endswith(".")


def test_reference_is_in_the_order_of_its_codes() -> None:
    codes = [entry.code for entry in OF_CASES]

    assert sorted(set(codes)) == codes


@pytest.mark.parametrize(
    ("text", "old", "new", "found"),
    [
        (REAL, "", "", []),
        (REAL, "example: false", "example: true", [("PB704", 6), ("PB704", 7), ("PB704", 8)]),
        (REAL, "有过一件事。", "这是规定，有过一件事。", [("PB321", 8)]),
        (REAL, '"2026-09"', '"2026-09-03"', [("PB016", 6)]),
        (REAL, "approved_by: 合规\n", "", [("PB704", 5)]),
        (GOOD, "example: true\n", "", [("PB012", 1)]),
        (
            GOOD,
            "situation: {zh: 客户来电。, en: A customer called.}",
            "situation: {zh: 客户来电。}",
            [("PB018", 6)],
        ),
        (GOOD, "en: A customer called.", "en: A 客户 called.", [("PB305", 6)]),
        (GOOD, "tried: [{zh: 先听完。, en: Heard them out.}]", "tried: []", [("PB014", 7)]),
        (GOOD, "lesson:", "lessons:", [("PB012", 1), ("PB013", 10)]),
        (GOOD, "2027-05-31", "2020-05-31  # allow PB706: kept for its lesson", []),
    ],
)
def test_slip_in_a_case_is_told_at_its_place(
    text: str, old: str, new: str, found: list[tuple[str, int]]
) -> None:
    assert old in text

    told = read_of(text.replace(old, new, 1)).diagnostics

    assert [(each.code, each.line) for each in told] == found


def test_shipped_cases_are_invented_say_so_and_have_nothing_wrong() -> None:
    shelf = OnDisk(LIBRARY)
    held = {name: read_case(shelf, name, around_of(shelf), TODAY) for name in shelf.cases()}

    assert {
        name: [str(found) for found in read.diagnostics] for name, read in held.items() if read.diagnostics
    } == {}
    assert len(held) >= 14
    cases = [read.document for read in held.values() if read.document is not None]
    assert len({case.scenario for case in cases}) == len(cases)
    assert all(case.example and case.words.zh and case.words.en and case.law for case in cases)
    firsts = {
        (LIBRARY / "cases" / f"{name}.yaml").read_text("utf-8").splitlines()[1].partition("，")[0]
        for name in held
    }
    assert firsts == {"# 编出来的示例"}


def test_case_is_checked_by_its_path_and_with_its_library(tmp_path: Path) -> None:
    for path, text in {
        "example/playbook.yaml": "format: 2\n",
        "law/sample.yaml": "format: 1\n",
        "cases/sample.yaml": GOOD.replace("[sample]", "[other]"),
        "cases/broken.yaml": "format: 1",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    alone = check(tmp_path / "cases" / "sample.yaml", TODAY).diagnostics
    among = check(tmp_path, TODAY).diagnostics

    assert [each.code for each in alone] == ["PB703"]
    assert {Path(each.file).name for each in among} >= {"sample.yaml", "broken.yaml"}
