"""Taps on the card of a call."""

from dataclasses import dataclass

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, Delete, Glance, ShowCall, Sweep
from bot.telegram.handlers.attention import Awaited, Focus
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Tap
from dialogs.access import Action
from dialogs.actors import Actor
from dialogs.cards import Panel, Verb
from dialogs.commands import (
    AskHelp,
    ChangeAnswer,
    Choose,
    ConfirmCompliance,
    EndSession,
    FlagMoment,
    GoBack,
    JumpTo,
    MoveWords,
    NoteWords,
    Pause,
    PickOption,
    RestoreSummary,
    Resume,
    SessionCommand,
    SetCallLanguage,
    TakeTemperature,
    TickItem,
)
from dialogs.decide.answering import question_of
from dialogs.events import PauseReason, SummarySection
from dialogs.ids import ChoiceId, ItemId, RemedyId, SessionId, StageId
from dialogs.ports import SessionStatus
from dialogs.program import Outcome, Place
from dialogs.refusals import Reason
from dialogs.render.controls import TAIL
from dialogs.render.stopped import RESTORED
from dialogs.sealed import Sealed
from dialogs.service import Done, Refused
from dialogs.texts import Language, Phrase

_WITHOUT_VALUE = {Verb.BACK, Verb.FLAG, Verb.HELP, Verb.RESUME, Verb.SWEEP}
_LEFT_TO_THE_CHAT = {Verb.PANEL, Verb.DETAIL, Verb.EDIT_SUMMARY, Verb.MOVE_WORDS, Verb.KEEP, Verb.SWEEP}
"""What is no command to a call, so that nobody asks whose call it is unless we do."""


