"""The deadlines of complaints: the list of those that are near, one complaint's card, what changes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, ShowCall, ShowCard
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Sent, Tap
from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.ids import PersonId, SessionId, is_time_ordered_id
from dialogs.ports import SessionStatus
from dialogs.refusals import Reason, Refusal
from dialogs.reminders import still_open
from dialogs.render.deadline_list import MOST_LISTED, PromiseLine, called, waiting_list, with_list
from dialogs.render.deadline_look import TO_LIST, DeadlineLook, Op
from dialogs.render.deadline_steps import deadline_card
from dialogs.render.deadlines import DeadlineView
from dialogs.service import Counted, DeadlineService
from dialogs.texts import Phrase


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Shows by when what must be done, and writes down what happened to it."""

    wiring: Wiring

    @property
    def service(self) -> DeadlineService:
        """Return the door to deadlines."""
        return DeadlineService(self.wiring.office)

    async def list(self, actor: Actor, sent: Sent, over: int | None = None) -> tuple[Deed, ...]:
        """Show the complaints in which something is still to be kept."""
        policy, today = self.wiring.office.deadlines, self.wiring.office.now().date()
        waiting, promised = await self.service.waiting(actor), await self.service.promised(actor)
        shown = (*waiting[:MOST_LISTED], *(seen for seen, _, _ in promised[:MOST_LISTED]))
        agents = await self._agents(actor, shown)
        found = [(each.complaint, each.session, still_open(policy, each.complaint)) for each in waiting]
        now = self.wiring.office.clock()
        promises = [
            PromiseLine(
                called(seen.complaint, agents.get(seen.session, "")),
                seen.session,
                words,
                promise.owner,
                promise.due,
                promise.due < now,
            )
            for seen, promise, words in promised
        ]
        return (ShowCard(sent.chat, waiting_list(actor, policy, found, today, promises, agents), over=over),)

    async def _agents(self, actor: Actor, seen: Sequence[Counted]) -> dict[SessionId, str]:
        """Return whose calls those are that are not the actor's own; nobody of one that is stored."""
        of_others = [each for each in seen if each.owner.person != actor.person and not each.stored]
        names = dict[PersonId, str]()
        for person in {each.owner.person for each in of_others}:
            agent = await self.wiring.office.directory.actor(person)
            names[person] = agent.name if agent else str(person)
        return {each.session: names[each.owner.person] for each in of_others}

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap: on a way to the deadlines of a call's complaint, or on their card."""
        if button.value == TO_LIST:
            return (AnswerTap(tap.query), *await self.list(actor, tap, tap.message))
        if not button.value and not button.session:
            return (AnswerTap(tap.query), *await self.list(actor, tap))
        if not button.value or is_time_ordered_id(button.value):
            return await self._shown(actor, tap, SessionId(button.value) or button.session)
        look = DeadlineLook.read(button.value)
        if look is None or not button.session:
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        wish = look.wish(self.wiring.office.deadlines, actor, button.session)
        if wish is None:
            return await self._shown(actor, tap, button.session, look)
        done = await self.service.handle(wish, tap.cause)
        if isinstance(done, Refusal):
            return (AnswerTap(tap.query, done.phrase, actor.language),)
        said = Phrase("toast.deadline") if done.changed else None
        card = await self._card(actor, done, DeadlineLook())
        shown = () if card is None else (ShowCard(tap.chat, card, over=tap.message),)
        return (AnswerTap(tap.query, said, actor.language), *shown, *await self._summary(actor, tap, done))

    async def _shown(
        self, actor: Actor, tap: Tap, session: SessionId, look: DeadlineLook | None = None
    ) -> tuple[Deed, ...]:
        """Show a card of deadlines below what was tapped; with a ``look``, in its place."""
        seen = await self.service.look(actor, session)
        card = seen if isinstance(seen, Refusal) else await self._card(actor, seen, look or DeadlineLook())
        if card is None or isinstance(card, Refusal):
            refusal = card or Refusal(Reason.UNKNOWN if look is None else Reason.NO_DEADLINE)
            return (AnswerTap(tap.query, refusal.phrase, actor.language),)
        return (AnswerTap(tap.query), ShowCard(tap.chat, card, over=None if look is None else tap.message))

    async def _card(self, actor: Actor, seen: Counted, look: DeadlineLook) -> Card | None:
        view = DeadlineView(
            actor=actor,
            policy=self.wiring.office.deadlines,
            complaint=seen.complaint,
            session=seen.session,
            today=self.wiring.office.now().date(),
            call_language=seen.call_language,
            may_change=require(actor, Action.KEEP_DEADLINES, seen.owner) is None,
            may_extend_specially=require(actor, Action.EXTEND_SPECIALLY, seen.owner) is None,
            law=self.wiring.office.programs.law().cards,
        )
        card = deadline_card(view, look)
        return card if card is None or look.op is not Op.CARD else with_list(card)

    async def _summary(self, actor: Actor, tap: Tap, done: Counted) -> tuple[Deed, ...]:
        """Draw the summary of the actor's own call anew, where it still stands in this chat."""
        state = await self.wiring.office.calls.at(done.session)
        mine = state.agent == actor.person and state.status is SessionStatus.ENDED and not done.stored
        stands = mine and await self.wiring.shown.of_session(tap.chat, done.session) is not None
        return (ShowCall(tap.chat, actor.person, done.session),) if stands and done.changed else ()
