"""What supervisors write beside a call, in a stream of its own, and what the agent answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dialogs.actors import Actor
from dialogs.events import Event, RemarkAnswered, RemarkMade, SessionRated
from dialogs.ids import PersonId
from dialogs.ports import SessionStatus
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from dialogs.state import SessionState

BEST = 5
LONGEST_REMARK = 2000


@dataclass(frozen=True, slots=True)
class Review:
    """What was said of a call."""

    score: int | None = None
    said: tuple[RemarkMade | RemarkAnswered, ...] = ()
    """Remarks and answers, in their order."""
    rated_by: PersonId | None = None
    """Whose rating counts."""


def fold_review(events: Iterable[Event]) -> Review:
    """Return the review that a review stream describes; the latest rating counts."""
    score, rated_by = None, None
    said: list[RemarkMade | RemarkAnswered] = []
    for event in events:
        match event:
            case SessionRated():
                score, rated_by = event.score, event.by
            case RemarkMade() | RemarkAnswered():
                said.append(event)
            case _:
                pass
    return Review(score, tuple(said), rated_by)


def remark(actor: Actor, state: SessionState, words: Sealed, now: datetime) -> RemarkMade | Refusal:
    """Write a remark: at any time, also while the call goes on."""
    refusal = _unfit(words)
    return refusal or RemarkMade(at=now, by=actor.person, words=words, version=state.version)


def rate(actor: Actor, state: SessionState, score: int, now: datetime) -> SessionRated | Refusal:
    """Rate a call, 1 to 5: only after its end."""
    if state.status is not SessionStatus.ENDED:
        return Refusal(Reason.NOT_ENDED)
    if not 1 <= score <= BEST:
        return Refusal(Reason.UNKNOWN)
    return SessionRated(at=now, by=actor.person, score=score)


def answer(actor: Actor, review: Review, words: Sealed, now: datetime) -> RemarkAnswered | Refusal:
    """Answer a review: there must be something to answer."""
    if not review.said and review.score is None:
        return Refusal(Reason.UNKNOWN)
    refusal = _unfit(words)
    return refusal or RemarkAnswered(at=now, by=actor.person, words=words)


def _unfit(words: Sealed) -> Refusal | None:
    text = words.reveal()
    if not text.strip():
        return Refusal(Reason.EMPTY)
    if len(text) > LONGEST_REMARK:
        return Refusal(Reason.TOO_LONG, values={"most": LONGEST_REMARK})
    return None
