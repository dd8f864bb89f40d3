"""Wishes about the deadlines of a complaint, each made on one of its calls."""

from dataclasses import dataclass
from datetime import date

from dialogs.commands import OnSession
from dialogs.deadlines import Approver, Milestone, PauseGround, Settling


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachMilestone(OnSession):
    """Say on which local day something happened; every deadline that counts from it begins."""

    milestone: Milestone
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDeadline(OnSession):
    """A wish about the deadline of one rule."""

    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendDeadline(OnDeadline):
    """Take the longer time; who approved it and whether the customer was told."""

    extension: str
    approved_by: Approver | None = None
    customer_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TellExtension(OnDeadline):
    """Say on which local day the customer was told of a longer time that had been taken before."""

    extension: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDeadline(OnDeadline):
    """Stop counting from a local day on."""

    ground: PauseGround
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeDeadline(OnDeadline):
    """Count again from a local day on."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartDeadline(OnDeadline):
    """Count anew from the local day on which new facts came in."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDeadline(OnDeadline):
    """Say that what was due came about on a local day, or is due no more."""

    how: Settling
    day: date


DeadlineCommand = (
    ReachMilestone
    | ExtendDeadline
    | TellExtension
    | PauseDeadline
    | ResumeDeadline
    | RestartDeadline
    | SettleDeadline
)
