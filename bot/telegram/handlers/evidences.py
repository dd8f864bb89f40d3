"""What became of the lines of a playbook, for trainers: counts over calls, gathered when they ask."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Final

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, ShowCard, Tell
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Sent, Tap
from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.program import Program
from dialogs.refusals import Reason, Refusal
from dialogs.render.evidence import evidence_card, playbooks_card
from dialogs.render.evidence_look import EvidenceLook, first_look
from dialogs.render.evidence_step import step_at, step_card
from dialogs.render.tags import tag_of
from dialogs.service import EvidenceService
from dialogs.service.evidence import Enough

MOST_CALLS: Final = 2_000
"""Calls that are counted for one card, the latest first: a second or two."""
MOST_SECONDS: Final = 6.0
"""How long they may take; what is counted by then is shown, and that there is more."""
REST: Final = 2
"""How many times as long as a page took nothing is counted after it: taps have two thirds of the time."""


def unhurried(seconds: float = MOST_SECONDS) -> Enough:
    """Return what lets taps go first: it rests between pages for longer than they take, and ends in time."""
    until = monotonic() + seconds
    rested = monotonic()

    async def enough(calls: int) -> bool:
        nonlocal rested
        await asyncio.sleep(REST * (monotonic() - rested))
        rested = monotonic()
        return calls >= MOST_CALLS or rested > until

    return enough


@dataclass(frozen=True, slots=True)
class Evidences:
    """Shows counts, and looks at them closer."""

    wiring: Wiring
    seconds: float = MOST_SECONDS

    async def show(self, actor: Actor, sent: Sent) -> tuple[Deed, ...]:
        """Show the lines of the only playbook, or ask which."""
        shown = await self._first(actor)
        if isinstance(shown, Refusal):
            return (Tell(sent.chat, shown.phrase, actor.language),)
        return (ShowCard(sent.chat, shown),)

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on a card of evidence."""
        shown = await self._looked(actor, button.value) if button.value else await self._first(actor)
        if isinstance(shown, Refusal):
            return (AnswerTap(tap.query, shown.phrase, actor.language),)
        return (AnswerTap(tap.query), ShowCard(tap.chat, shown, over=tap.message if button.value else None))

    async def _first(self, actor: Actor) -> Card | Refusal:
        offered = self.wiring.office.programs.offered()
        refusal = require(actor, Action.SEE_EVIDENCE)
        if refusal is not None or not offered:
            return refusal or Refusal(Reason.UNKNOWN)
        if len(offered) > 1:
            return playbooks_card(actor, offered)
        return await self._card(actor, offered[0], first_look(offered[0]))

    async def _looked(self, actor: Actor, value: str) -> Card | Refusal:
        look = EvidenceLook.read(value)
        offered = self.wiring.office.programs.offered()
        program = next((each for each in offered if look and tag_of(each.playbook) == look.playbook), None)
        if look is None or program is None:
            return require(actor, Action.SEE_EVIDENCE) or Refusal(Reason.UNKNOWN)
        return await self._card(actor, program, look)

    async def _card(self, actor: Actor, program: Program, look: EvidenceLook) -> Card | Refusal:
        step = step_at(program, look) if look.step else None
        if look.step and step is None:
            return require(actor, Action.SEE_EVIDENCE) or Refusal(Reason.UNKNOWN)
        office = self.wiring.office
        wanted = look.wanted(program, office.clock())
        gathered = await EvidenceService(office).gather(actor, wanted, unhurried(self.seconds))
        if isinstance(gathered, Refusal):
            return gathered
        if step is not None:
            return step_card(actor, program, gathered, look, step)
        return evidence_card(actor, program, gathered, look)
