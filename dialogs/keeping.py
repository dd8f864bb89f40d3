"""Whether the words of a call may be erased, and holds that forbid it: pure decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from dialogs.actors import Actor
from dialogs.events import Event, HoldLifted, HoldPlaced, StorageOnlyBegun
from dialogs.ports import Kept, SessionLine, SessionStatus
from dialogs.refusals import Reason, Refusal
from dialogs.retention import RetentionPolicy, RetentionRule, keep_until, local_day
from dialogs.state import SessionState
from dialogs.texts import Value

HOLD: Final = "hold"
"""Stands in the place of a rule's id where a hold keeps a call."""
LONGEST_REFERENCE: Final = 100


class Standing(StrEnum):
    """How a call stands to the rules."""

    GOING_ON = "going_on"
    ERASED = "erased"
    HELD = "held"
    KEPT = "kept"
    DUE = "due"
    """No rule and no hold asks any more that its words be kept."""


@dataclass(frozen=True, slots=True)
class Placed:
    """How a call stands to the rules, and the longest of those that apply to it."""

    standing: Standing
    rule: RetentionRule
    until: date | None = None
    """The first local day on which the rule allows erasing; none while the call goes on."""


def placed(policy: RetentionPolicy, call: SessionState | SessionLine, today: date, zone: ZoneInfo) -> Placed:
    """Return how ``call`` stands to the rules ``today`` (local in ``zone``)."""
    if call.kept is Kept.ERASED:
        return Placed(Standing.ERASED, policy.rule_for(call.product))
    if call.status is not SessionStatus.ENDED or call.ended_at is None:
        return Placed(Standing.GOING_ON, policy.rule_for(call.product))
    rule, until = keep_until(policy, call.product, local_day(call.ended_at, zone))
    if call.held:
        return Placed(Standing.HELD, rule, until)
    return Placed(Standing.KEPT if today < until else Standing.DUE, rule, until)


def refuse_erasure(found: Placed, reference: str) -> Refusal | None:
    """Return why the words of a call may not be erased; ``reference`` is that of the hold, if one runs."""
    match found.standing:
        case Standing.GOING_ON:
            return Refusal(Reason.GOING_ON)
        case Standing.HELD:
            return Refusal(Reason.HELD, values={"reference": reference})
        case Standing.KEPT:
            values: dict[str, Value] = {"rule": found.rule.title, "until": f"{found.until}"}
            return Refusal(Reason.MUST_BE_KEPT, values=values)
        case Standing.DUE | Standing.ERASED:
            return None


def with_deadline(refusal: Refusal, number: str, due: date) -> Refusal:
    """Say in a refused erasure that the deadline of complaint ``number`` runs on until ``due``."""
    reason = Reason.HELD_OPEN if refusal.reason is Reason.HELD else Reason.MUST_BE_KEPT_OPEN
    return Refusal(reason, values=refusal.values | {"number": number, "due": due})


def storage_only(
    actor: Actor, state: SessionState, found: Placed, now: datetime
) -> tuple[StorageOnlyBegun, ...]:
    """Return what a refused request for erasure brings about: from now on nobody is shown the call.

    Nothing for a call that goes on, or that nobody is shown already. The Personal Information Protection Law,
    article 47, asks for it where a rule runs.
    """
    if found.standing not in {Standing.HELD, Standing.KEPT} or state.kept is not Kept.OPEN:
        return ()
    if found.standing is Standing.HELD:
        return (StorageOnlyBegun(at=now, by=actor.person, rule=HOLD, until=None),)
    return (StorageOnlyBegun(at=now, by=actor.person, rule=found.rule.id, until=found.until),)


def hold_of(events: Sequence[Event]) -> HoldPlaced | None:
    """Return the hold that was placed last; none when none ever was."""
    return next((event for event in reversed(events) if isinstance(event, HoldPlaced)), None)


def reference_of(events: Sequence[Event]) -> str:
    """Return the reference of the hold that was placed last; empty when none ever was."""
    hold = hold_of(events)
    return "" if hold is None else hold.reference


def place_hold(
    actor: Actor, state: SessionState, before: HoldPlaced | None, reference: str, now: datetime
) -> HoldPlaced | Refusal | None:
    """Order that a call be kept; none when it is, for the same ``reference``.

    ``before`` is the hold that was placed last. A call has one hold at a time: a second one would end with
    the first.
    """
    reference = reference.strip()
    if not reference or "\n" in reference:
        return Refusal(Reason.EMPTY)
    if len(reference) > LONGEST_REFERENCE:
        return Refusal(Reason.TOO_LONG, values={"most": LONGEST_REFERENCE})
    if state.kept is Kept.ERASED:
        return Refusal(Reason.WORDS_ERASED)
    if state.held and before is not None:
        known: dict[str, Value] = {"reference": before.reference, "since": before.at}
        return None if reference == before.reference else Refusal(Reason.HELD_ALREADY, values=known)
    return HoldPlaced(at=now, by=actor.person, reference=reference)


def lift_hold(actor: Actor, state: SessionState, now: datetime) -> HoldLifted | Refusal:
    """Take a hold away. A call that nobody is shown stays so: its erasure must be asked for anew."""
    return HoldLifted(at=now, by=actor.person) if state.held else Refusal(Reason.NOT_HELD)
