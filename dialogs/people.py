"""The members of the firm and how they come to be: invitations, roles, being shut out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from unicodedata import normalize

from dialogs.actors import Actor
from dialogs.events import (
    DetailChosen,
    Event,
    InvitationConfirmed,
    InvitationMade,
    InvitationRedeemed,
    InvitationRefused,
    LanguageChosen,
    MemberLetIn,
    MemberShutOut,
    PersonAdmitted,
    PersonDisabled,
    PersonEnabled,
    RoleChanged,
    RoleGiven,
)
from dialogs.ids import PersonId, TeamId
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.texts import Language

INVITATION_LIVES = timedelta(hours=24)
CONSOLE = Actor(PersonId(0), "console", Role.ADMIN, TeamId(""))
"""Who acts on the command line: somebody with the machine in their hands, who needs no second admin."""
_NEED_SECOND_ADMIN = {Role.SUPERVISOR, Role.ADMIN}


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation, folded from its stream."""

    role: Role
    team: TeamId
    inviter: PersonId
    expires_at: datetime
    redeemed: InvitationRedeemed | None = None
    settled: bool = False


def team_among(text: str, teams: Iterable[TeamId]) -> tuple[TeamId, bool]:
    """Return the team that ``text`` names, and whether it is one of ``teams``.

    Spaces, full width and capitals make no other team; a new one is spelt with single spaces, half width.
    """
    spelt = " ".join(normalize("NFKC", text).split())
    known = {_key(each): each for each in teams}
    return known.get(_key(spelt), TeamId(spelt)), _key(spelt) in known


def _key(team: str) -> str:
    return "".join(normalize("NFKC", team).split()).casefold()


def fold_person(events: Iterable[Event]) -> Actor | None:
    """Return the person whom the events of a person stream describe; none for a stranger."""
    return reduce(person_after, events, None)


def person_after(person: Actor | None, event: Event) -> Actor | None:
    """Return what ``event`` of a person stream makes of a person; none stays a stranger until admitted."""
    if isinstance(event, PersonAdmitted):
        return Actor(event.person, event.name, event.role, event.team, event.language)
    if person is None:
        return None
    match event:
        case RoleChanged(role=role, team=team):
            return replace(person, role=role, team=team)
        case PersonDisabled():
            return replace(person, disabled=True)
        case PersonEnabled():
            return replace(person, disabled=False)
        case LanguageChosen(language=language):
            return replace(person, language=language)
        case DetailChosen(brief=brief):
            return replace(person, brief=brief)
        case _:
            return person


def fold_invitation(events: Iterable[Event]) -> Invitation | None:
    """Return the invitation that its stream describes; none when the code was never given out."""
    invitation: Invitation | None = None
    for event in events:
        match event:
            case InvitationMade():
                invitation = Invitation(event.role, event.team, event.by, event.expires_at)
            case InvitationRedeemed() if invitation is not None:
                invitation = replace(invitation, redeemed=event)
            case InvitationConfirmed() | InvitationRefused() if invitation is not None:
                invitation = replace(invitation, settled=True)
            case _:
                pass
    return invitation


def invite(actor: Actor, code_digest: str, role: Role, team: TeamId, now: datetime) -> InvitationMade:
    """Invite somebody to ``role`` in ``team``; the code lives for 24 hours."""
    return InvitationMade(
        at=now,
        by=actor.person,
        code_digest=code_digest,
        role=role,
        team=team,
        expires_at=now + INVITATION_LIVES,
    )


def redeem(
    invitation: Invitation | None,
    code_digest: str,
    person: Actor | PersonId,
    name: str,
    language: Language,
    now: datetime,
) -> InvitationRedeemed | Refusal:
    """Use an invitation: once, within its time, by somebody who is not yet a member."""
    if invitation is None or isinstance(person, Actor):
        shut_out = invitation is not None and isinstance(person, Actor) and person.disabled
        return Refusal(Reason.SHUT_OUT if shut_out else Reason.INVITATION_UNKNOWN)
    if invitation.redeemed is not None or invitation.settled:
        return Refusal(Reason.INVITATION_USED)
    if now >= invitation.expires_at:
        return Refusal(Reason.INVITATION_EXPIRED)
    return InvitationRedeemed(
        at=now, by=person, code_digest=code_digest, person=person, name=name, language=language
    )


