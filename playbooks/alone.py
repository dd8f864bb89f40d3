"""Files that are read by themselves, whether a playbook names them or not: law cards and cases."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from dialogs.causes import Cause
from playbooks.diagnostics import Diagnostic, in_order
from playbooks.rules import RULES, SEVERITIES
from playbooks.rules.rule import TextRule
from playbooks.shape import Shape, shaped
from playbooks.shelf import Shelf
from playbooks.source import Source, read
from playbooks.texts import Written
from playbooks.waivers import Waivers


@dataclass(frozen=True, slots=True)
class Alone(Generic[Shape]):
    """A file as read: no document when its shape is not right."""

    document: Shape | None
    diagnostics: Sequence[Diagnostic]


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of one file, as rules ask for them."""

    texts: Sequence[Written]
    sources: Mapping[str, Source]


def held_at(shelf: Shelf, path: str, what: str) -> tuple[str, bytes] | Diagnostic:
    """Return how a file is shown and its bytes; or, of what kind it is, that it cannot be read."""
    try:
        return shelf.shown(path), shelf.content(path)
    except (OSError, ValueError):
        words, hint = f"the {what} cannot be read", "look at the path and the rights of the file"
        return Diagnostic.error(shelf.shown(path), (1, 1), "PB000", words, hint).because(Cause.PB000_RIGHTS)


def read_alone(
    shown: str,
    content: bytes,
    shape: type[Shape],
    told_of: Callable[[Shape, Source], Iterable[Diagnostic]],
) -> Alone[Shape]:
    """Return what one file says, and what is wrong with it: ``told_of`` asks the rules."""
    source = read(shown, content)
    document, wrong = shaped(source, shape)
    told = () if document is None else told_of(document, source)
    waivers = Waivers([source], SEVERITIES)
    sifted = waivers.sift((*source.diagnostics, *wrong, *told))
    own = waivers.own(unused_in=None if document is None else source)
    return Alone(document, in_order((*sifted, *own)))


def told_of_texts(part: str, texts: Iterable[Written], source: Source) -> Iterable[Diagnostic]:
    """Return what the rules of texts say of those of one file."""
    held = _Texts(tuple(texts), {part: source})
    return (found for rule in RULES if isinstance(rule, TextRule) for found in rule.report(held))
