"""In every state of a call some answer is open."""

from collections.abc import Iterator, Sequence

from dialogs.guards import Guard
from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.meaning import guard_of, troubles
from playbooks.rules.rule import Finding, Rule
from playbooks.weighing import domains, holds_in, states

_MOST_STATES = 2_000
"""So many states of what one step asks about are tried; with more we warn."""


def _check(book: Book) -> Iterator[Finding]:
    """Find steps whose choices can all be closed at once."""
    for number, step in enumerate(book.playbook.steps):
        if not step.choices or step.pick is not None or step.kind == "ask":
            continue
        conditions = [choice.when for choice in step.choices if choice.when is not None]
        if len(conditions) < len(step.choices):
            continue
        if any(True for each in conditions for _ in troubles(book, each.expression)):
            continue  # told at its own place; what it asks, nobody can weigh
        if _can_all_be_closed([guard_of(book, each.expression) for each in conditions]):
            words = f'every choice of step "{step.id}" can be closed at once, the call could hang'
            yield Finding(("steps", number, "choices"), words, 'leave one choice without "when"', at_key=True)


def _can_all_be_closed(guards: Sequence[Guard]) -> bool:
    """Tell whether ``guards`` are all closed in some state of what they ask about."""
    tried = states(domains(guards), _MOST_STATES)
    return tried is None or any(not any(holds_in(guard, state) for guard in guards) for state in tried)


RULE = Rule(
    code="PB208",
    severity=Severity.WARNING,
    title="A step that could hang",
    why="With every answer closed nothing can be tapped, and the customer waits.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye, when: has(fact)}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye, when: has(fact)}
      - {id: skip, label: {zh: 跳过, en: Skip}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
