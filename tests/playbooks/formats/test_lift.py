"""A playbook of an older format still loads, says what it said, and is the revision that it was."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import LIBRARY
from dialogs.digest import revision_of
from dialogs.guards import (
    AllOf,
    AnyOf,
    Compares,
    Figure,
    Guard,
    Has,
    How,
    Not,
    OfferOpen,
    Recorded,
    SlotIs,
)
from dialogs.ids import PlaybookSlug
from dialogs.program import Program
from playbooks.check import check_sources, compile_kept
from playbooks.formats.lift_1_to_2 import lift_1_to_2, said_of
from playbooks.rules.example import SLUG, laid_over
from playbooks.source import Plain, read
from playbooks.upgrading import upgraded

HERE = Path(__file__).parent
FIVE = PlaybookSlug("five-steps")
STEP = """\
format: {format}
slots:
  matter: {{values: {{fee: {{zh: 收费, en: a charge}}, is: {{zh: 是, en: be}}}}}}
  role: {{values: {{fee: {{zh: 收费, en: a charge}}}}}}
steps:
  - id: greet
    stage: open
    say: {{zh: 您好。, en: Hello.}}
    choices:
      - {{id: on, label: {{zh: 继续, en: Go on}}, to: bye, when: {when}}}
      - {{id: skip, label: {{zh: 跳过, en: Skip}}, to: bye}}
  - {{id: bye, stage: close, kind: end, outcome: agreed, say: {{zh: 再见。, en: Goodbye.}}}}
"""
FEE, FACT = SlotIs("matter", "fee"), Has(Recorded.FACT)
THREE = Compares(Figure.TEMPERATURE, How.AT_MOST, 3)
CLAUSES: list[tuple[str, str, Guard]] = [
    ("{slot: matter, is: fee}", "matter is fee", FEE),
    ("{slot: matter, is: is}", "matter is 'is'", SlotIs("matter", "is")),
    ("{slot: role, is: fee}", "slot(role) is fee", SlotIs("role", "fee")),
    ("{temperature_at_most: 3}", "temperature <= 3", THREE),
    ("{has: fact}", "has(fact)", FACT),
    ("{options_picked: 2}", "options >= 2", Compares(Figure.OPTIONS, How.AT_LEAST, 2)),
    ("{offer_open: 1}", "offer_open(1)", OfferOpen(1)),
    ("{not: {slot: matter, is: fee}}", "matter is not fee", Not(FEE)),
    ("{not: {temperature_at_most: 3}}", "temperature > 3", Compares(Figure.TEMPERATURE, How.ABOVE, 3)),
    ("{not: {has: fact}}", "not has(fact)", Not(FACT)),
    ("{not: {not: {has: fact}}}", "not not has(fact)", Not(Not(FACT))),
    ("{all: [{has: fact}]}", "has(fact)", FACT),
    (
        "{all: [{has: fact}, {temperature_at_most: 3}]}",
        "has(fact) and temperature <= 3",
        AllOf((FACT, THREE)),
    ),
    ("{any: [{has: fact}, {temperature_at_most: 3}]}", "has(fact) or temperature <= 3", AnyOf((FACT, THREE))),
    (
        "{not: {any: [{has: fact}, {temperature_at_most: 3}]}}",
        "not (has(fact) or temperature <= 3)",
        Not(AnyOf((FACT, THREE))),
    ),
    (
        "{all: [{any: [{has: fact}, {offer_open: 1}]}, {slot: matter, is: fee}]}",
        "(has(fact) or offer_open(1)) and matter is fee",
        AllOf((AnyOf((FACT, OfferOpen(1))), FEE)),
    ),
    (
        "{any: [{all: [{has: fact}, {offer_open: 1}]}, {slot: matter, is: fee}]}",
        "(has(fact) and offer_open(1)) or matter is fee",
        AnyOf((AllOf((FACT, OfferOpen(1))), FEE)),
    ),
]


def compiled(format_: int, when: str) -> Program:
    checked = check_sources(SLUG, laid_over(STEP.format(format=format_, when=when)))
    assert checked.program is not None, checked.diagnostics
    return checked.program


def guard(program: Program) -> Guard | None:
    return next(iter(program.steps.values())).choices[0].when


def clause(text: str) -> Plain:
    tree = read("clause.yaml", f"when: {text}\n".encode()).tree
    assert tree is not None
    return tree["when"]


@pytest.mark.parametrize(("old", "new", "meant"), CLAUSES, ids=[new for _, new, _ in CLAUSES])
def test_condition_of_format_one_means_in_words_what_it_meant(old: str, new: str, meant: Guard) -> None:
    assert said_of(clause(old)) == new
    assert guard(compiled(1, old)) == meant
    assert guard(compiled(2, new)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{has: 3}",
        "{slot: matter}",
        "{has: fact, offer_open: 1}",
        "{temperature_at_most: true}",
        "{not: {temperature_at_most: 3, has: fact}}",
        "{all: []}",
        "{all: [{has: fact}, {hsa: fact}]}",
        "{any: {has: fact}}",
        "[]",
        "3",
    ],
)
def test_what_is_no_condition_is_left_for_the_shape_to_refuse(text: str) -> None:
    assert said_of(clause(text)) is None
    assert {
        each.code for each in check_sources(SLUG, laid_over(STEP.format(format=1, when=text))).diagnostics
    } == {"PB015"}


def test_lift_leaves_the_tree_as_it_was() -> None:
    source = read("five-steps.yaml", (HERE / "five-steps-1.yaml").read_bytes())
    again = read("five-steps.yaml", (HERE / "five-steps-1.yaml").read_bytes())
    assert source.tree is not None

    lifted = lift_1_to_2(source.tree)

    assert source.tree == again.tree
    assert lifted["format"] == 2
    assert lifted != source.tree


def sources(playbook: bytes) -> dict[str, bytes]:
    shared = {name: (LIBRARY / name).read_bytes() for name in ("lists.yaml", "remedies.yaml")}
    return {"five-steps/playbook.yaml": playbook, **shared}


def test_released_playbook_of_format_one_loads_as_the_revision_that_it_was() -> None:
    closure = sources((HERE / "five-steps-1.yaml").read_bytes())

    program = compile_kept(FIVE, closure)

    assert program is not None
    assert program.revision == revision_of(closure)
    assert check_sources(FIVE, closure).program == program


def test_upgraded_playbook_is_the_same_program_under_another_revision() -> None:
    old = (HERE / "five-steps-1.yaml").read_bytes()
    before, after = compile_kept(FIVE, sources(old)), compile_kept(FIVE, sources(upgraded(old)))
    assert before is not None
    assert after is not None

    assert before.revision != after.revision
    assert replace(after, revision=before.revision) == before
