"""A draft is walked through before anybody publishes it: rules and cards as in a call, and nothing kept."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.telegram.deeds import AnswerTap, Deed, ShowCard, Tell
from bot.telegram.handlers.attention import Awaited, Focus
from bot.telegram.handlers.walks import Course, Walks, to_the_second
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

MOST_AT_HAND: Final = 100
"""Walks that need not be walked again for their next step, one a chat."""
MOST_STEPS: Final = 1_000
"""Taps and texts of one walk: whoever takes more begins anew."""
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

    def at(self, now: datetime) -> "Tried":
        """Return the same walk at another time (aware)."""
        return replace(self, walk=self.walk.at(now.astimezone(self.walk.setting.zone)))

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
class _AtHand:
    """A walk as this program saw it last, so that it need not be walked again."""

    course: Course
    tried: Tried


@dataclass(frozen=True, slots=True)
class Trying:
    """The walks that go on, whoever took their latest step."""

    wiring: Wiring
    _at_hand: OrderedDict[int, _AtHand] = field(default_factory=OrderedDict)

    @property
    def _walks(self) -> Walks:
        return Walks(self.wiring.shown)

    async def handle(
        self, actor: Actor, tap: Tap, wanted: Wanted, here: At, program: Program | None
    ) -> tuple[Deed, ...]:
        """Begin a walk, or take a step of the one that goes on in this chat."""
        if program is None:
            return _no(actor, tap, Refusal(Reason.DRAFT_GONE))
        await beside(machine_of, program)
        if wanted is Wanted.TRY:
            course = self._course(actor, here)
            await self._walks.begin(tap.chat, course)
            return await self._shown(actor, tap, course, self._begun(here.at(), course, program))
        known = await self._known(tap.chat, here, program)
        if known is None:
            return _no(actor, tap, Refusal(Reason.TRYING_OVER))
        if here.first != known.tried.number % _ROUND or here.second is None:
            return await self._stale(actor, tap, known)
        after = known.tried.tapped(here.second)
        if isinstance(after, Refusal):
            return _no(actor, tap, after)
        course = known.course.and_then(here.second, self.wiring.office.now())
        if not await self._walks.go_on(tap.chat, course):
            return _no(actor, tap, Refusal(Reason.STALE))
        return await self._shown(actor, tap, course, after)

    async def write(self, actor: Actor, words: Words, here: At, program: Program | None) -> tuple[Deed, ...]:
        """Let a text be said in the walk that goes on in this chat."""
        known = None
        if program is not None:
            await beside(machine_of, program)
            known = await self._known(words.chat, here, program)
        if known is None:
            await self.wiring.attention.forget(words.chat)
            return (Tell(words.chat, Refusal(Reason.TRYING_OVER).phrase, actor.language),)
        course = known.course.and_then(words.text, self.wiring.office.now())
        if not await self._walks.go_on(words.chat, course):
            return (Tell(words.chat, Refusal(Reason.STALE).phrase, actor.language),)
        return await self._shown(actor, words, course, known.tried.wrote(str(course.steps[-1][1])))

    async def _stale(self, actor: Actor, tap: Tap, known: _AtHand) -> tuple[Deed, ...]:
        """Say that the card was an old one, and draw what stands: whoever was to draw it may be gone."""
        _, shown = await self._shown(actor, tap, known.course, known.tried)
        return (*_no(actor, tap, Refusal(Reason.STALE)), shown)

    async def end(self, chat: int) -> None:
        """End the walk in ``chat``, if one goes on: nothing of it is kept."""
        self._at_hand.pop(chat, None)
        await self._walks.end(chat)

    async def _known(self, chat: int, here: At, program: Program) -> _AtHand | None:
        """Return the walk that goes on in ``chat``, walked again where another program took a step of it."""
        course = await self._walks.of(chat)
        if course is None or course.place != _place(here) or len(course.steps) >= MOST_STEPS:
            return None
        known = self._at_hand.get(chat)
        if known is not None and known.course == course:
            return known
        return _AtHand(course, _walked(self._begun(here.at(), course, program), course))

    def _course(self, actor: Actor, here: At) -> Course:
        begun = to_the_second(self.wiring.office.now())
        return Course(place=_place(here), role=actor.role, language=actor.language, begun=begun)

    def _begun(self, here: At, course: Course, program: Program) -> Tried:
        products = program.lists.get("products", {})
        zone = self.wiring.office.zone
        setting = Setting(
            program=program,
            zone=zone,
            language=course.language,
            product=next(iter(products), ""),
            role=course.role,
        )
        viewer = Viewer(language=course.language, role=course.role)
        return Tried(here=here, walk=Walk.begin(setting, course.begun.astimezone(zone)), viewer=viewer)

    async def _shown(self, actor: Actor, sent: Tap | Words, course: Course, tried: Tried) -> tuple[Deed, ...]:
        """Draw the walk as it stands now; the next text of the chat is said in it."""
        tried = tried.at(course.now)
        self._at_hand[sent.chat] = _AtHand(course, tried)
        self._at_hand.move_to_end(sent.chat)
        while len(self._at_hand) > MOST_AT_HAND:
            self._at_hand.popitem(last=False)
        await self.wiring.attention.turn_to(sent.chat, Focus(Awaited.TRIED, about=course.place))
        card = replace(tried.card(), language=actor.language)
        if isinstance(sent, Words):
            return (ShowCard(sent.chat, card),)
        return (AnswerTap(sent.query), ShowCard(sent.chat, card, over=sent.message))


def _place(here: At) -> str:
    return here.at().value(Wanted.TAP)


def _walked(tried: Tried, course: Course) -> Tried:
    """Take the steps of ``course`` again; one that leads nowhere now, as it never did, is left out."""
    for seconds, done in course.steps:
        after = tried.wrote(done) if isinstance(done, str) else tried.tapped(done)
        if isinstance(after, Tried):
            tried = after.at(course.begun + timedelta(seconds=seconds))
    return tried


_ROUND: Final = 10_000
"""Taps after which their numbers begin anew, so that they fit a button."""


def _numbered(rows: tuple[tuple[Button, ...], ...]) -> list[list[tuple[int, Button]]]:
    """Return the rows with the number of each button over all of them."""
    numbers = iter(range(sum(map(len, rows))))
    return [[(next(numbers), button) for button in row] for row in rows]


def _no(actor: Actor, tap: Tap, refusal: Refusal) -> tuple[Deed, ...]:
    return (AnswerTap(tap.query, refusal.phrase, actor.language),)
