"""Lines to say cite no article of a law."""

import re
from collections.abc import Iterator

from playbooks.diagnostics import Severity
from playbooks.rules.rule import Finding, Lettered, TextRule
from playbooks.rules.spoken import SPOKEN

_ZH = re.compile(
    r"第[0-9０-９一二三四五六七八九十百零〇]+(?:[、至到和][0-9０-９一二三四五六七八九十百零〇]+)*条"
)
_EN = re.compile(r"\b(?:articles?|arts?\.|arts|section|sec\.|§)\s*\d+", re.IGNORECASE)
_CONTRACT_ZH = re.compile(r"(?:合同|条款|保单|协议|章程|约定)[^，。；？！]{0,8}$")
_CONTRACT_EN = re.compile(r"\b(?:contract|policy|agreement|terms)\b[^,.;?!]{0,20}$", re.IGNORECASE)
_AFTER_EN = re.compile(
    r"^[^,.;?!]{0,12}\b(?:of|in) (?:your|the|our|this) (?:\w+ )?(?:contract|policy|agreement|terms)\b"
)


def _check(book: Lettered) -> Iterator[Finding]:
    """Find lines to say that name an article; a clause of the customer's own contract is none."""
    hint = "say what it means for the customer; the article belongs in a hint"
    for text in book.texts:
        if text.role not in SPOKEN:
            continue
        zh, en = text.words.zh, text.words.en
        for found in _ZH.finditer(zh) if "条" in zh else ():
            if not _CONTRACT_ZH.search(zh[: found.start()]):
                yield Finding((*text.trail, "zh"), f"this line cites {found.group()}", hint, text.part)
                break
        for found in _EN.finditer(en):
            if not (_CONTRACT_EN.search(en[: found.start()]) or _AFTER_EN.search(en[found.end() :])):
                yield Finding((*text.trail, "en"), f"this line cites {found.group()}", hint, text.part)
                break


RULE = TextRule(
    code="PB324",
    severity=Severity.WARNING,
    title="An article in a line to say",
    why="On the telephone an article sounds like a threat, and a wrong one is a false statement of law.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 按办法第十八条，我们15日内答复您。, en: Under article 18 we answer within 15 days.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 收到投诉起15日内，我们答复您。, en: We answer within 15 days of receiving your complaint.}
    hints: [{zh: 见处理管理办法第18条, en: "See the Measures, art. 18"}]
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
