"""A line is one breath also when its placeholders are filled in."""

from collections.abc import Iterator

from playbooks import limits
from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.longest import filled, fillings, said_in
from playbooks.measure import is_surely_short, spoken_length
from playbooks.rules.rule import Finding, Rule
from playbooks.texts import Part

_BUDGETS = (("zh", limits.MAX_SAY_ZH, "Chinese characters"), ("en", limits.MAX_SAY_EN, "words"))


def _check(book: Book) -> Iterator[Finding]:
    """Find lines that only the longest value of a slot makes too long."""
    lines = [each for each in book.texts if each.role is Part.SAY and each.is_filled and "{" in each.words.zh]
    for language, most, unit in _BUDGETS if lines else ():
        longest = fillings(book, language, spoken_length)
        widest = max(map(len, longest.values()))
        for line in lines:
            said = said_in(line.words, language)
            if len(said) + said.count("{") * widest <= most:
                continue
            long = filled(said, longest)
            if is_surely_short(long, most) or not spoken_length(said) <= most < spoken_length(long):
                continue
            words = f"filled in with the longest values, this line has {spoken_length(long)} {unit}"
            yield Finding((*line.trail, language), words, f"keep it to {most}: “{long}”", line.part)


RULE = Rule(
    code="PB307",
    severity=Severity.WARNING,
    title="Over the budget when filled in",
    why="On paper it is one breath; on a call the longest answer stands in it, and nobody can say it.",
    bad="""\
slots:
  matter:
    words: fact
    values: {fee: {zh: 信用卡分期还款的手续费和提前还清的违约金, en: the fee for paying by instalments}}
steps:
  - id: greet
    stage: open
    say: {zh: "我复述一下：您来电是为了{matter}，希望我们今天就查清楚，对吗？", en: "About {matter}?"}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {matter: fee}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
slots:
  matter:
    words: fact
    values: {fee: {zh: 分期手续费, en: the fee for paying by instalments}}
steps:
  - id: greet
    stage: open
    say: {zh: "我复述一下：您来电是为了{matter}，希望我们今天就查清楚，对吗？", en: "About {matter}?"}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {matter: fee}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
