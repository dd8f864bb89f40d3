"""A line asks one question."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.rules.rule import Finding, Rule
from playbooks.texts import Part


def _check(book: Book) -> Iterator[Finding]:
    """Find lines with two questions."""
    for text in book.texts:
        if text.role is not Part.SAY:
            continue
        for language, words in (("zh", text.words.zh), ("en", text.words.en)):
            asked = words.count("？") + words.count("?")
            if asked > 1:
                message = f"this line asks {asked} questions"
                yield Finding(
                    (*text.trail, language), message, "ask one, and the other in a step of its own", text.part
                )


RULE = Rule(
    code="PB325",
    severity=Severity.WARNING,
    title="Two questions in one line",
    why="A customer answers the last one, and the first is never answered.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 什么时候扣的？扣了多少？, en: When was it taken? How much was it?}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 什么时候扣的？, en: When was it taken?}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
