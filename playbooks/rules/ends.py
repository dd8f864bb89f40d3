"""A step either leads on or ends the call, and an end says how the call came out."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.graph import has_way_out
from playbooks.rules.rule import Finding, Rule


def _way_out(book: Book) -> Iterator[Finding]:
    """Find steps that neither lead on nor end."""
    for number, step in enumerate(book.playbook.steps):
        if step.kind not in {"end", "ask"} and not has_way_out(step):
            words = f'step "{step.id}" has no way out'
            yield Finding(
                ("steps", number, "id"), words, 'add a choice, or mark it as an end with "kind: end"'
            )


def _end(book: Book) -> Iterator[Finding]:
    """Find ends without an outcome or with choices, and outcomes elsewhere."""
    for number, step in enumerate(book.playbook.steps):
        is_end = step.kind == "end"
        if is_end and step.outcome is None:
            hint = 'add "outcome: agreed", promised, declined, handed_on or broken_off'
            yield Finding(
                ("steps", number, "id"),
                f'end "{step.id}" does not say how the call came out',
                hint,
                cause=Cause.PB204_OUTCOME,
            )
        if not is_end and step.outcome is not None:
            words, hint = (
                f'step "{step.id}" has an outcome but is no end',
                'add "kind: end", or delete the outcome',
            )
            yield Finding(("steps", number, "outcome"), words, hint, at_key=True, cause=Cause.PB204_NO_END)
        for key, has_choices in (("choices", bool(step.choices)), ("pick", step.pick is not None)):
            if is_end and has_choices:
                words = f'end "{step.id}" has choices, which nobody could tap'
                yield Finding(
                    ("steps", number, key), words, 'delete them, or delete "kind: end"', at_key=True
                )


WAY_OUT = Rule(
    code="PB203",
    title="No way out",
    why="The card would stand there without a button, in the middle of a call.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: wait, label: {zh: 稍等, en: Wait}, to: wait}
  - {id: wait, stage: open, say: {zh: 请稍等。, en: One moment.}}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_way_out,
)


END = Rule(
    code="PB204",
    title="An end that is none",
    why="How a call came out is what supervisors count; an end with buttons is neither end nor step.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_end,
)
