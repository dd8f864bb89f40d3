"""A person whose card is drawn from the log, who taps what stands on it and writes whenever they like."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from bot.telegram.callback_data import encode
from bot.telegram.handlers.desk import USUAL
from dialogs.actors import Actor
from dialogs.cards import Button, Card, Panel, Verb, Viewer
from dialogs.ids import PersonId, SessionId
from dialogs.ports import SessionStatus
from dialogs.program import Channel, Program
from dialogs.render import render
from dialogs.render.desk import NewCall
from dialogs.render.tags import tag_of
from dialogs.service import Done, Office, SessionService
from dialogs.state import SessionState
from dialogs.texts import Phrase

BOT: Final = 70000001
_PANELS: Final = (Panel.MAIN, Panel.MENU, Panel.TEMPERATURE, Panel.JUMP, Panel.END)
_RESENT: Final = 0.12
"""How often a client sends a tap a second time."""
_ANOTHER_CALL: Final = 0.02
"""How often a person begins a call beside the one that goes on."""
_WEIGHTS: Final = {
    Verb.CHOOSE: 12,
    Verb.TEMPERATURE: 1,
    Verb.BACK: 2,
    Verb.PICK: 3,
    Verb.UNPICK: 1,
    Verb.COMPLIANCE: 3,
    Verb.FLAG: 1,
    Verb.HELP: 1,
    Verb.JUMP: 1,
    Verb.PAUSE: 2,
    Verb.RESUME: 9,
    Verb.END: 1,
}
"""How often what is tapped, of what stands there; what is not named here opens panels, and writes nothing."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One update as it was sent, once; ``queue`` is where Telegram keeps its order."""

    number: int
    person: PersonId
    queue: str
    raw: dict[str, object]
    text: str = ""
    carried: str = ""
    """The data of a tap."""
    is_walk: bool = True
    """Whether its person waits for what comes of it before they tap again; a note is waited for by nobody."""


@dataclass(slots=True)
class Person:
    """Somebody on the phone: taps wait for a card, words for nothing."""

    actor: Actor
    chance: random.Random
    numbers: Iterator[int]
    session: SessionId | None = None
    proposal: int = 0
    """The message that proposes a new call, 0 when none stands there."""
    calls: list[SessionId] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """The notes that they wrote, in their order."""
    _message: int = 100

    def next(self, card: Card | None) -> list[Sending]:
        """Return what they send now that they see ``card``, if they have a call."""
        walk = self._walk(card)
        sent = [walk, self._again(walk)] if walk.carried and self.chance.random() < _RESENT else [walk]
        notes = [self._note() for _ in range(self.chance.choice((0, 0, 1, 2)) if self.calls else 0)]
        place = self.chance.randint(0, 1) * len(sent)  # before or after the tap
        sent[place:place] = notes
        return sent

    def _walk(self, card: Card | None) -> Sending:
        if self.proposal:
            message, self.proposal = self.proposal, 0
            button = Button(Phrase("button.new_call"), Verb.NEW, self._proposed())
            return self._tap(encode(button), message)
        offered = _taps(card) if card else []
        if card is None or not offered or self.chance.random() < _ANOTHER_CALL:
            return self._text("/new")
        button = self.chance.choices(offered, [_WEIGHTS[each.verb] for each in offered])[0]
        return self._tap(encode(button, card.session, card.turn), message=1)

    def _proposed(self) -> str:
        number = self.chance.randrange(900)
        return NewCall(number, Channel.PHONE, self.actor.language, tag_of(USUAL)).value("p", "0")

    def _note(self) -> Sending:
        said = f"第{len(self.words) + 1}句话"
        self.words.append(said)
        return self._text(said, is_walk=False)

    def _tap(self, carried: str, message: int) -> Sending:
        number, person = next(self.numbers), self.actor.person
        query = {
            "id": f"{person}{number}",
            "from": _user(person),
            "message": {"message_id": message, "date": 0, "chat": {"id": person, "type": "private"}},
            "chat_instance": "1",
            "data": carried,
        }
        raw: dict[str, object] = {"update_id": number, "callback_query": query}
        return Sending(number, person, f"taps:{person}", raw, carried=carried)

    def _again(self, tap: Sending) -> Sending:
        """Return a tap as a client sends it a second time: nothing but its ids is new."""
        number, query = next(self.numbers), tap.raw["callback_query"]
        assert isinstance(query, dict)
        again = {**query, "id": f"{tap.person}{number}"}
        raw: dict[str, object] = {"update_id": number, "callback_query": again}
        return replace(tap, number=number, raw=raw, is_walk=False)

    def _text(self, text: str, *, is_walk: bool = True) -> Sending:
        self._message += 1
        number, person = next(self.numbers), self.actor.person
        message = {
            "message_id": self._message,
            "date": 1_795_500_000,
            "chat": {"id": person, "type": "private"},
            "from": _user(person),
            "text": text,
        }
        raw: dict[str, object] = {"update_id": number, "message": message}
        return Sending(number, person, f"chat:{person}", raw, text, is_walk=is_walk)


@dataclass(frozen=True, slots=True)
class Eyes:
    """What a person sees: cards as the bot draws them, from the log as it stands when they look."""

    office: Office
    sessions: SessionService

    async def card(self, person: Person, session: SessionId | None) -> tuple[Card, SessionStatus] | None:
        """Return the card of a call with all that its panels hold, none when there is no call."""
        seen = await self.sessions.look(person.actor, session) if session else None
        if not isinstance(seen, Done):
            return None
        return _opened(seen.program, seen.state, self.office), seen.state.status


def _opened(program: Program, state: SessionState, office: Office) -> Card:
    """Draw a call with the buttons of every panel at once, as if each had been opened."""
    drawn = [render(program, state, Viewer(panel=panel), office.now()) for panel in _PANELS]
    found = [button for card in drawn for row in card.buttons for button in row]
    every = {(button.verb, button.value): button for button in found}
    return replace(drawn[0], buttons=(tuple(every.values()),))


def _taps(card: Card) -> list[Button]:
    return [each for row in card.buttons for each in row if each.enabled and each.verb in _WEIGHTS]


def _user(person: PersonId) -> dict[str, object]:
    return {"id": person, "is_bot": False, "first_name": f"虚构{person}", "language_code": "zh-hans"}
