"""How a call went from step to step: each stay at one, how long, how hot, and what it was left for.

Reads only what says where the call stood: no words, no notes, no names.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never, get_args

from msgspec import Struct
from msgspec.structs import replace

from dialogs.errors import LogDoesNotFoldError
from dialogs.events import (
    AnswerChanged,
    AnswerGiven,
    CarriedOver,
    ChoiceMade,
    Event,
    GivenAnswerChanged,
    Jumped,
    SessionEnded,
    SessionHandedOver,
    SessionOpened,
    SessionPaused,
    SessionReopened,
    SessionResumed,
    TemperatureTaken,
    WentBack,
)
from dialogs.ids import ChoiceId, PersonId, PlaybookSlug, Revision, StageId, StepId
from dialogs.program import ANSWER, Outcome

_Move = ChoiceMade | AnswerGiven | WentBack | Jumped | AnswerChanged | GivenAnswerChanged | CarriedOver
_Course = SessionPaused | SessionResumed | SessionEnded | SessionReopened
Walked = SessionOpened | _Move | _Course | TemperatureTaken | SessionHandedOver
"""The events that say where a call stood, when, and how hot it was there."""
WALKED: Final[tuple[type[Event], ...]] = get_args(Walked)


class Left(StrEnum):
    """How a stay at a step came to its end."""

    CHOSEN = "chosen"
    """An answer was tapped, or written."""
    JUMPED = "jumped"
    """The walk jumped to another stage, without an answer."""
    REROUTED = "rerouted"
    """An earlier answer was corrected, and the walk went where the new one leads."""
    BACK = "back"
    """The move that had led here was undone."""
    UNDONE = "undone"
    """It was left, and that move was undone: the walk came here again."""
    CARRIED_OVER = "carried_over"
    """The revision was recalled, and the call went on in its successor."""
    ENDED = "ended"
    """The call was ended here, by a command."""


class Stay(Struct, frozen=True, gc=False, kw_only=True):
    """One stay at a step, from the card that came to the card that took its place."""

    step: StepId
    playbook: PlaybookSlug
    revision: Revision
    """On which the call was then."""
    agent: PersonId
    """Who had the call when the walk came here."""
    before: int | None
    """The temperature when the walk came here; none when it was not taken yet."""
    after: int | None
    """The temperature when the walk went on."""
    lasted: timedelta = timedelta()
    """Pauses taken out; never negative."""
    left: Left | None = None
    """None while the walk stands here, and at an end."""
    move: int = 0
    """Version of the move that left it."""
    choice: ChoiceId | None = None
    """What was tapped, as corrected later; :data:`~dialogs.program.ANSWER` for what was written."""
    skipped: tuple[StageId, ...] = ()
    """The stages that the jump from here passed over."""
    outcome: Outcome | None = None
    """How the call ended from here: by a choice that leads to an end, or by a command."""


def stays(events: Iterable[tuple[int, Event]]) -> tuple[Stay, ...]:
    """Return the stays of one call in their order; each event comes with its version in the call's stream.

    Events that do not tell where the call stood may be there or be left out.

    Raises:
        LogDoesNotFoldError: the events are not those of one call.
    """
    course: _Walk | None = None
    for version, event in events:
        if course is None and isinstance(event, SessionOpened):
            course = _Walk(event)
        elif course is None:
            msg = f"event {version} comes before the call was opened"
            raise LogDoesNotFoldError(msg)
        elif isinstance(event, Walked):
            course.take(version, event)
    return () if course is None else tuple(course.stays)


class _Walk:
    """The stays so far, and the clock; it may go back, durations never do."""

    def __init__(self, opened: SessionOpened) -> None:
        self.stays: list[Stay] = []
        self._on = opened.playbook, opened.revision
        self._agent = opened.by
        self._temperature: int | None = None
        self._last: datetime = opened.at
        self._runs = True
        self._ended: int | None = None
        """The place of the stay from which the call ended."""
        self._enter(opened.start)

    def take(self, version: int, event: Walked) -> None:
        """Go on by one event."""
        self._pass_to(event.at)
        match event:
            case SessionPaused() | SessionResumed() | SessionEnded() | SessionReopened():
                self._go_on_or_stop(event)
            case TemperatureTaken(level=level, step=step):
                self._heat(level, step)
            case SessionHandedOver(to=to):
                self._agent = to
            case SessionOpened():
                msg = f"event {version} opens a call that was opened before"
                raise LogDoesNotFoldError(msg)
            case _:
                self._move(version, event)

    def _pass_to(self, at: datetime) -> None:
        if self._runs and at > self._last:
            here = self.stays[-1]
            self.stays[-1] = replace(here, lasted=here.lasted + (at - self._last))
        self._last = at

    def _move(self, version: int, event: _Move) -> None:
        match event:
            case ChoiceMade(choice=choice, target=target):
                self._leave(Left.CHOSEN, version, choice)
                self._enter(target)
            case AnswerGiven(target=target):
                self._leave(Left.CHOSEN, version, ANSWER)
                self._enter(target)
            case GivenAnswerChanged(move=move):
                self.stays = [_corrected(stay, move, ANSWER) for stay in self.stays]
            case Jumped(target=target, skipped=skipped):
                self._leave(Left.JUMPED, version, skipped=skipped)
                self._enter(target)
            case AnswerChanged(move=move, new=new, target=target):
                self.stays = [_corrected(stay, move, new) for stay in self.stays]
                if target is not None:
                    self._leave(Left.REROUTED, version)
                    self._enter(target)
            case CarriedOver(playbook=playbook, revision=revision, target=target):
                self._leave(Left.CARRIED_OVER, version)
                self._on = playbook, revision
                self._enter(target)
            case WentBack(undoes=undoes, target=target):
                self._take_back_end()
                self._leave(Left.BACK, version)
                self.stays = [_undone(stay, undoes) for stay in self.stays]
                self._enter(target)
            case _:
                assert_never(event)

    def _leave(
        self, left: Left, move: int, choice: ChoiceId | None = None, skipped: tuple[StageId, ...] = ()
    ) -> None:
        self.stays[-1] = replace(self.stays[-1], left=left, move=move, choice=choice, skipped=skipped)

    def _enter(self, step: StepId) -> None:
        playbook, revision = self._on
        self.stays.append(
            Stay(
                step=step,
                playbook=playbook,
                revision=revision,
                agent=self._agent,
                before=self._temperature,
                after=self._temperature,
            )
        )

    def _go_on_or_stop(self, event: _Course) -> None:
        match event:
            case SessionPaused():
                self._runs = False
            case SessionResumed():
                self._runs = True
            case SessionEnded(outcome=outcome, by_move=by_move):
                self._runs = False
                self._ended = len(self.stays) - (2 if by_move and len(self.stays) > 1 else 1)
                ended = self.stays[self._ended]
                left = ended.left if by_move else Left.ENDED
                self.stays[self._ended] = replace(ended, outcome=outcome, left=left)
            case SessionReopened():
                self._take_back_end()
            case _:
                assert_never(event)

    def _take_back_end(self) -> None:
        self._runs = True
        if self._ended is not None:
            stay = self.stays[self._ended]
            left = None if stay.left is Left.ENDED else stay.left
            self.stays[self._ended] = replace(stay, outcome=None, left=left)
            self._ended = None

    def _heat(self, level: int, step: StepId) -> None:
        """Take a temperature; one that a choice itself tells belongs to the step that was just left."""
        here = self.stays[-1]
        if step != here.step and len(self.stays) > 1 and self.stays[-2].step == step:
            self.stays[-2] = replace(self.stays[-2], after=level)
            here = replace(here, before=level)
        self.stays[-1] = replace(here, after=level)
        self._temperature = level


def _corrected(stay: Stay, move: int, choice: ChoiceId) -> Stay:
    return replace(stay, choice=choice) if stay.move == move and stay.left is Left.CHOSEN else stay


def _undone(stay: Stay, move: int) -> Stay:
    """Return a stay whose move was taken back as one that was left for nothing."""
    if stay.move != move or stay.left is Left.BACK:
        return stay
    return replace(stay, left=Left.UNDONE, choice=None, skipped=())
