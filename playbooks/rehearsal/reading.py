"""Rehearsals as files: read, checked for their shape, and where each thing in them stands."""

from dataclasses import dataclass
from pathlib import Path

from playbooks.diagnostics import Diagnostic, in_order
from playbooks.limits import MAX_FILE_BYTES
from playbooks.parts import REHEARSALS
from playbooks.rehearsal.script import Rehearsal
from playbooks.shape import shaped
from playbooks.source import Source, read


@dataclass(frozen=True, slots=True)
class Script:
    """One file of a rehearsal."""

    file: str
    """As findings name it."""
    content: bytes
    source: Source
    rehearsal: Rehearsal | None
    """None when the shape of the file is not right."""
    diagnostics: tuple[Diagnostic, ...]


def read_script(file: str, content: bytes) -> Script:
    """Read one rehearsal; ``file`` is how findings name it. Never raises."""
    source = read(file, content)
    rehearsal, found = shaped(source, Rehearsal)
    return Script(file, content, source, rehearsal, in_order((*source.diagnostics, *found)))


def scripts_of(folder: Path) -> tuple[Script, ...]:
    """Read the rehearsals of the playbook in ``folder``, by name; none when it has none.

    Raises:
        OSError: one of them cannot be read.
    """
    return tuple(script_at(path) for path in script_paths(folder))


def script_paths(folder: Path) -> tuple[Path, ...]:
    """Return where the rehearsals of the playbook in ``folder`` stand, by name."""
    beside = folder / REHEARSALS
    return tuple(sorted(beside.glob("*.yaml"))) if beside.is_dir() else ()


def script_at(path: Path) -> Script:
    """Read the rehearsal at ``path``.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as opened:
        content = opened.read(MAX_FILE_BYTES + 1)
    absolute = path.absolute()
    inside = absolute.is_relative_to(Path.cwd())
    return read_script(str(absolute.relative_to(Path.cwd()) if inside else absolute), content)
