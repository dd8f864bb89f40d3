"""Who belongs to the firm: an admin's taps, and a stranger's invitation."""

import hashlib
from dataclasses import dataclass, replace

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, ShowCard, Tell
from bot.telegram.handlers.roles import role_called
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Sent, Tap, Words
from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.ids import PersonId, TeamId
from dialogs.refusals import Refusal
from dialogs.render.people import (
    demoting_card,
    invitation_card,
    member_card,
    new_team_card,
    people_card,
    shutting_card,
)
from dialogs.roles import Role
from dialogs.service import Told
from dialogs.texts import Language, Phrase

_SURE = frozenset({"新建", "new"})
"""Last words of a command that make a new team."""
_CODE_BITS = 120
_DIGEST = 20
"""Hex characters of a code's digest: 80 bits find an invitation and fit a button."""
_LONGEST_TEAM = 20
_LONGEST_PERSON = 16
_LONGEST_PAGE = 4


def digest_of(code: str) -> str:
    """Return the digest under which an invitation's code is known; the code itself is never stored."""
    return hashlib.sha256(code.encode()).hexdigest()[:_DIGEST]


@dataclass(frozen=True, slots=True)
class Members:
    """Lists, invites, confirms, changes and shuts out."""

    wiring: Wiring

    async def show(
        self, actor: Actor, sent: Sent, *notices: Phrase, over: int | None = None, page: int = 0
    ) -> tuple[Deed, ...]:
        """Show who belongs to the firm, and who is shut out and may be let in again."""
        refusal = require(actor, Action.SEE_PEOPLE)
        if refusal is not None:
            return (Tell(sent.chat, refusal.phrase, actor.language),)
        people = await self.wiring.office.directory.members(disabled_too=True)
        return (ShowCard(sent.chat, people_card(actor, people, notices, page), over=over),)

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on a card of the members."""
        refusal = require(actor, Action.SEE_PEOPLE)
        if refusal is not None:
            return (AnswerTap(tap.query, refusal.phrase, actor.language),)
        match button.value.split("."):
            case [""]:
                return (AnswerTap(tap.query), *await self.show(actor, tap, over=tap.message))
            case ["p", page] if _is_page(page):
                return (
                    AnswerTap(tap.query),
                    *await self.show(actor, tap, over=tap.message, page=int(page)),
                )
            case ["i", role] if role in set(Role):
                return await self._invite(actor, tap, Role(role), actor.team)
            case ["m", person] if _is_person(person):
                return await self._member(actor, tap, PersonId(int(person)))
            case [role, person, *sure] if role in set(Role) and _is_person(person) and sure in ([], ["y"]):
                return await self._change_role(actor, tap, PersonId(int(person)), Role(role), sure=bool(sure))
            case ["d", person] if _is_person(person):
                return await self._ask_to_shut_out(actor, tap, PersonId(int(person)))
            case ["y" | "e" as what, person] if _is_person(person):
                return await self._shut_or_let_in(actor, tap, PersonId(int(person)), shut=what == "y")
            case ["c" | "x" as what, digest]:
                return await self._settle(actor, tap, digest, confirmed=what == "c")
            case _:
                return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)

    async def by_words(self, actor: Actor, words: Words, arguments: list[str]) -> tuple[Deed, ...]:
        """Carry out what names a team, which no button can.

        ``/people invite ROLE TEAM`` invites to a team that is not one's own, ``/people team ID TEAM`` moves a
        person to another one. A team that nobody belongs to is asked about once: the same command with a last
        word more makes it.
        """
        refusal = require(actor, Action.SEE_PEOPLE)
        if refusal is not None:
            return (Tell(words.chat, refusal.phrase, actor.language),)
        how = Phrase("people.how_by_words")
        match arguments:
            case []:
                return await self.show(actor, words)
            case ["invite", _, _, *_] | ["team", _, _, *_]:
                what, whom, *named = arguments
                sure = len(named) > 1 and named[-1] in _SURE
                text = " ".join(named[:-1] if sure else named)
                team, known = await self.wiring.people.team_called(text)
                if not team or len(team) > _LONGEST_TEAM or not self._is_meant(what, whom):
                    return await self.show(actor, words, how)
                if not known and not sure:
                    return await self._ask_for_team(actor, words, team, f"/people {what} {whom} {team}")
                return await self._with_team(actor, words, what, whom, team)
            case _:
                return await self.show(actor, words, how)

    def _is_meant(self, what: str, whom: str) -> bool:
        return _is_person(whom) if what == "team" else role_called(whom, self.wiring.office.zone) is not None

    async def _with_team(
        self, actor: Actor, words: Words, what: str, whom: str, team: TeamId
    ) -> tuple[Deed, ...]:
        role = role_called(whom, self.wiring.office.zone) if what == "invite" else None
        if role is not None:
            return await self._invite(actor, words, role, team)
        return await self._change_team(actor, words, PersonId(int(whom)), team)

    async def _ask_for_team(self, actor: Actor, words: Words, team: TeamId, command: str) -> tuple[Deed, ...]:
        known = [each for each in await self.wiring.people.teams() if each]
        return (ShowCard(words.chat, new_team_card(actor, team, known, command)),)

    async def redeem(self, words: Words, code: str, language: Language) -> tuple[Deed, ...]:
        """Let a stranger use an invitation; they learn only whether it was good."""
        told = await self.wiring.people.redeem(
            words.person, words.name, language, digest_of(code), words.cause
        )
        said = told.phrase if isinstance(told, Refusal) else Phrase("stranger.wait")
        return (Tell(words.chat, said, language),)

    async def _invite(self, actor: Actor, sent: Sent, role: Role, team: TeamId) -> tuple[Deed, ...]:
        code = f"{self.wiring.chance(_CODE_BITS):030x}"
        told = await self.wiring.people.invite(actor, digest_of(code), role, team, sent.cause)
        answer = (AnswerTap(sent.query),) if isinstance(sent, Tap) else ()
        if isinstance(told, Refusal):
            return (*answer, Tell(sent.chat, told.phrase, actor.language))
        if not told.changed:
            # The same tap came again: the code of its invitation was never kept, so there is none to show.
            return answer
        link = f"https://t.me/{self.wiring.bot_name}?start={code}"
        return (*answer, ShowCard(sent.chat, invitation_card(actor, role, team, link)))

    async def _member(
        self, actor: Actor, tap: Tap, person: PersonId, say: Phrase | None = None
    ) -> tuple[Deed, ...]:
        member = await self.wiring.office.directory.actor(person)
        if member is None:
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        return (
            AnswerTap(tap.query, say, actor.language),
            ShowCard(tap.chat, member_card(actor, member), over=tap.message),
        )

    async def _ask_to_shut_out(self, actor: Actor, tap: Tap, person: PersonId) -> tuple[Deed, ...]:
        """Ask before somebody is shut out, and say to whom their open calls would pass."""
        member = await self.wiring.office.directory.actor(person)
        if member is None:
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        passing = await self.wiring.people.passing(member)
        card = shutting_card(actor, member, passing.calls, passing.heir.name if passing.heir else "")
        return (AnswerTap(tap.query), ShowCard(tap.chat, card, over=tap.message))

    async def _change_role(
        self, actor: Actor, tap: Tap, person: PersonId, role: Role, *, sure: bool
    ) -> tuple[Deed, ...]:
        """Give another role; before an admin is one no more, that is asked."""
        member = await self.wiring.office.directory.actor(person)
        if member is not None and member.role is Role.ADMIN and not sure:
            card = demoting_card(actor, member, role)
            return (AnswerTap(tap.query), ShowCard(tap.chat, card, over=tap.message))
        team = member.team if member else actor.team
        told = await self.wiring.people.change_role(actor, person, role, team, tap.cause)
        return await self._member(actor, tap, person, _said(told))

    async def _change_team(
        self, actor: Actor, words: Words, person: PersonId, team: TeamId
    ) -> tuple[Deed, ...]:
        refusal = require(actor, Action.CHANGE_ROLE)
        member = await self.wiring.office.directory.actor(person)
        if refusal is not None or member is None:
            said = refusal.phrase if refusal else Phrase("people.unknown")
            return (Tell(words.chat, said, actor.language),)
        told = await self.wiring.people.change_role(actor, person, member.role, team, words.cause)
        if isinstance(told, Refusal):
            return (Tell(words.chat, told.phrase, actor.language),)
        return (ShowCard(words.chat, member_card(actor, replace(member, team=team))),)

    async def _shut_or_let_in(
        self, actor: Actor, tap: Tap, person: PersonId, *, shut: bool
    ) -> tuple[Deed, ...]:
        people = self.wiring.people
        told = await (people.shut_out if shut else people.let_in)(actor, person, tap.cause)
        return await self._member(actor, tap, person, _said(told))

    async def _settle(self, actor: Actor, tap: Tap, digest: str, *, confirmed: bool) -> tuple[Deed, ...]:
        people = self.wiring.people
        told = await (people.confirm if confirmed else people.refuse)(actor, digest, tap.cause)
        said = (
            told.phrase
            if isinstance(told, Refusal)
            else Phrase("people.confirmed" if confirmed else "people.refused")
        )
        return (AnswerTap(tap.query), *await self.show(actor, tap, said, over=tap.message))


def _is_person(text: str) -> bool:
    """Tell whether ``text`` may be somebody's number: Telegram's are below 2**52."""
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_PERSON


def _is_page(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_PAGE


def _said(told: Told | Refusal) -> Phrase:
    return told.phrase if isinstance(told, Refusal) else Phrase("toast.done")
