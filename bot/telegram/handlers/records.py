"""Reading calls and writing beside them: the list, the timeline, a rating, a remark, an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, ShowCall, ShowCard, Tell
from bot.telegram.errands import help_is_over
from bot.telegram.handlers.attention import Awaited, Focus
from bot.telegram.handlers.briefs import Briefs
from bot.telegram.handlers.casework import Casework
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Sent, Tap, Words
from dialogs.access import Action, Reach, reach
from dialogs.actors import Actor
from dialogs.cards import Verb
from dialogs.commands import EndHelp, TakeHelp, Whisper
from dialogs.decide.beside import LONGEST_WHISPER
from dialogs.events import PauseReason
from dialogs.ids import Cause, PersonId, SessionId, is_time_ordered_id
from dialogs.ports import Kept, SessionLine, SessionStatus, ShownCard
from dialogs.refusals import Reason, Refusal
from dialogs.render.brief_files import with_brief
from dialogs.render.call_list import Listing, call_list
from dialogs.render.casework import with_case
from dialogs.render.crises import mark_of
from dialogs.render.deadlines import deadline_lines
from dialogs.render.records import OPENS, Beside, asking, timeline_card
from dialogs.render.walking import standing_line
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.service import Done, Refused
from dialogs.texts import Phrase, Value

LATELY = timedelta(days=1)
"""For how long after its end a call is looked at for a crisis that still stands."""
_ID = 26
_FIRST = Listing()
_AWAITED: Final = {
    Verb.REMARK: Awaited.REMARK,
    Verb.ANSWER_REVIEW: Awaited.ANSWER,
    Verb.WHISPER: Awaited.WHISPER,
}
"""What each of these buttons asks for."""
_WRITE_AGAIN: Final = frozenset({Reason.EMPTY, Reason.WHISPER_LONG})
"""Why a whisper is still waited for."""


@dataclass(frozen=True, slots=True)
class Records:
    """What supervisors do, and agents with their own calls."""

    wiring: Wiring
    briefs: Briefs
    casework: Casework

    async def list(
        self, actor: Actor, sent: Sent, listing: Listing = _FIRST, over: int | None = None
    ) -> tuple[Deed, ...]:
        """Show the calls that the actor may read."""
        office = self.wiring.office
        lines = await office.views.sessions(actor, listing.narrowed)
        agents, marks = await self._agents(actor), await self._marks(lines)
        card = call_list(actor, lines, listing, agents, office.now(), marks)
        return (ShowCard(sent.chat, card, over=over),)

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on a list or a timeline."""
        match button.verb:
            case Verb.SESSIONS:
                listing = Listing.read(button.value) if button.value else Listing()
                if listing is None:
                    return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
                return (AnswerTap(tap.query), *await self.list(actor, tap, listing, over=tap.message))
            case Verb.TIMELINE:
                return await self._timeline(actor, tap, button.value)
            case Verb.RATE:
                return await self._rate(actor, tap, button.value)
            case Verb.REMARK | Verb.ANSWER_REVIEW | Verb.WHISPER:
                return await self._ask_for_words(actor, tap, button)
            case Verb.TAKE_HELP | Verb.END_HELP if not button.session or button.value in {"", button.session}:
                return await self._help(actor, tap, button, button.session or SessionId(button.value))
            case _:
                return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)

    async def write(self, actor: Actor, words: Words, focus: Focus) -> tuple[Deed, ...]:
        """Take the words that a remark, an answer or a whisper was waiting for."""
        if focus.awaited is Awaited.WHISPER:
            return await self._whisper(actor, words, focus.session)
        reviews, said = self.wiring.reviews, Sealed(words.text)
        if focus.awaited is Awaited.REMARK:
            told = await reviews.remark(actor, focus.session, said, words.cause)
        else:
            told = await reviews.answer(actor, focus.session, said, words.cause)
        if isinstance(told, Refusal):
            return (Tell(words.chat, told.phrase, actor.language),)
        await self.wiring.attention.forget(words.chat)
        await self._carries(words, focus.session)
        return await self.show(actor, words, focus.session)

    async def _whisper(self, actor: Actor, words: Words, session: SessionId) -> tuple[Deed, ...]:
        """Put a line on the agent's card, at once and without a sound."""
        wish = Whisper(actor=actor, session=session, words=Sealed(words.text))
        done = await self.wiring.sessions.handle(wish, words.cause)
        await self._carries(words, session)
        refusal = done.refusal if isinstance(done, Refused) else None
        if refusal is None or refusal.reason not in _WRITE_AGAIN:
            await self.wiring.attention.forget(words.chat)
        if isinstance(done, Refused):
            return (Tell(words.chat, done.refusal.phrase, actor.language),)
        agent = done.state.agent
        return (ShowCall(agent, agent, session, keeps=True), *await self.show(actor, words, session))

    async def _carries(self, words: Words, session: SessionId) -> None:
        """Remember that words carry something of a call: they leave the chat with it."""
        carries = ShownCard(
            chat=words.chat, message=words.message, session=session, version=0, digest="", live=False
        )
        await self.wiring.shown.record(carries, after=None)

    async def _timeline(self, actor: Actor, tap: Tap, value: str) -> tuple[Deed, ...]:
        session, place = SessionId(value[:_ID]), value[_ID:]
        page, opening = place.removeprefix(OPENS), not place or place.startswith(OPENS)
        if not is_time_ordered_id(session) or (place and not page.isdecimal()):
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        over = None if opening else tap.message
        # A call that goes on is opened where it is now, one that ended where it began.
        seen = await self.wiring.sessions.look(actor, session)
        ended = isinstance(seen, Done) and seen.state.status is SessionStatus.ENDED
        first = 0 if ended else None
        at = int(page) if page else first
        shown = await self.show(actor, tap, session, at, over, opening=opening)
        return (AnswerTap(tap.query), *shown)

    async def show(
        self,
        actor: Actor,
        sent: Sent,
        session: SessionId,
        page: int | None = None,
        over: int | None = None,
        *,
        opening: bool = False,
    ) -> tuple[Deed, ...]:
        """Show the timeline of a call, which is told to whoever asks who read it."""
        cause = Cause(f"{sent.cause}:read")  # what was sent may have written something already
        record = await self.wiring.reviews.read(actor, session, cause, opening=opening)
        if isinstance(record, Refusal):
            return (Tell(sent.chat, record.phrase, actor.language),)
        names: dict[PersonId, str] = {}
        people = {*record.timeline.owners, *(each.by for each in (*record.review.said, *record.readers))}
        people |= {record.review.rated_by} if record.review.rated_by is not None else set()
        for person in people:
            known = await self.wiring.office.directory.actor(person)
            names[person] = known.name if known else ""
        office = self.wiring.office
        due = deadline_lines(office.deadlines, record.complaint, office.now().date())
        beside = Beside(due, standing_line(record.program, record.timeline.state))
        card = timeline_card(actor, record.timeline, record.review, record.readers, names, page, beside)
        if self.briefs.offered(actor, record.timeline.state):
            card = with_brief(card, session)
        if self.casework.offered(actor, record.timeline.state):
            card = with_case(card, session)
        erased = record.timeline.state.kept is Kept.ERASED
        return (ShowCard(sent.chat, card, over=over, about=None if erased else session),)

    async def _rate(self, actor: Actor, tap: Tap, value: str) -> tuple[Deed, ...]:
        session, _, score = value.partition(".")
        if not is_time_ordered_id(session) or score not in set("12345"):
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        told = await self.wiring.reviews.rate(actor, SessionId(session), int(score), tap.cause)
        if isinstance(told, Refusal):
            return (AnswerTap(tap.query, told.phrase, actor.language),)
        shown = await self.show(actor, tap, SessionId(session), over=tap.message)
        return (AnswerTap(tap.query, Phrase("toast.rated", {"score": int(score)}), actor.language), *shown)

    async def _ask_for_words(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        session = SessionId(button.value)
        awaited = _AWAITED[button.verb]
        action = Action.WALK if awaited is Awaited.ANSWER else Action.REVIEW
        seen = await self.wiring.sessions.look(actor, session, action)
        if isinstance(seen, Refused):
            return (AnswerTap(tap.query, seen.refusal.phrase, actor.language),)
        if seen.state.kept is Kept.ERASED:
            return (AnswerTap(tap.query, Phrase("refused.words_erased"), actor.language),)
        if awaited is Awaited.WHISPER and seen.state.status is SessionStatus.ENDED:
            return (AnswerTap(tap.query, Phrase("refused.whisper_late"), actor.language, alert=True),)
        await self.wiring.attention.turn_to(tap.chat, Focus(awaited, session))
        values: dict[str, Value] = {"alias": seen.state.alias}
        if awaited is Awaited.WHISPER:
            agent = await self.wiring.office.directory.actor(seen.state.agent)
            values |= {"name": agent.name if agent else "", "most": LONGEST_WHISPER}
        asked = Phrase(f"ask.{awaited}", values)
        return (AnswerTap(tap.query), ShowCard(tap.chat, asking(actor, asked)))

    async def _help(self, actor: Actor, tap: Tap, button: ButtonData, session: SessionId) -> tuple[Deed, ...]:
        """Come to help, or say that it is over: the agent's card says so; this message shows the timeline."""
        comes = button.verb is Verb.TAKE_HELP
        wish = TakeHelp(actor=actor, session=session) if comes else EndHelp(actor=actor, session=session)
        done = await self.wiring.sessions.handle(wish, tap.cause)
        if isinstance(done, Refused):
            told = AnswerTap(tap.query, done.refusal.phrase, actor.language, alert=True)
            over = help_is_over(actor, done.state) if comes and done.state else None
            return (told, ShowCard(tap.chat, over, over=tap.message, about=session)) if over else (told,)
        agent, alias = done.state.agent, {"alias": done.state.alias}
        comes_late = comes and done.state.pause is PauseReason.HUNG_UP
        came = Phrase("toast.help_hung_up" if comes_late else "toast.help_taken", alias)
        said = came if comes else Phrase("toast.help_ended", alias)
        return (
            AnswerTap(tap.query, said, actor.language),
            ShowCall(agent, agent, session, keeps=True),
            *await self.show(actor, tap, session, over=tap.message, opening=comes),
        )

    async def _marks(self, lines: Sequence[SessionLine]) -> dict[SessionId, Phrase]:
        """Return what stands out about calls that go on, or ended lately: a crisis may outlast its call."""
        marks, lately = dict[SessionId, Phrase](), self.wiring.office.clock() - LATELY
        for line in lines:
            if line.ended_at is None or line.ended_at > lately:
                mark = mark_of(await self.wiring.office.calls.at(line.session))
                marks |= {line.session: mark} if mark else {}
        return marks

    async def _agents(self, actor: Actor) -> tuple[Actor, ...]:
        match reach(actor, Action.READ_SESSION):
            case Reach.ALL:
                return tuple(await self.wiring.office.directory.members(role=Role.STAFF))
            case Reach.TEAM:
                return tuple(await self.wiring.office.directory.members(actor.team, Role.STAFF))
            case _:
                return (actor,)
