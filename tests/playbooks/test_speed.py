"""Checking is quick enough for every save in an editor, and for whatever someone uploads."""

import json
import subprocess
import sys

from dialogs.ids import PlaybookSlug
from playbooks.check import check_sources
from tests.house.tree import ROOT, environment
from tests.playbooks.crafted import CRAFTED
from tests.playbooks.samples import long_playbook

LONG_CALL = PlaybookSlug("long-call")
MOST_MILLISECONDS = 100
"""Of processor time, for any file at all: three times what the worst takes on an idle machine."""
MOST_MILLISECONDS_GOOD = 60
"""For a good playbook of 500 lines; an idle machine takes about 10."""


def test_no_file_ends_the_process_or_keeps_it_busy() -> None:
    command = [sys.executable, "-m", "tests.playbooks.crafted"]

    ended = subprocess.run(command, cwd=ROOT, env=environment(), check=False, capture_output=True, text=True)

    assert (ended.returncode, ended.stderr) == (0, "")
    timings: dict[str, float] = json.loads(ended.stdout)
    good = timings.pop("500 good lines")
    assert timings.keys() == CRAFTED.keys()
    assert {name: taken for name, taken in timings.items() if taken >= MOST_MILLISECONDS} == {}
    assert good < MOST_MILLISECONDS_GOOD


def test_the_largest_playbook_passes() -> None:
    checked = check_sources(LONG_CALL, {"long-call/playbook.yaml": long_playbook(11 + 12 * 199)})

    assert checked.diagnostics == ()
    assert checked.program is not None
    assert len(checked.program.steps) == 200


def test_one_step_more_is_too_many() -> None:
    checked = check_sources(LONG_CALL, {"long-call/playbook.yaml": long_playbook(11 + 12 * 200)})

    assert [each.code for each in checked.diagnostics] == ["PB402"]
