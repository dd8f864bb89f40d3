"""Offers come after the feeling has been acknowledged, and not while tempers are high."""

from collections.abc import Iterator

from dialogs.causes import Cause
from dialogs.guards import Compares, Figure, How
from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.document import StepEntry
from playbooks.guarding import guard_on
from playbooks.rules.rule import Finding, Rule
from playbooks.rules.whole_call import empathy_steps, is_whole_call, reached_without
from playbooks.world import world_of

CALM_ENOUGH = 3
"""The highest temperature at which numbers are taken in: 生气, just below 激动."""


def _check(book: Book) -> Iterator[Finding]:
    """Find offers that come too soon; a few steps without an empathy stage are a piece of a call."""
    empathy = empathy_steps(book)
    if not empathy and not is_whole_call(book):
        return
    early = reached_without(book, empathy)
    for number, step in enumerate(book.playbook.steps):
        if _offers(step) and step.id in early and step.id not in empathy:
            words = f'a walk comes to the offers of step "{step.id}" before any step of empathy'
            hint = "lead it through the stage in which the feeling is acknowledged"
            cause = None if empathy else Cause.PB213_STAGE
            hint = hint if empathy else "add such a stage (共情)"
            yield Finding(("steps", number, "id"), words, hint, cause=cause)
    yield from _heated(book)


def _offers(step: StepEntry) -> bool:
    """Tell whether a step puts offers together or before the customer."""
    return step.kind == "compose" or step.lists == "offers"


def _heated(book: Book) -> Iterator[Finding]:
    """Find choices that make offers at any temperature."""
    world = world_of(book)
    heated = Compares(Figure.TEMPERATURE, How.ABOVE, CALM_ENOUGH)
    for trail, _, choice in book.own_choices:
        if not any(effect.make_offers for effect in choice.does):
            continue
        guard = guard_on(book, choice)
        if world.can_hold(heated, *([] if guard is None else [guard])):
            words = f'choice "{choice.id}" makes offers at any temperature'
            hint = f"let it ask for a temperature of at most {CALM_ENOUGH} as well"
            yield Finding((*trail, "id"), words, hint, cause=Cause.PB213_WARM)


_HEAD = """\
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: feel, title: {zh: 共情, en: Empathize}}
  - {id: close, title: {zh: 收尾, en: Close}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好，您说。, en: "Hello, go ahead."}
    choices:
      - {id: told, label: {zh: 说完了, en: Told it}, to: mood}
"""
_TAIL = """\
  - id: mood
    stage: feel
    say: {zh: 这事让您费神了。, en: This has cost you trouble.}
    choices: [{id: eased, label: {zh: 缓下来了, en: Has eased}, to: options}]
  - id: options
    stage: close
    kind: compose
    say: {zh: 您看哪种合适？, en: Which would suit you?}
    choices:
      - id: put
        label: {zh: 提, en: Offer}
        to: bye
        when: options >= 2 and temperature <= 3
        does: [{make_offers: true}]
      - {id: none, label: {zh: 都不合适, en: None fits}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""
RULE = Rule(
    code="PB213",
    severity=Severity.WARNING,
    title="Offers too soon",
    why="A number said to somebody who does not feel heard is taken as an insult, and becomes the floor.",
    bad=_HEAD + "      - {id: in-haste, label: {zh: 只要方案, en: Wants options}, to: options}\n" + _TAIL,
    good=_HEAD + _TAIL,
    check=_check,
)
