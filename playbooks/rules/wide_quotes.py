"""Quotes around a text are straight ones; full-width ones are shown and read out."""

from collections.abc import Iterator

from playbooks.diagnostics import Severity
from playbooks.places import index_of
from playbooks.rules.rule import Finding, Lettered, TextRule
from playbooks.source import Source, Trail

_OPENS, _CLOSES = "“", "”"


def _check(book: Lettered) -> Iterator[Finding]:
    """Find texts without straight quotes that begin with a full-width one, or end with one of no pair."""
    for text in book.texts:
        source = book.sources.get(text.part)
        for language, words in (("zh", text.words.zh), ("en", text.words.en)):
            at = _stray(words)
            trail = (*text.trail, language)
            if at is not None and source is not None and _is_bare(source, trail, words):
                message = f'a full-width "{words[at]}" {"ends" if at else "begins"} this text and is shown'
                hint = 'put " at both ends of the text instead, or around it if it is to be shown'
                yield Finding(trail, message, hint, text.part, within=(words, at))


def _stray(words: str) -> int | None:
    """Return where a quote stands that was perhaps meant to hold the text, from 0."""
    if words[:1] in {_OPENS, _CLOSES}:
        return 0
    if words.endswith(_OPENS) or (words.endswith(_CLOSES) and words.count(_CLOSES) > words.count(_OPENS)):
        return len(words) - 1
    return None


def _is_bare(source: Source, trail: Trail, words: str) -> bool:
    """Tell whether a text stands in the file without quotes, and not in another place as a phrase."""
    return source.text.startswith(words[0], index_of(source.text, source.place(trail)))


RULE = TextRule(
    code="PB309",
    severity=Severity.WARNING,
    title="Full-width quotes around a text",
    why="Only straight quotes hold a text: full-width ones are shown, and hold no comma or colon.",
    bad="""\
title: {zh: “示例”, en: Example}
""",
    good="""\
title: {zh: "“示例”", en: Example}
""",
    check=_check,
)
