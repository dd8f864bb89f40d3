"""Options are ticked at a compose step and offered from it, at least as many as the choice asks for."""

from collections.abc import Iterator

from dialogs.causes import Cause
from dialogs.guards import Figure, compare
from playbooks.book import Book
from playbooks.expressions import Comparison, Expression, Junction, Number, Word
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find compose steps that offer nothing, and offers made where nothing is ticked or nothing may be."""
    for number, step in enumerate(book.playbook.steps):
        offers = any(effect.make_offers for choice in step.choices for effect in choice.does)
        if step.kind == "compose" and not offers:
            words = f'compose step "{step.id}" has no choice that makes the offers'
            yield Finding(
                ("steps", number, "id"),
                words,
                'add "does: [{make_offers: true}]" to one',
                cause=Cause.PB405_OFFER,
            )
        if step.kind == "compose" and book.remedies is None:
            words = f'compose step "{step.id}" has nothing to tick'
            yield Finding(
                ("steps", number, "kind"), words, 'add "remedies" to uses', cause=Cause.PB405_REMEDIES
            )
    for trail, step, choice in book.own_choices:
        if not any(effect.make_offers for effect in choice.does):
            continue
        if step.kind != "compose":
            words = f'choice "{choice.id}" makes offers, but its step has no options to tick'
            yield Finding(
                (*trail, "does"),
                words,
                'give the step "kind: compose"',
                at_key=True,
                cause=Cause.PB405_COMPOSE,
            )
        elif choice.when is None or not _asks_for_picks(choice.when.expression):
            words = f'choice "{choice.id}" makes offers without asking that options are ticked'
            yield Finding((*trail, "id"), words, 'add "when: options >= 2"', cause=Cause.PB405_OPTIONS)


def _asks_for_picks(expression: Expression) -> bool:
    """Tell whether a condition holds only when options are ticked, at any depth of ``and``."""
    match expression:
        case Junction(parts, True):
            return any(_asks_for_picks(part) for part in parts)
        case Comparison(Word(Figure.OPTIONS), how, Number(least), None):
            return compare(0, how, int(least)) is False
        case _:
            return False


RULE = Rule(
    code="PB405",
    title="Offers without options",
    why="A customer is to have a choice; an empty offer, or a single one, is none.",
    bad="""\
steps:
  - id: greet
    stage: open
    kind: compose
    say: {zh: 您看哪种合适？, en: Which would suit you?}
    choices:
      - {id: put, label: {zh: 提, en: Offer}, to: bye, does: [{make_offers: true}]}
      - {id: none, label: {zh: 都不合适, en: None fits}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    kind: compose
    say: {zh: 您看哪种合适？, en: Which would suit you?}
    choices:
      - {id: put, label: {zh: 提, en: Offer}, to: bye, when: options >= 2, does: [{make_offers: true}]}
      - {id: none, label: {zh: 都不合适, en: None fits}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
