"""What the bot means to say, heard where it is decided: between the handlers and the chat."""

import asyncio
from dataclasses import dataclass, field
from html import escape
from typing import Final

from bot.telegram.deeds import Deed, Glance, Reception, ShowCall, ShowCard, Sweep, Tell
from bot.telegram.drawing import draw
from bot.telegram.incoming import Incoming, Words
from bot.words import Words as Speaker
from dialogs.ids import PersonId, SessionId
from dialogs.ports import ShownCards
from dialogs.service import Office
from dialogs.texts import Phrase

COUNT: Final = "/count "
"""A text that begins so is answered by its number: a message unlike any other, meant once."""
SWEPT: Final = "(a sweep)"
"""Stands for what is said after a call's messages were deleted, when there were any."""


@dataclass(slots=True, kw_only=True)
class Intent:
    """Passes on what people send to the real reception, and remembers what is to be said for it."""

    reception: Reception
    shown: ShownCards
    office: Office
    words: Speaker
    meant: dict[int, list[str]] = field(default_factory=dict)
    """By chat, the texts in HTML of the messages that are sent once and in order."""
    glances: dict[tuple[int, SessionId], Glance] = field(default_factory=dict)
    """How each call's card was asked for last."""
    calls: dict[int, list[SessionId]] = field(default_factory=dict)
    """By chat, its calls in the order in which they began."""
    taken: dict[PersonId, asyncio.Event] = field(default_factory=dict)
    """Set whenever something of a person was carried out."""

    async def handle(self, incoming: Incoming) -> tuple[Deed, ...]:
        deeds = await self._deeds(incoming)
        for deed in deeds:
            self._remember(deed)
        self.taken.setdefault(incoming.person, asyncio.Event()).set()
        return deeds

    async def _deeds(self, incoming: Incoming) -> tuple[Deed, ...]:
        if isinstance(incoming, Words) and incoming.text.startswith(COUNT):
            await self.shown.passed(incoming.chat)
            number = int(incoming.text.removeprefix(COUNT))
            return (Tell(incoming.chat, Phrase("card.late_taps", {"count": number})),)
        return await self.reception.handle(incoming)

    def _remember(self, deed: Deed) -> None:
        match deed:
            case Tell(chat=chat, say=say, language=language):
                said = escape(self.words.say(say, language, self.office.clock()), quote=False)
                self.meant.setdefault(chat, []).append(said)
            case ShowCard(chat=chat, card=card, over=None):
                said = draw(card, self.words, self.office.clock()).text
                self.meant.setdefault(chat, []).append(said)
            case Sweep(chat=chat):
                self.meant.setdefault(chat, []).append(SWEPT)
            case ShowCall(chat=chat, session=session, glance=glance, keeps=keeps):
                if not keeps or (chat, session) not in self.glances:
                    self.glances[chat, session] = glance
                calls = self.calls.setdefault(chat, [])
                if session not in calls:
                    calls.append(session)
            case _:
                pass
