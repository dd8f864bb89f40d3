"""A condition is met at some time, and not at all times."""

from collections.abc import Iterator

from dialogs.causes import Cause
from dialogs.guards import Compares, Figure, Has, OfferOpen, Question, SlotIs
from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.guarding import guarded
from playbooks.rules.rule import Finding, Rule
from playbooks.world import world_of

_NO_OFFERS = (
    "no step makes offers",
    "delete the choice, or let some choice make offers",
    Cause.PB209_OFFERS,
)


def _never(book: Book) -> Iterator[Finding]:
    """Find choices that nobody can ever tap; what whoever goes into a part brings along is not known."""
    if book.is_part:
        return
    world = world_of(book)
    for each in guarded(book):
        if not world.can_hold(each.guard):
            why, hint, cause = _told(next(world.never_so(each.guard), None))
            words = f'choice "{each.choice.id}" can never be tapped: {why}'
            yield Finding(each.trail, words, hint, at_key=True, cause=cause)


def _told(cause: Question | None) -> tuple[str, str, Cause]:
    """Say which condition nothing brings about, what to do, and the name of it."""
    match cause:
        case SlotIs(name, value):
            hint = "set it in some choice, or delete this one"
            return f'nothing sets "{name}" to "{value}"', hint, Cause.PB209_UNSET
        case Has(what):
            hint = "record it in some choice, or delete this one"
            return f"nothing records any {what.value}", hint, Cause.PB209_UNRECORDED
        case Compares(what) if what in {Figure.OPTIONS, Figure.REFUSALS}:
            return _NO_OFFERS
        case Compares(Figure.TICKED):
            return "no step has anything to tick", "delete the choice, or add a check", Cause.PB209_TICKED
        case OfferOpen():
            return _NO_OFFERS
        case _:
            return "its conditions exclude each other", "look at what they ask together", Cause.PB209_CONFLICT


def _always(book: Book) -> Iterator[Finding]:
    """Find conditions that are met whatever happens, as far as that is known: of a part it is not."""
    if book.is_part:
        return
    world = world_of(book)
    for each in guarded(book):
        if world.always_holds(each.guard):
            words = f'the condition of choice "{each.choice.id}" is always met'
            yield Finding(each.trail, words, "delete it, or ask for what you meant", at_key=True)


NEVER = Rule(
    code="PB209",
    severity=Severity.WARNING,
    title="A choice that never opens",
    why="Somebody counts on this answer, and on no call will it be there to tap.",
    bad="""\
slots:
  probed: {values: {once: {zh: 问过一次, en: asked once}, twice: {zh: 问过两次, en: asked twice}}}
steps:
  - id: greet
    stage: open
    say: {zh: 还有别的吗？, en: Anything else?}
    choices:
      - {id: more, label: {zh: 还有, en: Yes}, to: greet, does: [{set: {probed: once}}]}
      - {id: done, label: {zh: 没有了, en: No}, to: bye, when: probed is twice}
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
slots:
  probed: {values: {once: {zh: 问过一次, en: asked once}, twice: {zh: 问过两次, en: asked twice}}}
steps:
  - id: greet
    stage: open
    say: {zh: 还有别的吗？, en: Anything else?}
    choices:
      - {id: more, label: {zh: 还有, en: Yes}, to: greet, does: [{set: {probed: once}}]}
      - {id: done, label: {zh: 没有了, en: No}, to: bye, when: probed is once}
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_never,
)


ALWAYS = Rule(
    code="PB210",
    severity=Severity.WARNING,
    title="A condition that is always met",
    why="It was written to hold something back, and holds nothing back.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye, when: temperature <= 5}
      - {id: wait, label: {zh: 还在气头上, en: Still upset}, to: greet}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye, when: temperature <= 3}
      - {id: wait, label: {zh: 还在气头上, en: Still upset}, to: greet}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_always,
)
