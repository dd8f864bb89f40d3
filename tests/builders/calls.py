"""A call arranged by taps, on the real rules, at a fixed time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.actors import Actor
from dialogs.commands import (
    AskHelp,
    ChangeAnswer,
    ChangeGiven,
    Choose,
    ConfirmCompliance,
    EditSummary,
    EndHelp,
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
    TakeHelp,
    TakeTemperature,
    TickItem,
    Whisper,
)
from dialogs.decide import Decision, decide
from dialogs.events import (
    ComplaintEvent,
    PauseReason,
    SessionEvent,
    SessionOpened,
    SummarySection,
)
from dialogs.evolve import evolve, fold
from dialogs.ids import ChoiceId, ComplaintId, ItemId, PersonId, RemedyId, SessionId, StageId, TeamId
from dialogs.program import Channel, Outcome, Place, Program
from dialogs.refusals import Refusal
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.state import SessionState
from dialogs.texts import Language
from tests.builders.program import SMALL

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2030, 1, 2, 12, tzinfo=SHANGHAI)
"""Noon of a Wednesday, on the firm's own clock."""
CALL = SessionId("CALL")
COMPLAINT = ComplaintId("COMPLAINT")
NORTH, SOUTH = TeamId("north"), TeamId("south")
AGENT = Actor(PersonId(7001), "Invented Agent", Role.STAFF, NORTH)
COLLEAGUE = Actor(PersonId(7002), "Invented Colleague", Role.STAFF, NORTH)
CHIEF = Actor(PersonId(7003), "Invented Chief", Role.SUPERVISOR, NORTH)
OTHER_CHIEF = Actor(PersonId(7004), "Invented Other Chief", Role.SUPERVISOR, NORTH)


def opened(
    program: Program = SMALL, product: str = "card", channel: Channel = Channel.PHONE
) -> SessionOpened:
    return SessionOpened(
        at=NOON.astimezone(UTC),
        by=AGENT.person,
        session=CALL,
        complaint=COMPLAINT,
        alias="Pine-10",
        team=NORTH,
        playbook=program.playbook,
        revision=program.revision,
        start=program.start,
        product=product,
        channel=channel,
        call_language=Language.ZH,
    )


@dataclass(slots=True)
class Wishes:
    """Commands as the card would make them now; a turn can be named to tap an old card."""

    call: "Call"
    actor: Actor = AGENT

    def _turn(self, turn: int | None) -> int:
        return self.call.state.turn if turn is None else turn

    def choose(self, choice: str, turn: int | None = None) -> Choose:
        return Choose(actor=self.actor, session=CALL, turn=self._turn(turn), choice=ChoiceId(choice))

    def back(self, turn: int | None = None) -> GoBack:
        return GoBack(actor=self.actor, session=CALL, turn=self._turn(turn))

    def jump(self, stage: str, turn: int | None = None) -> JumpTo:
        return JumpTo(actor=self.actor, session=CALL, turn=self._turn(turn), stage=StageId(stage))

    def change(self, move: int, choice: str, *, reroute: bool, turn: int | None = None) -> ChangeAnswer:
        return ChangeAnswer(
            actor=self.actor,
            session=CALL,
            turn=self._turn(turn),
            move=move,
            choice=ChoiceId(choice),
            reroute=reroute,
        )

    def note(self, words: str, place: Place | None = None, said_at: datetime | None = None) -> NoteWords:
        at = said_at or self.call.now
        return NoteWords(actor=self.actor, session=CALL, words=Sealed(words), said_at=at, place=place)

    def move_words(self, noted: int, place: Place) -> MoveWords:
        return MoveWords(actor=self.actor, session=CALL, noted=noted, place=place)

    def temperature(self, level: int, turn: int | None = None) -> TakeTemperature:
        return TakeTemperature(actor=self.actor, session=CALL, turn=self._turn(turn), level=level)

    def flag(self, turn: int | None = None) -> FlagMoment:
        return FlagMoment(actor=self.actor, session=CALL, turn=self._turn(turn))

    def help(self) -> AskHelp:
        return AskHelp(actor=self.actor, session=CALL)

    def take_help(self, actor: Actor = CHIEF) -> TakeHelp:
        return TakeHelp(actor=actor, session=CALL)

    def end_help(self, actor: Actor = CHIEF) -> EndHelp:
        return EndHelp(actor=actor, session=CALL)

    def whisper(self, words: str, actor: Actor = CHIEF) -> Whisper:
        return Whisper(actor=actor, session=CALL, words=Sealed(words))

    def pause(self, reason: PauseReason = PauseReason.ASKED) -> Pause:
        return Pause(actor=self.actor, session=CALL, reason=reason)

    def resume(self) -> Resume:
        return Resume(actor=self.actor, session=CALL)

    def end(self, outcome: Outcome = Outcome.DECLINED) -> EndSession:
        return EndSession(actor=self.actor, session=CALL, outcome=outcome)

    def speak(self, language: Language) -> SetCallLanguage:
        return SetCallLanguage(actor=self.actor, session=CALL, language=language)

    def pick(self, remedy: str, *, picked: bool = True) -> PickOption:
        return PickOption(
            actor=self.actor, session=CALL, turn=self._turn(None), remedy=RemedyId(remedy), picked=picked
        )

    def correct(self, move: int, words: str) -> ChangeGiven:
        return ChangeGiven(
            actor=self.actor, session=CALL, move=move, words=Sealed(words), said_at=self.call.now
        )

    def tick(self, item: str, *, ticked: bool = True) -> TickItem:
        return TickItem(
            actor=self.actor, session=CALL, turn=self._turn(None), item=ItemId(item), ticked=ticked
        )

    def confirm(self, remedy: str) -> ConfirmCompliance:
        return ConfirmCompliance(
            actor=self.actor, session=CALL, turn=self._turn(None), remedy=RemedyId(remedy)
        )

    def edit(self, section: SummarySection, words: str) -> EditSummary:
        return EditSummary(actor=self.actor, session=CALL, section=section, words=Sealed(words))


