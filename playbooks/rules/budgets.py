"""What is to be said fits one breath, what is to be read one glance."""

from collections.abc import Iterator, Mapping

from dialogs.causes import Cause
from playbooks import limits
from playbooks.book import Book
from playbooks.measure import Budget
from playbooks.rules.rule import Finding, Rule
from playbooks.texts import Part

_BUDGETS: Mapping[Part, Budget] = {
    Part.SAY: Budget(limits.MAX_SAY_ZH, limits.MAX_SAY_EN),
    Part.VERBATIM: Budget(limits.MAX_VERBATIM_ZH, limits.MAX_VERBATIM_EN),
    Part.ASIDE: Budget(limits.MAX_ASIDE_ZH, limits.MAX_ASIDE_EN),
}
_CAUSES = {
    (False, "en"): Cause.PB302_EN,
    (True, "zh"): Cause.PB302_ASIDE_ZH,
    (True, "en"): Cause.PB302_ASIDE_EN,
}
"""Whether it is an aside, and its language → the cause where it is no line of Chinese."""


def _check(book: Book) -> Iterator[Finding]:
    """Find texts over the budget of the card."""
    for text in book.texts:
        if text.role not in _BUDGETS:
            continue
        more = " and split the rest off, or mark a compliance line as verbatim"
        for language, words, most in _BUDGETS[text.role].over(text.words.zh, text.words.en):
            hint = f"keep it to {most}{more if text.role is Part.SAY else ''}"
            cause = _CAUSES.get((text.role is Part.ASIDE, language))
            yield Finding((*text.trail, language), words, hint, text.part, cause=cause)


RULE = Rule(
    code="PB302",
    title="Text over the budget",
    why="Whoever listens to a customer reads one line, not a paragraph.",
    bad="""\
steps:
  - id: greet
    stage: open
    say:
      zh: 您好。
      en: >-
        I am very sorry for all the trouble that this has caused you, and I will now write down each point
        that you have made and then look into every single one of them.
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 很抱歉，我先把您说的记下来，再一项一项核实。, en: I will note it and then check it.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
