"""What a written text comes to: a command, words that were asked for, or a note in a call."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.telegram.deeds import Deed, Delete, Glance, ShowCall, ShowCard, Tell
from bot.telegram.handlers.accesses import Accesses
from bot.telegram.handlers.attention import OF_PLAYBOOKS, Awaited, Focus
from bot.telegram.handlers.casework import Casework
from bot.telegram.handlers.deadlines import Deadlines
from bot.telegram.handlers.desk import Desk
from bot.telegram.handlers.evidences import Evidences
from bot.telegram.handlers.finds import Finds
from bot.telegram.handlers.lookups import Lookups
from bot.telegram.handlers.members import Members
from bot.telegram.handlers.playbook_words import PlaybookWords
from bot.telegram.handlers.records import Records
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Words
from dialogs.actors import Actor
from dialogs.cards import Panel
from dialogs.case import Case
from dialogs.commands import ChangeGiven, EditSummary, NoteWords, Pause, Resume, SessionCommand
from dialogs.events import SessionOpened, SessionResumed, SummarySection
from dialogs.ids import SessionId, session_stream
from dialogs.law import LawCard
from dialogs.masking import is_bare, mask
from dialogs.placeholders import answer_of, label_of_slot
from dialogs.ports import SessionFilter, SessionLine, SessionStatus, ShownCard
from dialogs.program import ANSWER
from dialogs.refusals import Reason
from dialogs.render.unread import unread
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.service import Done, Refused
from dialogs.texts import Language, Phrase, Value

_LONGEST_COMMAND = 32
_UNREAD: Final = frozenset({Reason.NO_AMOUNT, Reason.NO_DAY, Reason.DAY_AHEAD})
"""Why a text is no answer to its question, though it may be worth keeping."""
_NO_ANSWER: Final = -1
"""Version of a text that was no answer: edited, it may become one."""
_NO_CALL: Final = {
    Role.STAFF: "text.no_call",
    Role.TRAINER: "text.no_call_trainer",
    Role.SUPERVISOR: "text.no_call_supervisor",
    Role.ADMIN: "text.no_call_supervisor",
}
"""What somebody is told whose words go nowhere: by what they most likely meant to do."""
JUST_SWITCHED: Final = timedelta(seconds=3)
"""How long after a switch a text may still have been meant for the call before."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Reads commands, and otherwise writes words down where the card said that they would go."""

    wiring: Wiring
    desk: Desk
    records: Records
    members: Members
    accesses: Accesses
    finds: Finds
    laws: Lookups[LawCard]
    cases: Lookups[Case]
    casework: Casework
    evidences: Evidences
    playbook_words: PlaybookWords
    deadlines: Deadlines

    async def handle(self, actor: Actor, words: Words) -> tuple[Deed, ...]:
        """Carry out a text of a member of the firm; one with an identifier does not stay in the chat."""
        deeds, gone = await self._dealt_with(actor, words), Delete(words.chat, words.message)
        return (*deeds, gone) if mask(words.text).found and gone not in deeds else deeds

    async def _dealt_with(self, actor: Actor, words: Words) -> tuple[Deed, ...]:
        carried = await self._carried(words)
        if words.text.startswith("/") and not (words.edited and carried):
            await self.wiring.attention.forget(words.chat)
            return await self._command(actor, words)
        focus = await self.wiring.attention.focus(words.chat)
        if focus is not None and not words.edited and carried in {None, focus.session}:
            return await self._asked_for(actor, words, focus)
        return await self._note(actor, words, carried)

    async def _command(self, actor: Actor, words: Words) -> tuple[Deed, ...]:
        name, *arguments = words.text.split()
        match name.partition("@")[0][:_LONGEST_COMMAND].lower():
            case "/start":
                return await self.desk.greet(actor, words)
            case "/new":
                return await self.desk.propose(actor, words)
            case "/help":
                return await self.desk.help(actor, words)
            case "/sessions":
                return await self.records.list(actor, words)
            case "/deadlines":
                return await self.deadlines.list(actor, words)
            case "/find":
                return await self.finds.by_words(actor, words)
            case "/law":
                return await self.laws.by_words(actor, words)
            case "/case":
                waiting = () if arguments else await self.casework.remind(actor, words)
                return (*await self.cases.by_words(actor, words), *waiting)
            case "/people":
                return await self.members.by_words(actor, words, arguments)
            case "/playbooks":
                return await self.playbook_words.playbooks.show(actor, words)
            case "/access":
                return await self.accesses.show(actor, words)
            case "/evidence":
                return await self.evidences.show(actor, words)
            case "/reset":
                return await self._reset(actor, words)
            case "/end" | "/pause" | "/resume" | "/jump" | "/answers" as command:
                return await self._about_live_call(actor, words, command)
            case _:
                return (Tell(words.chat, Phrase("error.unknown_command"), actor.language),)

    async def _reset(self, actor: Actor, words: Words) -> tuple[Deed, ...]:
        """Forget what was half done and draw again from the log; there is nothing that can be lost."""
        live = await self.wiring.live_call(actor)
        if live is None:
            return await self.desk.greet(actor, words, Phrase("desk.reset"))
        return (_show(words, actor, live.session, Glance(notices=(Phrase("desk.reset"),)), anew=True),)

    async def _about_live_call(self, actor: Actor, words: Words, command: str) -> tuple[Deed, ...]:
        live = await self.wiring.live_call(actor)
        if live is None:
            others = await self.wiring.open_calls(actor)
            if command == "/resume" and len(others) == 1:
                wish = Resume(actor=actor, session=others[0].session)
                return await self._carry_out(actor, words, wish)
            key = "refused.which_to_resume" if command == "/resume" else "refused.no_live_call"
            notice = Phrase(key if others else "refused.no_session")
            return await self.desk.greet(actor, words, notice)
        panels = {
            "/end": Panel.END,
            "/jump": Panel.JUMP,
            "/answers": Panel.ANSWERS,
            "/resume": Panel.SESSIONS,
        }
        if command == "/pause":
            return await self._carry_out(actor, words, Pause(actor=actor, session=live.session))
        return (_show(words, actor, live.session, Glance(panel=panels[command]), anew=True),)

    async def _asked_for(self, actor: Actor, words: Words, focus: Focus) -> tuple[Deed, ...]:
        if focus.awaited is Awaited.TERM:
            return await self.finds.find(actor, words, words.text)
        if focus.awaited is Awaited.LAW:
            return await self.laws.find(actor, words, words.text)
        if focus.awaited is Awaited.CASE:
            return await self.cases.find(actor, words, words.text)
        if focus.awaited in OF_PLAYBOOKS:
            return await self.playbook_words.write(actor, words, focus)
        if focus.awaited is Awaited.GIVEN:
            return await self._carry_out(actor, words, _correction(actor, words, focus.session, focus.move))
        if focus.awaited is not Awaited.SECTION:
            return await self.records.write(actor, words, focus)
        wish = EditSummary(
            actor=actor,
            session=focus.session,
            section=focus.section or SummarySection.REPORTED,
            words=Sealed(words.text),
        )
        return await self._carry_out(actor, words, wish)

    async def _note(self, actor: Actor, words: Words, carried: SessionId | None) -> tuple[Deed, ...]:
        session = carried or await self._in_hand(actor)
        if session is None:
            said = Phrase(_NO_CALL[actor.role])
            if actor.role is Role.STAFF:
                return await self.desk.greet(actor, words, said)
            # They look at calls of others, or at a playbook: the desk would lie over that.
            return (Tell(words.chat, said, actor.language, reply_to=words.message),)
        before = await self.wiring.shown.at(words.chat, words.message) if words.edited else None
        move = 0 if before is None else await self._answered_by(actor, session, before.version)
        if move:
            return await self._carry_out(actor, words, _correction(actor, words, session, move))
        wish = NoteWords(
            actor=actor,
            session=session,
            words=Sealed(words.text),
            said_at=words.at,
            may_answer=not words.edited or (before is not None and before.version == _NO_ANSWER),
        )
        return await self._carry_out(actor, words, wish)

    async def _answered_by(self, actor: Actor, session: SessionId, version: int) -> int:
        """Return ``version`` where it is that of a move that a text made, which was edited now; else 0."""
        seen = await self.wiring.sessions.look(actor, session)
        if isinstance(seen, Refused) or seen.state.status is not SessionStatus.LIVE:
            return 0
        written = [each.version for each in seen.state.path if each.choice == ANSWER]
        return version if version in written else 0

    async def _carried(self, words: Words) -> SessionId | None:
        """Return the call of a text that was edited, or of the card that it replies to."""
        for message in (words.message if words.edited else None, words.reply_to):
            shown = await self.wiring.shown.at(words.chat, message) if message is not None else None
            if shown is not None and shown.session is not None:
                return shown.session
        return None

    async def _in_hand(self, actor: Actor) -> SessionId | None:
        """Return the call that goes on, else the one that was paused last, else the one that just ended.

        A customer hung up and the agent writes down what was said last: that belongs to the call that stands.
        """
        lines = await self.wiring.office.views.own_sessions(actor)
        live = next((line for line in lines if line.status is SessionStatus.LIVE), None)
        if live is None and lines:
            return lines[0].session
        return live.session if live else await self._just_ended(actor)

    async def _just_ended(self, actor: Actor) -> SessionId | None:
        """A note after hanging up belongs to the call that just ended, as long as no other is open."""
        if await self.wiring.open_calls(actor):
            return None
        lines: list[SessionLine] = [
            line
            for line in await self.wiring.office.views.sessions(
                actor, SessionFilter(agent=actor.person, limit=1)
            )
            if line.status is SessionStatus.ENDED
        ]
        return lines[0].session if lines else None

    async def _carry_out(self, actor: Actor, words: Words, wish: SessionCommand) -> tuple[Deed, ...]:
        outcome = await self.wiring.sessions.handle(wish, words.cause)
        if isinstance(outcome, Refused):
            reason = outcome.refusal.reason
            if reason in _UNREAD:
                await self._carries(words, wish.session, _NO_ANSWER)
                card = unread(outcome.refusal, wish.session, words.message, actor.language)
                return (ShowCard(words.chat, card, about=wish.session, reply_to=words.message),)
            key = (
                Phrase(_NO_CALL[actor.role])
                if reason in {Reason.FORBIDDEN, Reason.NO_SESSION}
                else outcome.refusal.phrase
            )
            return (Tell(words.chat, key, actor.language, reply_to=words.message),)
        version = wish.move if isinstance(wish, ChangeGiven) else outcome.state.version
        await self._carries(words, wish.session, version)
        if isinstance(wish, EditSummary | ChangeGiven):
            await self.wiring.attention.forget(words.chat)
        just_switched = await self._has_just_switched(actor, words, wish.session)
        glance = _glance(words, wish, outcome, just_switched=just_switched)
        return (_show(words, actor, wish.session, glance),)

    async def _carries(self, words: Words, session: SessionId, version: int) -> None:
        """Remember that a text carries something of a call: it leaves the chat with it."""
        before = await self.wiring.shown.at(words.chat, words.message)
        carries = ShownCard(
            chat=words.chat,
            message=words.message,
            session=session,
            version=version,
            digest="",
            live=False,
            sweep=before is not None and before.sweep,
        )
        await self.wiring.shown.record(carries, after=before)

    async def _has_just_switched(self, actor: Actor, words: Words, session: SessionId) -> bool:
        """Tell whether a text may still have been meant for the call before, by when this one went on."""
        if not await self.wiring.open_calls(actor, but=session):
            return False
        events = await self.wiring.office.store.load(session_stream(session))
        began = [each.at for each in events if isinstance(each, SessionOpened | SessionResumed)]
        return bool(began) and words.at - began[-1] <= JUST_SWITCHED


