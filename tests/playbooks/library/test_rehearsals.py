"""Every playbook that we ship is rehearsed: each step is seen, each way is taken, and all goes as written."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from bot.settings import LIBRARY
from playbooks.check import check
from playbooks.json_schema import first_line, schemas
from playbooks.rehearsal import Rehearsed, rehearse, scripts_of
from playbooks.scaffold import TEMPLATE
from tests.playbooks.rehearsal.plays import VOICE

PLAYBOOKS = [*sorted(path.parent for path in LIBRARY.glob("*/playbook.yaml")), TEMPLATE]
LEFT_OUT: dict[str, set[str]] = {}
"""Playbook → what none of its rehearsals walks, each with the reason behind it."""


def rehearsed(folder: Path) -> Rehearsed:
    program = check(folder).program
    assert program is not None
    return rehearse(program, scripts_of(folder), VOICE)


@pytest.mark.parametrize("folder", PLAYBOOKS, ids=lambda folder: folder.name)
def test_calls_go_as_their_rehearsals_say(folder: Path) -> None:
    came = rehearsed(folder)

    assert came.results
    assert list(map(str, came.diagnostics)) == []


@pytest.mark.parametrize("folder", PLAYBOOKS, ids=lambda folder: folder.name)
def test_every_step_and_every_choice_is_rehearsed(folder: Path) -> None:
    coverage = rehearsed(folder).coverage

    missed = {*map(str, coverage.missed_steps), *map(str, coverage.missed_ways)}
    assert missed == LEFT_OUT.get(folder.name, set())


@pytest.mark.parametrize("folder", PLAYBOOKS, ids=lambda folder: folder.name)
def test_rehearsals_fit_the_schema_that_their_first_line_names(folder: Path) -> None:
    validator = Draft7Validator(json.loads(schemas()["rehearsal.schema.json"]))
    begins = {script.content.decode().splitlines()[0] for script in scripts_of(folder)}
    complaints = [
        f"{script.file}: {each.message}"
        for script in scripts_of(folder)
        for each in validator.iter_errors(script.source.tree)
    ]

    assert begins == {first_line("../../rehearsal.schema.json")}
    assert complaints == []


@pytest.mark.parametrize("folder", PLAYBOOKS, ids=lambda folder: folder.name)
def test_no_two_rehearsals_say_that_they_show_the_same(folder: Path) -> None:
    about = [script.rehearsal.rehearsal for script in scripts_of(folder) if script.rehearsal is not None]

    assert len(set(about)) == len(about)
