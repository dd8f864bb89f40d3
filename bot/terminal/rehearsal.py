"""One walk through a playbook in memory: the same rules and cards as in the chat, and nothing kept."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dialogs.actors import Actor
from dialogs.cards import Button, Card, Panel, Verb, Viewer
from dialogs.commands import (
    AskHelp,
    ChangeAnswer,
    Choose,
    ConfirmCompliance,
    EditSummary,
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
)
from dialogs.decide import decide
from dialogs.events import PauseReason, SessionEvent, SessionOpened, SummarySection
from dialogs.evolve import evolve, evolve_all
from dialogs.ids import ChoiceId, ComplaintId, PersonId, RemedyId, SessionId, StageId, TeamId
from dialogs.opening import alias
from dialogs.ports import SessionStatus
from dialogs.program import Channel, Outcome, Place, Program
from dialogs.refusals import Refusal
from dialogs.render import render
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.state import SessionState
from dialogs.texts import Language, Phrase

_SESSION = SessionId("rehearsal")
_NOT_HERE = Phrase("terminal.not_here")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a rehearsal is played with."""

    program: Program
    language: Language
    channel: Channel
    product: str
    clock: Callable[[], datetime]
    zone: ZoneInfo

    def now(self) -> datetime:
        """Return the time in the firm's zone."""
        return self.clock().astimezone(self.zone)


