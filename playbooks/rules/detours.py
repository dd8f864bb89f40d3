"""A detour goes into an aside stage and comes back from it, and nothing else does."""

from collections.abc import Iterator

from dialogs.causes import Cause
from dialogs.program import RETURN
from playbooks.book import Book
from playbooks.graph import onward_edges, with_a_path_to
from playbooks.rules.rule import Finding, Rule


def _return(book: Book) -> Iterator[Finding]:
    """Find returns from where no detour can have led."""
    for target in book.targets:
        of_a_part = book.is_part and target.step is not None
        if target.to == RETURN and not target.from_aside and not of_a_part:
            words = '"return" stands outside the aside stages: there is nothing to come back to'
            yield Finding(target.trail, words, "name a step")


def _entry(book: Book) -> Iterator[Finding]:
    """Find ways into an aside stage that could not come back, and detours to any other stage."""
    for target in book.targets:
        to = target.to
        if to not in book.steps:
            continue
        into_aside = book.steps[to].stage in book.aside_stages
        if into_aside and not target.detour and not target.from_aside:
            words = f'step "{to}" stands in an aside stage, but this is no detour: it could not come back'
            yield Finding(target.trail, words, 'add "detour: true"', cause=Cause.PB206_NO_DETOUR)
        if target.detour and not into_aside:
            words = f'a detour leads to step "{to}", which stands in no aside stage'
            yield Finding(
                target.trail,
                words,
                'delete "detour", or mark the stage with "aside: true"',
                cause=Cause.PB206_NO_ASIDE,
            )


def _no_return(book: Book) -> Iterator[Finding]:
    """Find aside stages from which nothing comes back."""
    returning = with_a_path_to([RETURN], onward_edges(book))
    for number, stage in enumerate(book.playbook.stages):
        steps = [step for step in book.playbook.steps if step.stage == stage.id]
        if stage.aside and steps and not any(step.id in returning for step in steps):
            words = f'nothing comes back from the aside stage "{stage.id}"'
            yield Finding(("stages", number, "id"), words, 'let a choice in it lead "to: return"')


_GOOD = """\
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: close, title: {zh: 收尾, en: Close}}
  - {id: calm, title: {zh: 安抚, en: Calm}, aside: true}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: calm, label: {zh: 安抚, en: Calm}, to: pause, detour: true}
  - id: pause
    stage: calm
    say: {zh: 我在听。, en: I am here.}
    choices: [{id: back, label: {zh: 好, en: Good}, to: return}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""


RETURN_OUTSIDE = Rule(
    code="PB205",
    title="Return without a detour",
    why="There is no step to come back to; the tap would be refused.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: calm, label: {zh: 安抚, en: Calm}, to: pause, detour: false}
  - id: pause
    stage: open
    say: {zh: 我在听。, en: I am here.}
    choices:
      - {id: done, label: {zh: 结束, en: Done}, to: bye}
      - {id: back, label: {zh: 好, en: Good}, to: return}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good=_GOOD,
    check=_return,
)


ENTRY = Rule(
    code="PB206",
    title="Detour and stage do not fit",
    why="A detour remembers where it began and its stage comes back there; each needs the other.",
    bad=_GOOD.replace("detour: true", "detour: false"),
    good=_GOOD,
    check=_entry,
)


NO_RETURN = Rule(
    code="PB207",
    title="Aside stage without a return",
    why="Whoever calms a customer must get back to the matter.",
    bad=_GOOD.replace("to: return", "to: bye"),
    good=_GOOD,
    check=_no_return,
)
