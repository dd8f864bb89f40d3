"""Labels fit their buttons."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.limits import MAX_LABEL_COLUMNS_EN, MAX_LABEL_COLUMNS_ZH
from playbooks.measure import columns, is_surely_narrow
from playbooks.rules.rule import Finding, Rule
from playbooks.texts import Part


def _check(book: Book) -> Iterator[Finding]:
    """Find labels, stage titles, reasons and list entries that would be cut off."""
    for text in book.texts:
        if text.role is not Part.LABEL:
            continue
        zh, en = text.words.zh, text.words.en
        if not is_surely_narrow(zh, MAX_LABEL_COLUMNS_ZH) and (width := columns(zh)) > MAX_LABEL_COLUMNS_ZH:
            words = f"this label is as wide as {(width + 1) // 2} Chinese characters"
            yield Finding(
                (*text.trail, "zh"),
                words,
                f"at most {MAX_LABEL_COLUMNS_ZH // 2}",
                text.part,
                cause=Cause.PB301_ZH,
            )
        if not is_surely_narrow(en, MAX_LABEL_COLUMNS_EN) and (width := columns(en)) > MAX_LABEL_COLUMNS_EN:
            words = f"this label is as wide as {width} letters"
            yield Finding(
                (*text.trail, "en"), words, f"at most {MAX_LABEL_COLUMNS_EN}", text.part, cause=Cause.PB301_EN
            )


RULE = Rule(
    code="PB301",
    title="Over-long label",
    why="A telephone cuts it off, and nobody taps half a sentence.",
    bad="""\
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: close, title: {zh: 收尾, en: The very last part of this call}}
""",
    good="""\
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: close, title: {zh: 收尾, en: Close}}
""",
    check=_check,
)
