"""Who may do what to whose things, cell by cell."""

import pytest

from dialogs.access import TABLE, Action, Owner, Reach, reach, require
from dialogs.actors import Actor
from dialogs.ids import PersonId
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.texts import Phrase
from tests.builders.calls import NORTH, SOUTH

ME = PersonId(7001)
OWNERS = {
    "own": Owner(ME, NORTH),
    "own, from a former team": Owner(ME, SOUTH),
    "team": Owner(PersonId(7002), NORTH),
    "other": Owner(PersonId(7003), SOUTH),
}
ALL = frozenset(OWNERS)
NOBODY: frozenset[str] = frozenset()
OWN = frozenset({"own", "own, from a former team"})
TEAM = OWN | {"team"}

MAY: dict[Action, dict[Role, frozenset[str]]] = {
    Action.OPEN_SESSION: dict.fromkeys(Role, OWN),
    Action.WALK: dict.fromkeys(Role, OWN),
    Action.ANSWER_REVIEW: dict.fromkeys(Role, OWN),
    Action.SET_PREFERENCE: dict.fromkeys(Role, OWN),
    Action.READ_LAW: dict.fromkeys(Role, ALL),
    Action.READ_CASES: dict.fromkeys(Role, ALL),
    Action.READ_SESSION: {Role.STAFF: OWN, Role.TRAINER: OWN, Role.SUPERVISOR: TEAM, Role.ADMIN: ALL},
    Action.PUBLISH_CASES: {
        Role.STAFF: NOBODY,
        Role.TRAINER: ALL,
        Role.SUPERVISOR: ALL,
        Role.ADMIN: ALL,
    },
    Action.WRITE_CASES: {
        Role.STAFF: NOBODY,
        Role.TRAINER: NOBODY,
        Role.SUPERVISOR: TEAM,
        Role.ADMIN: ALL,
    },
    Action.REVIEW: {
        Role.STAFF: NOBODY,
        Role.TRAINER: NOBODY,
        Role.SUPERVISOR: TEAM - OWN,
        Role.ADMIN: ALL - OWN,
    },
    Action.TAKE_HELP: {
        Role.STAFF: NOBODY,
        Role.TRAINER: NOBODY,
        Role.SUPERVISOR: TEAM - OWN,
        Role.ADMIN: ALL - OWN,
    },
    **{
        action: {Role.STAFF: NOBODY, Role.TRAINER: NOBODY, Role.SUPERVISOR: TEAM, Role.ADMIN: ALL}
        for action in (Action.EXPORT, Action.SEARCH, Action.EXTEND_SPECIALLY)
    },
    Action.KEEP_DEADLINES: {Role.STAFF: OWN, Role.TRAINER: OWN, Role.SUPERVISOR: TEAM, Role.ADMIN: ALL},
    Action.SEE_EVIDENCE: {Role.STAFF: NOBODY, Role.TRAINER: ALL, Role.SUPERVISOR: TEAM, Role.ADMIN: ALL},
    **{
        action: {Role.STAFF: NOBODY, Role.TRAINER: NOBODY, Role.SUPERVISOR: NOBODY, Role.ADMIN: ALL}
        for action in (
            Action.SEE_PEOPLE,
            Action.INVITE,
            Action.CONFIRM_INVITATION,
            Action.CHANGE_ROLE,
            Action.SHUT_OUT,
            Action.SEE_ACCESS,
            Action.ERASE,
        )
    },
    **{
        action: {Role.STAFF: NOBODY, Role.TRAINER: ALL, Role.SUPERVISOR: NOBODY, Role.ADMIN: ALL}
        for action in (Action.WRITE_PLAYBOOKS, Action.PUBLISH)
    },
}
"""Every action → role → whose things it reaches."""


def actor(role: Role, *, disabled: bool = False) -> Actor:
    return Actor(ME, "Invented Member", role, NORTH, disabled=disabled)


def allowed(member: Actor, action: Action) -> frozenset[str]:
    return frozenset(name for name, owner in OWNERS.items() if require(member, action, owner) is None)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_each_role_reaches_exactly_what_the_table_says(action: Action, role: Role) -> None:
    assert allowed(actor(role), action) == MAY[action][role]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_disabled_person_may_do_nothing(action: Action, role: Role) -> None:
    member = actor(role, disabled=True)

    assert allowed(member, action) == NOBODY
    assert reach(member, action) is Reach.NONE


@pytest.mark.parametrize("action", Action)
def test_unnamed_owner_is_oneself(action: Action) -> None:
    member = actor(Role.SUPERVISOR)

    assert require(member, action) == require(member, action, OWNERS["own"])


def test_refusal_says_that_it_is_forbidden() -> None:
    assert require(actor(Role.STAFF), Action.EXPORT, OWNERS["own"]) == Refusal(Reason.FORBIDDEN)


@pytest.mark.parametrize(
    ("action", "who"),
    [
        (Action.SEARCH, "role.supervisor"),
        (Action.WRITE_PLAYBOOKS, "role.trainer"),
        (Action.SEE_ACCESS, "role.admin"),
        (Action.SEE_PEOPLE, "role.admin"),
        (Action.ERASE, "role.admin"),
    ],
)
def test_refusal_names_whom_to_ask(action: Action, who: str) -> None:
    refused = require(actor(Role.STAFF), action)

    assert refused is not None
    assert refused.phrase.values == {"who": Phrase(who)}


def test_every_role_has_a_row() -> None:
    assert set(TABLE) == set(Role)
