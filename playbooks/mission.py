"""The shape of ``mission.yaml``: what a course in complaints teaches, and what in the library does it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from dialogs.ids import PlaybookSlug
from playbooks.diagnostics import Diagnostic
from playbooks.law import Topic
from playbooks.parts import PLAYBOOK, card_part, case_part, path_of, rehearsal_path
from playbooks.shape import shaped
from playbooks.source import read
from playbooks.words import Line, Record, Words

FILE = "mission.yaml"


class Row(Record):
    """One thing that is taught."""

    id: Line
    teaches: Words
    does: Words
    """How it is done here."""
    playbooks: Annotated[list[Line], Field(min_length=1)]
    cards: list[Line] = Field(default_factory=list)
    """Ids of law cards."""
    topics: list[Topic] = Field(default_factory=list)
    """All law cards about these serve it too."""
    cases: list[Line] = Field(default_factory=list)
    """Closed complaints that show it, by id."""
    rehearsals: Annotated[list[Line], Field(min_length=1)]
    """The proof that it works: ``playbook/name`` each."""


class Mission(Record):
    """The whole file."""

    format: Literal[1]
    rows: Annotated[list[Row], Field(min_length=1)]


def mission(library: Path) -> tuple[Mission | None, Sequence[Diagnostic]]:
    """Read the file of a library; none, and why, when its shape is not right.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    path = library / FILE
    source = read(FILE, path.read_bytes())
    document, found = shaped(source, Mission)
    return document, (*source.diagnostics, *found)


def missing(held: Mission, library: Path) -> Iterator[str]:
    """Yield what rows name and the library lacks, as ``row: path``, and rows without a law card."""
    for row in held.rows:
        paths = [path_of(PlaybookSlug(name), PLAYBOOK) for name in row.playbooks]
        paths += [f"{part}.yaml" for part in (*map(card_part, row.cards), *map(case_part, row.cases))]
        paths += map(rehearsal_path, row.rehearsals)
        yield from (f"{row.id}: {path}" for path in paths if not (library / path).is_file())
        if not (row.cards or row.topics):
            yield f"{row.id}: no law card"
