"""Variants of a line can be told apart, and there are few enough to compare them."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.limits import MAX_VARIANTS
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find variants of one line with the same id, too many of them, and one alone."""
    for number, step in enumerate(book.playbook.steps):
        trail = ("steps", number, "say", "variants")
        if len(step.say.variants) > MAX_VARIANTS:
            words = f"{len(step.say.variants)} variants of one line"
            yield Finding(
                trail, words, f"at most {MAX_VARIANTS} can be compared", at_key=True, cause=Cause.PB508_MANY
            )
        if len(step.say.variants) == 1:
            yield Finding(
                trail,
                "one variant of a line",
                "add another, or write the line alone",
                at_key=True,
                cause=Cause.PB508_ONE,
            )
        seen: set[str] = set()
        for place, variant in enumerate(step.say.variants):
            if variant.id in seen:
                words = f'the line has a variant "{variant.id}" already'
                yield Finding((*trail, place, "id"), words, "give each its own id", cause=Cause.PB508_TWICE)
            seen.add(variant.id)


_GOOD = """\
steps:
  - id: greet
    stage: open
    say:
      variants:
        - {id: short, zh: 您好。, en: Hello.}
        - {id: warm, zh: 您好，您请说。, en: "Hello, please go ahead."}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""

RULE = Rule(
    code="PB508",
    title="Variants that cannot be compared",
    why="What a line did is counted by its variant's id; with too many, each is shown too seldom to tell.",
    bad=_GOOD.replace("id: warm", "id: short"),
    good=_GOOD,
    check=_check,
)