@dataclass(frozen=True, slots=True)
class CallTaps:
    """Turns a tap on a call's card into a command, and its outcome into what the chat shows."""

    wiring: Wiring

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on the card of ``button.session``; hostile values come to a polite refusal."""
        if button.value and button.verb in _WITHOUT_VALUE:
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        if button.verb not in _LEFT_TO_THE_CHAT:
            return await self._command(actor, tap, button)
        seen = await self.wiring.sessions.look(actor, button.session, Action.WALK)
        if isinstance(seen, Refused):
            return self._refused(actor, tap, seen)
        return await self._in_the_chat(actor, tap, button)

    async def _in_the_chat(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Do what the rules of a call know nothing of."""
        session = button.session
        match button.verb:
            case Verb.PANEL:
                return await self._panel(actor, tap, session, button.value)
            case Verb.DETAIL if button.value in {"brief", "full"}:
                await self.wiring.people.choose_detail(actor, tap.cause, brief=button.value == "brief")
                return (AnswerTap(tap.query), _show(tap, actor, session))
            case Verb.EDIT_SUMMARY:
                return await self._edit_summary(actor, tap, session, button.value)
            case Verb.MOVE_WORDS:
                return await self._move_words(actor, tap, session, button.value)
            case Verb.KEEP:
                return await self._keep(actor, tap, session, button.value)
            case Verb.SWEEP:
                return (AnswerTap(tap.query), Sweep(tap.chat, session, actor.language, summary_too=True))
            case _:
                return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)

    async def _command(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        command = await self._wish(actor, tap, button)
        if command is None:
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        outcome = await self.wiring.sessions.handle(command, tap.cause)
        if isinstance(outcome, Refused):
            return self._refused(actor, tap, outcome)
        self.wiring.late.on_time(command.session)
        deeds: tuple[Deed, ...] = (
            AnswerTap(tap.query, _toast(command, outcome), actor.language),
            _show(tap, actor, command.session, surely=not outcome.changed),
        )
        if outcome.state.status is SessionStatus.ENDED:
            # Also when nothing changed: another program may have ended the call, and itself before it swept.
            deeds = (*deeds, Sweep(tap.chat, command.session, actor.language))
        return deeds

    async def _wish(self, actor: Actor, tap: Tap, button: ButtonData) -> SessionCommand | None:
        """Return what a button asks for; none when its value is not one that we ever drew."""
        session, turn, value = button.session, button.turn, button.value
        match button.verb:
            case Verb.CHOOSE:
                arrived = tap.at if self.wiring.by_hand else None
                return Choose(
                    actor=actor, session=session, turn=turn, choice=ChoiceId(value), arrived=arrived
                )
            case Verb.BACK:
                return GoBack(actor=actor, session=session, turn=turn)
            case Verb.JUMP:
                return JumpTo(actor=actor, session=session, turn=turn, stage=StageId(value))
            case Verb.PICK | Verb.UNPICK:
                picked = button.verb is Verb.PICK
                return PickOption(
                    actor=actor, session=session, turn=turn, remedy=RemedyId(value), picked=picked
                )
            case Verb.TICK | Verb.UNTICK:
                ticked = button.verb is Verb.TICK
                return TickItem(actor=actor, session=session, turn=turn, item=ItemId(value), ticked=ticked)
            case Verb.COMPLIANCE:
                return ConfirmCompliance(actor=actor, session=session, turn=turn, remedy=RemedyId(value))
            case Verb.CHANGE_ANSWER:
                return await self._correction(actor, session, turn, value)
            case _:
                return _beside(actor, button)

    async def _correction(
        self, actor: Actor, session: SessionId, turn: int, value: str
    ) -> ChangeAnswer | None:
        """Read ``<move>.<place of the choice>.<reroute>``; the place is looked up in the call's playbook."""
        seen = await self.wiring.sessions.look(actor, session)
        numbers = [int(each) for each in value.split(".") if each.isdecimal()]
        if isinstance(seen, Refused) or len(numbers) != 3:  # noqa: PLR2004 - move, place, reroute
            return None
        version, place, reroute = numbers
        move = next((each for each in seen.state.path if each.version == version), None)
        choices = seen.program.steps[move.before.step].choices if move else ()
        if place >= len(choices):
            return None
        return ChangeAnswer(
            actor=actor,
            session=session,
            turn=turn,
            move=version,
            choice=choices[place].id,
            reroute=reroute == 1,
        )

    def _refused(self, actor: Actor, tap: Tap, refused: Refused) -> tuple[Deed, ...]:
        """Answer a refusal; what cost the person something also stands on the card until the next tap.

        The temperatures lie open at once where one of them is what is missing.
        """
        refusal = refused.refusal
        answer = AnswerTap(tap.query, refusal.phrase, actor.language)
        if refused.state is None:
            return (answer,)
        session, version = refused.state.session, refused.state.version
        late, notices = self.wiring.late, (refusal.phrase,) if refusal.costly else ()
        if refusal.reason in {Reason.STALE, Reason.ALREADY_DONE}:
            stale = refusal.reason is Reason.STALE
            count = late.came_late(session, version) if stale else late.so_far(session, version)
            notices = (Phrase("card.late_taps", {"count": count}),) if count else ()
            answer = answer if stale else AnswerTap(tap.query)
        panel = Panel.TEMPERATURE if refusal.waits_for_temperature else Panel.MAIN
        return (answer, _show(tap, actor, session, Glance(panel=panel, notices=notices), surely=True))

    async def _panel(self, actor: Actor, tap: Tap, session: SessionId, value: str) -> tuple[Deed, ...]:
        name, _, about = value.partition(".")
        if name not in set(Panel):
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        glance = Glance(panel=Panel(name), panel_value=about)
        if glance.panel is Panel.ANSWERS and await self._asks_in_writing(actor, session, about):
            await self.wiring.attention.turn_to(tap.chat, Focus(Awaited.GIVEN, session, move=int(about)))
        return (AnswerTap(tap.query), _show(tap, actor, session, glance, surely=True))

    async def _asks_in_writing(self, actor: Actor, session: SessionId, move: str) -> bool:
        """Tell whether the answer that is about to be corrected is one that people write."""
        seen = await self.wiring.sessions.look(actor, session)
        if isinstance(seen, Refused):
            return False
        steps = [each.before.step for each in seen.state.path if str(each.version) == move]
        return any(question_of(seen.program, seen.program.steps[step]) is not None for step in steps)

    async def _edit_summary(self, actor: Actor, tap: Tap, session: SessionId, value: str) -> tuple[Deed, ...]:
        name = value.removesuffix(RESTORED)
        if name not in set(SummarySection):
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        if name != value:
            wish = RestoreSummary(actor=actor, session=session, section=SummarySection(name))
            restored = await self.wiring.sessions.handle(wish, tap.cause)
            if isinstance(restored, Refused):
                return self._refused(actor, tap, restored)
            return (
                AnswerTap(tap.query, Phrase("toast.restored"), actor.language),
                _show(tap, actor, session),
            )
        focus = Focus(Awaited.SECTION, session, SummarySection(value))
        await self.wiring.attention.turn_to(tap.chat, focus)
        glance = Glance(panel=Panel.SUMMARY, panel_value=value)
        return (
            AnswerTap(tap.query, Phrase("toast.write_now"), actor.language),
            _show(tap, actor, session, glance),
        )

    async def _move_words(self, actor: Actor, tap: Tap, session: SessionId, value: str) -> tuple[Deed, ...]:
        """Read ``<version>.<place>`` or ``<version>.@<end of the other call's id>``."""
        number, _, where = value.partition(".")
        if not number.isdecimal():
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        if where.startswith("@"):
            others = await self.wiring.open_calls(actor, but=session)
            meant = [each for each in others if each.session[-TAIL:] == where[1:]]
            if len(meant) != 1:
                return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
            moved = await self.wiring.sessions.move_words_to(
                actor, session, int(number), meant[0].session, tap.cause
            )
            said = Phrase("toast.moved_to_call", {"alias": meant[0].alias})
        elif where in set(Place):
            wish = MoveWords(actor=actor, session=session, noted=int(number), place=Place(where))
            moved = await self.wiring.sessions.handle(wish, tap.cause)
            said = Phrase("toast.moved", {"place": Phrase(f"place.{where}")})
        else:
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        if isinstance(moved, Refused):
            return self._refused(actor, tap, moved)
        # The toast is gone in two seconds, and the buttons to move it with it: the card says it too.
        return (
            AnswerTap(tap.query, said, actor.language),
            _show(tap, actor, session, Glance(notices=(said,))),
        )

    async def _keep(self, actor: Actor, tap: Tap, session: SessionId, message: str) -> tuple[Deed, ...]:
        """Keep as a note what could not be read as an answer, and take away the message that offered it."""
        quoted = tap.quoted
        if quoted is None or str(quoted.message) != message:
            return (AnswerTap(tap.query, Phrase("refused.text_gone"), actor.language),)
        wish = NoteWords(
            actor=actor, session=session, words=Sealed(quoted.text), said_at=tap.at, place=Place.NOTE
        )
        kept = await self.wiring.sessions.handle(wish, quoted.cause)
        if isinstance(kept, Refused):
            return self._refused(actor, tap, kept)
        return (
            AnswerTap(tap.query, Phrase("toast.kept"), actor.language),
            _show(tap, actor, session),
            Delete(tap.chat, tap.message),
        )


def _beside(actor: Actor, button: ButtonData) -> SessionCommand | None:
    session, turn, value = button.session, button.turn, button.value
    match button.verb:
        case Verb.TEMPERATURE if value in set("12345"):
            return TakeTemperature(actor=actor, session=session, turn=turn, level=int(value))
        case Verb.FLAG:
            return FlagMoment(actor=actor, session=session, turn=turn)
        case Verb.HELP:
            return AskHelp(actor=actor, session=session)
        case Verb.PAUSE if value in {"", PauseReason.HUNG_UP}:
            reason = PauseReason.HUNG_UP if value else PauseReason.ASKED
            return Pause(actor=actor, session=session, reason=reason)
        case Verb.RESUME:
            return Resume(actor=actor, session=session)
        case Verb.END if value in set(Outcome):
            return EndSession(actor=actor, session=session, outcome=Outcome(value))
        case Verb.CALL_LANGUAGE if value in set(Language):
            return SetCallLanguage(actor=actor, session=session, language=Language(value))
        case _:
            return None


def _toast(command: SessionCommand, outcome: Done) -> Phrase | None:
    """Confirm what leaves little trace on the card; a move needs no words, the new card is the answer."""
    match command:
        case TakeTemperature(level=level):
            return Phrase(f"temperature.{level}")
        case GoBack() if outcome.changed:
            return Phrase("toast.went_back")
        case FlagMoment():
            return Phrase("toast.flagged")
        case AskHelp():
            return Phrase("toast.help_asked")
        case ChangeAnswer():
            return Phrase("toast.corrected") if outcome.changed else None
        case EndSession():
            return Phrase("toast.ended") if outcome.changed else None
        case _:
            return None


def _show(
    tap: Tap, actor: Actor, session: SessionId, glance: Glance | None = None, *, surely: bool = False
) -> ShowCall:
    """Show the call, ``surely`` after a tap that wrote nothing: the tapped card may be an old one."""
    return ShowCall(tap.chat, actor.person, session, glance or Glance(), surely=surely)
