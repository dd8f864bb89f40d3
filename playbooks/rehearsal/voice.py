"""How what stands on a card becomes words: a port, since the bot's own words are not the library's."""

from datetime import datetime, tzinfo
from typing import Protocol

from dialogs.cards import BlockKind, Card
from dialogs.refusals import Reason, Refusal
from dialogs.texts import Language, Text

HIDDEN = "hidden"
_LINE = {BlockKind.SAY, BlockKind.VERBATIM}


class Voice(Protocol):
    """Says texts in the firm's zone; ``bot.words.Words`` is one."""

    @property
    def zone(self) -> tzinfo:
        """Return the firm's zone."""
        ...

    def say(self, text: Text, language: Language, now: datetime | None = None) -> str:
        """Return ``text`` in ``language``, its times as one says them at ``now``."""
        ...


def reason_of(refusal: Refusal, voice: Voice, language: Language, now: datetime) -> str:
    """Return why something was refused: in the playbook's words if it has any, else in the bot's.

    What is not on the card at all is :data:`HIDDEN`: whoever taps it looks at another card.
    """
    if refusal.why is not None:
        return refusal.why.said_in(language)
    is_hidden = refusal.reason in {Reason.CLOSED, Reason.STALE}
    return HIDDEN if is_hidden else voice.say(refusal.phrase, language, now)


def line_of(card: Card, voice: Voice, now: datetime) -> str:
    """Return the line to say; nothing on a card that has none."""
    line = next((block for block in card.blocks if block.kind in _LINE), None)
    return "" if line is None else voice.say(line.text, card.call_language, now)


def texts_of(card: Card, voice: Voice, now: datetime) -> tuple[str, ...]:
    """Return every text of a card, the labels of its buttons included."""
    blocks = (
        voice.say(block.text, card.call_language if block.spoken else card.language, now)
        for block in card.blocks
    )
    labels = (voice.say(button.label, card.language, now) for row in card.buttons for button in row)
    return (*blocks, *labels)
