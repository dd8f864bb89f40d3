"""The bot's voice, which writes down what it tried to say and what it was told of that."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.telegram.backend import PlainBot, Upload
from bot.telegram.messenger import Answer, Messenger, Outcome

SENDS: Final = frozenset({"sendMessage", "editMessageText", "editMessageReplyMarkup", "deleteMessage"})
"""What counts as a send: a call that is to change a chat. An answer to a tap leaves nothing there."""

PATIENCE: Final = 0.6
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a message, and what the bot was told of it."""

    chat: int
    wish: Mapping[str, object]
    outcome: Outcome

    @property
    def text(self) -> str:
        """Return the text in HTML."""
        return str(self.wish["text"])


class Hasty(PlainBot):
    """A bot that waits :data:`PATIENCE` for an answer, and for updates as long as it is told to."""

    async def call(self, method: str, wish: Mapping[str, object], read_seconds: float) -> object:
        """Call a method."""
        patience = read_seconds if method == "getUpdates" else min(read_seconds, PATIENCE)
        return await super().call(method, wish, patience)


class Voice(Messenger):
    """A messenger that writes down its sends."""

    def __init__(self, bot: PlainBot) -> None:
        """Speak through ``bot``."""
        super().__init__(bot)
        self.sends = 0
        """Tries of sends so far, whatever came of them."""
        self.under_way = 0
        self.attempts: list[Attempt] = []
        """Tries of messages, in the order in which they ended."""
        self.outcomes: Counter[Outcome] = Counter()
        """Of all sends."""

    async def _try(self, method: str, wish: Mapping[str, object], file: Upload | None = None) -> Answer:
        if method not in SENDS:
            return await super()._try(method, wish, file)
        self.sends += 1
        self.under_way += 1
        try:
            answer = await super()._try(method, wish, file)
        finally:
            self.under_way -= 1
        self.outcomes[answer.outcome] += 1
        if method == "sendMessage":
            chat = wish["chat_id"]
            assert isinstance(chat, int)
            self.attempts.append(Attempt(chat, wish, answer.outcome))
        return answer
