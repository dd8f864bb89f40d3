"""Draws the cards of calls: one edit in flight a card, the latest wish wins, and the log is always right."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.telegram.deeds import Glance, ShowCall
from bot.telegram.doubt import in_doubt
from bot.telegram.drawing import Drawing, draw, is_open
from bot.telegram.drawn import Drawn
from bot.telegram.handlers.attention import Attention
from bot.telegram.intake import Patience
from bot.telegram.looks import STANDS, UNSURE, Busy, Look, Verdict, hands_on, recorded_as
from bot.telegram.messenger import Messenger, Outcome
from bot.telegram.portraits import Portrait, Portraits, without_buttons
from bot.telegram.recording import MOST_RACES, record
from bot.telegram.replacing import Replacing
from bot.telegram.turns import Turns
from bot.telegram.wording import Wording
from dialogs.cards import Card
from dialogs.errors import UnreadableStreamError
from dialogs.ids import PersonId, SessionId
from dialogs.ports import CallLockedError, SessionStatus, ShownCard, ShownCards, StorageUnavailableError

LOG: Final = logging.getLogger(__name__)
MOST_BELOW: Final = 3
"""With so many messages under it a card is sent anew instead of edited where nobody sees it."""
MOST_REDRAWN: Final = 8
"""How often a card is drawn again because its call went on meanwhile; then it is left to the next look."""
LEFT_TO_OTHERS: Final = timedelta(seconds=6)
"""How long the program that drew a card has time to draw it again when its time has come."""
LOOK_SECONDS: Final = 0.05
"""How often it is looked whether a card that another program sends anew is there."""
_OLDEST = -1
"""Version of a card that is to lose its buttons: behind every call."""
_BARE = "bare"
"""Digest of a card that was sent and has no buttons yet."""
_PASSING = frozenset({Outcome.LATER, Outcome.NOT_SENT, Outcome.UNKNOWN})


@dataclass(slots=True, kw_only=True)
class Easel:
    """Keeps the cards of calls as the log has them."""

    messenger: Messenger
    portraits: Portraits
    shown: ShownCards
    words: Wording
    clock: Callable[[], datetime]
    patience: Patience = field(default_factory=Patience)
    turns: Turns = field(default_factory=Turns)
    """When which card has to be looked at although nobody taps."""
    replacing: Replacing = field(default_factory=Replacing)
    """Which cards other programs are about to send anew."""
    _busy: dict[tuple[int, SessionId], Busy] = field(default_factory=dict)
    _drawn: Drawn = field(default_factory=Drawn)
    """The cards that stand as we drew them; with others a crash may have come between edit and record."""
    _doubts: set[tuple[int, SessionId]] = field(default_factory=set)
    """Cards of which a copy may stand in the chat that nobody knows of: the one that is drawn says so."""

    async def show(self, wish: ShowCall) -> None:
        """Draw a call's card and put those of other calls aside; when this returns, the chat shows the wish.

        While a card is being drawn, wishes for it are gathered and only the latest is drawn.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        look = await self._as_it_is(wish) if wish.keeps else Look(wish)
        drawn = self.gather(wish)
        if drawn is not None:
            await drawn.wait()
        else:
            await self._alone(look)

    def gather(self, wish: ShowCall) -> asyncio.Event | None:
        """Leave ``wish`` to whoever draws that card just now, and return what is set once it is drawn.

        None when nobody does: then it is left to :meth:`show`.
        """
        busy = self._busy.get((wish.chat, wish.session))
        if busy is None:
            return None
        busy.take(wish)
        return busy.done

    async def _as_it_is(self, wish: ShowCall) -> Look:
        """Return a look that leaves open what is open on a card, unless another program draws it first."""
        card = await self.shown.of_session(wish.chat, wish.session)
        if card is None:
            return Look(wish)
        return Look(replace(wish, glance=await self._glance_at(card)), over=recorded_as(card))

    async def catch_up(self, card: ShownCard) -> None:
        """Draw a card again that fell behind its call, as it was last looked at.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        if card.session is None or (card.chat, card.session) in self._busy:
            return
        latest = await self.shown.of_session(card.chat, card.session)
        if latest is not None and latest.message != card.message:
            await self._strip(card)
            return
        look = await self._as_it_is(ShowCall(card.chat, PersonId(card.chat), card.session))
        if (card.chat, card.session) not in self._busy:  # somebody may have begun while we looked
            await self._alone(look)

    async def recall(self, card: ShownCard) -> None:
        """Learn when a card that stands will look otherwise, or draw it where a cue shows already.

        One that was looked at since it was drawn is left: this may be done again and again, as it must where
        whoever drew it may be gone, and nobody else would know of that time.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        if not self._drawn.is_known(card):
            await self._look_again(card, cued_only=True)
            self._drawn.know(card)

    async def turned(self, card: ShownCard) -> None:
        """Draw a card whose time has come; one that another program drew since has another time.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        if self._drawn.is_known(card):
            await self._look_again(card, cued_only=False)
        else:
            await self.recall(card)

    async def _look_again(self, card: ShownCard, *, cued_only: bool) -> None:
        is_ours = self._drawn.is_ours(card)
        if card.session is None or (is_open(card) and not is_ours):
            return  # its person is just reading what we cannot draw, and their next tap draws it
        portrait = await self.portraits.of(PersonId(card.chat), card.session, await self._glance_at(card))
        if portrait is None or (card.chat, card.session) in self._busy:
            return
        stands = draw(portrait.card, self.words, self.clock()).is_recorded_as(card.digest)
        if not stands and (portrait.card.is_cued or not cued_only):
            await self.catch_up(card)
            return
        if (at := portrait.card.changes_at) is not None and not is_ours:
            at += LEFT_TO_OTHERS
        self.turns.expect((card.chat, card.session), at)

    async def _glance_at(self, card: ShownCard) -> Glance:
        """Return how a card is looked at; one that another program drew says at least where words go."""
        glance = self._drawn.glance(card)
        if glance is not None or card.session is None:
            return glance or Glance()
        focus = await Attention(self.shown).focus(card.chat)
        return Glance() if focus is None else focus.glance_at(card.session)

    async def _alone(self, look: Look) -> None:
        """Draw a card that nobody else draws, and what is asked of it meanwhile; then see to the others."""
        wish = look.wish
        busy = self._busy[wish.chat, wish.session] = Busy(look, look)
        status: SessionStatus | None = None
        try:
            while busy.next is not None:
                look = busy.now = busy.next
                busy.next = None
                busy.woken.clear()
                status = await self._until_it_agrees(look, busy)
        finally:
            del self._busy[wish.chat, wish.session]
            busy.done.set()
        if status is SessionStatus.LIVE and not look.aside:
            await self._put_others_aside(look.wish)

    async def _until_it_agrees(self, look: Look, busy: Busy) -> SessionStatus | None:
        """Draw until the chat shows what the log says, or a newer look is wanted.

        There is no last try: a call whose first card never came would have nothing that could fall behind
        the log, and its agent nothing to tap.
        """
        redrawn, failures, placed = 0, 0, False
        while True:
            await self.messenger.ready(look.wish.chat)
            if hands_on(look, busy):  # it came while the chat had to be left alone
                return None
            portrait = await self.portraits.of(look.wish.person, look.wish.session, look.wish.glance)
            if portrait is None:
                await self._strip_all(look.wish)
                return None
            before = await self.shown.of_session(look.wish.chat, look.wish.session)
            verdict = await self._draw(look, portrait, before)
            if verdict is Verdict.GIVEN_UP:
                LOG.warning("a card is left as it is: the chat does not take it")
                return portrait.status
            lost = verdict is Verdict.LOST and await self._went_on(look.wish.session, portrait)
            look = busy.now = look.tried(before, verdict, went_on=lost)
            if verdict is Verdict.AGREES:
                self._settle(look.wish, portrait)
                redrawn += 1
                went_on = await self._went_on(look.wish.session, portrait)
                if busy.next is not None or redrawn > MOST_REDRAWN or not went_on:
                    return portrait.status
                look = busy.now = replace(look, again=True)
            elif verdict is Verdict.LEFT:
                await self._rest(busy, LOOK_SECONDS)
            elif verdict in UNSURE or (verdict is Verdict.PLACED and placed):
                failures += 1
                await self._rest(busy, self.patience.seconds(failures))
            placed = placed or verdict is Verdict.PLACED
            if hands_on(look, busy):
                return portrait.status

    async def _went_on(self, session: SessionId, portrait: Portrait) -> bool:
        """Tell whether the log says more of a call than ``portrait`` shows."""
        return await self.portraits.version(session) > portrait.card.version

    def _settle(self, wish: ShowCall, portrait: Portrait) -> None:
        card = (wish.chat, wish.session)
        self._doubts.discard(card)
        self.turns.expect(card, portrait.card.changes_at)
        if portrait.status is SessionStatus.ENDED:
            self._drawn.forget(card)

    async def _rest(self, busy: Busy, seconds: float) -> None:
        """Wait before the next try; a newer look ends the wait, since its person is there again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await busy.woken.wait()

    async def _draw(self, look: Look, portrait: Portrait, before: ShownCard | None) -> Verdict:
        if look.wish.keeps and portrait.aside:
            # What others did is no reason to put it below the one that goes on.
            look = replace(look, aside=True)
        wish, aside = look.wish, look.aside
        over = portrait.status is SessionStatus.ENDED and (aside or portrait.aside)
        card = without_buttons(portrait.card) if over else portrait.card
        drawing = draw(
            in_doubt(card) if (wish.chat, wish.session) in self._doubts else card, self.words, self.clock()
        )
        if before is not None and self.replacing.is_left_to_another(before):
            return Verdict.LEFT
        after = ShownCard(
            chat=wish.chat,
            message=before.message if before else 0,
            session=wish.session,
            version=card.version,
            digest=drawing.recorded(is_open=wish.glance != Glance()),
            below=before.below if before else 0,
            live=drawing.has_buttons,
        )
        if before is None:
            return Verdict.AGREES if aside else await self._send(after, drawing)
        if look.is_overtaken(before, is_ours=self._drawn.is_ours(before)):
            return Verdict.OVERTAKEN
        same = drawing.is_recorded_as(before.digest) and before.live == after.live
        if same and not (wish.anew or wish.surely) and self._drawn.is_ours(before):
            return await self._recorded(before, replace(after, digest=before.digest), wish.glance)
        self._drawn.forget((wish.chat, wish.session))  # until what follows is recorded
        # One that was just sent gets its buttons where it stands, or it would be a copy that never has any.
        is_bare = recorded_as(before) == _BARE
        if aside or is_bare or (not wish.anew and before.below < MOST_BELOW):
            return await self._edit(before, after, drawing, look)
        return await self._replace(before, after, drawing)

    async def _edit(self, before: ShownCard, after: ShownCard, drawing: Drawing, look: Look) -> Verdict:
        answer = await self.messenger.edit(before.chat, before.message, drawing.text, drawing.keyboard)
        match answer.outcome:
            case Outcome.DONE | Outcome.UNCHANGED:
                # The chat shows it already: a crash before it is recorded costs an edit that changes nothing.
                return await self._recorded(before, after, look.wish.glance)
            case Outcome.GONE | Outcome.TOO_OLD:
                if not look.aside:
                    return await self._replace(before, after, drawing)
                await self._record(before, replace(before, live=False))
                return Verdict.GIVEN_UP
            case Outcome.LATER:
                return Verdict.AGAIN
            case Outcome.NOT_SENT | Outcome.UNKNOWN:
                return Verdict.UNSURE
            case Outcome.BLOCKED | Outcome.REFUSED:
                # No longer live: nobody draws it again until its person comes back.
                await self._record(before, replace(before, live=False))
                return Verdict.GIVEN_UP

    async def _replace(self, before: ShownCard, after: ShownCard, drawing: Drawing) -> Verdict:
        """Send a card anew and take the buttons of the old one away, unless another program was faster."""
        marked = self.replacing.marked(before)
        if await self._record(before, marked) is Verdict.LOST:
            return Verdict.LOST
        verdict = await self._send(after, drawing)
        if verdict in STANDS and before.live:
            # Looked up again: the presenter may have drawn something else over it meanwhile.
            await self._strip(await self.shown.at(before.chat, before.message) or marked)
        return verdict

    async def _send(self, card: ShownCard, drawing: Drawing) -> Verdict:
        """Send a new card without its buttons, which it is given once it is known where it stands.

        A copy that nobody knows of, after a crash or a time-out, thus never has any. Whatever it replaces is
        put away only after that, so that a crash in between leaves a card which can be seen to be behind.
        """
        answer = await self.messenger.send(card.chat, drawing.text, silent=True, protect=True)
        match answer.outcome:
            case Outcome.DONE:
                return await self._placed(replace(card, message=answer.message, below=0), drawing)
            case Outcome.LATER:
                return Verdict.AGAIN
            case Outcome.NOT_SENT:
                return Verdict.UNSURE
            case Outcome.UNKNOWN:
                self._doubt(card)
                return Verdict.SENT_UNSURE
            case _:
                return Verdict.GIVEN_UP

    async def _placed(self, card: ShownCard, drawing: Drawing) -> Verdict:
        try:
            await self.shown.passed(card.chat)
            if not drawing.has_buttons:
                return await self._record(None, card)
            verdict = await self._record(None, replace(card, version=0, digest=_BARE))
        except StorageUnavailableError:
            self._doubt(card)
            raise
        return Verdict.PLACED if verdict is Verdict.AGREES else verdict

    def _doubt(self, card: ShownCard) -> None:
        if card.session is not None:
            self._doubts.add((card.chat, card.session))

    async def _recorded(self, before: ShownCard, after: ShownCard, glance: Glance) -> Verdict:
        """Record what the chat shows now; where another was faster, leave no buttons on an older card."""
        verdict = await self._record(before, after, can_wait=True)
        if verdict is Verdict.AGREES:
            self._drawn.take(after, glance)
        elif after.session is not None:
            latest = await self.shown.of_session(after.chat, after.session)
            if latest is None or latest.message != after.message:
                await self.messenger.strip(after.chat, after.message)
        return verdict

    async def _record(self, before: ShownCard | None, after: ShownCard, *, can_wait: bool = False) -> Verdict:
        """Set what is shown, unless another drew there."""
        is_first = await record(self.shown, before, after, can_wait=can_wait)
        return Verdict.AGREES if is_first else Verdict.LOST

    async def _put_others_aside(self, wish: ShowCall) -> None:
        """Only the active call's card keeps its answers: the others show how they stand, without them."""
        cards = [card for card in await self.shown.live_in(wish.chat) if card.session is not None]
        own = [card for card in cards if card.session == wish.session]
        for card in own[:-1]:
            await self._strip(card)
        for other in {card.session for card in cards if card.session is not None} - {wish.session}:
            busy = self._busy.get((wish.chat, other))
            if busy is not None:
                # Whatever is asked of it next is drawn as the log is then; but something has to be.
                busy.next = busy.next or Look(ShowCall(wish.chat, wish.person, other), aside=True)
            else:
                with suppress(UnreadableStreamError, CallLockedError):  # the next look says so
                    await self._alone(Look(ShowCall(wish.chat, wish.person, other), aside=True))

    async def _strip_all(self, wish: ShowCall) -> None:
        if await self.portraits.closed(wish.session):
            # What was drawn a moment before must leave the chat like all that the log knew of then.
            for card in await self.shown.all_of_session(wish.chat, wish.session):
                if card.digest:
                    await self._record(card, replace(card, live=False, sweep=True))
        else:
            instead = await self.portraits.taken_away(wish.person, wish.session)
            latest = await self.shown.of_session(wish.chat, wish.session)
            for card in await self.shown.live_in(wish.chat):
                if card.session == wish.session:
                    at_last = instead if latest is not None and latest.message == card.message else None
                    await (self._strip(card) if at_last is None else self._write_over(card, at_last))
        self._drawn.forget((wish.chat, wish.session))

    async def _write_over(self, card: ShownCard, instead: Card) -> None:
        """Say something else, without buttons, in the place of a card."""
        drawing = draw(instead, self.words, self.clock())
        answer = await self.messenger.edit(card.chat, card.message, drawing.text, drawing.keyboard)
        after = replace(card, digest=drawing.recorded(), live=False)
        await self._record(card, replace(card, version=_OLDEST) if answer.outcome in _PASSING else after)

    async def _strip(self, card: ShownCard) -> None:
        """Take the buttons away from a card, and from what another program draws on it meanwhile."""
        for _ in range(MOST_RACES):
            answer = await self.messenger.strip(card.chat, card.message)
            # What still has its buttons counts as older than anything, or nobody would look at it again.
            passing = answer.outcome in _PASSING
            after = replace(card, version=_OLDEST) if passing else replace(card, live=False)
            verdict = await self._record(card, after)
            now = None if verdict is Verdict.AGREES else await self.shown.at(card.chat, card.message)
            if now is None or not now.live:
                return
            card = now
