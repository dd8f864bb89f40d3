"""What the log must hold: each update applied once, one after another, by nothing but the rules.

It shares no code with what it judges above :func:`dialogs.decide.decide`: no intake, lanes, handlers,
services, stores or causes. A button's data it reads by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.actors import Actor
from dialogs.commands import (
    AskHelp,
    Choose,
    ConfirmCompliance,
    EndSession,
    FlagMoment,
    GoBack,
    JumpTo,
    NoteWords,
    OpenSession,
    Pause,
    PickOption,
    Resume,
    SessionCommand,
    TakeTemperature,
)
from dialogs.decide import decide
from dialogs.events import Event, PauseReason, SessionEvent, SessionPaused, WordsNoted
from dialogs.evolve import evolve_all
from dialogs.ids import ChoiceId, ComplaintId, PlaybookSlug, RemedyId, SessionId, StageId
from dialogs.opening import alias, open_session
from dialogs.ports import SessionStatus
from dialogs.program import Channel, Outcome, Program
from dialogs.refusals import Refusal
from dialogs.sealed import Sealed
from dialogs.state import SessionState
from tests.storm.person import Sending

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_VARYING: Mapping[str, object] = {
    "at": _LONG_AGO,
    "said_at": _LONG_AGO,
    "due": _LONG_AGO,
    "received_on": date(2000, 1, 1),
    "complaint": ComplaintId("01JDMZ0000ABCDEFGHJKMNPQRT"),
}


_OF_TEXTS: Mapping[str, object] = {"undoes": 0, "offer": 0, "offers": (), "words": Sealed("")}
"""What hangs on how many texts came before a tap, and on which was the last of them."""


def likened(event: Event) -> Event:
    """Return ``event`` without its times and the random id of its complaint."""
    return _without(event, _VARYING)


def walked(events: Sequence[Event]) -> list[Event]:
    """Return what does not hang on whether a text or a tap was faster, and Telegram promises nothing of that.

    What is left out: the texts themselves, the words that a tap took from the last of them, and the versions
    that the texts shift.
    """
    return [_without(each, _OF_TEXTS) for each in events if not isinstance(each, WordsNoted)]


def _without(event: Event, varying: Mapping[str, object]) -> Event:
    known = {each.name: varying[each.name] for each in fields(event) if each.name in varying}
    return replace(event, **known)  # type: ignore[arg-type]


@dataclass(slots=True)
class Told:
    """The calls of one person, as their updates come to when each is told once."""

    program: Program
    actor: Actor
    calls: dict[SessionId, list[Event]] = field(default_factory=dict)
    _states: dict[SessionId, SessionState] = field(default_factory=dict)
    _touched: dict[SessionId, int] = field(default_factory=dict)
    _now: datetime = datetime(2026, 11, 24, 14, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

    def tell(self, sent: Sending, opened: SessionId | None = None) -> None:
        """Apply an update; ``opened`` is the id that the call got if it began one."""
        self._now += timedelta(milliseconds=1)
        if sent.carried:
            self._tapped(sent.carried.split(":"), opened)
        elif not sent.text.startswith("/"):
            self._noted(sent.text)

    def _tapped(self, parts: Sequence[str], opened: SessionId | None) -> None:
        session, turn, verb = SessionId(parts[1]), int(parts[2], 36), parts[3]
        value = parts[4] if len(parts) > 4 else ""
        if verb == "nw":
            self._open(value, opened)
        elif session in self._states:
            self._do(session, _command(self.actor, session, turn, verb, value))

    def _open(self, value: str, opened: SessionId | None) -> None:
        if opened is None or opened in self._states:
            return
        command = OpenSession(
            actor=self.actor,
            session=opened,
            complaint=ComplaintId("01JDMZ0000ABCDEFGHJKMNPQRT"),
            alias=alias(int(value.split(".")[1]), self.actor.language),
            playbook=PlaybookSlug("five-steps"),
            product=next(iter(self.program.lists["products"])),
            channel=Channel.PHONE,
            call_language=self.actor.language,
        )
        events = open_session(self.program, command, (), self._now)
        assert not isinstance(events, Refusal)
        self._write(opened, (events[0],))
        self._pause_others(opened)

    def _noted(self, text: str) -> None:
        session = self._in_hand()
        if session is not None:
            words = Sealed(text)
            self._do(session, NoteWords(actor=self.actor, session=session, words=words, said_at=_LONG_AGO))

    def _in_hand(self) -> SessionId | None:
        """Return the call that goes on, else the one that stands still since last, else the latest."""
        live = [each for each, state in self._states.items() if state.status is SessionStatus.LIVE]
        still = [each for each, state in self._states.items() if state.status is SessionStatus.PAUSED]
        still.sort(key=lambda each: self._touched[each])
        return next(iter([*live, *still[-1:], *list(self._states)[-1:]]), None)

    def _do(self, session: SessionId, command: SessionCommand) -> None:
        before = self._states[session]
        decision = decide(self.program, before, command, self._now)
        if isinstance(decision, Refusal) or not decision.events:
            return
        self._write(session, decision.events)
        live = SessionStatus.LIVE
        if before.status is not live and self._states[session].status is live:
            self._pause_others(session)

    def _pause_others(self, going_on: SessionId) -> None:
        for session, state in list(self._states.items()):
            if session != going_on and state.status is SessionStatus.LIVE:
                paused = SessionPaused(at=_LONG_AGO, by=self.actor.person, reason=PauseReason.SWITCHED)
                self._write(session, (paused,))

    def _write(self, session: SessionId, events: Sequence[SessionEvent]) -> None:
        self._states[session] = evolve_all(self._states.get(session, SessionState()), events)
        self.calls.setdefault(session, []).extend(map(likened, events))
        self._touched[session] = sum(map(len, self.calls.values()))


def _command(actor: Actor, session: SessionId, turn: int, verb: str, value: str) -> SessionCommand:
    match verb:
        case "ch":
            return Choose(actor=actor, session=session, turn=turn, choice=ChoiceId(value))
        case "bk":
            return GoBack(actor=actor, session=session, turn=turn)
        case "jp":
            return JumpTo(actor=actor, session=session, turn=turn, stage=StageId(value))
        case "pk" | "up":
            remedy = RemedyId(value)
            return PickOption(actor=actor, session=session, turn=turn, remedy=remedy, picked=verb == "pk")
        case "cp":
            return ConfirmCompliance(actor=actor, session=session, turn=turn, remedy=RemedyId(value))
        case "tp":
            return TakeTemperature(actor=actor, session=session, turn=turn, level=int(value))
        case "fl":
            return FlagMoment(actor=actor, session=session, turn=turn)
        case "pa":
            reason = PauseReason.HUNG_UP if value else PauseReason.ASKED
            return Pause(actor=actor, session=session, reason=reason)
        case "rs":
            return Resume(actor=actor, session=session)
        case "en":
            return EndSession(actor=actor, session=session, outcome=Outcome(value))
        case "hp":
            return AskHelp(actor=actor, session=session)
        case _:
            raise ValueError(f"nobody here taps {verb}")
