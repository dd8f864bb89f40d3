"""What a condition means in a book: its guard, and what in it the book does not know."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

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
        yield Trouble(Doubt.STEP, left.at, f'there is no step "{left.text}"', hint)
    if isinstance(right, Word):
        words = f'how often the walk stood somewhere is no "{right.text}"'
        yield Trouble(Doubt.KIND, right.at, words, f"compare it with a number: visits({left.text}) >= 1")
    else:
        yield from _outside(right, (0, None), Doubt.KIND)


def _of_tick(book: Book, item: Word) -> Iterator[Trouble]:
    known = [each.id for step in book.playbook.steps for each in step.items]
    if item.text not in known:
        hint = meant(item.text, known) or "name the id of an item of a check"
        yield Trouble(Doubt.NAME, item.at, f'there is nothing "{item.text}" to tick', hint)


def _of_figure(comparison: Comparison, figure: Figure) -> Iterator[Trouble]:
    right = comparison.right
    if isinstance(right, Word):
        words = f'{figure} is a number, and no "{right.text}"'
        yield Trouble(Doubt.KIND, right.at, words, f"write, say, {_SAYS[figure]}")
        return
    doubt = {Figure.TEMPERATURE: Doubt.LEVEL, Figure.OPTIONS: Doubt.OFFER}.get(figure, Doubt.KIND)
    yield from _outside(right, _BETWEEN.get(figure, (0, None)), doubt)


def _of_role(comparison: Comparison) -> Iterator[Trouble]:
    right = comparison.right
    if isinstance(right, Number) or comparison.how not in {How.IS, How.IS_NOT}:
        yield Trouble(Doubt.KIND, right.at, "roles have no order", "write, say, role is supervisor")
    elif right.text not in set(Role):
        yield Trouble(Doubt.NAME, right.at, f'there is no role "{right.text}"', meant(right.text, Role))


def _of_slot(book: Book, comparison: Comparison) -> Iterator[Trouble]:
    left, right = comparison.left, comparison.right
    if left.text not in book.playbook.slots:
        known = [*book.playbook.slots, *FIGURES, ROLE] if comparison.function is None else book.playbook.slots
        hint = meant(left.text, known) or "add it to slots"
        yield Trouble(Doubt.NAME, left.at, f'there is no slot "{left.text}"', hint)
        return
    values, unit = book.values(left.text), book.unit_of(left.text)
    if isinstance(right, Number):
        if unit is None:
            hint = f"write {left.text} is {values[0] if values else '…'}"
            yield Trouble(Doubt.KIND, right.at, f'slot "{left.text}" holds no number', hint)
        elif right.value * unit != int(right.value * unit):
            yield Trouble(Doubt.KIND, right.at, f"{right.value} is too exact", "leave out decimal places")
        return
    if comparison.how not in {How.IS, How.IS_NOT}:
        hint = f"write {left.text} is {right.text}"
        yield Trouble(Doubt.KIND, right.at, f'"{right.text}" has no order: it is one of several', hint)
    elif right.text not in values and not book.has_unknown_list(left.text):
        hint = meant(right.text, values) or "add it to the values of the slot"
        yield Trouble(Doubt.NAME, right.at, f'slot "{left.text}" has no value "{right.text}"', hint)


def _outside(number: Number, between: tuple[int, int | None], doubt: Doubt) -> Iterator[Trouble]:
    least, most = between
    hint = f"{least} or more" if most is None else f"{least} to {most}"
    if number.value != int(number.value):
        yield Trouble(doubt, number.at, f"{number.value} is no whole number", hint)
    elif number.value < least or (most is not None and number.value > most):
        yield Trouble(doubt, number.at, f"{number.value} cannot stand here", hint)
