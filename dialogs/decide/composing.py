"""Putting the offers together: two or three real options, within authority and with compliance asked."""

from datetime import datetime

from dialogs.commands import ConfirmCompliance, PickOption
from dialogs.decide.crises import frozen
from dialogs.decide.decision import NOTHING, Decision
from dialogs.events import ComplianceConfirmed, OptionPicked
from dialogs.program import Program, Remedy, StepKind
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.state import SessionState
from dialogs.texts import Phrase

MOST_OPTIONS = 3
"""A person on the phone cannot weigh more than three options at once."""
_RANK = {"staff": 0, "supervisor": 1, "admin": 2}
_RANK_OF_ROLE = {Role.STAFF: 0, Role.TRAINER: 0, Role.SUPERVISOR: 1, Role.ADMIN: 2}


def fitting(program: Program, product: str) -> tuple[Remedy, ...]:
    """Return the remedies for ``product``, in the order of the catalogue."""
    return tuple(
        remedy
        for remedy in program.remedies.values()
        if not remedy.withdrawn and (not remedy.products or product in remedy.products)
    )


def may_grant(role: Role, remedy: Remedy) -> bool:
    """Tell whether ``role`` may grant ``remedy`` without asking anybody."""
    return _RANK_OF_ROLE[role] >= _RANK[remedy.granted_by]


def needs_compliance(remedy: Remedy, product: str) -> bool:
    """Tell whether compliance must sign ``remedy`` off for ``product`` first."""
    return product in remedy.compliance_for


def pick(program: Program, state: SessionState, command: PickOption, now: datetime) -> Decision | Refusal:
    """Tick an option or take its tick away; ticking what is ticked changes nothing."""
    remedy = next((each for each in fitting(program, state.product) if each.id == command.remedy), None)
    if program.steps[state.walk.step].kind is not StepKind.COMPOSE:
        return Refusal(Reason.STALE)
    if remedy is None:
        return Refusal(Reason.UNKNOWN)
    if (remedy.id in state.walk.picked) == command.picked:
        return NOTHING
    if command.picked and (standing := frozen(state)) is not None:
        return standing
    if command.picked and not may_grant(command.actor.role, remedy):
        return Refusal(Reason.BEYOND_AUTHORITY, values={"role": Phrase(f"role.{remedy.granted_by}")})
    if command.picked and len(state.walk.picked) >= MOST_OPTIONS:
        return Refusal(Reason.TOO_MANY_OPTIONS, values={"most": MOST_OPTIONS})
    return Decision(
        (
            OptionPicked(
                at=now,
                by=command.actor.person,
                remedy=remedy.id,
                picked=command.picked,
                needs_compliance=needs_compliance(remedy, state.product),
            ),
        )
    )


def confirm_compliance(state: SessionState, command: ConfirmCompliance, now: datetime) -> Decision | Refusal:
    """Record that compliance signed off a picked option; a second tap changes nothing."""
    if command.remedy in state.awaiting_compliance:
        return Decision((ComplianceConfirmed(at=now, by=command.actor.person, remedy=command.remedy),))
    return NOTHING if command.remedy in state.walk.compliance_given else Refusal(Reason.UNKNOWN)