def _glance(words: Words, wish: SessionCommand, outcome: Done, *, just_switched: bool) -> Glance:
    """Say where the words went and what was masked in them, and let one tap move them."""
    notices: list[Phrase] = []
    noted = 0
    if (answered := _answered(wish, outcome)) is not None:
        notices.append(answered)
    elif isinstance(wish, NoteWords) and outcome.state.noted:
        note = outcome.state.noted[-1]
        noted = note.version
        key = "text.noted_just_switched" if just_switched else "text.noted"
        key = "text.noted_edited" if words.edited else key
        values: dict[str, Value] = {"place": Phrase(f"place.{note.place}"), "alias": outcome.state.alias}
        notices.append(Phrase(key, values))
    if (masked := mask(words.text)).found:
        notices.append(Phrase("text.masked_only" if is_bare(masked.text) else "text.masked"))
    return Glance(notices=tuple(notices), noted=noted)


def _answered(wish: SessionCommand, outcome: Done) -> Phrase | None:
    """Say how an answer in writing was read; none when the words went elsewhere."""
    path, noted = outcome.state.path, outcome.state.noted
    match wish:
        case NoteWords() if path and path[-1].choice == ANSWER:
            if noted and noted[-1].version > path[-1].version:
                return None
            move, key = path[-1], "text.answered"
        case ChangeGiven(move=version):
            move, key = next(each for each in path if each.version == version), "text.corrected"
        case _:
            return None
    slot = outcome.program.slots[outcome.program.steps[move.before.step].asks or ""]
    answer = answer_of(outcome.state, slot)
    said = Phrase("card.blank") if answer is None else answer
    return Phrase(key, {"asked": label_of_slot(slot), "answer": said})


def _correction(actor: Actor, words: Words, session: SessionId, move: int) -> ChangeGiven:
    return ChangeGiven(actor=actor, session=session, move=move, words=Sealed(words.text), said_at=words.at)


def _show(words: Words, actor: Actor, session: SessionId, glance: Glance, *, anew: bool = False) -> ShowCall:
    return ShowCall(words.chat, actor.person, session, glance, anew)


def language_of(code: str) -> Language:
    """Return the language of somebody whom the directory does not know, by their client's language."""
    return Language.ZH if code.startswith("zh") or not code else Language.EN
