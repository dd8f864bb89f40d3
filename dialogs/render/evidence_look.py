"""What a card of evidence shows: which playbook, since when, which page or step."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dialogs.cards import Button, Verb
from dialogs.ports import WalkFilter
from dialogs.program import Program
from dialogs.render.tags import tag_of
from dialogs.texts import Phrase, Text

WINDOWS: Final = (90, 30, 0)
"""Days that can be looked back over; 0 is all there is."""
_SHAPE = re.compile(r"([0-9a-f]{6})\.(90|30|0)\.([ro])\.([0-9]{1,3})(?:\.([0-9a-f]{6}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class EvidenceLook:
    """It travels inside the buttons and is checked when it comes back."""

    playbook: str
    """The playbook's :func:`tag_of`."""
    days: int = WINDOWS[0]
    joined: bool = False
    """Whether all revisions are put together, rather than the current one shown."""
    page: int = 0
    step: str = ""
    """The tag of the step that is looked at closely; empty for the list."""

    @property
    def value(self) -> str:
        """Encode for a button: ``playbook.days.r.page`` or ``playbook.days.o.page.step``; o is all in one."""
        step = f".{self.step}" if self.step else ""
        return f"{self.playbook}.{self.days}.{'o' if self.joined else 'r'}.{self.page}{step}"

    @classmethod
    def read(cls, value: str) -> "EvidenceLook | None":
        """Decode what :attr:`value` encoded; none for anything else."""
        found = _SHAPE.fullmatch(value)
        if found is None:
            return None
        playbook, days, which, page, step = found.groups()
        return cls(playbook, int(days), which == "o", int(page), step or "")

    def wanted(self, program: Program, now: datetime) -> WalkFilter:
        """Return the question for the views."""
        since = now - timedelta(days=self.days) if self.days else None
        return WalkFilter(playbook=program.playbook, since=since)

    @property
    def since(self) -> Text:
        """Say since when calls are counted."""
        return Phrase("evidence.days", {"days": self.days}) if self.days else Phrase("evidence.always")

    def to(self, label: Text, **other: object) -> Button:
        """Return a button that leads to another look."""
        return Button(label, Verb.EVIDENCE, replace(self, **other).value)  # type: ignore[arg-type]


def first_look(program: Program) -> EvidenceLook:
    """Return the look that a playbook is opened with."""
    return EvidenceLook(tag_of(program.playbook))
