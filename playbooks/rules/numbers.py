"""Offers are numbered 1 to 3 and temperatures 1 to 5."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.limits import MAX_OFFERS, MAX_TEMPERATURE
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail


def _offers(book: Book) -> Iterator[Finding]:
    """Find numbers of offers that cannot be."""
    for trail, _, effect in book.effects:
        if effect.answer is not None:
            hint = f"1 to {MAX_OFFERS}, or 0 for all that are still open"
            yield from _outside((*trail, "answer", "offer"), effect.answer.offer, (0, MAX_OFFERS), hint)
    for trail, guard in book.guards:
        for key, number in (("offer_open", guard.offer_open), ("options_picked", guard.options_picked)):
            if number is not None:
                yield from _outside((*trail, key), number, (1, MAX_OFFERS), f"1 to {MAX_OFFERS}")


def _levels(book: Book) -> Iterator[Finding]:
    """Find temperatures that nobody can tap."""
    hint = f"1 to {MAX_TEMPERATURE}"
    for number, entry in enumerate(book.playbook.everywhere):
        trail = ("everywhere", number, "from_temperature")
        yield from _outside(trail, entry.from_temperature, (1, MAX_TEMPERATURE), hint)
    for guard_trail, guard in book.guards:
        if guard.temperature_at_most is not None:
            level = guard.temperature_at_most
            yield from _outside((*guard_trail, "temperature_at_most"), level, (1, MAX_TEMPERATURE), hint)


def _outside(trail: Trail, number: int, between: tuple[int, int], hint: str) -> Iterator[Finding]:
    """Find a number outside a range."""
    if not between[0] <= number <= between[1]:
        yield Finding(trail, f"{number} cannot stand here", hint)


OFFERS = Rule(
    code="PB403",
    title="No such offer",
    why="At most three offers are made at once; an answer to a fourth is an answer to nothing.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{answer: {offer: 4, is: accepted}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{answer: {offer: 3, is: accepted}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_offers,
)


LEVELS = Rule(
    code="PB404",
    title="No such temperature",
    why="There are five temperatures; a guard on a sixth is always or never open.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: calm, label: {zh: 平静, en: Calm}, to: bye, when: {temperature_at_most: 6}}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: calm, label: {zh: 平静, en: Calm}, to: bye, when: {temperature_at_most: 3}}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_levels,
)
