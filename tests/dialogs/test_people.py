"""How people come to belong to the firm, change and go."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dialogs.actors import Actor
from dialogs.events import (
    DetailChosen,
    InvitationConfirmed,
    InvitationMade,
    InvitationRedeemed,
    InvitationRefused,
    LanguageChosen,
    PersonAdmitted,
    PersonDisabled,
    PersonEnabled,
    PersonEvent,
    RoleChanged,
)
from dialogs.ids import PersonId, TeamId
from dialogs.people import (
    CONSOLE,
    INVITATION_LIVES,
    Invitation,
    change_role,
    confirm,
    fold_invitation,
    fold_person,
    invite,
    let_in,
    redeem,
    shut_out,
    team_among,
    turn_away,
)
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.texts import Language
from tests.builders.calls import NOON, NORTH, SOUTH

AT = NOON.astimezone(UTC)
CODE = "digest-of-a-code"
ADMIN = Actor(PersonId(1), "Invented Admin", Role.ADMIN, NORTH)
SECOND = Actor(PersonId(2), "Invented Second", Role.ADMIN, NORTH)
MEMBER = Actor(PersonId(3), "Invented Member", Role.STAFF, NORTH)
NEWCOMER = PersonId(9)
Answer = Callable[[Actor, Invitation | None, str, datetime], object]


def invited(role: Role = Role.STAFF) -> InvitationMade:
    return invite(ADMIN, CODE, role, NORTH, AT)


def redeemed() -> InvitationRedeemed:
    used = redeem(fold_invitation([invited()]), CODE, NEWCOMER, "Invented Newcomer", Language.EN, AT)
    assert isinstance(used, InvitationRedeemed)
    return used


def waiting(role: Role = Role.STAFF) -> Invitation:
    invitation = fold_invitation([invited(role), redeemed()])
    assert invitation is not None
    return invitation


def settled() -> Invitation:
    return replace(waiting(), settled=True)


def try_code(
    invitation: Invitation | None, person: Actor | PersonId = NEWCOMER, after: timedelta = timedelta()
) -> InvitationRedeemed | Refusal:
    return redeem(invitation, CODE, person, "Invented Newcomer", Language.EN, AT + after)


def test_person_is_the_fold_of_their_stream() -> None:
    admitted = PersonAdmitted(
        at=AT,
        by=ADMIN.person,
        person=MEMBER.person,
        name=MEMBER.name,
        role=Role.STAFF,
        team=NORTH,
        language=Language.ZH,
    )
    later: list[PersonEvent] = [
        RoleChanged(at=AT, by=ADMIN.person, person=MEMBER.person, role=Role.SUPERVISOR, team=SOUTH),
        LanguageChosen(at=AT, by=MEMBER.person, person=MEMBER.person, language=Language.EN),
        DetailChosen(at=AT, by=MEMBER.person, person=MEMBER.person, brief=True),
        PersonDisabled(at=AT, by=ADMIN.person, person=MEMBER.person),
    ]
    gone = Actor(MEMBER.person, MEMBER.name, Role.SUPERVISOR, SOUTH, Language.EN, brief=True, disabled=True)

    assert fold_person([]) is None
    assert fold_person(later) is None
    assert fold_person([admitted]) == MEMBER
    assert fold_person([admitted, *later]) == gone
    assert fold_person([admitted, *later, PersonEnabled(at=AT, by=ADMIN.person, person=MEMBER.person)]) == (
        replace(gone, disabled=False)
    )


def test_invitation_lives_for_a_day_and_is_used_once() -> None:
    fresh = fold_invitation([invited()])

    assert try_code(fresh, after=INVITATION_LIVES - timedelta(seconds=1)) == replace(
        redeemed(), at=AT + INVITATION_LIVES - timedelta(seconds=1)
    )
    assert try_code(fresh, after=INVITATION_LIVES) == Refusal(Reason.INVITATION_EXPIRED)
    assert try_code(waiting()) == Refusal(Reason.INVITATION_USED)
    assert try_code(settled()) == Refusal(Reason.INVITATION_USED)


def test_unknown_code_and_a_member_are_told_the_same() -> None:
    assert try_code(None) == Refusal(Reason.INVITATION_UNKNOWN)
    assert try_code(fold_invitation([invited()]), MEMBER) == Refusal(Reason.INVITATION_UNKNOWN)
    gone = replace(MEMBER, disabled=True)
    assert try_code(fold_invitation([invited()]), gone) == Refusal(Reason.SHUT_OUT)
    assert try_code(None, gone) == Refusal(Reason.INVITATION_UNKNOWN)


def test_confirmed_newcomer_gets_the_role_and_team_of_the_invitation() -> None:
    assert confirm(ADMIN, waiting(), CODE, AT) == (
        InvitationConfirmed(at=AT, by=ADMIN.person, code_digest=CODE, person=NEWCOMER),
        PersonAdmitted(
            at=AT,
            by=ADMIN.person,
            person=NEWCOMER,
            name="Invented Newcomer",
            role=Role.STAFF,
            team=NORTH,
            language=Language.EN,
        ),
    )


@pytest.mark.parametrize("role", Role)
def test_supervisors_and_admins_need_another_admin_than_the_inviter(role: Role) -> None:
    alone = confirm(ADMIN, waiting(role), CODE, AT)

    assert (alone == Refusal(Reason.SECOND_ADMIN)) is (role in {Role.SUPERVISOR, Role.ADMIN})
    assert not isinstance(confirm(SECOND, waiting(role), CODE, AT), Refusal)
    assert not isinstance(confirm(CONSOLE, waiting(role), CODE, AT), Refusal)


@pytest.mark.parametrize("answer", [confirm, turn_away])
def test_only_a_redeemed_invitation_is_answered_and_only_once(answer: Answer) -> None:
    assert answer(ADMIN, None, CODE, AT) == Refusal(Reason.INVITATION_UNKNOWN)
    assert answer(ADMIN, fold_invitation([invited()]), CODE, AT) == Refusal(Reason.INVITATION_UNKNOWN)
    assert answer(ADMIN, settled(), CODE, AT) == Refusal(Reason.INVITATION_USED)


def test_turned_away_newcomer_is_named_and_the_code_is_spent() -> None:
    refused = turn_away(ADMIN, waiting(), CODE, AT)

    assert refused == InvitationRefused(at=AT, by=ADMIN.person, code_digest=CODE, person=NEWCOMER)
    assert isinstance(refused, InvitationRefused)
    assert fold_invitation([invited(), redeemed(), refused]) == settled()


def test_role_is_changed_once() -> None:
    changed = change_role(ADMIN, MEMBER, Role.TRAINER, SOUTH, AT, other_admins=True)

    assert changed == RoleChanged(at=AT, by=ADMIN.person, person=MEMBER.person, role=Role.TRAINER, team=SOUTH)
    assert change_role(ADMIN, MEMBER, Role.STAFF, NORTH, AT, other_admins=True) is None


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_rise_needs_a_second_admin_or_the_command_line(role: Role) -> None:
    assert change_role(ADMIN, MEMBER, role, NORTH, AT, other_admins=True) == Refusal(Reason.SECOND_ADMIN)
    assert isinstance(change_role(CONSOLE, MEMBER, role, NORTH, AT, other_admins=True), RoleChanged)


def test_admin_becomes_a_supervisor_without_a_second_admin() -> None:
    changed = change_role(ADMIN, SECOND, Role.SUPERVISOR, NORTH, AT, other_admins=True)

    assert changed == RoleChanged(
        at=AT, by=ADMIN.person, person=SECOND.person, role=Role.SUPERVISOR, team=NORTH
    )


def test_last_admin_stays() -> None:
    assert change_role(CONSOLE, ADMIN, Role.STAFF, NORTH, AT, other_admins=False) == Refusal(
        Reason.LAST_ADMIN
    )
    assert shut_out(CONSOLE, ADMIN, AT, other_admins=False) == Refusal(Reason.LAST_ADMIN)
    assert isinstance(shut_out(CONSOLE, ADMIN, AT, other_admins=True), PersonDisabled)


def test_supervisor_moves_to_another_team_without_a_second_admin() -> None:
    chief = replace(MEMBER, role=Role.SUPERVISOR)

    assert isinstance(change_role(ADMIN, chief, Role.SUPERVISOR, SOUTH, AT, other_admins=True), RoleChanged)


def test_person_is_shut_out_and_let_in_once() -> None:
    gone = replace(MEMBER, disabled=True)

    assert shut_out(ADMIN, MEMBER, AT, other_admins=True) == PersonDisabled(
        at=AT, by=ADMIN.person, person=MEMBER.person
    )
    assert shut_out(ADMIN, gone, AT, other_admins=True) is None
    assert let_in(ADMIN, gone, AT) == PersonEnabled(at=AT, by=ADMIN.person, person=MEMBER.person)
    assert let_in(ADMIN, MEMBER, AT) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("二组", ("二组", True)),
        ("  二 组 ", ("二组", True)),
        ("team  a", ("Team A", True)),
        ("ＴＥＡＭ　Ａ", ("Team A", True)),
        ("三组", ("三组", False)),
        (" Ｔｅａｍ   Ｂ", ("Team B", False)),
        ("", ("", False)),
    ],
)
def test_team_is_found_however_it_is_spaced_and_a_new_one_is_tidied(
    text: str, named: tuple[str, bool]
) -> None:
    assert team_among(text, (TeamId("一组"), TeamId("二组"), TeamId("Team A"))) == named
