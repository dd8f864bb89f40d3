"""Names that mean something already are given to nothing else."""

from collections.abc import Iterator

from dialogs.causes import Cause
from dialogs.placeholders import BUILT_IN
from dialogs.program import RETURN
from playbooks.book import Book
from playbooks.parts import ENTITLEMENTS, LISTS
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find steps, slots and lists with a reserved name."""
    for number, step in enumerate(book.playbook.steps):
        if step.id == RETURN:
            yield Finding(
                ("steps", number, "id"),
                'a step cannot be called "return"',
                "it ends a detour; rename the step",
                cause=Cause.PB107_STEP,
            )
    for name in book.playbook.slots:
        if name in BUILT_IN:
            words = f'a slot cannot be called "{name}"'
            hint = "the bot fills that name in itself; rename the slot"
            yield Finding(("slots", name), words, hint, at_key=True, cause=Cause.PB107_SLOT)
    if ENTITLEMENTS in book.list_names():
        words, hint = (
            'a list cannot be called "entitlements"',
            "that list stands in remedies.yaml; rename this one",
        )
        yield Finding(("lists", ENTITLEMENTS), words, hint, LISTS, at_key=True, cause=Cause.PB107_LIST)


RULE = Rule(
    code="PB107",
    title="Reserved name",
    why="The bot fills these names in itself; a second meaning would show the wrong words to a customer.",
    bad="""\
slots:
  promise: {values: {letter: {zh: 书面答复, en: a letter}}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {promise: letter}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
slots:
  reply: {values: {letter: {zh: 书面答复, en: a letter}}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {reply: letter}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
