"""Which part of a complaint's deadlines is looked at, or what is wished for; it travels inside buttons."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from dialogs.actors import Actor
from dialogs.complaints import Deadline
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
from dialogs.deadlines import (
    Approver,
    DeadlinePolicy,
    DeadlineRule,
    Extension,
    Milestone,
    PauseGround,
    Settling,
)
from dialogs.ids import SessionId
from dialogs.render import narrowing
from dialogs.render.tags import tag_of

Kind = TypeVar("Kind")
TO_LIST = "list"
"""What a button says that leads to the list of all complaints."""
MOST_WEEKS = 9
"""Weeks that one can leaf back to find a day: as long as the longest time for a decision."""
_SHAPE = re.compile(r"([crlmxtpuns])\.([0-9a-f]{0,6})\.([0-9a-z]{0,2})\.(?:w([0-8])|([0-9]{8}))?", re.ASCII)
_MILESTONES, _GROUNDS, _SETTLINGS = tuple(Milestone), tuple(PauseGround), tuple(Settling)


class Op(StrEnum):
    """What a button leads to. The values travel inside buttons: never reused."""

    CARD = "c"
    RULE = "r"
    MILESTONES = "l"
    MILESTONE = "m"
    EXTEND = "x"
    TELL = "t"
    PAUSE = "p"
    RESUME = "u"
    RESTART = "n"
    SETTLE = "s"


class Said(StrEnum):
    """What somebody says who takes an extension. The values travel inside buttons."""

    NOT_TOLD = "n"
    TOLD = "t"
    SUPERIOR_UNIT = "s"
    HEAD_OFFICE = "h"


_APPROVED = {Said.SUPERIOR_UNIT: Approver.SUPERIOR_UNIT, Said.HEAD_OFFICE: Approver.HEAD_OFFICE}


@dataclass(frozen=True, slots=True)
class DeadlineLook:
    """Where one looks; with a day, or with what was said of an extension, it is a wish."""

    op: Op = Op.CARD
    subject: str = ""
    """The tag of a rule, or the place of a milestone."""
    what: str = ""
    """The place of a ground or of a way to settle; of an extension its place, then what is said of it."""
    week: int = 0
    """How many weeks back the days are that can be picked."""
    day: date | None = None

    @property
    def value(self) -> str:
        """Encode for a button: ``op.subject.what.when``."""
        when = f"{self.day:%Y%m%d}" if self.day else f"w{self.week}" if self.week else ""
        return f"{self.op}.{self.subject}.{self.what}.{when}"

    @classmethod
    def read(cls, value: str) -> "DeadlineLook | None":
        """Decode what :attr:`value` encoded; none for anything else."""
        found = _SHAPE.fullmatch(value)
        if found is None:
            return None
        op, subject, what, week, day = found.groups()
        try:
            return cls(Op(op), subject, what, int(week or 0), narrowing.read_day(day))
        except ValueError:
            return None

    def on(self, day: date) -> "DeadlineLook":
        """Return the wish that it happened on ``day``."""
        return replace(self, week=0, day=day)

    def rule(self, policy: DeadlinePolicy) -> DeadlineRule | None:
        """Return the rule that it is about."""
        return next((each for each in policy.rules if tag_of(each.id) == self.subject), None)

    @property
    def milestone(self) -> Milestone | None:
        """Return the milestone that it is about."""
        return _at(_MILESTONES, self.subject) if self.op is Op.MILESTONE else None

    @property
    def ground(self) -> PauseGround | None:
        """Return why time is not to be counted."""
        return _at(_GROUNDS, self.what) if self.op is Op.PAUSE else None

    @property
    def settling(self) -> Settling | None:
        """Return how what was due came about."""
        return _at(_SETTLINGS, self.what) if self.op is Op.SETTLE else None

    @property
    def said(self) -> Said | None:
        """Return what is said of an extension."""
        said = self.what[1:]
        return Said(said) if self.op is Op.EXTEND and said in set(Said) else None

    def extension(self, rule: DeadlineRule) -> Extension | None:
        """Return the longer time of ``rule`` that it is about."""
        return _at(rule.extensions, self.what[:1]) if self.op in {Op.EXTEND, Op.TELL} else None

    def wish(self, policy: DeadlinePolicy, actor: Actor, session: SessionId) -> DeadlineCommand | None:
        """Return what is wished for; none where one only looks, or where the button was never drawn."""
        if self.milestone is not None and self.day is not None:
            return ReachMilestone(actor=actor, session=session, milestone=self.milestone, day=self.day)
        rule = self.rule(policy)
        if rule is None:
            return None
        return (
            self._extension(rule, actor, session)
            if self.op is Op.EXTEND
            else self._dated(rule, actor, session)
        )

    def _extension(self, rule: DeadlineRule, actor: Actor, session: SessionId) -> ExtendDeadline | None:
        extension, said = self.extension(rule), self.said
        if said is None or extension is None:
            return None
        return ExtendDeadline(
            actor=actor,
            session=session,
            rule=rule.id,
            extension=extension.id,
            approved_by=_APPROVED.get(said),
            customer_told=said is not Said.NOT_TOLD,
        )

    def _dated(self, rule: DeadlineRule, actor: Actor, session: SessionId) -> DeadlineCommand | None:
        day = self.day
        if day is None:
            return None
        match self.op:
            case Op.TELL if (told := self.extension(rule)) is not None:
                return TellExtension(actor=actor, session=session, rule=rule.id, extension=told.id, day=day)
            case Op.PAUSE if self.ground is not None:
                return PauseDeadline(actor=actor, session=session, rule=rule.id, ground=self.ground, day=day)
            case Op.RESUME:
                return ResumeDeadline(actor=actor, session=session, rule=rule.id, day=day)
            case Op.RESTART:
                return RestartDeadline(actor=actor, session=session, rule=rule.id, day=day)
            case Op.SETTLE if self.settling is not None:
                return SettleDeadline(actor=actor, session=session, rule=rule.id, how=self.settling, day=day)
            case _:
                return None


def look_at(op: Op, deadline: Deadline | DeadlineRule, what: str = "") -> DeadlineLook:
    """Return a look at the deadline of one rule."""
    name = deadline.rule if isinstance(deadline, Deadline) else deadline.id
    return DeadlineLook(op, tag_of(name), what)


def look_at_milestone(milestone: Milestone) -> DeadlineLook:
    """Return a look at the days on which a milestone may have been reached."""
    return DeadlineLook(Op.MILESTONE, str(_MILESTONES.index(milestone)))


def pausing(rule: DeadlineRule, ground: PauseGround) -> DeadlineLook:
    """Return a look at the days on which a pause may have begun."""
    return look_at(Op.PAUSE, rule, str(_GROUNDS.index(ground)))


def telling(rule: DeadlineRule, extension: Extension) -> DeadlineLook:
    """Return a look at the days on which the customer may have been told of a longer time."""
    return look_at(Op.TELL, rule, str(rule.extensions.index(extension)))


def settling(rule: DeadlineRule, how: Settling) -> DeadlineLook:
    """Return a look at the days on which what was due may have come about."""
    return look_at(Op.SETTLE, rule, str(_SETTLINGS.index(how)))


def _at(found: tuple[Kind, ...], place: str) -> Kind | None:
    return found[int(place)] if place.isdecimal() and int(place) < len(found) else None
