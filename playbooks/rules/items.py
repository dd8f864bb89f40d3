"""Lists and their entries are named as they stand in ``lists.yaml`` and ``remedies.yaml``."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.nearby import meant
from playbooks.parts import ENTITLEMENTS, LISTS, REMEDIES
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail

_DEMANDS, _PROMISES, _PRODUCTS = "demands", "promises", "products"


def _check(book: Book) -> Iterator[Finding]:
    """Find lists and entries that do not exist."""
    yield from _lists(book)
    for trail, effect in book.effects:
        if effect.demand is not None:
            yield from _entry(book, (*trail, "demand"), _DEMANDS, effect.demand)
        if effect.owed is not None:
            yield from _entry(book, (*trail, "owed"), ENTITLEMENTS, effect.owed)
        if effect.promise is not None:
            yield from _entry(book, (*trail, "promise", "what"), _PROMISES, effect.promise.what)
    yield from _products(book)


def _lists(book: Book) -> Iterator[Finding]:
    """Find slots and picks whose list does not exist, and picks that record entries of another list."""
    for name, slot in book.playbook.slots.items():
        if slot.values_from is not None:
            yield from _list(book, ("slots", name, "values_from"), slot.values_from)
    for number, step in enumerate(book.playbook.steps):
        if step.pick is None:
            continue
        trail: Trail = ("steps", number, "pick")
        yield from _list(book, (*trail, "from"), step.pick.from_)
        wanted = {"demand": _DEMANDS, "owed": ENTITLEMENTS}.get(step.pick.as_ or "")
        if wanted is not None and step.pick.from_ != wanted:
            words = f'"as: {step.pick.as_}" needs the list "{wanted}"'
            yield Finding((*trail, "as"), words, f'pick from {wanted}, or delete "as"', cause=Cause.PB112_AS)


def _list(book: Book, trail: Trail, name: str) -> Iterator[Finding]:
    """Find a list that does not exist or is empty."""
    if not book.items(name):
        near = meant(name, [*book.list_names(), ENTITLEMENTS] if book.remedies else book.list_names())
        hint, cause = _cure(book, near, LISTS, Cause.PB112_LIST)
        yield Finding(trail, f'there is no list "{name}", or it is empty', hint, cause=cause)


def _entry(book: Book, trail: Trail, name: str, entry: str, part: str = "playbook") -> Iterator[Finding]:
    """Find an entry that its list does not hold."""
    known = [item.id for item in book.items(name)]
    if entry not in known:
        held_in = REMEDIES if name == ENTITLEMENTS else LISTS
        hint, cause = _cure(book, meant(entry, known), held_in, Cause.PB112_ENTRY)
        yield Finding(trail, f'the list "{name}" has no entry "{entry}"', hint, part, cause=cause)


def _products(book: Book) -> Iterator[Finding]:
    """Find remedies for products that do not exist."""
    for number, remedy in enumerate(book.remedies.remedies if book.remedies else []):
        for key, products in (("products", remedy.products), ("compliance_for", remedy.compliance_for)):
            for place, product in enumerate(products):
                yield from _entry(book, (REMEDIES, number, key, place), _PRODUCTS, product, REMEDIES)


def _cure(book: Book, near: str, part: str, cause: Cause) -> tuple[str, Cause]:
    """Return what to do and the cause: where nothing is ``near``, the playbook may not use ``part``."""
    if near or part in book.playbook.uses:
        return near or f"add it to {part}.yaml", cause
    return f'add "{part}" to uses', Cause.PB112_USES_LISTS if part == LISTS else Cause.PB112_USES_REMEDIES


RULE = Rule(
    code="PB112",
    title="Unknown list or entry",
    why="A demand, debt or promise is recorded by the id of its entry; without the entry it has no words.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 退款, en: Refund}, to: bye, does: [{demand: refnud}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 退款, en: Refund}, to: bye, does: [{demand: refund}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
