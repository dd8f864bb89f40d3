"""Who read, exported, erased what: an admin's list of deeds."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.callback_data import ButtonData
from bot.telegram.deeds import AnswerTap, Deed, ShowCard, Tell
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Sent, Tap
from dialogs.actors import Actor
from dialogs.people import CONSOLE
from dialogs.ports import AccessLine
from dialogs.refusals import Refusal
from dialogs.render.accesses import Deeds, access_card
from dialogs.roles import Role
from dialogs.service import AccessService
from dialogs.texts import Phrase

_READ_OTHERS = {Role.SUPERVISOR, Role.ADMIN}


@dataclass(frozen=True, slots=True)
class Accesses:
    """Shows deeds, and narrows them."""

    wiring: Wiring

    async def show(self, actor: Actor, sent: Sent) -> tuple[Deed, ...]:
        """Show the latest deeds."""
        shown = await self._card(actor, sent, Deeds())
        return (Tell(sent.chat, shown.phrase, actor.language),) if isinstance(shown, Refusal) else (shown,)

    async def handle(self, actor: Actor, tap: Tap, button: ButtonData) -> tuple[Deed, ...]:
        """Carry out a tap on a list of deeds."""
        deeds = Deeds.read(button.value) if button.value else Deeds()
        if deeds is None:
            return (AnswerTap(tap.query, Phrase("refused.unknown"), actor.language),)
        shown = await self._card(actor, tap, deeds, over=tap.message)
        if isinstance(shown, Refusal):
            return (AnswerTap(tap.query, shown.phrase, actor.language),)
        return (AnswerTap(tap.query), shown)

    async def _card(
        self, actor: Actor, sent: Sent, deeds: Deeds, over: int | None = None
    ) -> ShowCard | Refusal:
        office = self.wiring.office
        lines = await AccessService(office).latest(actor, deeds.narrowed)
        if isinstance(lines, Refusal):
            return lines
        card = access_card(actor, lines, deeds, await self._doers(lines), office.now().date())
        return ShowCard(sent.chat, card, over=over)

    async def _doers(self, lines: Sequence[AccessLine]) -> tuple[Actor, ...]:
        """Return the command line, who may read others' calls, and who of the rest stands on this page."""
        people = await self.wiring.office.directory.members(disabled_too=True)
        seen = {line.by for line in lines}
        return (CONSOLE, *(each for each in people if each.role in _READ_OTHERS or each.person in seen))
