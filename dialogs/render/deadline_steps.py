"""One deadline at a time: what can be done to it, on which day, and what the customer must be told."""

from dataclasses import replace

from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.complaints import Deadline
from dialogs.deadlines import DeadlineRule, Extension, Milestone, PauseGround, Settling
from dialogs.render.deadline_look import DeadlineLook, Op, Said, look_at, pausing, settling, telling
from dialogs.render.deadlines import (
    DeadlineView,
    back,
    days,
    deadline_line,
    law_of,
    milestone_days,
    milestones,
    overview,
    said_day,
)
from dialogs.render.layout import Rows
from dialogs.render.look import Look
from dialogs.texts import Phrase, Value


def deadline_card(view: DeadlineView, look: DeadlineLook) -> Card | None:
    """Draw what ``look`` shows; none where it shows nothing that there is."""
    if look.op is Op.CARD:
        return overview(view)
    if not view.may_change:
        return None
    if look.op is Op.MILESTONES:
        return milestones(view)
    if look.milestone is not None:
        known = look.milestone in view.policy.milestones(view.complaint.product)
        return milestone_days(view, look, look.milestone) if known else None
    rule = look.rule(view.policy)
    deadline = None if rule is None else view.complaint.deadlines.get(rule.id)
    if rule is None or deadline is None or not deadline.is_open:
        return None
    if look.op is Op.RULE:
        return _one(view, rule, deadline)
    if look.op is Op.EXTEND:
        return None if look.what else _extending(view, rule, deadline)
    return _dated(view, look, rule, deadline)


def _one(view: DeadlineView, rule: DeadlineRule, deadline: Deadline) -> Card:
    """Draw one deadline with all that can be done to it."""
    line = deadline_line(view.policy, view.complaint, deadline, view.today)
    since = Phrase(f"deadline.milestone_{deadline.milestone}")
    begun = Phrase("deadline.since", {"milestone": since, "day": said_day(deadline.day)})
    if deadline.restarted_on is not None:
        begun = Phrase("deadline.since_new_facts", {"day": said_day(deadline.restarted_on)})
    taken = [
        Block(BlockKind.HINT, _taken(deadline, each))
        for each in rule.extensions
        if each.id in deadline.extensions
    ]
    blocks = (Block(BlockKind.BODY, line), Block(BlockKind.HINT, begun), *taken, law_of(view, rule))
    return view.card(blocks, (*_deeds(view, rule, deadline), (*back(view), *_law(view, rule))))


def _taken(deadline: Deadline, extension: Extension) -> Phrase:
    """Say that a longer time was taken, and whether the customer knows of it."""
    values: dict[str, Value] = {"title": extension.title, "days": extension.days}
    told = dict(deadline.told)
    if extension.id in told:
        return Phrase("deadline.taken_told", values | {"day": told[extension.id]})
    return Phrase("deadline.taken_untold" if extension.id in deadline.untold else "deadline.taken", values)


def _law(view: DeadlineView, rule: DeadlineRule) -> tuple[Button, ...]:
    card = None if rule.law is None else view.law.get(rule.law)
    if card is None:
        return ()
    return (Button(Phrase("deadline.open_law"), Verb.LAW, Look().opened(card.id).value),)


def _deeds(view: DeadlineView, rule: DeadlineRule, deadline: Deadline) -> Rows:
    """Return the buttons of what can be done now."""
    rows: list[tuple[Button, ...]] = [
        (view.button(Phrase("deadline.do_tell", {"days": each.days}), telling(rule, each)),)
        for each in rule.extensions
        if each.id in deadline.untold
    ]
    rows.append((view.button(Phrase("deadline.do_settle"), settling(rule, Settling.DONE)),))
    in_time = not deadline.runs or view.today <= deadline.due
    longer = rule.next_extension(deadline.extensions)
    if longer is not None and in_time:
        label = Phrase("deadline.do_extend", {"title": longer.title, "days": longer.days})
        rows.append((view.button(label, look_at(Op.EXTEND, rule)),))
    if deadline.paused_on is not None:
        ground = Phrase(f"deadline.ground_{deadline.ground}")
        rows.append(
            (view.button(Phrase("deadline.do_resume", {"ground": ground}), look_at(Op.RESUME, rule)),)
        )
    elif in_time:
        pauses = [
            view.button(Phrase(f"deadline.do_pause_{ground}"), pausing(rule, ground))
            for ground in PauseGround
            if ground in rule.pauses
        ]
        rows += [tuple(pauses)] if pauses else []
    if rule.restarts and in_time:
        rows.append((view.button(Phrase("deadline.do_restart"), look_at(Op.RESTART, rule)),))
    rows.append(
        (
            view.button(Phrase("deadline.do_withdrawn"), settling(rule, Settling.WITHDRAWN)),
            view.button(Phrase("deadline.do_not_due"), settling(rule, Settling.NOT_DUE)),
        )
    )
    return tuple(rows)


