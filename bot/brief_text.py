"""A brief as Markdown."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final

from bot.exports import escaped
from bot.words import SayIn
from dialogs.render.briefs import Line, LineKind
from dialogs.texts import Language, Phrase

_MARKS: Final = {
    LineKind.TITLE: "# {}",
    LineKind.HEADING: "## {}",
    LineKind.NOTE: "*{}*",
    LineKind.ITEM: "- {}",
    LineKind.FINDING: "- [ ] {}",
    LineKind.INNER_HEADING: "---\n\n# {}",
}
_LISTED: Final = frozenset({LineKind.ITEM, LineKind.FINDING, LineKind.DATED})
"""Kinds whose lines stand one below the other."""


def brief_as_markdown(lines: Sequence[Line], say: SayIn, language: Language) -> str:
    """Return a laid out brief as Markdown; dated items are a table, marks in words are escaped."""
    blocks = [
        "\n".join(_block(kind, group, say, language))
        for kind, group in groupby(lines, key=lambda line: line.kind)
    ]
    return "\n\n".join(blocks) + "\n"


def day_of(at: datetime | date, say: SayIn, language: Language) -> str:
    """Say when something happened: the day, and the time of day where it is known."""
    return say(Phrase("brief.at", {"at": at}), language)


def _block(kind: LineKind, group: Iterator[Line], say: SayIn, language: Language) -> Iterator[str]:
    if kind is LineKind.DATED:
        yield "| {} | {} |".format(*(say(Phrase(key), language) for key in ("export.at", "brief.what")))
        yield "|---|---|"
    for number, line in enumerate(group):
        if number and kind not in _LISTED:
            yield ""
        text = escaped(say(line.text, language))
        if line.at is not None and kind is LineKind.DATED:
            yield f"| {day_of(line.at, say, language)} | {text} |"
        else:
            yield _MARKS[kind].format(text)
