"""The Chinese text is Chinese, the English one English."""

import re
from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.diagnostics import Severity
from playbooks.placeholders import without_placeholders
from playbooks.rules.rule import Finding, Lettered, TextRule
from playbooks.texts import Written

_CHINESE = re.compile("[㐀-䶿一-鿿豈-﫿]")
_WORD = re.compile(r"[^\W\d_]")
_SHORT_NAME = re.compile(r"[A-Z][A-Za-z]{0,5}")
"""VIP, ATM, App: the same in every language."""


def _check(book: Lettered) -> Iterator[Finding]:
    """Find texts that stand in the language of the other, or twice in the same words."""
    for text in book.texts:
        if text.words.zh.isascii() or not text.words.en.isascii():
            yield from _found(text)


def _found(text: Written) -> Iterator[Finding]:
    """Find what is wrong with one text that may not be in its language."""
    chinese, english = (
        without_placeholders(text.words.zh).strip(),
        without_placeholders(text.words.en).strip(),
    )
    hint = "write it in both languages"
    if chinese == english:
        if _WORD.search(chinese) and not _SHORT_NAME.fullmatch(chinese):
            yield Finding(
                (*text.trail, "en"),
                "the same words stand in both languages",
                hint,
                text.part,
                cause=Cause.PB305_SAME,
            )
        return
    if _WORD.search(chinese) and not _CHINESE.search(chinese) and not _SHORT_NAME.fullmatch(chinese):
        words = "there is no Chinese in the Chinese text"
        yield Finding((*text.trail, "zh"), words, "say it in Chinese", text.part, cause=Cause.PB305_ZH)
    if _CHINESE.search(english):
        words = "there is Chinese in the English text"
        yield Finding((*text.trail, "en"), words, "say it in English", text.part, cause=Cause.PB305_EN)


RULE = TextRule(
    code="PB305",
    severity=Severity.WARNING,
    title="A text in the other language",
    why="A copied text looks complete, and leaves half the staff with words that they cannot read.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好, en: 您好}
    choices: [{id: on, label: {zh: Go on, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: Goodbye., en: Goodbye now.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
