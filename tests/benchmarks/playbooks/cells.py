"""What is measured: the checker at work, and others that read the same file."""

import importlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import cycle
from typing import Any, Final

import yaml

from bot.settings import LIBRARY
from bot.terminal.frames import framed
from bot.terminal.player import Player
from bot.terminal.playing import Manner
from bot.terminal.practice import Practice
from bot.words import Words
from dialogs.ids import PlaybookSlug
from dialogs.program import Program
from playbooks.check import Checked, check, check_sources
from playbooks.rehearsal import rehearse, scripts_of
from playbooks.rehearsal.deeds import Deed as Done
from playbooks.rehearsal.deeds import Kind
from playbooks.rehearsal.walk import Setting
from playbooks.source import read
from tests.playbooks.samples import long_playbook

LONG: Final = PlaybookSlug("long-call")
FIVE_HUNDRED: Final = long_playbook(500)
LARGEST: Final = long_playbook(11 + 12 * 199)
SHIPPED: Final = "five-steps"
NINE_TAPS: Final = (
    *("heard", "matched", "fee", "angry", "refund"),
    *("says-right", "eased", "nothing-else", "none-owed"),
)
Deed = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to measure."""

    name: str
    words: str
    goal_ms: float | None = None
    """What it may take at most."""
    peer: bool = False


CELLS: Final = (
    Cell("500", "check a playbook of 500 lines", 10.0),
    Cell("200", "check a playbook of 200 steps in both languages", 60.0),
    Cell("library", "check the whole library, read from disk", 1000.0),
    Cell("unchanged", "look through the library when no file has changed"),
    Cell("replayed", "take a save in `play`: check, walk nine taps again, draw both cards", 150.0),
    Cell("rehearsals", "play all rehearsals of the shipped playbook"),
    Cell("read", "read 500 lines, with the place of everything"),
    Cell("libyaml", "PyYAML, `CSafeLoader`, 500 lines", peer=True),
    Cell("pyyaml", "PyYAML, `SafeLoader`, 500 lines", peer=True),
    Cell("ruamel", "ruamel.yaml, round trip, 500 lines", peer=True),
    Cell("yamllint", "yamllint, default rules, 500 lines", peer=True),
)


def deeds() -> Mapping[str, Deed]:
    """Return what each cell does; a peer that is not installed has none."""
    text = FIVE_HUNDRED.decode()
    # What was found the last time holds for a day: with another day each time, nothing is remembered.
    days = cycle(date(2026, 12, day) for day in range(1, 29))
    found: dict[str, Deed] = {
        "500": lambda: _good(check_sources(LONG, {"long-call/playbook.yaml": FIVE_HUNDRED})),
        "200": lambda: _good(check_sources(LONG, {"long-call/playbook.yaml": LARGEST})),
        "library": lambda: _good(check(LIBRARY, next(days))),
        "unchanged": lambda: _good(check(LIBRARY)),
        "replayed": _player().take_save,
        "rehearsals": _rehearsals(),
        "read": lambda: read("f", FIVE_HUNDRED),
        "libyaml": lambda: yaml.load(text, yaml.CSafeLoader),
        "pyyaml": lambda: yaml.load(text, yaml.SafeLoader),
    }
    if (ruamel := _module("ruamel.yaml")) is not None:
        found["ruamel"] = lambda: ruamel.YAML().load(io.StringIO(text))
    if (linter := _module("yamllint.linter")) is not None:
        config = importlib.import_module("yamllint.config").YamlLintConfig("extends: default")
        found["yamllint"] = lambda: list(linter.run(text, config))
    return found


def _player() -> Player:
    """Return a walk in a terminal, nine taps into the shipped playbook, in both languages."""
    program, words = _program(), Words(Manner().zone)
    practice = Practice(Setting(program=program, zone=words.zone, product="card"), Manner().clock)
    for choice in NINE_TAPS:
        practice.do(Done(Kind.TAP, choice))
    return Player(LIBRARY / SHIPPED, practice, words, framed(io.StringIO(), words), in_both=True)


def _rehearsals() -> Deed:
    program, scripts, words = _program(), scripts_of(LIBRARY / SHIPPED), Words(Manner().zone)
    return lambda: rehearse(program, scripts, words)


@cache
def _program() -> Program:
    """Return the shipped playbook, one object as in a bot: its machine is found by comparing programs."""
    program = check(LIBRARY / SHIPPED).program
    if program is None:
        raise ValueError("what is measured does not even pass")
    return program


def _good(checked: Checked) -> None:
    if not checked.programs:
        raise ValueError("what is measured does not even pass")


def _module(name: str) -> Any:  # noqa: ANN401
    """Return a module that may not be installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
