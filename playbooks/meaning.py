"""What a condition means in a book: its guard, and what in it the book does not know."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from dialogs.causes import Cause
from dialogs.guards import (
    AllOf,
    AnyOf,
    Compares,
    Figure,
    Guard,
    Has,
    How,
    Not,
    OfferOpen,
    RoleIs,
    SlotCompares,
    SlotIs,
    Ticked,
    Visits,
)
from dialogs.ids import ItemId, StepId
from dialogs.roles import Role
from playbooks.book import Book
from playbooks.expressions import (
    Asked,
    Comparison,
    Expression,
    Junction,
    Negation,
    Number,
    OfferAsked,
    TickAsked,
    Word,
    singles,
)
from playbooks.limits import MAX_CHECK_ITEMS, MAX_OFFERS, MAX_TEMPERATURE
from playbooks.nearby import meant

ROLE = "role"
FIGURES = {figure.value: figure for figure in Figure}
_SAYS = {
    Figure.TEMPERATURE: "temperature <= 3",
    Figure.MINUTES: "minutes >= 10",
    Figure.REFUSALS: "refusals >= 2",
    Figure.OPTIONS: "options >= 2",
    Figure.TICKED: "ticked >= 2",
}
_BETWEEN = {
    Figure.TEMPERATURE: (1, MAX_TEMPERATURE),
    Figure.OPTIONS: (0, MAX_OFFERS),
    Figure.TICKED: (0, MAX_CHECK_ITEMS),
}
_NUMBER_IN = re.compile(r"[¥￥]? *([0-9][0-9,]*(?:\.[0-9]+)?) *(?:元|块)?")
"""An amount as people say it; one of ten thousands, say, is not read."""
_SOME = "1000"


class Doubt(Enum):
    """In what way a condition does not fit its book."""

    NAME = auto()
    STEP = auto()
    OFFER = auto()
    LEVEL = auto()
    KIND = auto()
    """Two things that cannot be compared, or not so."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a condition that its book does not know, at a character of it, from 0."""

    doubt: Doubt
    at: int
    message: str
    hint: str
    cause: Cause | None = None
    instead: str = ""
    """What to write, as the file would have it."""


def guard_of(book: Book, expression: Expression) -> Guard:
    """Return the guard that a condition spells out.

    Raises:
        LookupError: it compares what cannot be compared; never after the rules have passed.
    """
    match expression:
        case Negation(inner):
            return Not(guard_of(book, inner))
        case Junction(parts, True):
            return AllOf(tuple(guard_of(book, part) for part in parts))
        case Junction(parts):
            return AnyOf(tuple(guard_of(book, part) for part in parts))
        case Asked(what):
            return Has(what)
        case OfferAsked(place):
            return OfferOpen(_whole(place))
        case TickAsked(item):
            return Ticked(ItemId(item.text))
        case Comparison():
            return _compared(book, expression)
        case _:
            assert_never(expression)


def _compared(book: Book, comparison: Comparison) -> Guard:
    """Return the guard of a single comparison."""
    left, how, right = comparison.left.text, comparison.how, comparison.right
    if comparison.function == "visits":
        return Visits(StepId(left), how, _whole(right))
    if comparison.function is None and left in FIGURES:
        return Compares(FIGURES[left], how, _whole(right))
    if isinstance(right, Number):
        return SlotCompares(left, how, int(right.value * (book.unit_of(left) or 1)))
    if how not in {How.IS, How.IS_NOT}:
        raise LookupError("a comparison of what has no order")
    is_role = comparison.function is None and left == ROLE
    same: Guard = RoleIs(Role(right.text)) if is_role else SlotIs(left, right.text)
    return same if how is How.IS else Not(same)


def _whole(number: Word | Number) -> int:
    if isinstance(number, Word) or number.value != int(number.value):
        raise LookupError("no whole number")
    return int(number.value)


def troubles(book: Book, expression: Expression) -> Iterator[Trouble]:
    """Yield what in a condition the book does not know, or what cannot be asked so."""
    for single in singles(expression):
        match single:
            case Asked():
                pass
            case OfferAsked(place):
                yield from _outside(place, (1, MAX_OFFERS), Doubt.OFFER)
            case TickAsked(item):
                yield from _of_tick(book, item)
            case Comparison(function="visits"):
                yield from _of_visits(book, single)
            case Comparison(left=left, function=None) if left.text in FIGURES:
                yield from _of_figure(single, FIGURES[left.text])
            case Comparison(left=left, function=None) if left.text == ROLE:
                yield from _of_role(single)
            case Comparison():
                yield from _of_slot(book, single)
            case _:
                assert_never(single)


def _of_visits(book: Book, comparison: Comparison) -> Iterator[Trouble]:
    left, right = comparison.left, comparison.right
    if left.text not in book.steps:
        hint = meant(left.text, book.steps) or "name the id of a step"
        yield Trouble(Doubt.STEP, left.at, f'there is no step "{left.text}"', hint, Cause.PB101_VISITS)
    if isinstance(right, Word):
        words = f'how often the walk stood somewhere is no "{right.text}"'
        example = f"visits({left.text}) >= 1"
        hint = f"compare it with a number: {example}"
        yield Trouble(Doubt.KIND, right.at, words, hint, Cause.PB109_NUMBER, example)
    else:
        yield from _outside(right, (0, None), Doubt.KIND)


