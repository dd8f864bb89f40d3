"""What trainers read about rehearsals is so: examples pass, and everything that can be written is told."""

import re
from pathlib import Path
from shutil import copytree

import pytest

from bot.findings import in_words
from bot.settings import LIBRARY
from dialogs.texts import Language
from playbooks.check import check
from playbooks.rehearsal import read_script, rehearse
from playbooks.rehearsal.script import Rehearsal, Turn
from tests.house.tree import ROOT
from tests.playbooks.library.calling import five_steps
from tests.playbooks.rehearsal.plays import VOICE

HOW_TO = (ROOT / "docs" / "how-to" / "rehearse-a-playbook.md").read_text(encoding="utf-8")
CHINESE, ENGLISH = HOW_TO.split("\n# Play as you write", maxsplit=1)
GUIDE = (LIBRARY / "README.md").read_text(encoding="utf-8")
TAKEN_FOR_GRANTED = {"format", "rehearsal", "walk"}


def examples(text: str) -> list[str]:
    found = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    return [example for example in found if "\nrehearsal:" in example]


@pytest.mark.parametrize("text", [HOW_TO, GUIDE], ids=["how-to", "guide"])
def test_examples_pass(text: str) -> None:
    scripts = [read_script("example", example.encode()) for example in examples(text)]

    assert scripts
    assert list(map(str, rehearse(five_steps(), scripts, VOICE).diagnostics)) == []


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_everything_that_can_be_written_is_told(text: str) -> None:
    head = [name for name in Rehearsal.model_fields if name not in TAKEN_FOR_GRANTED]

    assert [name for name in Turn.model_fields if f"`{name}: " not in text] == []
    assert [name for name in head if f"`{name}" not in text] == []


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_every_code_is_told(text: str) -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "playbooks" / "rehearsal").glob("*.py")
    )

    assert sorted(set(re.findall(r"RH\d+", sources))) == sorted(
        set(re.findall(r"^\| (RH\d+)", text, re.MULTILINE))
    )


def test_line_shown_in_the_how_to_is_what_the_tool_says(tmp_path: Path) -> None:
    playbook = copytree(LIBRARY, tmp_path / "library") / "five-steps" / "playbook.yaml"
    text = playbook.read_text(encoding="utf-8")
    playbook.write_text(text.replace("to: feel}", "to: wish}", 1), encoding="utf-8")
    program = check(playbook.parent).program
    assert program is not None
    file = "playbooks/library/five-steps/rehearsals/calm-detour.yaml"
    script = read_script(file, examples(HOW_TO)[0].encode())

    [found] = rehearse(program, [script], VOICE).diagnostics

    assert f"    {in_words(found, VOICE, Language.ZH)}\n" in CHINESE
    assert f"    {in_words(found, VOICE, Language.EN)}\n" in ENGLISH
