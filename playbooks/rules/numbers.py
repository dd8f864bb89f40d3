"""Offers are numbered 1 to 3 and temperatures 1 to 5."""

from collections.abc import Iterator
from dataclasses import replace

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.limits import MAX_OFFERS, MAX_TEMPERATURE
from playbooks.meaning import Doubt
from playbooks.rules.conditions import doubted
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail


def _offers(book: Book) -> Iterator[Finding]:
    """Find numbers of offers that cannot be."""
    for trail, effect in book.effects:
        if effect.answer is not None:
            hint = f"1 to {MAX_OFFERS}, or 0 for all that are still open"
            yield from _outside((*trail, "answer", "offer"), effect.answer.offer, (0, MAX_OFFERS), hint)
    yield from doubted(book, Doubt.OFFER)


def _levels(book: Book) -> Iterator[Finding]:
    """Find temperatures that nobody can tap."""
    hint = f"1 to {MAX_TEMPERATURE}"
    for number, entry in enumerate(book.playbook.everywhere):
        if entry.from_temperature is not None:
            at: Trail = ("everywhere", number, "from_temperature")
            yield from _outside(at, entry.from_temperature, (1, MAX_TEMPERATURE), hint)
    for trail, effect in book.effects:
        if effect.temperature is None:
            continue
        if effect.temperature.is_step:
            most = MAX_TEMPERATURE - 1
            steps = f"+1 to +{most}, or -1 to -{most}"
            found = _outside((*trail, "temperature"), effect.temperature.number, (-most, most), steps)
            yield from (replace(each, cause=Cause.PB404_STEP) for each in found)
        else:
            yield from _outside(
                (*trail, "temperature"), effect.temperature.number, (1, MAX_TEMPERATURE), hint
            )
    yield from doubted(book, Doubt.LEVEL)


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
      - {id: calm, label: {zh: 平静, en: Calm}, to: bye, when: temperature <= 6}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: calm, label: {zh: 平静, en: Calm}, to: bye, when: temperature <= 3}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_levels,
)
