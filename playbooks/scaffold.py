"""A new playbook: small, with comments that explain it, or a copy of one that is there."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from dialogs.ids import PlaybookSlug
from playbooks.check import check
from playbooks.edit import with_values
from playbooks.json_schema import SHAPES
from playbooks.limits import MAX_ID
from playbooks.parts import REHEARSALS
from playbooks.rehearsal.reading import script_paths
from playbooks.shelf import FILE
from playbooks.source import read

TEMPLATE = Path(__file__).parent / "templates" / "small-call"
"""The playbook that one begins with; a test sees that it passes every rule."""
READ_AGAIN_AFTER = timedelta(days=180)
"""When somebody must have read a new playbook against the rules: half a year."""
NOT_YET = "2099-01-01"
"""From when a new playbook is valid: no call begins on it until its writer takes this line out."""
_MARK = f"""\
# 写好、试走过，就删掉 valid_from 这一行：删了，新来电才用得上它。
# Once it is written and tried, delete the line valid_from: only then do new calls use it.
valid_from: "{NOT_YET}"
"""
_HEAD = re.compile(rb"^check_by:[^\n]*\n", re.MULTILINE)
_SLUG = re.compile(r"[a-z][a-z0-9-]*")


class CannotScaffoldError(Exception):
    """No playbook was made; the message says why and what to do."""


def scaffold(slug: PlaybookSlug, library: Path, like: Path | None, today: date) -> tuple[Path, ...]:
    """Write the folder ``slug`` into ``library`` and return the paths of its files.

    With ``like``, the folder of a playbook, it is a copy of that one, and the lists that stand beside it come
    along where the library has none. What is there is never written over. No call begins on it until
    ``valid_from`` is taken out: the bot that runs sees the folder before anybody has written a line.

    Raises:
        CannotScaffoldError: there is such a folder, or nothing to copy.
        OSError: a file cannot be read or written.
    """
    if _SLUG.fullmatch(slug) is None or len(slug) > MAX_ID:
        words = f'a name holds a to z, 0 to 9 and "-", a letter first, at most {MAX_ID}'
        raise CannotScaffoldError(f'"{slug[:40]}" cannot be the name of a playbook: {words}')
    folder, template = library / slug, like or TEMPLATE
    if folder.exists():
        raise CannotScaffoldError(f"{folder} is there already: choose another name")
    if not (template / FILE).is_file():
        raise CannotScaffoldError(f"{template} holds no {FILE}: name the folder of a playbook")
    named = _named((template / FILE).read_bytes(), slug, None if like else today)
    book = check(template).book
    files = {folder / FILE: named if book is not None and book.is_part else _not_yet(named)}
    for rehearsal in script_paths(template):
        files[folder / REHEARSALS / rehearsal.name] = rehearsal.read_bytes()
    files |= _shared(library, like)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tuple(files)


def _named(content: bytes, slug: PlaybookSlug, today: date | None) -> bytes:
    """Return a playbook under another name; its title says so: it is not the one it was."""
    tree = read(FILE, content).tree
    if tree is None:
        raise CannotScaffoldError("the playbook to copy cannot be read: check it first")
    values: dict[tuple[str | int, ...], str] = {("playbook",): slug}
    title = tree.get("title")
    for language in ("zh", "en"):
        if isinstance(title, dict) and isinstance(words := title.get(language), str):
            values["title", language] = f"{words} · {slug}"
    if today is not None:
        values["check_by",] = str(today + READ_AGAIN_AFTER)
    values |= {(day,): NOT_YET for day in ("valid_from", "valid_to") if day in tree}
    return with_values(content, values)


def _not_yet(content: bytes) -> bytes:
    """Return a playbook with the mark that no call begins on it, if its own days do not say so."""
    if b"\nvalid_from:" in content:
        return content
    return _HEAD.sub(lambda found: found.group() + _MARK.encode(), content, count=1)


def _shared(library: Path, like: Path | None) -> Mapping[Path, bytes]:
    """Return what stands beside playbook ``like``, or is used by it, and is not yet in ``library``."""
    shipped = Path(__file__).parent / "library"
    wanted = [(shipped, Path(name)) for name in SHAPES]
    if like is not None:
        used = [Path(path) for path in check(like).sources if not path.startswith(f"{like.name}/")]
        beside = [path.relative_to(like.parent) for path in sorted(like.parent.glob("*.yaml"))]
        wanted += [(like.parent, path) for path in (*beside, *used)]
    return {
        library / path: (origin / path).read_bytes()
        for origin, path in wanted
        if (origin / path).is_file() and not (library / path).exists()
    }