@dataclass(slots=True)
class Rehearsal:
    """Where the walk stands, and how the trainer looks at it."""

    setting: Setting
    state: SessionState = field(init=False)
    viewer: Viewer = field(init=False)
    events: tuple[SessionEvent, ...] = ()
    """What happened, as the log of a call would have it."""

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin the call anew."""
        setting = self.setting
        opened = SessionOpened(
            at=setting.clock().astimezone(UTC),
            by=PersonId(1),
            session=_SESSION,
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
        self.events = (opened,)
        self.state = evolve(SessionState(), opened)
        self.viewer = Viewer(language=setting.language)

    def card(self) -> Card:
        """Draw the card as it stands."""
        return render(self.setting.program, self.state, self.viewer, self.setting.now())

    @property
    def has_ended(self) -> bool:
        """Whether the call is over."""
        return self.state.status is SessionStatus.ENDED

    def tap(self, button: Button) -> None:
        """Do what a button of the card asks for; what cannot be done is said on the next card."""
        match button.verb:
            case Verb.PANEL:
                name, _, about = button.value.partition(".")
                self.open(Panel(name), about)
            case Verb.DETAIL:
                self.viewer = Viewer(language=self.viewer.language, brief=not self.viewer.brief)
            case Verb.EDIT_SUMMARY:
                self.open(Panel.SUMMARY, button.value)
            case _:
                wish = self._wish(button.verb, button.value)
                if wish is None:
                    self.tell(_NOT_HERE)
                else:
                    self._carry_out(wish)

    def open(self, panel: Panel, about: str = "") -> None:
        """Open a part of the controls."""
        self.viewer = replace(self.viewer, panel=panel, panel_value=about, notices=(), noted=0)

    def tell(self, *notices: Phrase) -> None:
        """Say something on the next card."""
        self.viewer = replace(self.viewer, notices=notices)

    def go_back(self) -> None:
        """Undo the latest move."""
        self._carry_out(GoBack(actor=self._actor, session=_SESSION, turn=self.state.turn))

    def take_temperature(self, level: int) -> None:
        """Say how hot the customer is, 1 to 5."""
        self._carry_out(
            TakeTemperature(actor=self._actor, session=_SESSION, turn=self.state.turn, level=level)
        )

    def flag(self) -> None:
        """Mark this moment."""
        self._carry_out(FlagMoment(actor=self._actor, session=_SESSION, turn=self.state.turn))

    def switch_call_language(self) -> None:
        """Say the lines in the other language."""
        other = Language.EN if self.state.call_language is Language.ZH else Language.ZH
        self._carry_out(SetCallLanguage(actor=self._actor, session=_SESSION, language=other))

    def write(self, text: str) -> None:
        """Write words down: as the section of the summary being edited, else where the step listens."""
        words = Sealed(text)
        section = self.viewer.panel_value
        if self.viewer.panel is Panel.SUMMARY and section in set(SummarySection):
            wish: SessionCommand = EditSummary(
                actor=self._actor, session=_SESSION, section=SummarySection(section), words=words
            )
        else:
            wish = NoteWords(actor=self._actor, session=_SESSION, words=words, said_at=self.setting.clock())
        self._carry_out(wish)

    @property
    def _actor(self) -> Actor:
        return Actor(PersonId(1), "", Role.STAFF, TeamId(""), self.setting.language)

    def _carry_out(self, wish: SessionCommand) -> None:
        decision = decide(self.setting.program, self.state, wish, self.setting.now())
        if isinstance(decision, Refusal):
            self.tell(decision.phrase)
            return
        self.events += decision.events
        self.state = evolve_all(self.state, decision.events)
        noted = self.state.noted[-1].version if isinstance(wish, NoteWords) and decision.events else 0
        self.viewer = Viewer(language=self.viewer.language, brief=self.viewer.brief, noted=noted)

    def _wish(self, verb: Verb, value: str) -> SessionCommand | None:
        """Return what a button asks for; none when it needs other people, other calls or a chat."""
        actor, session, turn = self._actor, _SESSION, self.state.turn
        match verb:
            case Verb.CHOOSE:
                return Choose(actor=actor, session=session, turn=turn, choice=ChoiceId(value))
            case Verb.BACK:
                return GoBack(actor=actor, session=session, turn=turn)
            case Verb.JUMP:
                return JumpTo(actor=actor, session=session, turn=turn, stage=StageId(value))
            case Verb.PICK | Verb.UNPICK:
                picked = verb is Verb.PICK
                return PickOption(
                    actor=actor, session=session, turn=turn, remedy=RemedyId(value), picked=picked
                )
            case Verb.COMPLIANCE:
                return ConfirmCompliance(actor=actor, session=session, turn=turn, remedy=RemedyId(value))
            case Verb.CHANGE_ANSWER:
                return self._correction(value)
            case _:
                return self._beside(verb, value)

    def _beside(self, verb: Verb, value: str) -> SessionCommand | None:
        actor, session, turn = self._actor, _SESSION, self.state.turn
        match verb:
            case Verb.TEMPERATURE:
                return TakeTemperature(actor=actor, session=session, turn=turn, level=int(value))
            case Verb.FLAG:
                return FlagMoment(actor=actor, session=session, turn=turn)
            case Verb.HELP:
                return AskHelp(actor=actor, session=session)
            case Verb.PAUSE:
                reason = PauseReason(value) if value else PauseReason.ASKED
                return Pause(actor=actor, session=session, reason=reason)
            case Verb.RESUME:
                return Resume(actor=actor, session=session)
            case Verb.END:
                return EndSession(actor=actor, session=session, outcome=Outcome(value))
            case Verb.CALL_LANGUAGE:
                return SetCallLanguage(actor=actor, session=session, language=Language(value))
            case Verb.MOVE_WORDS:
                noted, _, place = value.partition(".")
                return MoveWords(actor=actor, session=session, noted=int(noted), place=Place(place))
            case _:
                return None

    def _correction(self, value: str) -> ChangeAnswer:
        """Read ``<move>.<place of the choice>.<reroute>`` as the card wrote it."""
        version, place, reroute = map(int, value.split("."))
        move = next(each for each in self.state.path if each.version == version)
        choice = self.setting.program.steps[move.before.step].choices[place]
        return ChangeAnswer(
            actor=self._actor,
            session=_SESSION,
            turn=self.state.turn,
            move=version,
            choice=choice.id,
            reroute=reroute == 1,
        )
