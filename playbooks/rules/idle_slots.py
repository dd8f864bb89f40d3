"""What is declared to be remembered is remembered, and used."""

from collections.abc import Iterator

from dialogs.guards import SlotCompares, SlotIs
from dialogs.placeholders import BUILT_IN, placeholders
from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.guarding import guarded
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail
from playbooks.weighing import questions


def _unused(book: Book) -> Iterator[Finding]:
    """Find slots that nothing sets, asks or says; those of a part are for whoever goes into it."""
    if book.is_part:
        return
    used = _filled(book).union(*(_said(each).keys() | _asked(each) for each in book.onward))
    for name in book.playbook.slots:
        if name not in used and name not in BUILT_IN:
            words = f'nothing uses the slot "{name}"'
            yield Finding(("slots", name), words, "set it or say it somewhere, or delete it", at_key=True)


def _never_filled(book: Book) -> Iterator[Finding]:
    """Find placeholders for which nothing is ever known; a part may be told by whoever goes into it."""
    if book.is_part:
        return
    filled = _filled(book)
    for name, trail in _said(book).items():
        slot = book.playbook.slots.get(name)
        if slot is not None and slot.words is None and name not in filled:
            blank = "……" if slot.blank is None else slot.blank.zh
            words = f'nothing sets "{name}": its place always shows "{blank}"'
            yield Finding(trail, words, 'set it in some choice, or give the slot "words"')


def _asked(book: Book) -> frozenset[str]:
    """Return the slots that some condition asks about."""
    every = (single for each in guarded(book) for single in questions(each.guard))
    return frozenset(each.name for each in every if isinstance(each, SlotIs | SlotCompares))


def _filled(book: Book) -> frozenset[str]:
    """Return the slots that some tap or answer fills, also in a playbook that is gone into."""
    steps = [step for each in book.onward for step in each.playbook.steps]
    tapped = {name for each in book.onward for _, effect in each.effects for name in effect.set_ or {}}
    picked = {step.pick.into for step in steps if step.pick and step.pick.into}
    return frozenset(tapped | picked | {step.slot for step in steps if step.slot is not None})


def _said(book: Book) -> dict[str, Trail]:
    """Return the slots whose value is said, with the first text of each that says it."""
    found: dict[str, Trail] = {}
    for text in book.texts:
        if text.is_filled and "{" in text.words.zh:
            for name in placeholders(text.words.zh):
                found.setdefault(name, (*text.trail, "zh"))
    return found


UNUSED = Rule(
    code="PB603",
    severity=Severity.WARNING,
    title="A slot that nothing uses",
    why="A choice forgets to set it, or it is left from an earlier version.",
    bad="""\
slots:
  matter: {values: {fee: {zh: 收费, en: a charge}}}
""",
    good="""\
slots:
  matter: {values: {fee: {zh: 收费, en: a charge}}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 收费, en: A charge}, to: bye, does: [{set: {matter: fee}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_unused,
)
NEVER_FILLED = Rule(
    code="PB604",
    severity=Severity.WARNING,
    title="A placeholder that stays blank",
    why="On every call the agent reads out a gap, and has to make something up.",
    bad="""\
slots:
  matter: {values: {fee: {zh: 收费, en: a charge}}}
steps:
  - id: greet
    stage: open
    say: {zh: "您说的是{matter}。", en: "It is about {matter}."}
    choices: [{id: on, label: {zh: 收费, en: A charge}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
slots:
  matter: {words: fact, values: {fee: {zh: 收费, en: a charge}}}
steps:
  - id: greet
    stage: open
    say: {zh: "您说的是{matter}。", en: "It is about {matter}."}
    choices: [{id: on, label: {zh: 收费, en: A charge}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_never_filled,
)
