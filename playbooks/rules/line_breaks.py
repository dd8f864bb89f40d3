"""A text is one line; only what is read out word for word may have several."""

from collections.abc import Iterator

from playbooks.rules.rule import Finding, Lettered, TextRule
from playbooks.texts import Part


def _check(book: Lettered) -> Iterator[Finding]:
    """Find line breaks within texts."""
    for text in book.texts:
        if text.role is Part.VERBATIM:
            continue
        for language, words in (("zh", text.words.zh), ("en", text.words.en)):
            if "\n" in words:
                hint = "write it in one line, or mark a compliance line as verbatim"
                yield Finding((*text.trail, language), "a line breaks within this text", hint, text.part)


RULE = TextRule(
    code="PB303",
    title="Line break",
    why="Cards and buttons lay out their lines themselves.",
    bad="""\
title:
  zh: 示例
  en: |
    An
    example
""",
    good="""\
title:
  zh: 示例
  en: An example
""",
    check=_check,
)
