"""A call as Markdown, for review outside the chat; what no file may hold as it stands."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

from bot.words import SayIn
from dialogs.ids import PersonId
from dialogs.render.records import owners_of, score_line
from dialogs.service import SessionRecord
from dialogs.summary import summarize
from dialogs.texts import Language, Phrase, Text
from dialogs.timeline import Entry

_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>|~#])")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet run a cell as a formula (OWASP, CSV injection), full width too."""


def session_as_markdown(
    record: SessionRecord,
    names: Mapping[PersonId, str],
    say: SayIn,
    zone: tzinfo,
    language: Language,
    due: Sequence[Text] = (),
) -> str:
    """Return one call: its summary, its timeline with undone steps struck through, its review.

    ``due`` says by when its complaint must be dealt with, a line each.

    Words stand masked, as stored. Times are local in ``zone``; marks of Markdown in words are escaped.
    """
    state = record.timeline.state

    def plain(key: str) -> str:
        return say(Phrase(key), language)

    lines = [
        f"# {escaped(state.alias)}",
        "",
        f"- {plain('export.agent')}: {escaped(say(owners_of(record.timeline, names), language))}",
        f"- {plain('export.opened')}: {_local(state.opened_at, zone)}",
        f"- {plain('export.playbook')}: {state.playbook} `{state.revision[:12]}`",
        f"- {plain('export.lasted')}: {int(record.timeline.lasted.total_seconds())} s",
        "",
        f"## {plain('export.summary')}",
        "",
        *(escaped(say(line, language)) + "  " for line in (*summarize(record.program, state), *_under(due))),
        "",
        f"## {plain('export.timeline')}",
        "",
        "| # | {} | s | {} | {} |".format(*map(plain, ("export.at", "export.shown", "export.happened"))),
        "|---|---|---|---|---|",
        *(_row(entry, say, zone, language, state.call_language) for entry in record.timeline.entries),
        "",
        f"## {plain('export.review')}",
        "",
        *_review(record, names, say, zone, language),
    ]
    return "\n".join(lines) + "\n"


def _under(due: Sequence[Text]) -> Sequence[Text]:
    """Return the deadlines under their heading, as the card has them."""
    return (Phrase("summary.section", {"title": Phrase("summary.deadlines")}), *due) if due else ()


def safe_cell(cell: object) -> str:
    """Return what a cell holds; what a spreadsheet would run as a formula is made a text."""
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _local(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _row(entry: Entry, say: SayIn, zone: tzinfo, language: Language, call_language: Language) -> str:
    line = entry.stood if entry.stood is not None else None if entry.line_told else entry.shown
    shown = escaped(say(line, call_language)) if line is not None else ""
    text = escaped(say(entry.text, language))
    if entry.undone:
        text, shown = f"~~{text}~~", f"~~{shown}~~" if shown else ""
    seconds = "" if entry.seconds is None else str(entry.seconds)
    return f"| {entry.version} | {_local(entry.at, zone)} | {seconds} | {shown} | {text} |"


def _review(
    record: SessionRecord, names: Mapping[PersonId, str], say: SayIn, zone: tzinfo, language: Language
) -> list[str]:
    review = record.review
    rated = score_line(review, names)
    lines = [] if rated is None else [f"- {escaped(say(rated, language))}"]
    lines += [
        f"- {_local(said.at, zone)} {escaped(names.get(said.by, ''))}: {escaped(say(said.words, language))}"
        for said in review.said
    ]
    return lines or [say(Phrase("export.no_review"), language)]


def escaped(text: str) -> str:
    """Return a text as one line in which nothing is a mark of Markdown."""
    return _MARKS.sub(r"\\\1", text).replace("\n", " ")
