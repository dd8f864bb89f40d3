"""Chinese sentences have Chinese marks, English ones English marks."""

import re
from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.diagnostics import Severity
from playbooks.rules.rule import Finding, Lettered, TextRule

_NARROW = re.compile(r"(?<=[㐀-䶿一-鿿豈-﫿”』）])[,;:?!](?=[㐀-䶿一-鿿豈-﫿“『（{ ]|$)")
_WIDE = re.compile("[，。？！：；（）【】、]")
_MARKS = str.maketrans(",;:?!", "，；：？！")


def _check(book: Lettered) -> Iterator[Finding]:
    """Find marks of the other language's keyboard."""
    for text in book.texts:
        if (narrow := _NARROW.search(text.words.zh)) is not None:
            mark = narrow.group()
            words = f'a half-width "{mark}" stands in the Chinese text'
            yield Finding((*text.trail, "zh"), words, f'write "{mark.translate(_MARKS)}"', text.part)
        if not text.words.en.isascii() and (wide := _WIDE.search(text.words.en)) is not None:
            words = f'a full-width "{wide.group()}" stands in the English text'
            hint = "write it half-width, with a space after it"
            yield Finding((*text.trail, "en"), words, hint, text.part, cause=Cause.PB306_EN)


RULE = TextRule(
    code="PB306",
    severity=Severity.WARNING,
    title="Marks of the other keyboard",
    why="They break lines in odd places on a telephone, and show that nobody has read the text again.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: "您好,您说。", en: "Hello，go ahead."}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: "您好，您说。", en: "Hello, go ahead."}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
