"""A walk that was written down passes, and reads as a person would have written it."""

import random

import pytest

from bot.settings import LIBRARY
from dialogs.cards import Viewer
from dialogs.program import Channel, Program
from dialogs.refusals import Refusal
from dialogs.roles import Role
from dialogs.texts import Language
from playbooks.check import check
from playbooks.rehearsal import read_script, rehearse
from playbooks.rehearsal.deeds import Deed, Kind
from playbooks.rehearsal.script import BEGINS
from playbooks.rehearsal.walk import Setting, Walk
from playbooks.rehearsal.writing import written
from tests.playbooks.rehearsal.plays import VOICE, ZONE, program_of

DEEDS = (
    Deed(Kind.TAP, "calm"),
    Deed(Kind.TYPE, '他说: "扣了两次" #1'),
    Deed(Kind.TAP, "agrees"),
    Deed(Kind.PICK, "points"),
    Deed(Kind.TAP, "none"),
    Deed(Kind.CORRECT, "calm", "greet"),
    Deed(Kind.BACK),
    Deed(Kind.JUMP, "open"),
    Deed(Kind.TEMPERATURE, "5"),
    Deed(Kind.END, "broken_off"),
)
HEAD = "# yaml-language-server: $schema=../../rehearsal.schema.json\n"
WRITTEN = (
    HEAD
    + """\
format: 1
rehearsal: 怎么记下来
walk:
  - {step: greet}
  - {tap: calm, refused: 先听}
  - {type: "他说: \\"扣了两次\\" #1"}
  - tap: agrees
    step: offers
    slots: {matter: fee}
  - {pick: points}
  - {tap: none, step: where}
  - {correct: {at: greet, to: calm}, refused: 先听}
  - {back: true, step: offers}
  - jump: open
    step: greet
    say: "您好，您说的是“他说: \\"扣了两次\\" #1”？"
  - {temperature: 5}
  - {end: broken_off, outcome: broken_off}
"""
)


def test_walk_is_written_as_a_person_would() -> None:
    setting = Setting(program=program_of(), zone=ZONE, product="card")

    assert written("怎么记下来", setting, DEEDS, VOICE).text == WRITTEN


def test_what_is_not_taken_for_granted_is_written() -> None:
    setting = Setting(
        program=program_of(),
        zone=ZONE,
        language=Language.EN,
        channel=Channel.COUNTER,
        product="gold",
        role=Role.SUPERVISOR,
    )

    assert written("short", setting, (), VOICE).text == (
        f"{HEAD}format: 1\nrehearsal: short\n"
        "product: gold\nchannel: counter\nlanguage: en\nrole: supervisor\n"
        "walk:\n  - {step: greet}\n"
    )


def deeds_at(walk: Walk) -> list[Deed]:
    """What a hand might do next, possible or not."""
    program, step = walk.setting.program, walk.state.walk.step
    deeds = [Deed(Kind.TAP, choice.id) for choice in program.choices_at(step)]
    deeds += [Deed(Kind.PICK, remedy) for remedy in program.remedies] * (step == "compose")
    deeds += [Deed(Kind.JUMP, stage.id) for stage in program.stages.values() if not stage.aside][:1]
    deeds += [Deed(Kind.TEMPERATURE, "2"), Deed(Kind.TEMPERATURE, "5"), Deed(Kind.BACK)]
    return [*deeds, Deed(Kind.TYPE, "yes"), Deed(Kind.FLAG), Deed(Kind.SPEAK, "en"), Deed(Kind.WAIT, "60")]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("program", check(LIBRARY).programs, ids=lambda program: program.playbook)
def test_any_walk_that_is_written_down_passes(program: Program, seed: int) -> None:
    chance = random.Random(seed)
    setting = Setting(program=program, zone=ZONE, product="life")
    walk, deeds = Walk.begin(setting, BEGINS.replace(tzinfo=ZONE)), list[Deed]()
    for _ in range(40):
        deed = chance.choice(deeds_at(walk))
        came = walk.after(deed)
        if isinstance(came, Refusal) and deed.kind not in {Kind.TAP, Kind.PICK}:
            continue
        deeds.append(deed)
        walk = walk if isinstance(came, Refusal) else came

    made = written("走一遍", setting, deeds, VOICE)

    rehearsed = rehearse(program, [read_script("made.yaml", made.text.encode())], VOICE)
    assert list(map(str, rehearsed.diagnostics)) == []
    assert made.end.state.walk == walk.state.walk
    assert made.end.card(Viewer()).blocks
