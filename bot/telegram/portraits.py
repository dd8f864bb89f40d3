"""The card of a call as its agent sees it now: from the log, and from nothing remembered."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.telegram.deeds import Glance
from dialogs.actors import Actor
from dialogs.cards import Card, OtherSession, Panel, Viewer
from dialogs.case import Case
from dialogs.ids import PersonId, SessionId
from dialogs.ports import Kept, SessionStatus
from dialogs.program import Program
from dialogs.render import render
from dialogs.render.before import before
from dialogs.render.deadlines import deadline_lines
from dialogs.render.stopped import taken_away
from dialogs.service import Office, Refused, SessionService
from dialogs.state import SessionState
from dialogs.texts import Phrase, Text


@dataclass(frozen=True, slots=True)
class Portrait:
    """A call's card, and whether the call goes on."""

    card: Card
    status: SessionStatus
    aside: bool = False
    """Whether another call of the person goes on."""


@dataclass(frozen=True, slots=True)
class Portraits:
    """Draws calls for their agents."""

    office: Office
    sessions: SessionService

    async def of(self, person: PersonId, session: SessionId, glance: Glance) -> Portrait | None:
        """Return the card of a call, or none when there is no such call of this person (any more).

        Nor is there one of a call that is shown to nobody, or whose words were erased.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        actor = await self.office.directory.actor(person)
        if actor is None or actor.disabled:
            return None
        seen = await self.sessions.look(actor, session)
        if isinstance(seen, Refused) or seen.state.agent != person or seen.state.kept is not Kept.OPEN:
            return None
        viewer = await self._viewer(actor, seen.program, seen.state, glance)
        card = render(seen.program, seen.state, viewer, self.office.now())
        aside = any(other.status is SessionStatus.LIVE for other in viewer.others)
        return Portrait(card, seen.state.status, aside)

    async def taken_away(self, person: PersonId, session: SessionId) -> Card | None:
        """Return what stands in the place of a call's card that is this person's no more; else none.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        people, state = self.office.directory, await self.office.calls.at(session)
        actor = await people.actor(person)
        if actor is None or not state.version or state.kept is not Kept.OPEN:
            return None
        owner = await people.actor(state.agent) if state.agent != person else None
        if owner is None and not actor.disabled:
            return None
        return taken_away(state, owner.name if owner else "", actor.language, shut_out=actor.disabled)

    async def closed(self, session: SessionId) -> bool:
        """Tell whether a call is shown to nobody any more, or its words were erased.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        return (await self.office.calls.at(session)).kept is not Kept.OPEN

    async def version(self, session: SessionId) -> int:
        """Return the version of a call in the log, 0 when there is no such call.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        return (await self.office.calls.at(session)).version

    async def _viewer(self, actor: Actor, program: Program, state: SessionState, glance: Glance) -> Viewer:
        # Asked for where a card names them, which most do not: it is a query of its own.
        lines = await self.office.views.own_sessions(actor) if _names_others(state, glance) else ()
        helper = await self.office.directory.actor(state.helper) if state.helper is not None else None
        return Viewer(
            language=actor.language,
            role=actor.role,
            brief=actor.brief,
            panel=glance.panel,
            panel_value=glance.panel_value,
            notices=(*glance.notices, *self._recalled(state)),
            noted=glance.noted,
            helper_name=helper.name if helper else "",
            whisperers=await self._names({each.by for each in state.whispers}),
            severity=self.office.severity,
            others=tuple(
                OtherSession(line.session, line.alias, line.status)
                for line in lines
                if line.session != state.session
            ),
            before=await self._before(actor, state),
            deadlines=await self._deadlines(state),
            cases=self._cases(program, state),
        )

    async def _names(self, people: Collection[PersonId]) -> dict[PersonId, str]:
        """Return the names of people; the number of whoever is not known any more."""
        known = [(each, await self.office.directory.actor(each)) for each in sorted(people)]
        return {each: actor.name if actor else str(each) for each, actor in known}

    def _cases(self, program: Program, state: SessionState) -> tuple[Case, ...]:
        """Return real cases of the same kind of complaint, where the step asks for them."""
        step = program.steps.get(state.walk.step)
        if step is None or not step.cases:
            return ()
        return self.office.programs.cases().to_tell(program.playbook, self.office.now().date())

    async def _before(self, actor: Actor, state: SessionState) -> tuple[Text, ...]:
        """Say on the first card of a call back what the call before came to, if the person may read that."""
        if state.path or state.status is not SessionStatus.LIVE:
            return ()
        calls = (await self.office.complaint(state.complaint)).calls
        earlier = calls[: calls.index(state.session)] if state.session in calls else ()
        for session in reversed(earlier):
            seen = await self.sessions.look(actor, session)
            if isinstance(seen, Refused) or seen.state.kept is not Kept.OPEN:
                return ()
            if said := before(seen.program, seen.state):
                return said
        return ()

    async def _deadlines(self, state: SessionState) -> tuple[Text, ...]:
        """Say by when the complaint of a call must be dealt with, once the call is over."""
        office = self.office
        if state.status is not SessionStatus.ENDED or not office.deadlines.rules:
            return ()
        return deadline_lines(office.deadlines, await office.complaint(state.complaint))

    def _recalled(self, state: SessionState) -> tuple[Phrase, ...]:
        """Say that the playbook of a call that goes on was recalled, and what the next tap does."""
        recall = self.office.programs.recalled(state.playbook, state.revision)
        if recall is None or state.status is SessionStatus.ENDED:
            return ()
        return (Phrase("card.recalled", {"why": recall.reason}),)


def _names_others(state: SessionState, glance: Glance) -> bool:
    """Tell whether the card may show the person's other open calls."""
    return state.status is not SessionStatus.LIVE or glance.panel is Panel.SESSIONS or glance.noted > 0


def without_buttons(card: Card) -> Card:
    """Return ``card`` with nothing to tap."""
    return replace(card, buttons=())
