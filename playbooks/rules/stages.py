"""Every step stands in a known stage, every stage has a step, and a call begins on the rail."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.nearby import meant
from playbooks.rules.rule import Finding, Rule


def _unknown(book: Book) -> Iterator[Finding]:
    """Find steps whose stage is not declared, and stages in which something is to be open everywhere."""
    known = [stage.id for stage in book.playbook.stages]
    for number, step in enumerate(book.playbook.steps):
        if step.stage not in known:
            trail = ("steps", number, "stage")
            yield Finding(
                trail, f'there is no stage "{step.stage}"', meant(step.stage, known) or "add it to stages"
            )
    for number, entry in enumerate(book.playbook.everywhere):
        for place, stage in enumerate(entry.stages or []):
            if stage not in known:
                hint = meant(stage, known) or "add it to stages"
                yield Finding(("everywhere", number, "stages", place), f'there is no stage "{stage}"', hint)


def _empty(book: Book) -> Iterator[Finding]:
    """Find stages without a step; when a step's stage is unknown, that is told instead."""
    used = {step.stage for step in book.playbook.steps}
    if not used <= {stage.id for stage in book.playbook.stages}:
        return
    for number, stage in enumerate(book.playbook.stages):
        if stage.id not in used:
            yield Finding(
                ("stages", number, "id"), f'stage "{stage.id}" has no step', "give it one or delete it"
            )


def _first(book: Book) -> Iterator[Finding]:
    """Find a walk that would begin in a detour."""
    if book.playbook.stages[0].aside:
        words = f'the call would begin in the aside stage "{book.playbook.stages[0].id}"'
        yield Finding(("stages", 0, "aside"), words, "put the stage in which a call begins first")


UNKNOWN = Rule(
    code="PB102",
    title="Unknown stage",
    why="The rail on the card could not say where the call is.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: clsoe, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_unknown,
)


EMPTY = Rule(
    code="PB103",
    title="Stage without a step",
    why="The rail would show a part of the call that never comes.",
    bad="""\
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: listen, title: {zh: 倾听, en: Listen}}
  - {id: close, title: {zh: 收尾, en: Close}}
""",
    good="""\
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: close, title: {zh: 收尾, en: Close}}
""",
    check=_empty,
)


FIRST = Rule(
    code="PB104",
    title="A call that begins in a detour",
    why="A detour ends where it was entered, and nothing comes before the first step.",
    bad="""\
stages:
  - {id: open, title: {zh: 开场, en: Open}, aside: true}
  - {id: close, title: {zh: 收尾, en: Close}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: back, label: {zh: 返回, en: Back}, to: return}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: close, title: {zh: 收尾, en: Close}}
""",
    check=_first,
)