@dataclass(slots=True)
class Call:
    """One call. Every deed must be accepted; what is refused is asked for with :meth:`ask`."""

    product: str = "card"
    channel: Channel = Channel.PHONE
    program: Program = SMALL
    now: datetime = NOON
    events: list[SessionEvent] = field(default_factory=list)
    for_complaint: list[ComplaintEvent] = field(default_factory=list)
    state: SessionState = field(default_factory=SessionState)

    def __post_init__(self) -> None:
        self.record(opened(self.program, self.product, self.channel))

    @property
    def wish(self) -> Wishes:
        return Wishes(self)

    @property
    def step(self) -> str:
        return str(self.state.walk.step)

    @property
    def detours(self) -> list[str]:
        """Where the open detours come back to, outermost first."""
        return [str(step) for step in self.state.walk.returns_to]

    def record(self, *events: SessionEvent) -> "Call":
        for event in events:
            self.events.append(event)
            self.state = evolve(self.state, event)
        return self

    def ask(self, command: SessionCommand) -> Decision | Refusal:
        """Return what would come of ``command``; nothing is written."""
        return decide(self.program, self.state, command, self.now)

    def do(self, *commands: SessionCommand) -> "Call":
        for command in commands:
            decision = self.ask(command)
            assert isinstance(decision, Decision), f"{type(command).__name__} at {self.step}: {decision}"
            self.record(*decision.events)
            self.for_complaint.extend(decision.for_complaint)
        return self

    def wait(self, seconds: float) -> "Call":
        self.now += timedelta(seconds=seconds)
        return self

    def choose(self, *choices: str) -> "Call":
        for each in choices:
            self.do(self.wish.choose(each))
        return self

    def note(self, words: str, place: Place | None = None) -> "Call":
        return self.do(self.wish.note(words, place))

    def temperature(self, level: int) -> "Call":
        return self.do(self.wish.temperature(level))

    def pick(self, *remedies: str) -> "Call":
        for each in remedies:
            self.do(self.wish.pick(each))
        return self

    def back(self) -> "Call":
        return self.do(self.wish.back())

    def move_at(self, step: str) -> int:
        """Return the version of the latest move that left ``step``."""
        return next(move.version for move in reversed(self.state.path) if move.before.step == step)

    def as_of(self, version: int) -> SessionState:
        return fold(self.events, version)


def call(product: str = "card", **more: object) -> Call:
    return Call(product, **more)  # type: ignore[arg-type]


def composing(product: str = "card") -> Call:
    return call(product).choose("goes-on", "fee", "right", "late-fee")


def offered(product: str = "card") -> Call:
    return composing(product).pick("letter", "fee-back").choose("put")


def agreeing(product: str = "card") -> Call:
    return offered(product).choose("takes-1")


def settled() -> Call:
    return agreeing().choose("agrees")
