"""A card's blocks as one message in Telegram's HTML, within its 4096 UTF-16 units.

Only ``b``, ``s`` and ``pre`` are used, and every value is escaped: a customer's words cannot become markup.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import groupby
from typing import Final

from bot.telegram.wording import Wording
from dialogs.cards import Block, BlockKind, Card
from dialogs.texts import Phrase

LONGEST_TEXT: Final = 4096
"""UTF-16 units of a message without its markup."""
LONGEST_SOURCE: Final = 32_768
"""Bytes of a message with its markup."""
_CUT_FIRST: Final = (
    BlockKind.CAPTURED,
    BlockKind.HINT,
    BlockKind.STRUCK,
    BlockKind.AVOID,
    BlockKind.LISTED,
    BlockKind.BODY,
    BlockKind.COPY,
    BlockKind.STATUS,
    BlockKind.RAIL,
    BlockKind.NEXT_TEXT,
    BlockKind.TOLD,
    BlockKind.WHISPER,
    BlockKind.NOTICE,
)
"""What goes first when a card is too long; the line to say is never dropped, only shortened."""
_MARKS: Final = {
    BlockKind.HINT: "· ",
    BlockKind.AVOID: "✗ ",
    BlockKind.NOTICE: "⚠ ",
    BlockKind.NEXT_TEXT: "✎ ",
}
_SET_APART: Final = frozenset({BlockKind.SAY, BlockKind.VERBATIM, BlockKind.COPY, BlockKind.NEXT_TEXT})
_SENTENCE_END: Final = re.compile(r"(?<=[。；])(?=.)|(?<=[.;])\s+(?=\S)")
_CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class _Said:
    kind: BlockKind
    words: str
    """As a person reads them, without markup."""


def card_text(card: Card, words: Wording, now: datetime) -> str:
    """Return the text of ``card`` in the viewer's language, the spoken blocks in the call's language.

    When it is too long, whole blocks are left out from the least important on, and a note says so.
    """
    said = [_Said(block.kind, _words(block, card, words, now)) for block in card.blocks]
    said = [each for each in said if each.words]
    text = _joined(said, _html)
    # A character has two units at most, and markup only adds to them: most cards need no counting.
    if len(text) > LONGEST_TEXT // 2 and not _fits(said):
        note = _Said(
            BlockKind.NOTICE, _marked(BlockKind.NOTICE, words.say(Phrase("card.cut"), card.language))
        )
        text = _joined(_cut_to_fit(said, note), _html)
    return text or _CUT


def units(text: str) -> int:
    """Count UTF-16 units, as the Bot API does."""
    return len(text.encode("utf-16-le")) // 2


def _words(block: Block, card: Card, words: Wording, now: datetime) -> str:
    language = card.call_language if block.spoken else card.language
    said = words.say(block.text, language, now).strip()
    return _numbered(said) if block.kind is BlockKind.VERBATIM else _marked(block.kind, said)


def _marked(kind: BlockKind, said: str) -> str:
    mark = _MARKS.get(kind, "")
    return said if not said or said.startswith(mark.strip()) else mark + said


def _numbered(said: str) -> str:
    """Put each sentence of a line that must be read word for word on a line with its number."""
    lines = [each.strip() for line in said.splitlines() for each in _SENTENCE_END.split(line) if each.strip()]
    if len(lines) == 1:
        return lines[0]
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _html(kind: BlockKind, lines: str) -> str:
    safe = escape(lines, quote=False)
    match kind:
        case BlockKind.SAY | BlockKind.VERBATIM:
            return f"<b>{safe}</b>"
        case BlockKind.STRUCK:
            return f"<s>{safe}</s>"
        case BlockKind.COPY:
            return f"<pre>{safe}</pre>"
        case _:
            return safe


def _plain(kind: BlockKind, lines: str) -> str:
    del kind
    return lines


def _joined(said: Iterable[_Said], drawn: Callable[[BlockKind, str], str]) -> str:
    """Join blocks by lines; what is set apart stands between empty lines, neighbours of a kind together."""
    text, before = "", None
    for kind, alike in groupby(said, key=lambda each: each.kind):
        apart = kind in _SET_APART or before in _SET_APART
        gap = "" if before is None else "\n\n" if apart else "\n"
        text += gap + drawn(kind, "\n".join(each.words for each in alike))
        before = kind
    return text


def _fits(said: Sequence[_Said]) -> bool:
    return (
        units(_joined(said, _plain)) <= LONGEST_TEXT and len(_joined(said, _html).encode()) <= LONGEST_SOURCE
    )


def _cut_to_fit(said: list[_Said], note: _Said) -> list[_Said]:
    kept = list(said)
    for kind in _CUT_FIRST:
        for each in [each for each in reversed(kept) if each.kind is kind]:
            if _fits([*kept, note]):
                return [*kept, note]
            if len(kept) > 1:
                kept.remove(each)
    while not _fits([*kept, note]):
        longest = max(range(len(kept)), key=lambda place: len(kept[place].words))
        words = kept[longest].words
        kept[longest] = _Said(kept[longest].kind, words[: len(words) * 3 // 4] + _CUT)
    return [*kept, note]
