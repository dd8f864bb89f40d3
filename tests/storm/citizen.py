"""People of the town: they tap the card that stands in their chat, write, and ask, whatever the weather."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.playground.message_table import StoredMessage
from bot.telegram.callback_data import ButtonData, decode
from dialogs.cards import Verb
from dialogs.ids import PersonId, SessionId
from dialogs.ports import SessionStatus
from dialogs.service import Done, SessionService
from tests.storm.intent import COUNT, SWEPT
from tests.storm.town import Town

_TAPS: Final = {
    Verb.CHOOSE: 10,
    Verb.BACK: 2,
    Verb.TEMPERATURE: 2,
    Verb.FLAG: 1,
    Verb.HELP: 2,
    Verb.PICK: 3,
    Verb.UNPICK: 1,
    Verb.COMPLIANCE: 3,
    Verb.PANEL: 2,
    Verb.PAUSE: 2,
    Verb.RESUME: 8,
    Verb.END: 1,
    Verb.MOVE_WORDS: 1,
}
_ASKED: Final = ("/sessions", "/help", "/nothing", "/start")
_IMPATIENT: Final = 0.2
"""How often somebody who waits for a card writes meanwhile."""
_A_MOMENT: Final = 0.1
Goes = Callable[[], bool]


def buttons(message: StoredMessage) -> list[tuple[str, ButtonData]]:
    """Return what the buttons of a message carry, as it went and read."""
    markup = message.body.get("reply_markup")
    rows = markup["inline_keyboard"] if isinstance(markup, dict) else []
    every = [each for row in rows if isinstance(row, list) for each in row] if isinstance(rows, list) else []
    carried = [str(each["callback_data"]) for each in every if isinstance(each, dict)]
    return [(text, read) for text in carried if (read := decode(text)) is not None]


@dataclass(slots=True)
class Citizen:
    """One person, and the chat as they see it."""

    town: Town
    person: PersonId
    chance: random.Random
    seen: dict[int, StoredMessage] = field(default_factory=dict)
    texts: int = 0
    _version: int = 0
    _asked: str = "/start"
    _asked_for_help: set[SessionId] = field(default_factory=set)

    async def live(self, goes_on: Goes) -> None:
        """Do one thing after another as long as it goes on."""
        while goes_on():
            await self.act()

    async def act(self) -> None:
        """Do one thing."""
        self.look()
        chosen = self.chance.random()
        if chosen < 0.65:
            await self._tap()
        elif chosen < 0.78 and self.session is not None:
            await self._write(f"第{self.texts + 1}句话")
        elif chosen < 0.92:
            await self._write(f"{COUNT}{self.texts + 1}")
        else:
            await self._ask()

    def look(self) -> None:
        """See what changed in the chat."""
        for message in self.town.store.messages.changed(self.person, self._version):
            self._version = max(self._version, message.version)
            self.seen[message.message_id] = message

    @property
    def session(self) -> SessionId | None:
        """Return the call that began last."""
        calls = self.town.intent.calls.get(self.person)
        return calls[-1] if calls else None

    def cards(self, session: SessionId) -> list[StoredMessage]:
        """Return the messages with buttons of a call, the lowest last."""
        found = [each for each in self.seen.values() if each.by_bot and not each.deleted]
        return [each for each in found if any(read.session == session for _, read in buttons(each))]

    async def _write(self, text: str) -> None:
        self.texts += 1
        await self.town.does("send", self.person, text=text)

    async def _ask(self) -> None:
        """Ask for what is said once; not before the last answer is there, and never the same twice in a row.

        The same words that wait for a chat already are said once, and it would not be seen that they are.
        """
        if not self._is_answered():
            await self._bide()
            return
        self._asked = self.chance.choice([each for each in _ASKED if each != self._asked])
        await self._write(self._asked)

    def _is_answered(self) -> bool:
        self.town.read_log(now=True)
        meant = [each for each in self.town.intent.meant.get(self.person, ()) if each != SWEPT]
        came = [str(each["text"]) for each in self.town.accepted.get(self.person, [])[-9:]]
        return all(any(text == each or text.endswith(f"\n{each}") for text in came) for each in meant[-1:])

    async def _tap(self) -> None:
        session = self.session
        if session is None or await self._is_over(session):
            await self._begin()
            return
        cards = self.cards(session)
        offered = [
            (text, read)
            for text, read in (buttons(cards[-1]) if cards else ())
            if read.verb in _TAPS and (read.verb is not Verb.HELP or session not in self._asked_for_help)
        ]
        if not offered:
            await self._bide()
            return
        text, read = self.chance.choices(offered, [_TAPS[read.verb] for _, read in offered])[0]
        if read.verb is Verb.HELP:
            self._asked_for_help.add(session)
        await self.town.does("tap", self.person, message_id=cards[-1].message_id, data=text)

    async def _is_over(self, session: SessionId) -> bool:
        actor = await self.town.storage.directory.actor(self.person)
        assert actor is not None
        seen = await SessionService(self.town.office).look(actor, session)
        return isinstance(seen, Done) and seen.state.status is SessionStatus.ENDED

    async def _begin(self) -> None:
        """Begin a call on a proposal that stands in the chat, or ask for one."""
        for message in reversed(self.seen.values()):
            for text, read in buttons(message):
                if read.verb is Verb.NEW and read.value.startswith("p.") and not message.deleted:
                    await self.town.does("tap", self.person, message_id=message.message_id, data=text)
                    return
        if self._is_answered():
            self._asked = "/new"
            await self._write("/new")
        else:
            await self._bide()

    async def _bide(self) -> None:
        """Say something, or look again when anything has happened: what is wished for is not there yet."""
        if self.chance.random() < _IMPATIENT:
            await self._write(f"{COUNT}{self.texts + 1}")
        else:
            await self.town.playground.hub.wait(_A_MOMENT)


@dataclass(slots=True)
class Helper(Citizen):
    """A supervisor, who comes to help every other time."""

    async def act(self) -> None:
        """Come to help, or say something."""
        self.look()
        for message in self.seen.values():
            for text, read in buttons(message):
                if read.verb is Verb.TAKE_HELP and not message.deleted and self.chance.random() < 0.5:
                    await self.town.does("tap", self.person, message_id=message.message_id, data=text)
                    return
        await self._write(f"{COUNT}{self.texts + 1}")
