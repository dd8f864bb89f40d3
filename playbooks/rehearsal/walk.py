"""One walk through a playbook in memory: the same rules and cards as in a call, and nothing kept."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

import msgspec

from dialogs.actors import Actor
from dialogs.cards import Card, Viewer
from dialogs.commands import (
    AskHelp,
    ChangeAnswer,
    ChangeGiven,
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
    Resume,
    SessionCommand,
    SetCallLanguage,
    TakeTemperature,
    TickItem,
)
from dialogs.decide import decide
from dialogs.decide.answering import question_of
from dialogs.events import PauseReason, SessionEvent, SessionOpened
from dialogs.evolve import evolve, evolve_all
from dialogs.ids import ChoiceId, ComplaintId, ItemId, PersonId, RemedyId, SessionId, StageId, TeamId
from dialogs.opening import alias
from dialogs.program import RETURN, Channel, Outcome, Place, Program
from dialogs.refusals import Reason, Refusal
from dialogs.render import render
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.state import SessionState
from dialogs.texts import Language
from playbooks.rehearsal.deeds import Deed, Kind

SESSION = SessionId("rehearsal")
_PERSON = PersonId(1)
_UNKNOWN = Refusal(Reason.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a walk is played with."""

    program: Program
    zone: tzinfo
    """The firm's: days and hours of promises are counted in it."""
    language: Language = Language.ZH
    channel: Channel = Channel.PHONE
    product: str = ""
    role: Role = Role.STAFF

    @property
    def actor(self) -> Actor:
        """Return whoever plays."""
        return Actor(_PERSON, "", self.role, TeamId(""), self.language)


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a walk stands. A deed makes a new one; the old one stays, to go back to."""

    setting: Setting
    state: SessionState
    now: datetime
    """Aware."""
    events: tuple[SessionEvent, ...]
    """What happened, as the log of a call would have it."""

    @classmethod
    def begin(cls, setting: Setting, now: datetime) -> "Walk":
        """Return a walk at its first step; ``now`` is aware."""
        opened = SessionOpened(
            at=now.astimezone(UTC),
            by=_PERSON,
            session=SESSION,
            complaint=ComplaintId("rehearsal"),
            alias=alias(0, setting.language),
            team=TeamId(""),
            playbook=setting.program.playbook,
            revision=setting.program.revision,
            start=setting.program.start,
            product=setting.product,
            channel=setting.channel,
            call_language=setting.language,
        )
        return cls(setting, evolve(SessionState(), opened), now, (opened,))

    def at(self, now: datetime) -> "Walk":
        """Return this walk at another time."""
        return replace(self, now=now)

    def spoken_in(self, language: Language) -> "Walk":
        """Return this walk with its lines in another language; nothing is written down for that."""
        return replace(self, state=msgspec.structs.replace(self.state, call_language=language))

    @property
    def local(self) -> datetime:
        """Return the time in the firm's zone."""
        return self.now.astimezone(self.setting.zone)

    def card(self, viewer: Viewer) -> Card:
        """Draw the card as it stands."""
        return render(self.setting.program, self.state, viewer, self.local)

    def after(self, deed: Deed) -> "Walk | Refusal":
        """Return the walk after ``deed``, or why nothing came of it; names that lead nowhere are unknown."""
        if deed.kind is Kind.WAIT:
            return self.at(self.now + timedelta(seconds=int(deed.value)))
        command = self.command(deed)
        return _UNKNOWN if command is None else self.carry_out(command)

    def leaves_by(self, deed: Deed, refusal: Refusal) -> str | None:
        """Return the exit by which ``deed`` leaves a playbook that is lent to others: a name, or ``return``.

        Played by itself it has nowhere to go back to, which is the ``refusal``; none for any other.
        """
        if refusal.reason is not Reason.UNKNOWN:
            return None
        step = self.setting.program.steps[self.state.walk.step]
        choices = step.choices if deed.kind is Kind.TAP and not self.state.walk.returns_to else ()
        choice = next((each for each in choices if each.id == deed.value), None)
        return None if choice is None or choice.target != RETURN else choice.exit or RETURN

    def carry_out(self, command: SessionCommand) -> "Walk | Refusal":
        """Ask the rules, and take what they say."""
        decision = decide(self.setting.program, self.state, command, self.local)
        if isinstance(decision, Refusal):
            return decision
        state = evolve_all(self.state, decision.events)
        return replace(self, state=state, events=self.events + decision.events)

    def command(self, deed: Deed) -> SessionCommand | None:
        """Return the wish that a deed is; none when its value can be none of its kind."""
        try:
            return self._move(deed) or self._beside(deed)
        except ValueError:
            return None

    def _move(self, deed: Deed) -> SessionCommand | None:
        actor, turn, value = self.setting.actor, self.state.turn, deed.value
        match deed.kind:
            case Kind.TAP:
                return Choose(actor=actor, session=SESSION, turn=turn, choice=ChoiceId(value))
            case Kind.BACK:
                return GoBack(actor=actor, session=SESSION, turn=turn)
            case Kind.JUMP:
                return JumpTo(actor=actor, session=SESSION, turn=turn, stage=StageId(value))
            case Kind.PICK | Kind.UNPICK:
                picked = deed.kind is Kind.PICK
                remedy = RemedyId(value)
                return PickOption(actor=actor, session=SESSION, turn=turn, remedy=remedy, picked=picked)
            case Kind.TICK | Kind.UNTICK:
                ticked = deed.kind is Kind.TICK
                return TickItem(actor=actor, session=SESSION, turn=turn, item=ItemId(value), ticked=ticked)
            case Kind.COMPLIANCE:
                return ConfirmCompliance(actor=actor, session=SESSION, turn=turn, remedy=RemedyId(value))
            case Kind.CORRECT:
                return self._correction(deed)
            case _:
                return None

    def _correction(self, deed: Deed) -> SessionCommand | None:
        """Return the correction of an answer that was given at a step; none when there was none."""
        given = [move for move in self.state.path if move.before.step == deed.at and move.choice]
        if not 0 <= deed.visit <= len(given) or not given:
            return None
        move, program = given[deed.visit - 1], self.setting.program
        step = program.steps[move.before.step]
        if question_of(program, step) is not None and all(each.id != deed.value for each in step.choices):
            return ChangeGiven(
                actor=self.setting.actor,
                session=SESSION,
                move=move.version,
                words=Sealed(deed.value),
                said_at=self.now,
            )
        return ChangeAnswer(
            actor=self.setting.actor,
            session=SESSION,
            turn=self.state.turn,
            move=move.version,
            choice=ChoiceId(deed.value),
            reroute=deed.goes_back,
        )

    def _beside(self, deed: Deed) -> SessionCommand | None:
        actor, turn, value = self.setting.actor, self.state.turn, deed.value
        match deed.kind:
            case Kind.TYPE:
                return NoteWords(actor=actor, session=SESSION, words=Sealed(value), said_at=self.now)
            case Kind.MOVE:
                noted = self.state.noted[-1].version if self.state.noted else 0
                return MoveWords(actor=actor, session=SESSION, noted=noted, place=Place(value))
            case Kind.TEMPERATURE:
                return TakeTemperature(actor=actor, session=SESSION, turn=turn, level=int(value))
            case Kind.FLAG:
                return FlagMoment(actor=actor, session=SESSION, turn=turn)
            case Kind.HELP:
                return AskHelp(actor=actor, session=SESSION)
            case Kind.PAUSE:
                return Pause(actor=actor, session=SESSION, reason=PauseReason(value))
            case Kind.RESUME:
                return Resume(actor=actor, session=SESSION)
            case Kind.END:
                return EndSession(actor=actor, session=SESSION, outcome=Outcome(value))
            case Kind.SPEAK:
                return SetCallLanguage(actor=actor, session=SESSION, language=Language(value))
            case _:
                return None
