"""Taps and commands that belong to no call: the desk, a new call, another call, help, the language."""

from dataclasses import dataclass
from typing import Final

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, ShowCall, ShowCard, Tell
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Sent, Tap
from dialogs.actors import Actor
from dialogs.cards import Card, Verb
from dialogs.commands import OpenSession, Resume
from dialogs.ids import Cause, ComplaintId, PlaybookSlug, SessionId
from dialogs.opening import alias, free_alias
from dialogs.ports import ComplaintLine, ShownCard
from dialogs.program import Channel, Program
from dialogs.render.desk import (
    MOST_COMPLAINTS,
    NewCall,
    begun,
    desk,
    help_page,
    kinds_of,
    new_call,
)
from dialogs.render.playbooks import trouble_of
from dialogs.render.tags import tag_of
from dialogs.roles import Role
from dialogs.service import DeadlineService, Refused
from dialogs.texts import Language, Phrase

MOST_TROUBLES: Final = 3
"""What is wrong with playbooks, shown in the chat; `hejie playbook check` shows it all."""
USUAL: Final = PlaybookSlug("five-steps")
"""The playbook that serves every complaint; another one of the library is a tap away."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person does before, between and beside calls."""

    wiring: Wiring

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on a card of the desk."""
        match button.verb:
            case Verb.NEW:
                return await self._new_tapped(actor, tap, button.value)
            case Verb.OPEN:
                return await self._turn_to(actor, tap, SessionId(button.value))
            case Verb.HELP_PAGE if not button.value:
                return (AnswerTap(tap.query), ShowCard(tap.chat, help_page(actor)))
            case Verb.LANGUAGE if button.value in set(Language):
                return await self._speak(actor, tap, Language(button.value))
            case _:
                return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)

    async def greet(self, actor: Actor, sent: Sent, *notices: Phrase) -> tuple[Deed, ...]:
        """Show the desk; to those who can mend a playbook also what is wrong with it."""
        others = await self.wiring.open_calls(actor)
        return (ShowCard(sent.chat, desk(actor, others, (*notices, *self._troubles(actor)))),)

    def _troubles(self, actor: Actor) -> tuple[Phrase, ...]:
        if actor.role not in {Role.TRAINER, Role.ADMIN}:
            return ()
        found = self.wiring.office.programs.troubles()
        return tuple(
            Phrase("desk.trouble", {"trouble": trouble_of(each, actor.language)})
            for each in found[:MOST_TROUBLES]
        )

    async def propose(self, actor: Actor, sent: Sent) -> tuple[Deed, ...]:
        """Show what a new call would be; one tap on the product starts it."""
        program = self._usual()
        if program is None:
            return (Tell(sent.chat, Phrase("desk.no_playbook"), actor.language),)
        views = self.wiring.office.views
        channel = await views.last_channel(actor)
        known = {line.alias for line in await self.wiring.office.complaints_of(actor)}
        at_hand = [each.alias for each in await self.wiring.open_calls(actor)]
        proposed = NewCall(
            free_alias(self.wiring.chance(32), known, at_hand),
            Channel(channel) if channel else Channel.PHONE,
            actor.language,
            tag_of(program.playbook),
        )
        return (ShowCard(sent.chat, await self._proposal(actor, proposed)),)

    async def help(self, actor: Actor, sent: Sent) -> tuple[Deed, ...]:
        """Show the help."""
        return (ShowCard(sent.chat, help_page(actor)),)

    async def _new_tapped(self, actor: Actor, tap: Tap, value: str) -> tuple[Deed, ...]:
        kind, *rest = value.split(".")
        usual = self._usual()
        if usual is None or not value:
            return (AnswerTap(tap.query), *await self.propose(actor, tap))
        proposed = NewCall.read(rest)
        program = self._tagged(proposed.playbook) if proposed else None
        if kind == "s" and proposed is not None and program is not None:
            card = await self._proposal(actor, proposed)
            return (AnswerTap(tap.query), ShowCard(tap.chat, card, over=tap.message))
        if kind == "q" and proposed is not None and program is not None and _is_there(program, rest[-1]):
            card = kinds_of(actor, self.wiring.office.programs.offered(), proposed, rest[-1])
            return (AnswerTap(tap.query), ShowCard(tap.chat, card, over=tap.message))
        if kind == "p" and proposed is not None and program is not None:
            return await self._begin(actor, tap, program, proposed, rest[-1])
        if value[:2] in {"kp", "kc"}:
            return await self._begin_known(actor, tap, usual, value)
        return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)

    async def _begin(
        self, actor: Actor, tap: Tap, program: Program, proposed: NewCall, product: str
    ) -> tuple[Deed, ...]:
        if not _is_there(program, product):
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        command = OpenSession(
            actor=actor,
            session=SessionId(self.wiring.new_id()),
            complaint=ComplaintId(self.wiring.new_id()),
            alias=alias(proposed.alias, actor.language),
            playbook=program.playbook,
            product=list(program.lists["products"])[int(product)],
            channel=proposed.channel,
            call_language=proposed.language,
        )
        return await self._open(actor, tap, command)

    async def _begin_known(self, actor: Actor, tap: Tap, program: Program, value: str) -> tuple[Deed, ...]:
        complaint = await self._complaint(actor, value[2:])
        if complaint is None:
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        command = OpenSession(
            actor=actor,
            session=SessionId(self.wiring.new_id()),
            complaint=complaint.complaint,
            alias=complaint.alias,
            playbook=program.playbook,
            product=complaint.product,
            channel=Channel.PHONE if value[1] == "p" else Channel.COUNTER,
            call_language=actor.language,
        )
        return await self._open(actor, tap, command)

    async def _complaint(self, actor: Actor, complaint: str) -> ComplaintLine | None:
        lines = await self.wiring.office.complaints_of(actor)
        return next((line for line in lines if line.complaint == complaint), None)

    async def _open(self, actor: Actor, tap: Tap, command: OpenSession) -> tuple[Deed, ...]:
        # One proposal opens one call, however often and wherever it is tapped.
        cause = Cause(f"{tap.cause.partition(':tap:')[0]}:new:{tap.chat}:{tap.message}")
        opened = await self.wiring.sessions.open(command, cause)
        if isinstance(opened, Refused):
            return (AnswerTap(tap.query, opened.refusal.phrase, actor.language),)
        if actor.brief:
            # Whoever wanted one call brief sees the next one whole: its warnings are other ones.
            await self.wiring.people.choose_detail(actor, Cause(f"{cause}:full"), brief=False)
        await self._hold_place(tap, opened.state.session)
        if not opened.changed:  # it was tapped before: its card stands, or is drawn where the place is held
            return (AnswerTap(tap.query), ShowCall(tap.chat, actor.person, opened.state.session))
        head = ShowCard(tap.chat, begun(actor, opened.state.alias), over=tap.message)
        return (AnswerTap(tap.query), head, ShowCall(tap.chat, actor.person, opened.state.session, anew=True))

    async def _hold_place(self, tap: Tap, session: SessionId) -> None:
        """Let the tapped message stand for the call's card, so that a crash before that is sent is seen.

        The card of another call keeps its place. The notice of the handover still leads to this one then.
        """
        shown = self.wiring.shown
        if await shown.of_session(tap.chat, session) is not None:
            return
        place = ShownCard(chat=tap.chat, message=tap.message, session=session, version=0, digest="begun")
        # Somebody may tap before it is recorded that what they tap was drawn: then it is looked up again.
        while (before := await shown.at(tap.chat, tap.message)) is None or before.session is None:
            if await shown.record(place, after=before):
                return

    async def _turn_to(self, actor: Actor, tap: Tap, session: SessionId) -> tuple[Deed, ...]:
        """Turn to another call: it goes on, the one that was live stands still."""
        done = await self.wiring.sessions.handle(Resume(actor=actor, session=session), tap.cause)
        if isinstance(done, Refused):
            return (AnswerTap(tap.query, done.refusal.phrase, actor.language),)
        await self._hold_place(tap, session)  # one that was handed over has no card here yet
        return (AnswerTap(tap.query), ShowCall(tap.chat, actor.person, session, anew=True))

    async def _speak(self, actor: Actor, tap: Tap, language: Language) -> tuple[Deed, ...]:
        await self.wiring.people.choose_language(actor, language, tap.cause)
        now = await self.wiring.office.directory.actor(actor.person) or actor
        others = await self.wiring.open_calls(now)
        return (AnswerTap(tap.query), ShowCard(tap.chat, desk(now, others), over=tap.message))

    async def _proposal(self, actor: Actor, proposed: NewCall) -> Card:
        complaints = await self.wiring.office.complaints_of(actor)
        shown = [line.complaint for line in complaints[:MOST_COMPLAINTS]]
        due = await DeadlineService(self.wiring.office).nearest(shown)
        return new_call(actor, self.wiring.office.programs.offered(), proposed, complaints, due)

    def _usual(self) -> Program | None:
        """Return the playbook that a new call begins with: the five steps, or else the first by name."""
        offered = self.wiring.office.programs.offered()
        return next((each for each in offered if each.playbook == USUAL), offered[0] if offered else None)

    def _tagged(self, tag: str) -> Program | None:
        offered = self.wiring.office.programs.offered()
        return next((each for each in offered if tag_of(each.playbook) == tag), None)


def _is_there(program: Program, product: str) -> bool:
    """Tell whether this is the number of a product, as buttons write it."""
    return product.isascii() and product.isdecimal() and int(product) < len(program.lists["products"])
