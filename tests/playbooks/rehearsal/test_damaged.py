"""However a rehearsal is damaged, there are findings or it passes; nothing is raised, by update neither."""

import random

import pytest

from bot.settings import LIBRARY
from playbooks.rehearsal import read_script, rehearse, scripts_of
from playbooks.rehearsal.updating import update
from tests.mutants.damages import DAMAGES
from tests.playbooks.library.calling import five_steps
from tests.playbooks.rehearsal.plays import VOICE

SCRIPTS = [script.content.decode() for script in scripts_of(LIBRARY / "five-steps")]


@pytest.mark.parametrize("seed", range(8))
def test_damaged_rehearsal_is_told_or_passes(seed: int) -> None:
    chance, program = random.Random(seed), five_steps()
    told = 0
    for _ in range(25):
        text = chance.choice(DAMAGES)(chance, chance.choice(SCRIPTS))
        script = read_script("damaged", text.encode("utf-8", "surrogatepass"))
        found = rehearse(program, [script], VOICE).diagnostics
        told += bool(found)
        assert all(each.line >= 1 and each.column >= 1 for each in found)
        after = update(program, script, VOICE)
        assert after.changes or after.content == script.content

    assert told
