"""One mutant after another through the checker: what comes of each, how long it takes, how much it holds."""

import random
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dialogs.ids import PlaybookSlug
from playbooks.check import Checked, check_sources
from tests.mutants.damages import mutant

MOST_MILLISECONDS: Final = 50.0
MOST_MEGABYTES: Final = 50.0
AGAIN: Final = 4
"""What seems slow is timed so often again: a machine that does other things is no fault of the file's."""
TOLD: Final = 5
TOLD_EACH: Final = 1_000
Check = Callable[[PlaybookSlug, Mapping[str, bytes]], Checked]


@dataclass(slots=True)
class Figures:
    """What came of many mutants."""

    mutants: int = 0
    found_out: int = 0
    slowest_ms: float = 0.0
    megabytes: float = 0.0
    """By which the process grew at its most."""
    faults: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether every mutant came to findings or a program, in time and within memory."""
        return not self.faults and self.slowest_ms <= MOST_MILLISECONDS and self.megabytes <= MOST_MEGABYTES

    def __str__(self) -> str:
        return (
            f"{self.mutants} mutants, {self.found_out} found out, the slowest {self.slowest_ms:.1f} ms,"
            f" {self.megabytes:.1f} MB, {len(self.faults)} faults"
        )


def fault_of(checked: Checked, sources: Mapping[str, bytes]) -> str | None:
    """What is wrong with the outcome of a check, which is a program, or findings that have a place."""
    if (checked.program is not None) != checked.is_good:
        return "neither errors nor a program, or both"
    for each in checked.diagnostics:
        ends = sources[each.file].count(b"\n") + sources[each.file].count(b"\r")
        if not (1 <= each.line <= ends + 1 and each.column >= 1 and each.message):
            return f"a finding without a place: {each}"
    return None


def try_many(
    count: int, seed: int, check: Check = check_sources, tell: Callable[[Figures], object] = lambda _: None
) -> Figures:
    """Put ``count`` mutants through ``check``, and ``tell`` the figures so far after every thousand."""
    chance, figures = random.Random(seed), Figures()
    for _ in range(20):
        _try(chance, check, Figures())
    before = _most_kilobytes()
    while figures.mutants < count:
        _try(chance, check, figures)
        figures.megabytes = (_most_kilobytes() - before) / 1024
        if figures.mutants % TOLD_EACH == 0:
            tell(figures)
    return figures


def _try(chance: random.Random, check: Check, figures: Figures) -> None:
    slug, sources = mutant(chance)
    figures.mutants += 1
    started = time.process_time()
    try:
        checked = check(slug, sources)
    except Exception as error:  # noqa: BLE001 - that nothing is ever raised is what is tried here
        figures.faults.append(f"{type(error).__name__}: {error}; {_told(sources)}")
        return
    taken = (time.process_time() - started) * 1000
    if taken > MOST_MILLISECONDS:
        taken = min(taken, *(_milliseconds(check, slug, sources) for _ in range(AGAIN)))
    figures.slowest_ms = max(figures.slowest_ms, taken)
    figures.found_out += bool(checked.diagnostics)
    if (fault := fault_of(checked, sources)) is not None:
        figures.faults.append(f"{fault}; {_told(sources)}")


def _milliseconds(check: Check, slug: PlaybookSlug, sources: Mapping[str, bytes]) -> float:
    started = time.process_time()
    check(slug, sources)
    return (time.process_time() - started) * 1000


def _told(sources: Mapping[str, bytes]) -> str:
    return repr(sources)


def _most_kilobytes() -> int:
    """The most that the process ever held; it never goes down, so that no single check can hide in it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
