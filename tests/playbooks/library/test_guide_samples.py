"""Each sample of the guide passes the checker, once it stands in a small playbook that works without it."""

import re
from collections.abc import Mapping
from textwrap import indent

import pytest

from bot.settings import LIBRARY
from dialogs.ids import PlaybookSlug
from playbooks.check import check_sources
from tests.playbooks.library.test_guide import CHINESE, examples

WITH_OTHERS = ("format:", "playbook:", "\n  into:", "{phrase:", "facts:")
"""Whole files, and what takes another file: `test_guide.py` and `test_rehearsal_guide.py` check those."""
SAMPLES = [each for each in examples(CHINESE) if not any(mark in each for mark in WITH_OTHERS)]
SHARED = {f"{name}.yaml": (LIBRARY / f"{name}.yaml").read_bytes() for name in ("lists", "remedies")}
HEAD = """\
format: 2
playbook: demo
title: {zh: "示例", en: "A sample"}
owner: 培训组
check_by: "2027-05-31"
"""
PARTS = {
    "uses": "uses: [remedies, lists]\n",
    "slots": """\
slots:
  wish: {values_from: demands}
  amount: {type: money, label: {zh: "金额", en: "Amount"}}
  charged_on: {type: date, label: {zh: "扣款日", en: "Day of the charge"}}
""",
    "everywhere": """\
everywhere:
  - {id: calm-down, label: {zh: "先安抚", en: "Calm first"}, to: calm-pause, from_temperature: 4}
""",
}
ENDS = ("bye", "farewell", "handed")
IDLE = {"PB603", "PB604"}
"""A sample of a remembered value has no line beside it that says the value, and none that sets it."""


def step(name: str, stage: str, *leads: str, does: str = "") -> str:
    """Return a step that leads on, or an end."""
    buttons = "".join(
        f'      - {{id: to-{lead}, label: {{zh: "第{place}样", en: "Way {place}"}}, to: {lead}{does}}}\n'
        for place, lead in enumerate(leads, 1)
    )
    said = f'  - id: {name}\n    stage: {stage}\n    say: {{zh: "您请说。", en: "Please go on."}}\n'
    return said + (f"    choices:\n{buttons}" if leads else "    kind: end\n    outcome: promised\n")


def stages_of(sample: str) -> dict[str, str]:
    """Return the stages that a sample has to do with, each with the line that declares it."""
    named = [*re.findall(r"stage: ([a-z]+)", sample)]
    named += [name for few in re.findall(r"stages: \[([a-z, ]+)\]", sample) for name in few.split(", ")]
    return {
        name: f'  - {{id: {name}, title: {{zh: "阶段", en: "{name}"}}{aside}}}\n'
        for name in dict.fromkeys(("open", *named, "calm"))
        for aside in (", aside: true" if name == "calm" else "",)
    }


def steps_around(sample: str, entries: list[str], stages: Mapping[str, str]) -> str:
    """Return steps that lead into a sample, those that it leads to, and one for each stage."""
    leads = dict.fromkeys((*re.findall(r"\bto: ([a-z-]+)", sample), "bye"))
    targets = [each for each in leads if each not in {"return", "calm-pause", *entries}]
    fillers = [f"in-{name}" for name in stages if name not in {"open", "calm"}]
    choice = indent(sample, " " * 6) if sample.startswith("- ") and not entries else ""
    chain = [*fillers, "bye"]
    return "".join(
        (
            step("start", "open", *entries, chain[0], does=", does: [{restated: true}]") + choice,
            *(step(name, name[3:], chain[place]) for place, name in enumerate(fillers, 1)),
            indent(sample, "  ") if entries else "",
            *(step(name, "open", *(() if name in ENDS else ("bye",))) for name in targets),
            step("calm-pause", "calm", "return"),
        )
    )


def playbook_with(sample: str) -> str:
    """Return a whole playbook around a sample: a part of its head, steps, or a button."""
    entries = re.findall(r"^- id: ([a-z-]+)\n  stage:", sample, re.MULTILINE)
    keys = set(re.findall(r"^([a-z_]+):", sample, re.MULTILINE))
    stages = stages_of(sample)
    parts = PARTS | {"stages": f"stages:\n{''.join(stages.values())}"}
    head = "".join(part for key, part in parts.items() if key not in keys)
    return HEAD + (sample if keys else "") + head + "steps:\n" + steps_around(sample, entries, stages)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.split("\n")[0][:24])
def test_sample_passes_the_check_in_a_playbook(sample: str) -> None:
    shared = {**SHARED, "remedies.yaml": f"format: 1\n{sample}".encode()} if "ceiling:" in sample else SHARED
    written = playbook_with("" if "ceiling:" in sample else sample)
    checked = check_sources(PlaybookSlug("demo"), {"demo/playbook.yaml": written.encode(), **shared})

    assert [str(each) for each in checked.diagnostics if each.code not in IDLE] == [], written
    assert checked.program is not None
