"""The members of the firm: let in, given a role, shut out."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from dialogs.access import Action, Owner, require
from dialogs.actors import Actor
from dialogs.errors import UnreadableStreamError
from dialogs.events import (
    AccessEvent,
    DetailChosen,
    InvitationGiven,
    LanguageChosen,
    PauseReason,
    PersonAdmitted,
    PersonDisabled,
    PersonEvent,
    RoleChanged,
    SessionHandedOver,
    SessionPaused,
)
from dialogs.ids import (
    Cause,
    PersonId,
    SessionId,
    StreamId,
    TeamId,
    invitation_stream,
    list_access_stream,
    member_access_stream,
    person_stream,
    session_stream,
)
from dialogs.people import (
    CONSOLE,
    change_role,
    confirm,
    fold_invitation,
    fold_person,
    invite,
    let_in,
    redeem,
    role_given,
    shut_out,
    shutting,
    team_among,
    turn_away,
)
from dialogs.ports import Notice, NoticeKind, SessionFilter, SessionLine, SessionStatus, Write
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service.office import Office
from dialogs.service.outcomes import Told, told
from dialogs.texts import Language


@dataclass(frozen=True, slots=True)
class Passing:
    """To whom the open calls of somebody would pass, and how many there are."""

    heir: Actor | None
    calls: int


@dataclass(frozen=True, slots=True)
class PeopleService:
    """The door for admins, for the command line, and for whoever redeems an invitation."""

    office: Office

    async def admit(
        self, person: PersonId, name: str, role: Role, team: TeamId, language: Language, cause: Cause
    ) -> Told | Refusal:
        """Let a person in from the command line or the settings; nothing happens when they are in already."""

        async def plan() -> Sequence[Write] | Refusal:
            stream = person_stream(person)
            known = await self.office.store.load(stream)
            if known:
                return ()
            admitted = PersonAdmitted(
                at=self.office.clock(),
                by=CONSOLE.person,
                person=person,
                name=name,
                role=role,
                team=team,
                language=language,
            )
            return (Write(stream, 0, (admitted,)), await self._given(admitted))

        return await self._tell(plan, cause)

    async def team_called(self, text: str) -> tuple[TeamId, bool]:
        """Return the team that ``text`` names as it is spelt already, and whether anybody belongs to it."""
        return team_among(text, await self.teams())

    async def teams(self) -> Sequence[TeamId]:
        """Return the teams that somebody belongs to."""
        members = await self.office.directory.members(disabled_too=True)
        return tuple(sorted({each.team for each in members}))

    async def invite(
        self, actor: Actor, code_digest: str, role: Role, team: TeamId, cause: Cause
    ) -> Told | Refusal:
        """Give out an invitation; only the digest of its code is kept."""

        async def plan() -> Sequence[Write] | Refusal:
            refusal = require(actor, Action.INVITE, Owner(actor.person, team))
            if refusal is not None:
                return refusal
            made = invite(actor, code_digest, role, team, self.office.clock())
            given = InvitationGiven(at=made.at, by=made.by, role=role, team=team)
            noted = await self._noted(list_access_stream(actor.person), given)
            return (Write(invitation_stream(code_digest), 0, (made,)), noted)

        return await self._tell(plan, cause)

    async def redeem(
        self, person: PersonId, name: str, language: Language, code_digest: str, cause: Cause
    ) -> Told | Refusal:
        """Use an invitation; the admins are told, and one of them must confirm."""

        async def plan() -> Sequence[Write] | Refusal:
            stream = invitation_stream(code_digest)
            events = await self.office.store.load(stream)
            member = await self.office.directory.actor(person)
            now = self.office.clock()
            redeemed = redeem(fold_invitation(events), code_digest, member or person, name, language, now)
            if isinstance(redeemed, Refusal):
                return redeemed
            notices = tuple(
                Notice(
                    kind=NoticeKind.INVITATION_REDEEMED,
                    to=admin.person,
                    due_at=now,
                    about=stream,
                    version=len(events) + 1,
                )
                for admin in await self.office.directory.members(role=Role.ADMIN)
            )
            return (Write(stream, len(events), (redeemed,), notices),)

        return await self._tell(plan, cause)

    async def confirm(self, actor: Actor, code_digest: str, cause: Cause) -> Told | Refusal:
        """Let in who redeemed an invitation; they are told."""

        async def plan() -> Sequence[Write] | Refusal:
            refusal = require(actor, Action.CONFIRM_INVITATION)
            stream = invitation_stream(code_digest)
            events = await self.office.store.load(stream)
            confirmed = refusal or confirm(actor, fold_invitation(events), code_digest, self.office.clock())
            if isinstance(confirmed, Refusal):
                return confirmed
            done, admitted = confirmed
            whose = person_stream(admitted.person)
            if await self.office.store.load(whose):
                return Refusal(Reason.INVITATION_USED)
            welcome = Notice(
                kind=NoticeKind.ADMITTED, to=admitted.person, due_at=admitted.at, about=whose, version=1
            )
            return (
                Write(stream, len(events), (done,)),
                Write(whose, 0, (admitted,), (welcome,)),
                await self._given(admitted),
            )

        return await self._tell(plan, cause)

    async def refuse(self, actor: Actor, code_digest: str, cause: Cause) -> Told | Refusal:
        """Turn away who redeemed an invitation; its code is spent."""

        async def plan() -> Sequence[Write] | Refusal:
            refusal = require(actor, Action.CONFIRM_INVITATION)
            stream = invitation_stream(code_digest)
            events = await self.office.store.load(stream)
            refused = refusal or turn_away(actor, fold_invitation(events), code_digest, self.office.clock())
            return refused if isinstance(refused, Refusal) else (Write(stream, len(events), (refused,)),)

        return await self._tell(plan, cause)

    async def change_role(
        self, actor: Actor, person: PersonId, role: Role, team: TeamId, cause: Cause
    ) -> Told | Refusal:
        """Give a person another role or team, from their next tap on."""

        async def plan() -> Sequence[Write] | Refusal:
            refusal = require(actor, Action.CHANGE_ROLE)
            known = await self.office.store.load(person_stream(person))
            member = fold_person(known)
            if refusal is not None or member is None:
                return refusal or Refusal(Reason.UNKNOWN)
            staying = await self._staying_admin(member)
            now = self.office.clock()
            changed = change_role(actor, member, role, team, now, other_admins=bool(staying))
            if not isinstance(changed, RoleChanged):
                return changed or ()
            given = await self._given(changed)
            return (*staying, Write(person_stream(person), len(known), (changed,)), given)

        return await self._tell(plan, cause)

    async def shut_out(self, actor: Actor, person: PersonId, cause: Cause) -> Told | Refusal:
        """Disable a person from their next tap on; their open calls go to a supervisor of the team."""

        async def plan() -> Sequence[Write] | Refusal:
            refusal = require(actor, Action.SHUT_OUT)
            known = await self.office.store.load(person_stream(person))
            member = fold_person(known)
            if refusal is not None or member is None:
                return refusal or Refusal(Reason.UNKNOWN)
            staying = await self._staying_admin(member)
            gone = shut_out(actor, member, self.office.clock(), other_admins=bool(staying))
            if not isinstance(gone, PersonDisabled):
                return gone or ()
            shut = Write(person_stream(person), len(known), (gone,))
            noted = await self._noted(member_access_stream(person), shutting(gone))
            return (*staying, shut, noted, *await self._handing_over(actor, member))

        return await self._tell(plan, cause)

    async def let_in(self, actor: Actor, person: PersonId, cause: Cause) -> Told | Refusal:
        """Let a disabled person in again."""

        async def plan() -> Sequence[Write] | Refusal:
            refusal = require(actor, Action.SHUT_OUT)
            known = await self.office.store.load(person_stream(person))
            member = fold_person(known)
            if refusal is not None or member is None:
                return refusal or Refusal(Reason.UNKNOWN)
            back = let_in(actor, member, self.office.clock())
            if back is None:
                return ()
            noted = await self._noted(member_access_stream(person), shutting(back))
            return (Write(person_stream(person), len(known), (back,)), noted)

        return await self._tell(plan, cause)

    async def choose_language(self, actor: Actor, language: Language, cause: Cause) -> Told | Refusal:
        """Choose the language of one's own buttons and help."""
        now = self.office.clock()
        chosen = LanguageChosen(at=now, by=actor.person, person=actor.person, language=language)
        return await self._prefer(actor, chosen, cause, same=actor.language is language)

    async def choose_detail(self, actor: Actor, cause: Cause, *, brief: bool) -> Told | Refusal:
        """Choose brief or full cards for oneself."""
        now = self.office.clock()
        chosen = DetailChosen(at=now, by=actor.person, person=actor.person, brief=brief)
        return await self._prefer(actor, chosen, cause, same=actor.brief is brief)

    async def _prefer(
        self, actor: Actor, chosen: LanguageChosen | DetailChosen, cause: Cause, *, same: bool
    ) -> Told | Refusal:
        async def plan() -> Sequence[Write] | Refusal:
            refusal = require(actor, Action.SET_PREFERENCE)
            if refusal is not None or same:
                return refusal or ()
            known = await self.office.store.load(person_stream(actor.person))
            return _one(actor.person, len(known), chosen)

        return await self._tell(plan, cause)

    async def _tell(self, plan: "_Plan", cause: Cause) -> Told | Refusal:
        return told(await self.office.write(plan, cause))

    async def _given(self, event: PersonAdmitted | RoleChanged) -> Write:
        return await self._noted(member_access_stream(event.person), role_given(event))

    async def _noted(self, stream: StreamId, event: AccessEvent) -> Write:
        return Write(stream, len(await self.office.store.load(stream)), (event,))

    async def _staying_admin(self, member: Actor) -> tuple[Write, ...]:
        """Return what holds only while an admin beside ``member`` stays one; empty when there is none.

        Two admins who shut each other out at once would else leave nobody: each would see the other.
        """
        if member.role is not Role.ADMIN:
            return ()
        admins = await self.office.directory.members(role=Role.ADMIN)
        for stream in [person_stream(each.person) for each in admins if each.person != member.person]:
            with suppress(UnreadableStreamError):  # whether they are an admin still is not known
                known = await self.office.store.load(stream)
                now = fold_person(known)
                if now is not None and now.role is Role.ADMIN and not now.disabled:
                    return (Write(stream, len(known), ()),)
        return ()

    async def passing(self, member: Actor) -> "Passing":
        """Return what passes to whom when ``member`` is shut out."""
        return Passing(await self._heir(member), len(await self._open_calls(member)))

    async def _heir(self, member: Actor) -> Actor | None:
        """Return to whom the calls of somebody pass: a supervisor of the team, else an admin."""
        people = self.office.directory
        supervisors = await people.members(member.team, Role.SUPERVISOR)
        able = [each for each in supervisors if each.person != member.person]
        admins = () if able else await people.members(role=Role.ADMIN)
        return next((each for each in (*able, *admins) if each.person != member.person), None)

    async def _open_calls(self, member: Actor) -> Sequence[SessionLine]:
        mine = SessionFilter(agent=member.person, open_only=True, limit=100)
        return await self.office.views.sessions(CONSOLE, mine)

    async def _handing_over(self, actor: Actor, member: Actor) -> tuple[Write, ...]:
        heir, now = await self._heir(member), self.office.clock()
        if heir is None:
            return ()
        lines = await self._open_calls(member)
        return tuple([await self._handed_over(actor, heir, line.session, now) for line in lines])

    async def _handed_over(self, actor: Actor, to: Actor, session: SessionId, now: datetime) -> Write:
        stream, state = session_stream(session), await self.office.calls.at(session)
        live = state.status is SessionStatus.LIVE
        paused = (SessionPaused(at=now, by=actor.person, reason=PauseReason.SWITCHED),) if live else ()
        handed = SessionHandedOver(at=now, by=actor.person, to=to.person)
        news = Notice(
            kind=NoticeKind.HANDED_OVER, to=to.person, due_at=now, about=stream, version=state.version + 1
        )
        return Write(stream, state.version, (*paused, handed), (news,))


def _one(person: PersonId, expected: int, event: PersonEvent | None) -> tuple[Write, ...]:
    """Write one event to a person's stream; nothing when there is nothing to say."""
    return () if event is None else (Write(person_stream(person), expected, (event,)),)


_Plan = Callable[[], Awaitable[Sequence[Write] | Refusal]]
