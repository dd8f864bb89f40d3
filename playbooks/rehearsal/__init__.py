"""Rehearsals: calls written down beside a playbook, and whether the playbook still plays them so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogs.program import Program
from playbooks.diagnostics import Diagnostic, in_order
from playbooks.rehearsal.coverage import Coverage, coverage_of
from playbooks.rehearsal.reading import Script, read_script, script_at, script_paths, scripts_of
from playbooks.rehearsal.running import Result, run
from playbooks.rehearsal.voice import Voice

__all__ = [
    "Coverage",
    "Rehearsed",
    "Result",
    "Script",
    "Voice",
    "read_script",
    "rehearse",
    "script_at",
    "script_paths",
    "scripts_of",
]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of all rehearsals of a playbook."""

    results: Sequence[Result]
    coverage: Coverage
    """Over the rehearsals that pass."""

    @property
    def passes(self) -> bool:
        """Whether every rehearsal goes as it is written; true when there is none."""
        return all(result.passes for result in self.results)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return where they part, by file and line."""
        return in_order(finding for result in self.results for finding in result.diagnostics)


def rehearse(program: Program, scripts: Iterable[Script], voice: Voice) -> Rehearsed:
    """Play every script on ``program`` through the rules and cards of a call; reads no file and no clock."""
    results = tuple(run(program, script, voice) for script in scripts)
    good = [result for result in results if result.passes]
    left = {way for result in good for way in result.left}
    return Rehearsed(results, coverage_of(program, (result.events for result in good), left))
