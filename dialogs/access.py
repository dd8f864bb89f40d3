"""Who may do what: one table of roles and actions, and one question."""

from dataclasses import dataclass
from enum import StrEnum

from dialogs.actors import Actor
from dialogs.ids import PersonId, TeamId
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.texts import Phrase, Value


class Action(StrEnum):
    """What can be done."""

    OPEN_SESSION = "open_session"
    WALK = "walk"
    READ_SESSION = "read_session"
    REVIEW = "review"
    ANSWER_REVIEW = "answer_review"
    TAKE_HELP = "take_help"
    EXPORT = "export"
    READ_LAW = "read_law"
    """Look up law cards."""
    READ_CASES = "read_cases"
    """Look up cases."""
    WRITE_CASES = "write_cases"
    """Make a case out of a call that is closed, and hand it in."""
    PUBLISH_CASES = "publish_cases"
    """See the cases that wait for a second person, and let everybody find one."""
    SEARCH = "search"
    """Search the words of calls."""
    SEE_EVIDENCE = "see_evidence"
    """See what became of the lines of a playbook over many calls: counts, without words and names."""
    SEE_ACCESS = "see_access"
    """See who read, exported, erased what."""
    ERASE = "erase"
    """Have words erased, place and lift holds."""
    SEE_PEOPLE = "see_people"
    INVITE = "invite"
    CONFIRM_INVITATION = "confirm_invitation"
    CHANGE_ROLE = "change_role"
    SHUT_OUT = "shut_out"
    SET_PREFERENCE = "set_preference"
    WRITE_PLAYBOOKS = "write_playbooks"
    """See playbooks with their history, write drafts."""
    PUBLISH = "publish"
    """Decide what new calls begin on."""
    KEEP_DEADLINES = "keep_deadlines"
    """Say what happened to the deadlines of a complaint: longer, paused, begun anew, done."""
    EXTEND_SPECIALLY = "extend_specially"
    """Write down the extension that a superior unit or the head office approved."""


class Reach(StrEnum):
    """Over whose things an action reaches."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose thing it is."""

    person: PersonId
    team: TeamId


_STAFF = {
    Action.OPEN_SESSION: Reach.OWN,
    Action.WALK: Reach.OWN,
    Action.READ_SESSION: Reach.OWN,
    Action.ANSWER_REVIEW: Reach.OWN,
    Action.SET_PREFERENCE: Reach.OWN,
    Action.READ_LAW: Reach.ALL,
    Action.READ_CASES: Reach.ALL,
    Action.KEEP_DEADLINES: Reach.OWN,
}
_TRAINER = _STAFF | {
    Action.SEE_EVIDENCE: Reach.ALL,
    Action.WRITE_PLAYBOOKS: Reach.ALL,
    Action.PUBLISH: Reach.ALL,
    Action.PUBLISH_CASES: Reach.ALL,
}
_SUPERVISOR = _STAFF | {
    Action.READ_SESSION: Reach.TEAM,
    Action.REVIEW: Reach.TEAM,
    Action.TAKE_HELP: Reach.TEAM,
    Action.EXPORT: Reach.TEAM,
    Action.SEARCH: Reach.TEAM,
    Action.SEE_EVIDENCE: Reach.TEAM,
    Action.KEEP_DEADLINES: Reach.TEAM,
    Action.EXTEND_SPECIALLY: Reach.TEAM,
    Action.WRITE_CASES: Reach.TEAM,
    Action.PUBLISH_CASES: Reach.ALL,
}
_ADMIN = _SUPERVISOR | {
    Action.READ_SESSION: Reach.ALL,
    Action.REVIEW: Reach.ALL,
    Action.TAKE_HELP: Reach.ALL,
    Action.EXPORT: Reach.ALL,
    Action.SEARCH: Reach.ALL,
    Action.SEE_EVIDENCE: Reach.ALL,
    Action.SEE_ACCESS: Reach.ALL,
    Action.ERASE: Reach.ALL,
    Action.SEE_PEOPLE: Reach.ALL,
    Action.INVITE: Reach.ALL,
    Action.CONFIRM_INVITATION: Reach.ALL,
    Action.CHANGE_ROLE: Reach.ALL,
    Action.SHUT_OUT: Reach.ALL,
    Action.WRITE_PLAYBOOKS: Reach.ALL,
    Action.PUBLISH: Reach.ALL,
    Action.PUBLISH_CASES: Reach.ALL,
    Action.KEEP_DEADLINES: Reach.ALL,
    Action.EXTEND_SPECIALLY: Reach.ALL,
    Action.WRITE_CASES: Reach.ALL,
}
TABLE: dict[Role, dict[Action, Reach]] = {
    Role.STAFF: _STAFF,
    Role.TRAINER: _TRAINER,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMIN: _ADMIN,
}
"""What is not in a role's row is forbidden. Trainers practise as staff do and read nobody else's calls: they
see counts over all of them, and the words of playbooks are theirs."""


def reach(actor: Actor, action: Action) -> Reach:
    """Return over whose things ``actor`` may do ``action``; a disabled person's reach is none."""
    return Reach.NONE if actor.disabled else TABLE[actor.role].get(action, Reach.NONE)


def require(actor: Actor, action: Action, owner: Owner | None = None) -> Refusal | None:
    """Return a refusal unless ``actor`` may do ``action`` to what ``owner`` owns; none named means their own.

    It names whom to ask, where that is no supervisor. Nobody reviews their own call: :data:`Action.REVIEW`
    and :data:`Action.TAKE_HELP` never reach one's own.
    """
    if _may(actor, action, owner or Owner(actor.person, actor.team)):
        return None
    return Refusal(Reason.FORBIDDEN, values=_whom_to_ask(action))


def _whom_to_ask(action: Action) -> dict[str, Value]:
    if action in _SUPERVISOR:
        return {}
    return {"who": Phrase("role.trainer" if action in _TRAINER else "role.admin")}


def _may(actor: Actor, action: Action, owner: Owner) -> bool:
    own = owner.person == actor.person
    if own and action in {Action.REVIEW, Action.TAKE_HELP}:
        return False
    match reach(actor, action):
        case Reach.NONE:
            return False
        case Reach.OWN:
            return own
        case Reach.TEAM:
            return own or owner.team == actor.team
        case Reach.ALL:
            return True
