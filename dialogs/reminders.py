"""When somebody is reminded of a deadline, and whether a reminder still says something new when it is due."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dialogs.complaints import ComplaintState, Deadline
from dialogs.deadlines import DeadlinePolicy, Milestone
from dialogs.events import CallOpened, ComplaintReceived, DeadlineEvent, Event
from dialogs.retention import local_day

REPLANS = ComplaintReceived | CallOpened | DeadlineEvent
"""What writes all reminders of a complaint anew: those that were written before it are void."""
_HALF_A_DAY: Final = timedelta(days=0.5)


def reminded_of(policy: DeadlinePolicy, state: ComplaintState) -> tuple[Deadline, ...]:
    """Return the deadlines that the firm has to keep and whose days are being counted, the nearest first.

    Nobody is reminded of the decision on a complaint whose latest close was agreed upon.
    """
    running = (each for each in still_open(policy, state) if each.runs)
    return tuple(each for each in running if not (state.agreed and each.milestone is Milestone.RECEIVED))


def still_open(policy: DeadlinePolicy, state: ComplaintState) -> tuple[Deadline, ...]:
    """Return the deadlines that the firm has still to keep: the nearest first, those that are paused last.

    A decision that both sides agreed upon is among them, since the customer must still be told.
    """
    kept = (each for each in state.deadlines.values() if each.is_open and not _of_customer(policy, each))
    return tuple(sorted(kept, key=lambda each: (not each.runs, each.due)))


def reminder_times(policy: DeadlinePolicy, state: ComplaintState, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return when reminders are due (UTC), those of one moment once; they may be past."""
    days = {
        each.due - timedelta(days=before)
        for each in reminded_of(policy, state)
        for before in policy.remind_before
    }
    local = (datetime.combine(day, policy.remind_at, zone) for day in sorted(days))
    return tuple(each.astimezone(UTC) for each in local)


def near(policy: DeadlinePolicy, state: ComplaintState, today: date) -> tuple[Deadline, ...]:
    """Return what a reminder of ``today`` speaks of."""
    ahead = timedelta(days=max(policy.remind_before, default=0))
    return tuple(each for each in reminded_of(policy, state) if each.due - today <= ahead)


def is_void(events: Sequence[Event], version: int) -> bool:
    """Tell whether the reminders that were written with event ``version`` were written anew since."""
    return any(isinstance(event, REPLANS) for event in events[version:])


def has_a_later_one(
    policy: DeadlinePolicy, state: ComplaintState, due_at: datetime, now: datetime, zone: ZoneInfo
) -> bool:
    """Tell whether a reminder of a later day than ``due_at`` is due: after an outage only the latest is sent.

    By days, and by more than half of one: what a bot was killed in the midst of sending, and what waits when
    the clock of the machine is put back, is due a little sooner then, maybe on the day before.
    """
    day = local_day(due_at, zone)
    due = (each for each in reminder_times(policy, state, zone) if each <= now)
    return any(local_day(each, zone) > day and each - due_at > _HALF_A_DAY for each in due)


def _of_customer(policy: DeadlinePolicy, deadline: Deadline) -> bool:
    rule = policy.rule(deadline.rule)
    return rule is not None and rule.of_customer
