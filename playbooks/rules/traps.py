"""From every step some walk comes to an end, or out of the detour."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.graph import trapped
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find steps that only lead to each other, or to detours."""
    caught = trapped(book)
    for number, step in enumerate(book.playbook.steps):
        if step.id in caught:
            hint = "add a choice that leads on; detours do not count, they come back"
            yield Finding(("steps", number, "id"), f'from step "{step.id}" no walk comes to an end', hint)


RULE = Rule(
    code="PB202",
    title="Trap",
    why="The call could go in circles but never be finished and recorded.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: wait, label: {zh: 稍等, en: Wait}, to: wait}
  - id: wait
    stage: open
    say: {zh: 请稍等。, en: One moment.}
    choices: [{id: more, label: {zh: 再等, en: More}, to: wait}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: wait, label: {zh: 稍等, en: Wait}, to: wait}
  - id: wait
    stage: open
    say: {zh: 请稍等。, en: One moment.}
    choices: [{id: back, label: {zh: 好了, en: Ready}, to: greet}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
