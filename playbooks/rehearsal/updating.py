"""Writing into a rehearsal what the call now does: only what was expected, and not a character around it."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.program import Program
from playbooks.edit import unfit, with_values
from playbooks.rehearsal.reading import Script, read_script
from playbooks.rehearsal.running import Result, run
from playbooks.rehearsal.voice import Voice


@dataclass(frozen=True, slots=True)
class Update:
    """A rehearsal brought up to date as far as that needs nobody's judgment."""

    before: Script
    content: bytes
    after: Result
    """What comes of it now; what it still finds is for a person to mend."""

    @property
    def changes(self) -> bool:
        """Whether anything is written anew."""
        return self.content != self.before.content

    def diff(self) -> Iterator[str]:
        """Yield the difference, line by line, as patches show it."""
        old, new = (each.decode().splitlines() for each in (self.before.content, self.content))
        return difflib.unified_diff(old, new, self.before.file, self.before.file, lineterm="", n=1)


def update(program: Program, script: Script, voice: Voice) -> Update:
    """Return ``script`` with each expectation as the call now is; what is done in it stays as written."""
    found = run(program, script, voice, adopting=True)
    edits = {
        each.trail: each.instead for each in found.differences if each.instead and not unfit(each.instead)
    }
    if not edits:
        return Update(script, script.content, found)
    content = with_values(script.content, edits)
    return Update(script, content, run(program, read_script(script.file, content), voice))
