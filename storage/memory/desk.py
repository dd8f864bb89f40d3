"""What the bot keeps beside the log, in memory: cards, notices, revisions, what was set aside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogs.ids import Cause, PlaybookSlug, Revision, SessionId
from dialogs.ports import Dispatch, DispatchState, SetAside, ShownCard
from storage.identity import refuse_another
from storage.memory.tables import Tables
from storage.shown_kinds import latest_card


@dataclass(frozen=True, slots=True)
class MemoryShownCards:
    """A :class:`~dialogs.ports.ShownCards`."""

    tables: Tables

    async def of_session(self, chat: int, session: SessionId) -> ShownCard | None:
        """Return the latest card of a call in a chat; a text that was noted is none."""
        return latest_card(await self.all_of_session(chat, session))

    async def at(self, chat: int, message: int) -> ShownCard | None:
        """Return the card that stands at this message."""
        return self.tables.shown.get((chat, message))

    async def all_of_session(self, chat: int, session: SessionId) -> Sequence[ShownCard]:
        """Return the messages of a chat that carry something of a call, in their order."""
        cards = (card for card in self.tables.shown.values() if (card.chat, card.session) == (chat, session))
        return sorted(cards, key=lambda card: card.message)

    async def forget(self, chat: int, message: int) -> None:
        """Forget a message."""
        self.tables.shown.pop((chat, message), None)

    async def live_in(self, chat: int) -> Sequence[ShownCard]:
        """Return the cards in a chat that still have buttons, in the order of their messages."""
        cards = (card for card in self.tables.shown.values() if card.chat == chat and card.live)
        return sorted(cards, key=lambda card: card.message)

    async def record(self, card: ShownCard, *, after: ShownCard | None, can_wait: bool = False) -> bool:
        """Compare and set by (chat, message); at once, whether or not it could wait."""
        del can_wait
        key = (card.chat, card.message)
        if self.tables.shown.get(key) != after:
            return False
        self.tables.shown[key] = card
        return True

    async def passed(self, chat: int) -> None:
        """Count one more message under every card of the chat."""
        for key, card in self.tables.shown.items():
            if card.chat == chat:
                self.tables.shown[key] = replace(card, below=card.below + 1)

    async def to_sweep(self, limit: int) -> Sequence[ShownCard]:
        """Return messages that must leave their chats."""
        cards = (card for card in self.tables.shown.values() if card.sweep)
        return sorted(cards, key=lambda card: (card.chat, card.message))[:limit]

    async def standing(self) -> Sequence[ShownCard]:
        """Return the live cards of calls, of all chats."""
        cards = (card for card in self.tables.shown.values() if card.live and card.session is not None)
        return sorted(cards, key=lambda card: (card.chat, card.message))

    async def behind(self) -> Sequence[tuple[ShownCard, int]]:
        """Return live cards of calls whose log is newer than what they show."""
        found = []
        for card in sorted(self.tables.shown.values(), key=lambda card: (card.chat, card.message)):
            row = None if card.session is None else self.tables.rows.session(card.session)
            if card.live and row is not None and row.version > card.version:
                found.append((card, row.version))
        return found


@dataclass(frozen=True, slots=True)
class MemoryErasures:
    """An :class:`~dialogs.ports.Erasures`; what memory forgets at its end needs no second place."""

    tables: Tables

    async def announce(self, session: SessionId, version: int, at: datetime) -> None:
        """Write down that the words of a call are about to be erased."""
        self.tables.announced.append((session, version, at))

    async def withdraw(self, session: SessionId, at: datetime) -> None:
        """Write down that nothing came of what was announced for a call."""
        del at
        self.tables.announced[:] = [each for each in self.tables.announced if each[0] != session]

    async def left_in_chats(self, session: SessionId) -> int:
        """Return how many messages that carry something of a call are known to stand in chats."""
        return sum(card.session == session for card in self.tables.shown.values())


@dataclass(frozen=True, slots=True)
class MemoryDispatches:
    """A :class:`~dialogs.ports.Dispatches`."""

    tables: Tables

    async def due(self, now: datetime) -> Sequence[Dispatch]:
        """Return what is due at ``now``, oldest first, and mark it sending."""
        due = [each for each in self._in(DispatchState.DUE) if each.notice.due_at <= now]
        due.sort(key=lambda each: (each.notice.due_at, each.id))
        return [self._set(replace(each, state=DispatchState.SENDING)) for each in due]

    async def recover(self, but: Collection[int] = ()) -> int:
        """Make whatever was left ``sending``, ``but`` these, due again an instant earlier, ``again``."""
        left = [each for each in self._in(DispatchState.SENDING) if each.id not in but]
        for each in left:
            notice = replace(each.notice, due_at=each.notice.due_at - timedelta.resolution)
            self._set(replace(each, notice=notice, state=DispatchState.DUE, again=True))
        return len(left)

    async def sent(self, dispatch: int, message: int) -> None:
        """Mark one as sent, whatever it was before."""
        self._set(replace(self.tables.dispatches[dispatch], state=DispatchState.SENT, message=message))

    async def dropped(self, dispatch: Dispatch) -> None:
        """Mark one as no longer wanted, if it is ``sending`` still as it was taken."""
        if (each := self._sending(dispatch)) is not None:
            self._set(replace(each, state=DispatchState.DROPPED))

    async def put_off(self, dispatch: Dispatch, until: datetime) -> None:
        """Make one due again later, if it is ``sending`` still as it was taken."""
        if (each := self._sending(dispatch)) is not None:
            notice = replace(each.notice, due_at=until)
            self._set(replace(each, notice=notice, state=DispatchState.DUE))

    async def hasten(self, by: timedelta) -> None:
        """Make whatever is due later due so much sooner."""
        for each in self._in(DispatchState.DUE):
            self._set(replace(each, notice=replace(each.notice, due_at=each.notice.due_at - by)))

    async def next_due_at(self) -> datetime | None:
        """Return when the next notice falls due."""
        return min((each.notice.due_at for each in self._in(DispatchState.DUE)), default=None)

    def _sending(self, taken: Dispatch) -> Dispatch | None:
        each = self.tables.dispatches.get(taken.id)
        return each if each == taken else None

    def _in(self, state: DispatchState) -> list[Dispatch]:
        return [each for each in self.tables.dispatches.values() if each.state is state]

    def _set(self, each: Dispatch) -> Dispatch:
        self.tables.dispatches[each.id] = each
        return each


@dataclass(frozen=True, slots=True)
class MemoryRevisions:
    """A :class:`~dialogs.ports.Revisions`."""

    tables: Tables
    era: int = 0

    async def keep(self, playbook: PlaybookSlug, revision: Revision, sources: Mapping[str, bytes]) -> None:
        """Store the closure once."""
        self.tables.revisions.setdefault(revision, (playbook, dict(sources)))

    async def sources(self, revision: Revision) -> Mapping[str, bytes] | None:
        """Return the closure of ``revision``."""
        kept = self.tables.revisions.get(revision)
        return None if kept is None else kept[1]

    async def beginning(self, signs: str) -> Sequence[Revision]:
        """Return the revisions that begin with ``signs``, two at most."""
        return [each for each in self.tables.revisions if each.startswith(signs)][:2]

    async def latest(self, playbook: PlaybookSlug) -> Revision | None:
        """Return the revision of ``playbook`` that was kept last."""
        newest_first = reversed(self.tables.revisions.items())
        return next((revision for revision, (of, _) in newest_first if of == playbook), None)


@dataclass(frozen=True, slots=True)
class MemoryQuarantine:
    """A :class:`~dialogs.ports.Quarantine`."""

    tables: Tables

    async def failures(self, cause: Cause) -> int:
        """Count one more failure of this cause and return the count."""
        self.tables.failures[cause] = self.tables.failures.get(cause, 0) + 1
        return self.tables.failures[cause]

    async def set_aside(self, what: SetAside) -> None:
        """Record that this update was given up."""
        self.tables.set_aside[what.cause] = what


@dataclass(frozen=True, slots=True)
class MemoryBotIdentity:
    """A :class:`~storage.ports.BotIdentity`."""

    tables: Tables

    async def remember(self, bot: int) -> None:
        """Claim the store for ``bot``."""
        if self.tables.bot is None:
            self.tables.bot = bot
        refuse_another(self.tables.bot, bot)
