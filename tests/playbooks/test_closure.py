"""What a playbook uses is part of it; a change in any of it is a new revision."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from dialogs.ids import PlaybookSlug
from dialogs.ports import Recall
from playbooks.catalog import Catalog
from playbooks.check import check, check_library, check_sources, compile_kept
from tests.playbooks.samples import write_library
from tests.playbooks.test_catalog import KeptInMemory
from tests.playbooks.test_excursions import SOURCES

MAIN = PlaybookSlug("main")
USING = {
    **SOURCES,
    "phrases.yaml": "format: 1\nphrases: {hello: {zh: 您好, en: Hello}}\n".encode(),
    "law/deadline.yaml": """\
format: 1
id: deadline
instrument: {zh: 《编造的办法》, en: The invented measures}
article: {zh: 第1条, en: art. 1}
in_force: 2020-03-01
says: {zh: 这是编出来的。, en: This one is made up.}
how_to_say: {zh: 我们照办法来办。, en: We follow the measures.}
source: 编造
confidence: A
check_by: 2027-05-31
""".encode(),
    "law/other.yaml": b"broken: [",
    "unused/playbook.yaml": b"broken: [",
}
USING["main/playbook.yaml"] = (
    USING["main/playbook.yaml"]
    .replace(b"uses: [lists]", b"uses: [lists, phrases]")
    .replace("say: {zh: 您好, en: Hello}".encode(), b"say: {phrase: hello}\n    facts: [deadline]")
)
USED = {
    "breathing/playbook.yaml",
    "calming/playbook.yaml",
    "law/deadline.yaml",
    "lists.yaml",
    "main/playbook.yaml",
    "phrases.yaml",
}


def changed(path: str) -> Mapping[str, bytes]:
    return {**USING, path: USING[path] + b"# a remark\n"}


def test_closure_holds_all_that_is_used_and_nothing_else() -> None:
    checked = check_sources(MAIN, USING)

    assert checked.diagnostics == ()
    assert set(checked.sources) == USED


@pytest.mark.parametrize("path", sorted(USED))
def test_change_anywhere_in_the_closure_is_another_revision(path: str) -> None:
    before, after = check_sources(MAIN, USING).program, check_sources(MAIN, changed(path)).program

    assert before is not None
    assert after is not None
    assert before.revision != after.revision


@pytest.mark.parametrize("path", ["law/other.yaml", "unused/playbook.yaml"])
def test_change_elsewhere_is_none(path: str) -> None:
    before, after = check_sources(MAIN, USING).program, check_sources(MAIN, changed(path)).program

    assert before is not None
    assert after is not None
    assert before.revision == after.revision


def test_closure_that_was_kept_compiles_to_the_same_program() -> None:
    checked = check_sources(MAIN, USING)

    assert compile_kept(MAIN, checked.sources) == checked.program


def test_shared_text_and_law_card_are_in_the_program() -> None:
    program = check_sources(MAIN, USING).program
    assert program is not None
    greet = program.steps[program.start]

    assert greet.say.zh == "您好"
    assert [program.facts[each].source for each in greet.facts] == ["编造"]


def test_findings_of_a_part_are_told_in_its_own_file_and_stop_whoever_goes_into_it() -> None:
    broken = {
        **SOURCES,
        "breathing/playbook.yaml": SOURCES["breathing/playbook.yaml"].replace(b"to: cut", b"to: cat"),
    }

    checked = check_sources(MAIN, broken)

    assert checked.program is None
    assert {(each.file, each.code) for each in checked.diagnostics} == {("breathing/playbook.yaml", "PB101")}


def test_library_tells_each_finding_once(tmp_path: Path) -> None:
    broken = SOURCES["breathing/playbook.yaml"].replace(b"to: cut", b"to: cat")
    write_library(tmp_path, {**SOURCES, "breathing/playbook.yaml": broken})

    found = [str(each) for each in check(tmp_path).diagnostics if each.code == "PB101"]

    assert len(found) == 1
    assert len(check_library(tmp_path)) == 3


@pytest.fixture
def library(tmp_path: Path) -> Path:
    write_library(tmp_path, SOURCES)
    return tmp_path


async def test_part_is_not_offered_for_calls_and_cannot_begin_one(library: Path) -> None:
    catalog = await Catalog.open(library, KeptInMemory())

    assert [program.playbook for program in catalog.offered()] == ["main"]
    assert catalog.current(PlaybookSlug("calming")) is None


async def test_changed_part_gives_the_caller_a_new_revision_and_keeps_the_old_loadable(library: Path) -> None:
    kept = KeptInMemory()
    catalog = await Catalog.open(library, kept)
    (old,) = catalog.offered()
    await catalog.keep(old)
    write_library(
        library,
        {
            "calming/playbook.yaml": SOURCES["calming/playbook.yaml"].replace(
                "zh: 缓".encode(), "zh: 慢".encode()
            )
        },
    )

    later = await Catalog.open(library, kept)

    (new,) = later.offered()
    assert new.revision != old.revision
    assert await later.at(MAIN, old.revision) == old


async def test_bad_part_leaves_the_caller_on_its_last_good_revision(library: Path) -> None:
    kept = KeptInMemory()
    catalog = await Catalog.open(library, kept)
    (good,) = catalog.offered()
    await catalog.keep(good)
    write_library(library, {"calming/playbook.yaml": b"format: [1\n"})

    later = await Catalog.open(library, kept)

    assert later.offered() == (good,)
    assert {each.file.rpartition("/")[0].rpartition("/")[2] for each in later.findings} == {"calming"}


async def test_retired_playbook_is_loadable_and_not_offered(library: Path) -> None:
    catalog = await Catalog.open(library, KeptInMemory())
    (program,) = catalog.offered()

    await catalog.serve(MAIN, None)

    assert catalog.offered() == ()
    assert catalog.current(MAIN) is None
    assert await catalog.at(MAIN, program.revision) is program


async def test_recall_names_its_revision_and_no_other(library: Path) -> None:
    catalog = await Catalog.open(library, KeptInMemory())
    (program,) = catalog.offered()
    why = Recall("编造的原因")
    assert catalog.recalled(MAIN, program.revision) is None

    catalog.recall(program.revision, why)

    assert catalog.recalled(MAIN, program.revision) == why
    assert catalog.offered() == ()


async def test_recall_of_a_part_recalls_whatever_goes_into_it(library: Path) -> None:
    catalog = await Catalog.open(library, KeptInMemory())
    (program,) = catalog.offered()
    part = catalog.on_disk(PlaybookSlug("breathing"))
    assert part is not None
    why = Recall("编造的原因")

    catalog.recall(part.revision, why)

    assert program.parts[PlaybookSlug("breathing")] == part.revision
    assert catalog.recalled(MAIN, program.revision) == why
    assert catalog.current(MAIN) is None


WIDE = """\
format: 2
playbook: {name}
title: {{zh: 编造, en: Invented}}
owner: 培训组
check_by: 2027-05-31
exits: []
stages: [{{id: on, title: {{zh: 上, en: On}}}}]
steps:
"""
STEP = """\
  - id: s{number}
    stage: on
    say: {{zh: 说, en: Say}}
    choices:
      - {{id: on, label: {{zh: 下一步, en: Next}}, to: {to}}}