def _extending(view: DeadlineView, rule: DeadlineRule, deadline: Deadline) -> Card | None:
    """Say what is needed for the longer time, and how the customer is told."""
    longer = rule.next_extension(deadline.extensions)
    if longer is None:
        return None
    values: dict[str, Value] = {"title": longer.title, "days": longer.days}
    blocks = [Block(BlockKind.BODY, Phrase("deadline.extending", values))]
    if longer.needs_approval:
        blocks.append(Block(BlockKind.NOTICE, Phrase("deadline.needs_approval")))
    told = "deadline.must_tell" if longer.must_tell else "deadline.should_tell"
    blocks.append(Block(BlockKind.HINT, Phrase(told)))
    if longer.say is not None:
        blocks.append(Block(BlockKind.SAY, longer.say, spoken=True))
    blocks.append(law_of(view, rule))
    buttons = [
        (view.button(Phrase(f"deadline.extend_{said.name.lower()}"), _taking(rule, longer, said)),)
        for said in _sayable(view, longer)
    ]
    if longer.needs_approval and not view.may_extend_specially:
        blocks.append(Block(BlockKind.NOTICE, Phrase("deadline.by_supervisor")))
    return view.card(blocks, (*buttons, back(view, look_at(Op.RULE, rule))))


def _sayable(view: DeadlineView, longer: Extension) -> tuple[Said, ...]:
    if longer.needs_approval:
        return (Said.SUPERIOR_UNIT, Said.HEAD_OFFICE) if view.may_extend_specially else ()
    return (Said.TOLD,) if longer.must_tell else (Said.TOLD, Said.NOT_TOLD)


def _taking(rule: DeadlineRule, longer: Extension, said: Said) -> DeadlineLook:
    place = rule.extensions.index(longer)
    return replace(look_at(Op.EXTEND, rule), what=f"{place}{said}")


def _dated(view: DeadlineView, look: DeadlineLook, rule: DeadlineRule, deadline: Deadline) -> Card | None:
    """Ask for the day, with what the customer must be told."""
    key = _key(look, rule)
    if key is None:
        return None
    since = deadline.restarted_on or deadline.day
    if look.op is Op.RESUME and deadline.paused_on is not None:
        since = max(since, deadline.paused_on)
    asked = Phrase("deadline.ask_day", {"what": Phrase(f"deadline.what_{key}")})
    blocks = [Block(BlockKind.BODY, asked)]
    if key in _TOLD:
        blocks.append(Block(BlockKind.HINT, Phrase(f"deadline.tell_{key}")))
    if key in _SPOKEN:
        blocks.append(Block(BlockKind.SAY, Phrase(f"deadline.say_{key}"), spoken=True))
    return view.card(blocks, (*days(view, look, since), back(view, look_at(Op.RULE, rule))))


_TOLD = frozenset({"mediation", "appraisal", "restart", "decision", "withdrawn"})
"""What the customer must be told something about."""
_SPOKEN = frozenset({"mediation", "appraisal", "restart"})


def _key(look: DeadlineLook, rule: DeadlineRule) -> str | None:
    """Return what the card is about, as the keys of its words end."""
    match look.op:
        case Op.PAUSE if look.ground is not None:
            return look.ground.value
        case Op.TELL if look.extension(rule) is not None:
            return "told"
        case Op.RESUME:
            return "resume"
        case Op.RESTART:
            return "restart"
        case Op.SETTLE if look.settling is Settling.DONE:
            return "decision" if rule.milestone is Milestone.RECEIVED else "done"
        case Op.SETTLE if look.settling is not None:
            return look.settling.value
        case _:
            return None
