"""Taps about what is more than a complaint: the agent's 🆘 and what supervisors answer to it."""

from dataclasses import dataclass

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, ShowCall
from bot.telegram.handlers.records import Records
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Tap
from dialogs.actors import Actor
from dialogs.cards import Verb
from dialogs.commands import AcknowledgeCrisis, CrisisCommand, DeclareCrisis, StandDown, WithdrawCrisis
from dialogs.ids import PersonId, SessionId, SignId, is_time_ordered_id
from dialogs.service import CrisisService, Done, Refused
from dialogs.texts import Phrase

OF_CRISES = frozenset({Verb.DECLARE, Verb.WITHDRAW, Verb.ACKNOWLEDGE, Verb.STAND_DOWN})


@dataclass(frozen=True, slots=True)
class CrisisTaps:
    """Turns such a tap into a command, and its outcome into what the chats show."""

    wiring: Wiring
    records: Records

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap; hostile values come to a polite refusal."""
        wish = _wish(actor, button)
        if wish is None:
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        done = await CrisisService(self.wiring.office).handle(wish, tap.cause)
        of_agent = isinstance(wish, DeclareCrisis | WithdrawCrisis)
        if isinstance(done, Refused):
            told = AnswerTap(tap.query, done.refusal.phrase, actor.language, alert=not of_agent)
            return (told, _card(done.state.agent, wish.session)) if of_agent and done.state else (told,)
        told = AnswerTap(tap.query, _toast(wish, done), actor.language)
        if of_agent:
            return (told, _card(done.state.agent, wish.session))
        # The message with the call becomes the way to the timeline, where it can be stood down.
        shown = await self.records.show(actor, tap, wish.session, over=tap.message, opening=True)
        agent = done.state.agent
        return (told, _card(agent, wish.session, keeps=agent != actor.person), *shown)


def _wish(actor: Actor, button: ButtonData) -> CrisisCommand | None:
    session, value = button.session, button.value
    match button.verb:
        case Verb.DECLARE if session and value:
            return DeclareCrisis(actor=actor, session=session, sign=SignId(value))
        case Verb.WITHDRAW if session and value.isdecimal():
            return WithdrawCrisis(actor=actor, session=session, declared=int(value))
        case Verb.ACKNOWLEDGE if is_time_ordered_id(value):
            return AcknowledgeCrisis(actor=actor, session=SessionId(value))
        case Verb.STAND_DOWN if is_time_ordered_id(value):
            return StandDown(actor=actor, session=SessionId(value))
        case _:
            return None


def _toast(wish: CrisisCommand, done: Done) -> Phrase:
    alias = {"alias": done.state.alias}
    match wish:
        case DeclareCrisis():
            return Phrase(f"toast.declared_{done.state.crises[-1].level}")
        case WithdrawCrisis():
            return Phrase("toast.withdrawn")
        case AcknowledgeCrisis():
            return Phrase("toast.acknowledged", alias)
        case StandDown():
            return Phrase("toast.stood_down", alias)


def _card(agent: PersonId, session: SessionId, *, keeps: bool = False) -> ShowCall:
    return ShowCall(agent, agent, session, keeps=keeps)
