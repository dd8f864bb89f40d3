"""The deadlines of a complaint: lines for every place that shows them, and the card that changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.complaints import ComplaintState, Deadline
from dialogs.deadlines import DeadlinePolicy, DeadlineRule, Milestone
from dialogs.ids import FactId, SessionId
from dialogs.law import LawCard
from dialogs.render.deadline_look import MOST_WEEKS, DeadlineLook, Op, look_at, look_at_milestone
from dialogs.render.facts import head
from dialogs.render.layout import Rows, in_rows
from dialogs.texts import Language, Phrase, Several, Text, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineView:
    """What a card of deadlines is drawn from."""

    actor: Actor
    policy: DeadlinePolicy
    complaint: ComplaintState
    session: SessionId
    today: date
    call_language: Language
    may_change: bool = True
    may_extend_specially: bool = False
    law: Mapping[FactId, LawCard] = field(default_factory=dict)
    """The law cards that there are."""

    def button(self, label: Text, look: DeadlineLook, *, enabled: bool = True) -> Button:
        """Return a button of the card."""
        return Button(label, Verb.DEADLINES, look.value, enabled=enabled)

    def card(self, blocks: Sequence[Block], rows: Rows) -> Card:
        """Return a card; its buttons know the call that the complaint is seen from."""
        head = {"alias": self.complaint.alias, "number": self.complaint.number}
        key = "deadline.head" if self.complaint.alias else "deadline.head_stored"
        return Card(
            (Block(BlockKind.BODY, Phrase(key, head)), *blocks),
            rows,
            session=self.session,
            language=self.actor.language,
            call_language=self.call_language,
        )


def in_order(deadlines: Sequence[Deadline]) -> list[Deadline]:
    """Return what is still to be kept first, the nearest first."""
    return sorted(deadlines, key=lambda each: (not each.is_open, each.due))


def deadline_lines(
    policy: DeadlinePolicy, complaint: ComplaintState, today: date | None = None
) -> tuple[Text, ...]:
    """Say each deadline in one line, the nearest first; what is settled comes last.

    Without ``today`` for what is read on other days too: by when, and not how many days are left.
    """
    lines = (
        deadline_line(policy, complaint, each, today) for each in in_order([*complaint.deadlines.values()])
    )
    return tuple(lines)


def deadline_line(
    policy: DeadlinePolicy, complaint: ComplaintState, deadline: Deadline, today: date | None
) -> Text:
    """Say one deadline: by when, how many days are left, or why it does not run."""
    rule = policy.rule(deadline.rule)
    parts: list[Text] = [_line(deadline, title_of(policy, deadline.rule), today)]
    if rule is not None and rule.to_confirm:
        parts.append(Phrase("deadline.to_confirm"))
    if deadline.is_open and deadline.untold:
        parts.append(Phrase("deadline.untold"))
    if deadline.is_open and complaint.agreed and deadline.milestone is Milestone.RECEIVED:
        parts.append(Phrase("deadline.agreed"))
    return Several(tuple(parts)) if len(parts) > 1 else parts[0]


def title_of(policy: DeadlinePolicy, rule: str) -> Value:
    """Return what a deadline is called; one whose rule is gone from the file is called by its id."""
    known = policy.rule(rule)
    return rule if known is None else known.title


def said_day(day: date) -> Phrase:
    """Say a day with its weekday."""
    return Phrase("deadline.date", {"day": day, "weekday": Phrase(f"weekday.{day.weekday()}")})


def _line(deadline: Deadline, title: Value, today: date | None) -> Phrase:
    values: dict[str, Value] = {"title": title, "due": said_day(deadline.due)}
    if deadline.settled_on is not None:
        return Phrase(f"deadline.line_{deadline.how}", values | {"on": deadline.settled_on})
    if deadline.paused_on is not None:
        ground = Phrase(f"deadline.ground_{deadline.ground}")
        return Phrase("deadline.line_paused", values | {"ground": ground, "since": deadline.paused_on})
    if today is None:
        return Phrase("deadline.line_by", values)
    left = (deadline.due - today).days
    if left < 0:
        return Phrase("deadline.line_past", values | {"days": -left})
    return (
        Phrase("deadline.line_today", values)
        if not left
        else Phrase("deadline.line", values | {"days": left})
    )


def overview(view: DeadlineView) -> Card:
    """Draw all deadlines of a complaint, each with a way to change it."""
    complaint = view.complaint
    lines = deadline_lines(view.policy, complaint, view.today)
    body = [Block(BlockKind.BODY, line) for line in lines] or [Block(BlockKind.HINT, Phrase("deadline.none"))]
    received = Phrase("deadline.received", {"day": said_day(complaint.received_on)})
    rows: list[tuple[Button, ...]] = []
    if view.may_change:
        known = [(each, view.policy.rule(each.rule)) for each in in_order([*complaint.deadlines.values()])]
        rows = [
            (view.button(Phrase("deadline.open_rule", {"title": rule.title}), look_at(Op.RULE, rule)),)
            for each, rule in known
            if rule is not None and each.is_open
        ]
        rows.append((view.button(Phrase("deadline.happened"), DeadlineLook(Op.MILESTONES)),))
    return view.card((Block(BlockKind.BODY, received), *body), tuple(rows))


def milestones(view: DeadlineView) -> Card:
    """Ask what happened: every deadline that counts from it begins, or begins on another day."""
    known = view.policy.milestones(view.complaint.product)
    buttons = [view.button(Phrase(f"deadline.milestone_{each}"), look_at_milestone(each)) for each in known]
    return view.card(
        (Block(BlockKind.HINT, Phrase("deadline.ask_what")),), (*in_rows(buttons, 1), back(view))
    )


def milestone_days(view: DeadlineView, look: DeadlineLook, milestone: Milestone) -> Card:
    """Ask on which day something happened, and say what begins then."""
    rules = view.policy.begun_by(milestone, view.complaint.product)
    asked = Phrase("deadline.ask_day", {"what": Phrase(f"deadline.milestone_{milestone}")})
    begins = [
        Block(BlockKind.HINT, Phrase("deadline.begins", {"title": rule.title, "days": rule.days}))
        for rule in rules
    ]
    return view.card((Block(BlockKind.BODY, asked), *begins), (*days(view, look), back(view)))


def days(view: DeadlineView, look: DeadlineLook, since: date | None = None) -> Rows:
    """Return the days of a week to pick one from, today first, none before ``since``; and older weeks."""
    first = view.today - timedelta(weeks=look.week)
    week = [first - timedelta(days=back) for back in range(7)]
    shown = [day for day in week if since is None or day >= since]
    picks = [view.button(_pick(view, day), look.on(day)) for day in shown]
    oldest = week[-1] - timedelta(days=1)
    turning = []
    if look.week:
        turning.append(view.button(Phrase("deadline.later_days"), replace(look, week=look.week - 1)))
    if look.week + 1 < MOST_WEEKS and (since is None or oldest >= since):
        turning.append(view.button(Phrase("deadline.earlier_days"), replace(look, week=look.week + 1)))
    return (*in_rows(picks, 2), *((tuple(turning),) if turning else ()))


def back(view: DeadlineView, look: DeadlineLook | None = None) -> tuple[Button, ...]:
    """Return the way back to all deadlines, or to what ``look`` shows."""
    return (view.button(Phrase("deadline.back"), look or DeadlineLook()),)


def _pick(view: DeadlineView, day: date) -> Phrase:
    values: dict[str, Value] = {
        "month": day.month,
        "day": day.day,
        "weekday": Phrase(f"weekday.{day.weekday()}"),
    }
    return Phrase("deadline.today" if day == view.today else "deadline.pick", values)


def law_of(view: DeadlineView, rule: DeadlineRule) -> Block:
    """Say what a rule rests on; of one that compliance must confirm no more than that."""
    if rule.to_confirm or rule.law is None:
        return Block(BlockKind.NOTICE, Phrase("deadline.to_confirm"))
    card = view.law.get(rule.law)
    if card is None:
        return Block(BlockKind.HINT, Phrase("deadline.founded", {"card": rule.law}))
    return Block(BlockKind.HINT, Phrase("deadline.founded_on", {"law": head(card)}))
