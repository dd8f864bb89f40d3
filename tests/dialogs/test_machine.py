"""Where a choice leads, as the shared machine of a program answers it."""

from dataclasses import replace

import pytest

from dialogs.guards import Moment
from dialogs.ids import ChoiceId, Revision
from dialogs.machine import machine_of
from dialogs.program import Program
from tests.builders.calls import Call, call, composing, settled
from tests.builders.program import SMALL, small_program


def leads(made: Call, choice: str) -> str | None:
    return machine_of(made.program).target(made.state, ChoiceId(choice), Moment())


@pytest.mark.parametrize(
    ("made", "choice", "target"),
    [
        (call(), "goes-on", "listen"),
        (call(), "calm", "calm-pause"),
        (call(), "fee", None),
        (call(), "no-such-choice", None),
        (composing(), "put", None),
        (composing().pick("letter"), "put", "answer"),
        (call().choose("goes-on", "calm"), "cooled", "listen"),
        (call().choose("goes-on", "calm"), "calm", None),
        (settled(), "calm", None),
        (settled(), "agrees", None),
    ],
)
def test_choice_leads_where_the_program_says_or_nowhere(made: Call, choice: str, target: str | None) -> None:
    assert leads(made, choice) == target


def test_asking_changes_nothing() -> None:
    made = call()
    before = made.state

    assert [leads(made, "goes-on") for _ in range(3)] == ["listen"] * 3
    assert made.state == before


def test_one_machine_serves_every_call_of_a_program() -> None:
    assert machine_of(SMALL) is machine_of(SMALL)
    assert machine_of(SMALL) is not machine_of(replace(SMALL, revision=Revision("1" * 64)))


def test_no_tap_compares_whole_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, compared = small_program(), small_program(), []
    monkeypatch.setattr(Program, "__eq__", lambda self, _: compared.append(self))

    assert machine_of(one) is not machine_of(other)
    assert (machine_of(one) is machine_of(one), compared) == (True, [])
    assert [one] != [other]
    assert len(compared) == 1


def test_programs_of_one_revision_that_differ_are_told_apart() -> None:
    shorter = small_program(everywhere=())

    assert machine_of(shorter).target(call().state, ChoiceId("calm"), Moment()) is None
    assert machine_of(SMALL).target(call().state, ChoiceId("calm"), Moment()) == "calm-pause"