"""


def wide(name: str, steps: int, into: str | None) -> bytes:
    """A part of so many steps, each of which leads to the next; the first goes into another."""
    body = [STEP.format(number=number, to=f"s{number + 1}") for number in range(steps - 1)]
    body.append(STEP.format(number=steps - 1, to="return"))
    if into is not None:
        body[0] += f"      - {{id: in, label: {{zh: 进去, en: Go in}}, into: {into}}}\n"
    return (WIDE.format(name=name) + "".join(body)).encode()


def test_playbook_that_grows_too_large_by_what_it_goes_into_is_told_so() -> None:
    names = [f"wide-{number}" for number in range(6)]
    sources = {
        f"{name}/playbook.yaml": wide(name, 180, into)
        for name, into in zip(names, [*names[1:], None], strict=True)
    }
    large = check_sources(PlaybookSlug(names[0]), sources)
    fitting = check_sources(PlaybookSlug(names[1]), sources)

    assert [(each.code, each.message) for each in large.diagnostics] == [
        ("PB402", "the playbook and all that it goes into have 1080 steps")
    ]
    assert fitting.diagnostics == ()
    assert fitting.program is not None
    assert len(fitting.program.steps) == 900


UNREAD = USING["law/deadline.yaml"].replace(b"confidence: A", b"confidence: C\nto_confirm: true")


def test_law_card_is_checked_by_itself(tmp_path: Path) -> None:
    write_library(tmp_path, {"law/deadline.yaml": UNREAD.replace(b"2027", b"2025"), "law/bad.yaml": b"id: ["})

    unread = check(tmp_path / "law" / "deadline.yaml", date(2026, 1, 2)).diagnostics
    broken = check(tmp_path / "law" / "bad.yaml").diagnostics

    assert [(each.code, each.line) for each in unread] == [("PB510", 4), ("PB511", 11)]
    assert [each.code for each in broken] == ["PB004"]


def test_library_tells_of_law_cards_that_no_playbook_names(tmp_path: Path) -> None:
    write_library(tmp_path, {**SOURCES, "law/deadline.yaml": UNREAD})

    assert [each.code for each in check(tmp_path).diagnostics] == ["PB510"]
    assert check(tmp_path / "main").diagnostics == ()
