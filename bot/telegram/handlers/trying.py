"""A draft is walked through before anybody publishes it: rules and cards as in a call, and nothing kept."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Final

from bot.telegram.deeds import AnswerTap, Deed, ShowCard, Tell
from bot.telegram.handlers.attention import Awaited, Focus
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Tap, Words
from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Panel, Verb, Viewer
from dialogs.machine import machine_of
from dialogs.program import Program
from dialogs.refusals import Reason, Refusal
from dialogs.render.playbooks import At
from dialogs.render.playbooks import Deed as Wanted
from dialogs.texts import Phrase
from playbooks.beside import beside
from playbooks.rehearsal.buttons import deed_of
from playbooks.rehearsal.deeds import Deed as Done
from playbooks.rehearsal.deeds import Kind
from playbooks.rehearsal.walk import Setting, Walk

MOST_WALKS: Final = 100
"""Walks that go on at once, one a chat; the one that nobody tapped for longest ends."""
_LEFT_TO_CALLS: Final = {Verb.HELP, Verb.PAUSE, Verb.MOVE_WORDS, Verb.CHANGE_ANSWER}
"""What a button of a card asks for and only a call does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A walk in one chat, and how it is looked at."""

    here: At
    walk: Walk
    viewer: Viewer
    number: int = 0
    """How many taps it took: a button of an older card is known by it."""

    def card(self) -> Card:
        """Draw the card of the walk with buttons that lead back here."""
        drawn = self.walk.card(self.viewer)
        rows = [tuple(self._button(each, place) for place, each in row) for row in _numbered(drawn.buttons)]
        rows.append(
            (
                self.here.button(Phrase("trying.again"), Wanted.TRY),
                self.here.button(Phrase("trying.end"), Wanted.DRAFT),
            )
        )
        head = (Block(BlockKind.NOTICE, Phrase("trying.head")), Block(BlockKind.HINT, Phrase("ask.tried")))
        return replace(drawn, blocks=(*head, *drawn.blocks), buttons=tuple(rows), session=None, turn=0)

    def _button(self, button: Button, place: int) -> Button:
        value = self.here.at(self.number % _ROUND, place).value(Wanted.TAP)
        return replace(button, verb=Verb.PLAYBOOKS, value=value)

    def tapped(self, place: int) -> "Tried | Refusal":
        """Return the walk after its button number ``place``, or why there is none."""
        buttons = [button for row in self.walk.card(self.viewer).buttons for button in row]
        if not 0 <= place < len(buttons):
            return Refusal(Reason.STALE)
        button, fresh = buttons[place], self._fresh
        if button.verb is Verb.PANEL:
            name, _, about = button.value.partition(".")
            return self._seen(replace(fresh, panel=Panel(name), panel_value=about))
        if button.verb is Verb.DETAIL:
            return self._seen(replace(fresh, brief=not fresh.brief))
        deed = None if button.verb in _LEFT_TO_CALLS else deed_of(button, self.walk)
        return Refusal(Reason.NOT_TRIED) if deed is None else self._after(deed, fresh)

    def wrote(self, words: str) -> "Tried":
        """Return the walk after a text: an answer to its question, or words that it listens for."""
        return self._after(Done(Kind.TYPE, words), self._fresh)

    @property
    def _fresh(self) -> Viewer:
        """Return whoever looks, with nothing opened and nothing to be told."""
        return Viewer(language=self.viewer.language, role=self.viewer.role, brief=self.viewer.brief)

    def _after(self, deed: Done, fresh: Viewer) -> "Tried":
        after = self.walk.after(deed)
        if isinstance(after, Refusal):
            return self._seen(replace(fresh, notices=(after.phrase,)))
        return replace(self._seen(fresh), walk=after)

    def _seen(self, viewer: Viewer) -> "Tried":
        return replace(self, viewer=viewer, number=self.number + 1)


@dataclass(frozen=True, slots=True)
class Trying:
    """The walks that go on; they end with the program, and then one begins anew."""

    wiring: Wiring
    _walks: OrderedDict[int, Tried] = field(default_factory=OrderedDict)

    async def handle(
        self, actor: Actor, tap: Tap, wanted: Wanted, here: At, program: Program | None
    ) -> tuple[Deed, ...]:
        """Begin a walk, or take a step of the one that goes on in this chat."""
        if program is None:
            return _no(actor, tap, Refusal(Reason.DRAFT_GONE))
        if wanted is Wanted.TRY:
            await beside(machine_of, program)
            return await self._shown(actor, tap, self._begun(actor, here.at(), program))
        tried = self._walks.get(tap.chat)
        if tried is None or tried.here.revision != here.revision:
            return _no(actor, tap, Refusal(Reason.TRYING_OVER))
        if here.first != tried.number % _ROUND or here.second is None:
            return _no(actor, tap, Refusal(Reason.STALE))
        after = tried.tapped(here.second)
        if isinstance(after, Refusal):
            return _no(actor, tap, after)
        return await self._shown(actor, tap, after)

    async def write(self, actor: Actor, words: Words, here: At, program: Program | None) -> tuple[Deed, ...]:
        """Let a text be said in the walk that goes on in this chat."""
        tried = self._walks.get(words.chat)
        if program is None or tried is None or tried.here.revision != here.revision:
            await self.wiring.attention.forget(words.chat)
            return (Tell(words.chat, Refusal(Reason.TRYING_OVER).phrase, actor.language),)
        return await self._shown(actor, words, tried.wrote(words.text))

    def _begun(self, actor: Actor, here: At, program: Program) -> Tried:
        products = program.lists.get("products", {})
        setting = Setting(
            program=program,
            zone=self.wiring.office.zone,
            language=actor.language,
            product=next(iter(products), ""),
            role=actor.role,
        )
        viewer = Viewer(language=actor.language, role=actor.role)
        return Tried(here=here, walk=Walk.begin(setting, self.wiring.office.now()), viewer=viewer)

    async def _shown(self, actor: Actor, sent: Tap | Words, tried: Tried) -> tuple[Deed, ...]:
        """Draw the walk as it stands now; the next text of the chat is said in it."""
        tried = replace(tried, walk=tried.walk.at(self.wiring.office.now()))
        self._walks[sent.chat] = tried
        self._walks.move_to_end(sent.chat)
        while len(self._walks) > MOST_WALKS:
            self._walks.popitem(last=False)
        about = tried.here.at().value(Wanted.TAP)
        await self.wiring.attention.turn_to(sent.chat, Focus(Awaited.TRIED, about=about))
        card = replace(tried.card(), language=actor.language)
        if isinstance(sent, Words):
            return (ShowCard(sent.chat, card),)
        return (AnswerTap(sent.query), ShowCard(sent.chat, card, over=sent.message))


_ROUND: Final = 10_000
"""Taps after which their numbers begin anew, so that they fit a button."""


def _numbered(rows: tuple[tuple[Button, ...], ...]) -> list[list[tuple[int, Button]]]:
    """Return the rows with the number of each button over all of them."""
    numbers = iter(range(sum(map(len, rows))))
    return [[(next(numbers), button) for button in row] for row in rows]


def _no(actor: Actor, tap: Tap, refusal: Refusal) -> tuple[Deed, ...]:
    return (AnswerTap(tap.query, refusal.phrase, actor.language),)
