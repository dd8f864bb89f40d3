"""The programs under test, each started as a process of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A program under test."""

    module: str
    mode: str = "polling"
    variant: str = ""
    durable: bool = False
    """It keeps a log, whose events are counted too, and walks prepared calls."""


_HERE: Final = "tests.benchmarks.systems"
SYSTEMS: Final[Mapping[str, System]] = {
    "hejie-polling": System(module=f"{_HERE}.hejie", durable=True),
    "hejie-webhook": System(module=f"{_HERE}.hejie", mode="webhook", durable=True),
    "ptb-sequential": System(module=f"{_HERE}.ptb"),
    "ptb-concurrent": System(module=f"{_HERE}.ptb", variant="concurrent"),
    "dialog-polling": System(module=f"{_HERE}.dialog"),
    "dialog-webhook": System(module=f"{_HERE}.dialog", mode="webhook"),
}
