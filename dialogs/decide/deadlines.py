"""What a wish about a deadline does to the complaint, or why it does nothing."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import assert_never

from dialogs.complaints import ComplaintState, Deadline
from dialogs.deadline_wishes import (
    DeadlineCommand,
    ExtendDeadline,
    PauseDeadline,
    ReachMilestone,
    RestartDeadline,
    ResumeDeadline,
    SettleDeadline,
    TellExtension,
)
from dialogs.deadlines import LONGEST, DeadlinePolicy, DeadlineRule, Milestone, Settling, Span, due
from dialogs.events import (
    DeadlineEvent,
    DeadlineExtended,
    DeadlinePaused,
    DeadlineRestarted,
    DeadlineResumed,
    DeadlineSet,
    DeadlineSettled,
    ExtensionTold,
)
from dialogs.ids import PersonId, PlaybookSlug
from dialogs.refusals import Reason, Refusal

_OnOne = ExtendDeadline | TellExtension | PauseDeadline | ResumeDeadline | RestartDeadline | SettleDeadline
_WHILE_IN_TIME = (ExtendDeadline, PauseDeadline, RestartDeadline)
"""What can be done only before the last day is over."""


def decide_deadline(
    policy: DeadlinePolicy, state: ComplaintState, command: DeadlineCommand, now: datetime
) -> tuple[DeadlineEvent, ...] | Refusal:
    """Return what the complaint records; nothing where all is so already.

    ``now`` is aware and in the firm's zone. No day may lie ahead, nor before the deadline was begun. A
    deadline that receipt alone began is written down before its first change, as it stood.
    """
    if isinstance(command, ReachMilestone):
        return _reach(policy, state, command, now)
    rule, known = policy.rule(command.rule), state.deadlines.get(command.rule)
    if rule is None or known is None or not known.is_open:
        return Refusal(Reason.NO_DEADLINE)
    refusal = _refused(known, command, now.date())
    changed = refusal or _change(rule, known, command, now)
    if isinstance(changed, Refusal) or not changed:
        return changed
    before = () if known.is_written else (_set(rule, known.day, command.actor.person, now),)
    return (*before, *changed, *_after(policy, state, rule, changed[0]))


def begin_with(
    policy: DeadlinePolicy, state: ComplaintState, playbook: PlaybookSlug, by: PersonId, now: datetime
) -> tuple[DeadlineSet, ...]:
    """Return what begins by itself when a call on ``playbook`` is opened, unless it was begun before."""
    rules = (each for each in policy.rules if playbook in each.playbooks and each.applies_to(state.product))
    return tuple(_set(each, now.date(), by, now) for each in rules if each.id not in state.deadlines)


def begin_at_taps(
    policy: DeadlinePolicy, state: ComplaintState, taps: Collection[str], by: PersonId, now: datetime
) -> tuple[DeadlineSet, ...]:
    """Return what begins by itself when choices of these names are tapped, unless it was begun before."""
    rules = (each for each in policy.rules if each.taps.intersection(taps) and each.applies_to(state.product))
    return tuple(_set(each, now.date(), by, now) for each in rules if each.id not in state.deadlines)


def begin(
    policy: DeadlinePolicy, product: str, milestone: Milestone, day: date, by: PersonId, now: datetime
) -> tuple[DeadlineSet, ...]:
    """Return the deadlines that begin when ``milestone`` was reached on ``day``."""
    return tuple(_set(rule, day, by, now) for rule in policy.begun_by(milestone, product))


def _reach(
    policy: DeadlinePolicy, state: ComplaintState, command: ReachMilestone, now: datetime
) -> tuple[DeadlineEvent, ...] | Refusal:
    today = now.date()
    if not today - timedelta(days=LONGEST) <= command.day <= today:
        return Refusal(Reason.NOT_THAT_DAY)
    begun = begin(policy, state.product, command.milestone, command.day, command.actor.person, now)
    if not begun:
        return Refusal(Reason.NO_DEADLINE)
    return tuple(each for each in begun if not _stands(state.deadlines.get(each.rule), each))


def _stands(known: Deadline | None, begun: DeadlineSet) -> bool:
    """Tell whether a deadline is counted from that very day, and nothing else was done to it."""
    if known is None:
        return False
    return known == Deadline(
        rule=begun.rule, milestone=begun.milestone, day=begun.day, due=begun.due, is_written=known.is_written
    )


def _set(rule: DeadlineRule, day: date, by: PersonId, now: datetime) -> DeadlineSet:
    return DeadlineSet(
        at=now.astimezone(UTC),
        by=by,
        rule=rule.id,
        milestone=rule.milestone,
        day=day,
        due=due(rule, day),
    )


def _refused(known: Deadline, command: _OnOne, today: date) -> Refusal | None:
    day = today if isinstance(command, ExtendDeadline) else command.day
    begun = known.restarted_on or known.day
    if isinstance(command, ResumeDeadline):
        begun = max(begun, known.paused_on or begun)
    if not begun <= day <= today:
        return Refusal(Reason.NOT_THAT_DAY)
    if isinstance(command, _WHILE_IN_TIME) and known.runs and day > known.due:
        return Refusal(Reason.DEADLINE_PAST)
    return None


def _change(
    rule: DeadlineRule, known: Deadline, command: _OnOne, now: datetime
) -> tuple[DeadlineEvent, ...] | Refusal:
    at, by = now.astimezone(UTC), command.actor.person
    match command:
        case ExtendDeadline():
            return _extended(rule, known, command, at)
        case TellExtension(extension=extension, day=day):
            told = ExtensionTold(at=at, by=by, rule=rule.id, extension=extension, day=day)
            return (told,) if extension in known.untold else ()
        case PauseDeadline(ground=ground, day=day):
            if ground not in rule.pauses:
                return Refusal(Reason.UNKNOWN)
            paused = DeadlinePaused(at=at, by=by, rule=rule.id, ground=ground, day=day)
            return (paused,) if known.runs else ()
        case ResumeDeadline(day=day):
            if known.paused_on is None:
                return ()
            last = _due(rule, known, (*known.pauses, Span(known.paused_on, day)), known.extensions)
            return (DeadlineResumed(at=at, by=by, rule=rule.id, day=day, due=last),)
        case RestartDeadline(day=day):
            if not rule.restarts:
                return Refusal(Reason.UNKNOWN)
            last = due(rule, known.day, restarts=(day,))
            return (DeadlineRestarted(at=at, by=by, rule=rule.id, day=day, due=last),)
        case SettleDeadline(how=how, day=day):
            return (DeadlineSettled(at=at, by=by, rule=rule.id, how=how, day=day),)
        case _:
            assert_never(command)


def _extended(
    rule: DeadlineRule, known: Deadline, command: ExtendDeadline, at: datetime
) -> tuple[DeadlineEvent, ...] | Refusal:
    if command.extension in known.extensions:
        return ()
    wanted = rule.next_extension(known.extensions)
    if wanted is None or wanted.id != command.extension:
        return Refusal(Reason.UNKNOWN)
    approved = command.approved_by is not None or not wanted.needs_approval
    if not approved or (wanted.must_tell and not command.customer_told):
        return Refusal(Reason.UNKNOWN)
    extended = DeadlineExtended(
        at=at,
        by=command.actor.person,
        rule=rule.id,
        extension=wanted.id,
        due=_due(rule, known, known.pauses, (*known.extensions, wanted.id)),
        approved_by=command.approved_by,
        customer_told=command.customer_told,
    )
    return (extended,)


def _due(rule: DeadlineRule, known: Deadline, pauses: Sequence[Span], extensions: Sequence[str]) -> date:
    restarts = () if known.restarted_on is None else (known.restarted_on,)
    return due(rule, known.day, pauses, restarts, extensions)


def _after(
    policy: DeadlinePolicy, state: ComplaintState, rule: DeadlineRule, changed: DeadlineEvent
) -> tuple[DeadlineSet, ...]:
    """Return what begins because something was done."""
    if not isinstance(changed, DeadlineSettled) or changed.how is not Settling.DONE or rule.then is None:
        return ()
    return begin(policy, state.product, rule.then, changed.day, changed.by, changed.at)