def confirm(
    actor: Actor, invitation: Invitation | None, code_digest: str, now: datetime
) -> tuple[InvitationConfirmed, PersonAdmitted] | Refusal:
    """Let in who redeemed an invitation; supervisors and admins are confirmed by another than the inviter."""
    if invitation is None or invitation.redeemed is None:
        return Refusal(Reason.INVITATION_UNKNOWN)
    if invitation.settled:
        return Refusal(Reason.INVITATION_USED)
    alone = actor.person == invitation.inviter and actor.person != CONSOLE.person
    if invitation.role in _NEED_SECOND_ADMIN and alone:
        return Refusal(Reason.SECOND_ADMIN)
    who = invitation.redeemed
    return (
        InvitationConfirmed(at=now, by=actor.person, code_digest=code_digest, person=who.person),
        PersonAdmitted(
            at=now,
            by=actor.person,
            person=who.person,
            name=who.name,
            role=invitation.role,
            team=invitation.team,
            language=who.language,
        ),
    )


def turn_away(
    actor: Actor, invitation: Invitation | None, code_digest: str, now: datetime
) -> InvitationRefused | Refusal:
    """Turn away who redeemed an invitation."""
    if invitation is None or invitation.redeemed is None:
        return Refusal(Reason.INVITATION_UNKNOWN)
    if invitation.settled:
        return Refusal(Reason.INVITATION_USED)
    return InvitationRefused(
        at=now, by=actor.person, code_digest=code_digest, person=invitation.redeemed.person
    )


def change_role(
    actor: Actor, person: Actor, role: Role, team: TeamId, now: datetime, *, other_admins: bool
) -> RoleChanged | Refusal | None:
    """Give a person another role or team; none when it is theirs already.

    Supervisors and admins are made by an invitation that a second admin confirms, or on the command line.
    """
    if (person.role, person.team) == (role, team):
        return None
    rises = role in _NEED_SECOND_ADMIN and person.role not in {role, Role.ADMIN}
    if rises and actor.person != CONSOLE.person:
        return Refusal(Reason.SECOND_ADMIN)
    if person.role is Role.ADMIN and role is not Role.ADMIN and not other_admins:
        return Refusal(Reason.LAST_ADMIN)
    return RoleChanged(at=now, by=actor.person, person=person.person, role=role, team=team)


def role_given(event: PersonAdmitted | RoleChanged) -> RoleGiven:
    """Return what the list of deeds is told when somebody is let in or given another role or team."""
    return RoleGiven(at=event.at, by=event.by, person=event.person, role=event.role, team=event.team)


def shutting(event: PersonDisabled | PersonEnabled) -> MemberShutOut | MemberLetIn:
    """Return what the list of deeds is told when somebody is shut out or let in again."""
    kind = MemberShutOut if isinstance(event, PersonDisabled) else MemberLetIn
    return kind(at=event.at, by=event.by, person=event.person)


def shut_out(
    actor: Actor, person: Actor, now: datetime, *, other_admins: bool
) -> PersonDisabled | Refusal | None:
    """Disable a person from their next tap on; none when they are disabled already."""
    if person.disabled:
        return None
    if person.role is Role.ADMIN and not other_admins:
        return Refusal(Reason.LAST_ADMIN)
    return PersonDisabled(at=now, by=actor.person, person=person.person)


def let_in(actor: Actor, person: Actor, now: datetime) -> PersonEnabled | None:
    """Let a disabled person in again; none when they are not disabled."""
    return PersonEnabled(at=now, by=actor.person, person=person.person) if person.disabled else None
