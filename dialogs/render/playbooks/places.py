"""What a button on a trainer's card holds: a deed, a playbook, a revision, and where in it."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from typing import Final

from dialogs.cards import Button, Verb
from dialogs.ids import PlaybookSlug, Revision
from dialogs.render.tags import tag_of
from dialogs.texts import Text

SHORT: Final = 8
"""Hex characters that tell a playbook's revisions apart inside a button; two alike are refused."""
_NUMBER: Final = re.compile("[0-9]{1,4}", re.ASCII)
_TAG: Final = re.compile("[0-9a-f]{6}")
_REVISION: Final = re.compile(f"[0-9a-f]{{{SHORT}}}")


@unique
class Deed(StrEnum):
    """What a button asks for; one character each, which travels inside buttons and is never reused."""

    PLAYBOOK = "p"
    STAGES = "g"
    OUTLINE = "k"
    """All steps and lines as text, in messages of their own."""
    DIAGRAM = "5"
    """The same as a flowchart, in a file."""
    STAGE = "s"
    """The steps of a stage, by its number."""
    STEP = "t"
    """The lines of a step, by its number."""
    LINE = "l"
    CHINESE = "z"
    """Ask for other words of a line, in Chinese."""
    ENGLISH = "e"
    DRAFT = "d"
    DIFFERENCES = "f"
    PUBLISH = "u"
    """Ask for a comment first."""
    PUBLISH_NOW = "n"
    """Without one."""
    DAYS = "c"
    """Ask from which day; with the number of a day, publish then."""
    APPROVAL = "a"
    APPROVAL_NOW = "m"
    CARRY_OVER = "o"
    CANCEL_DAY = "3"
    DISCARD = "x"
    """Of another's draft, or one that waits for a day: ask first."""
    DISCARD_NOW = "4"
    HISTORY = "h"
    RELEASE = "r"
    ROLL_BACK = "b"
    """Ask whether it shall come back."""
    ROLL_BACK_NOW = "1"
    BRING_BACK = "2"
    """As a draft that somebody else looks at."""
    RECALL = "j"
    """Ask for a reason first."""
    RETIRE = "q"
    RETIRE_NOW = "y"
    TRY = "w"
    """Walk through a revision, in memory."""
    TAP = "v"
    """A button of that walk."""


@dataclass(frozen=True, slots=True)
class At:
    """A place in a revision of a playbook; it travels inside buttons and is checked when it comes back."""

    tag: str
    """The playbook's :func:`tag_of`."""
    revision: str = ""
    """The first characters of its revision."""
    first: int | None = None
    """The number of a stage, a step, a release, a page, as the deed has it."""
    second: int | None = None
    """The number of a line within a step."""

    @classmethod
    def of(cls, playbook: PlaybookSlug, revision: Revision | None = None) -> "At":
        """Return the place of a whole playbook, or of a revision of it."""
        return cls(tag_of(playbook), (revision or "")[:SHORT])

    def at(self, first: int | None = None, second: int | None = None) -> "At":
        """Return another place in the same revision."""
        return replace(self, first=first, second=second)

    def value(self, deed: Deed) -> str:
        """Encode for a button: ``deed.tag.revision.first.second``, shortened from the end."""
        first, second = (("" if each is None else str(each)) for each in (self.first, self.second))
        return f"{deed}.{self.tag}.{self.revision}.{first}.{second}".rstrip(".")

    def button(self, label: Text, deed: Deed) -> Button:
        """Return a button that asks for ``deed`` here."""
        return Button(label, Verb.PLAYBOOKS, self.value(deed))

    @classmethod
    def read(cls, value: str) -> "tuple[Deed, At] | None":
        """Decode what :meth:`value` encoded; none for anything else."""
        deed, *rest = value.split(".")
        tag, revision, first, second = (*rest, "", "", "", "")[:4]
        if deed not in set(Deed) or len(rest) > 4 or not _TAG.fullmatch(tag):  # noqa: PLR2004
            return None
        if revision and not _REVISION.fullmatch(revision):
            return None
        if any(each and not _NUMBER.fullmatch(each) for each in (first, second)):
            return None
        place = cls(tag, revision, int(first) if first else None, int(second) if second else None)
        return Deed(deed), place