def _of_tick(book: Book, item: Word) -> Iterator[Trouble]:
    known = [each.id for step in book.playbook.steps for each in step.items]
    if item.text not in known:
        hint = meant(item.text, known) or "name the id of an item of a check"
        yield Trouble(Doubt.NAME, item.at, f'there is nothing "{item.text}" to tick', hint, Cause.PB111_ITEM)


def _of_figure(comparison: Comparison, figure: Figure) -> Iterator[Trouble]:
    right = comparison.right
    if isinstance(right, Word):
        words = f'{figure} is a number, and no "{right.text}"'
        example = _SAYS[figure]
        yield Trouble(Doubt.KIND, right.at, words, f"write, say, {example}", Cause.PB109_NUMBER, example)
        return
    doubt = {Figure.TEMPERATURE: Doubt.LEVEL, Figure.OPTIONS: Doubt.OFFER}.get(figure, Doubt.KIND)
    yield from _outside(right, _BETWEEN.get(figure, (0, None)), doubt)


def _of_role(comparison: Comparison) -> Iterator[Trouble]:
    right = comparison.right
    if isinstance(right, Number) or comparison.how not in {How.IS, How.IS_NOT}:
        hint, example = "write, say, role is supervisor", "role is supervisor"
        yield Trouble(Doubt.KIND, right.at, "roles have no order", hint, Cause.PB109_ROLE, example)
    elif right.text not in set(Role):
        hint = meant(right.text, Role)
        yield Trouble(Doubt.NAME, right.at, f'there is no role "{right.text}"', hint, Cause.PB111_ROLE)


def _of_slot(book: Book, comparison: Comparison) -> Iterator[Trouble]:
    left, right = comparison.left, comparison.right
    if left.text not in book.playbook.slots:
        known = [*book.playbook.slots, *FIGURES, ROLE] if comparison.function is None else book.playbook.slots
        hint = meant(left.text, known) or "add it to slots"
        yield Trouble(Doubt.NAME, left.at, f'there is no slot "{left.text}"', hint, Cause.PB111_SLOT)
    elif isinstance(right, Number):
        yield from _of_number(book, left.text, right)
    else:
        yield from _of_word(book, left.text, comparison.how, right)


def _of_number(book: Book, slot: str, number: Number) -> Iterator[Trouble]:
    values, unit = book.values(slot), book.unit_of(slot)
    if unit is None:
        words, example = f'slot "{slot}" holds no number', f"{slot} is {values[0] if values else '…'}"
        yield Trouble(Doubt.KIND, number.at, words, f"write {example}", Cause.PB109_TEXT, example)
    elif number.value * unit != int(number.value * unit):
        words = f"{number.value} is too exact"
        yield Trouble(Doubt.KIND, number.at, words, "leave out decimal places", Cause.PB109_EXACT)


def _for_a_number(book: Book, slot: str, how: How, word: Word) -> Trouble:
    """Say that a slot of numbers is compared with a text, and with which number it could be."""
    found = _NUMBER_IN.fullmatch(word.text.strip())
    some = next(iter(book.values(slot)), _SOME)
    example = f"{slot} {how.value} {found[1].replace(',', '') if found else some}"
    words = f'slot "{slot}" holds a number, and no "{word.text}"'
    hint = f"write {example}" if found else f"write, say, {example}"
    return Trouble(Doubt.KIND, word.at, words, hint, Cause.PB109_AMOUNT, example)


def _of_word(book: Book, slot: str, how: How, word: Word) -> Iterator[Trouble]:
    values, has_order = book.values(slot), how not in {How.IS, How.IS_NOT}
    if book.unit_of(slot) is not None and (has_order or word.text not in values):
        yield _for_a_number(book, slot, how, word)
    elif has_order:
        words, example = f'"{word.text}" has no order: it is one of several', f"{slot} is {word.text}"
        yield Trouble(Doubt.KIND, word.at, words, f"write {example}", Cause.PB109_ORDER, example)
    elif word.text not in values and not book.has_unknown_list(slot):
        hint = meant(word.text, values) or "add it to the values of the slot"
        words = f'slot "{slot}" has no value "{word.text}"'
        yield Trouble(Doubt.NAME, word.at, words, hint, Cause.PB111_VALUE)


def _outside(number: Number, between: tuple[int, int | None], doubt: Doubt) -> Iterator[Trouble]:
    least, most = between
    hint = f"{least} or more" if most is None else f"{least} to {most}"
    cause = Cause.PB109_RANGE if doubt is Doubt.KIND else None
    fits = f">= {least}" if most is None else f"{least}-{most}"
    fits = "" if doubt is Doubt.LEVEL else fits  # its own words hold it
    if number.value != int(number.value):
        yield Trouble(doubt, number.at, f"{number.value} is no whole number", hint, cause, fits)
    elif number.value < least or (most is not None and number.value > most):
        yield Trouble(doubt, number.at, f"{number.value} cannot stand here", hint, cause, fits)
