"""What differs between two revisions, as a trainer is told: a line each, in the language that changed."""

from collections.abc import Iterator

from dialogs.events import ChangeKind, LineChange, Touch
from dialogs.ports import Changed
from dialogs.program import Program
from dialogs.texts import Bilingual, Language
from playbooks.difference import Change, difference


def changes_between(old: Program | None, new: Program) -> tuple[Changed, ...]:
    """Return what calls will show or do otherwise, in the order of the newer program.

    All of it where there is nothing to compare with.
    """
    return tuple(changed for change in difference(old, new) for changed in _told(change))


def _told(change: Change) -> Iterator[Changed]:
    """Yield a changed text once a language, anything else once."""
    old, new = change.old, change.new
    if isinstance(old, Bilingual) or isinstance(new, Bilingual):
        for language in Language:
            before = old.said_in(language) if isinstance(old, Bilingual) else None
            after = new.said_in(language) if isinstance(new, Bilingual) else None
            if before != after:
                yield _changed(change, before, after, f".{language}")
        return
    yield _changed(change, old if isinstance(old, str) else None, new if isinstance(new, str) else None)


def _changed(change: Change, before: str | None, after: str | None, language: str = "") -> Changed:
    way = change.way[1:] if change.way[:1] == ("steps",) else change.way
    touches = tuple(each for each in Touch if each in change.touches)
    where = f"{'/'.join(way)}{language}"
    return Changed(
        change=LineChange(where=where, kind=ChangeKind(change.happened.value), touches=touches),
        before=before,
        after=after,
    )
