"""What differs between two programs, in words."""

import re
from collections.abc import Iterator
from typing import assert_never

from dialogs.money import Money
from dialogs.program import RETURN, Choice, Remedy, Step
from dialogs.texts import Bilingual, Language, Phrase, Text, Value
from playbooks.difference import Change, Happened
from playbooks.sensitive import Way
from playbooks.spelling import spelt
from playbooks.wording import Fate, Piece, pieces

PARTS = (
    *("choices", "entitlements", "everywhere", "exits", "facts", "items", "lists", "phrases", "remedies"),
    *("slots", "stages", "steps", "values", "variants"),
)
"""The sets of named things in a program."""
FIELDS = (
    *("answer", "article", "aside", "asks", "at_counter", "avoid", "blank", "cases", "ceiling"),
    *(
        "compliance_for",
        "cues",
        "currency",
        "detour",
        "effects",
        "exact",
        "exit",
        "facts",
        "from_temperature",
        "granted_by",
        "hints",
    ),
    *("how_to_say", "in_force", "instrument", "issued", "items", "kind", "label", "listens_for", "listing"),
    *("name", "not_to_say", "outcome", "products", "say", "say_at_counter", "says", "stage", "stages"),
    *("start", "target", "title", "type", "valid_from", "valid_to", "verbatim", "when", "why_closed"),
    *("words",),
)
"""What those things consist of; whatever else there is goes by its own name."""
_MARKS = {Fate.KEPT: "{}", Fate.GONE: "[-{}-]", Fate.NEW: "{{+{}+}}"}
"""As ``git diff --word-diff`` writes them."""
_NEAR = 30
"""Signs of what stayed that are shown beside a change."""
_HALF_A_WORD_LAST = re.compile(r"(?<=\s)[A-Za-z'’-]+$")
_HALF_A_WORD_FIRST = re.compile(r"^[A-Za-z'’-]+(?=\s)")


def told(change: Change) -> tuple[Text, ...]:
    """Return one change in words: what became of what, and below it the lines that are other ones."""
    touches = tuple(Phrase(f"diff.touches_{touch}") for touch in sorted(change.touches))
    return (_head(change), *_lines(change), *touches)


def _head(change: Change) -> Text:
    """Say what became of what."""
    where, old, new = _where(change.way), change.old, change.new
    match change.happened:
        case Happened.RENAMED:
            return Phrase("diff.renamed", {"where": where, "old": str(old)})
        case Happened.REORDERED:
            return Phrase("diff.reordered", {"where": where})
        case Happened.ADDED:
            return Phrase("diff.added", {"where": where})
        case Happened.REMOVED:
            return Phrase("diff.removed", {"where": where})
        case Happened.CHANGED if isinstance(new, Bilingual):
            return Phrase("diff.changed", {"where": where})
        case Happened.CHANGED:
            return Phrase("diff.instead", {"where": where, "old": _value(old), "new": _value(new)})
        case _:
            assert_never(change.happened)


def _where(way: Way) -> Text:
    """Name a thing from the outside in: step greet › button heard › label."""
    place, names = _outermost(way)
    while names:
        if names[0] in PARTS and len(names) > 1:
            inner: Text = Phrase(f"diff.part_{names[0]}", {"name": names[1]})
            names = names[2:]
        elif len(names) > 1 and names[1].isdecimal():
            inner = Phrase("diff.numbered", {"what": _field(names[0]), "number": names[1]})
            names = names[2:]
        else:
            inner, names = _field(names[0]), names[1:]
        place = Phrase("diff.within", {"outer": place, "inner": inner})
    return place


def _outermost(way: Way) -> tuple[Text, Way]:
    """Return the first part of a place, and the rest."""
    match way:
        case ("lists", name, item, *rest):
            outer = Phrase("diff.part_lists", {"name": name})
            inner = Phrase("diff.part_items", {"name": item})
            return Phrase("diff.within", {"outer": outer, "inner": inner}), tuple(rest)
        case (part, name, *rest) if part in PARTS:
            return Phrase(f"diff.part_{part}", {"name": name}), tuple(rest)
        case _:
            return _field(way[0]), way[1:]


def _field(name: str) -> Text:
    if name in FIELDS:
        return Phrase(f"diff.field_{name}")
    return Phrase("diff.field_other", {"name": name})


def _value(value: object) -> Value:
    match value:
        case str():
            return "↩" if value == RETURN else value
        case Money() | Bilingual():
            return value
        case _:
            return spelt(value)


def _lines(change: Change) -> Iterator[Text]:
    """Yield the lines that changed, or the line of what came or went."""
    old, new = _line_of(change.old), _line_of(change.new)
    if old is None and new is None:
        if change.happened in {Happened.ADDED, Happened.REMOVED}:
            yield Phrase("diff.value", {"value": _value(change.new or change.old)})
        return
    for language in Language:
        before, now = (text.said_in(language) if text else "" for text in (old, new))
        if before != now:
            words = "".join(_marked(pieces(before, now)))
            yield Phrase("diff.line", {"language": Phrase(f"language.{language}"), "words": words})


def _marked(found: tuple[Piece, ...]) -> Iterator[str]:
    """Yield the pieces of a line with their marks; of a long one that stayed, only what is near a change."""
    for number, each in enumerate(found):
        if each.fate is not Fate.KEPT or len(each.text) <= 2 * _NEAR:
            yield _MARKS[each.fate].format(each.text)
            continue
        before = _HALF_A_WORD_LAST.sub("", each.text[:_NEAR]) if number > 0 else ""
        after = _HALF_A_WORD_FIRST.sub("", each.text[-_NEAR:]) if number < len(found) - 1 else ""
        yield f"{before}…{after}"


def _line_of(thing: object) -> Bilingual | None:
    """Return the line by which one knows a thing."""
    match thing:
        case Bilingual():
            return thing
        case Step(say=line) | Choice(label=line) | Remedy(name=line):
            return line
        case _:
            return None
