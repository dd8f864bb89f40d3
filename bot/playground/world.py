"""What every deed needs: the store, who is waiting, the time, and the token of the one bot."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeAlias

from bot.playground.faults import FaultKind, Strike
from bot.playground.hub import Hub
from bot.playground.json_values import Json, JsonObject, decode
from bot.playground.pending import Update
from bot.playground.people import CHINESE, GROUP, GROUP_TITLE, Person, bot_user, person_by_id
from bot.playground.store import Store
from bot.playground.strikes import Strikes

Clock: TypeAlias = Callable[[], datetime]

DEFAULT_TOKEN: Final = "70000001:PLAYGROUND-ONLY-NOT-A-REAL-TOKEN-00"  # noqa: S105 — plainly no secret
"""The token of the playground's bot, in Telegram's form and of no use anywhere else."""

_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

_A_FEW = 4
"""How many later updates pass at most one that is held back or comes a second time."""


def system_clock() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class World:
    """The playground as its deeds see it."""

    store: Store
    hub: Hub
    clock: Clock
    token: str
    strikes: Strikes

    def seconds(self) -> int:
        """Return the time as the Bot API writes it: whole seconds since 1970."""
        return int(self.clock().timestamp())

    def bot(self) -> JsonObject:
        """Return the bot as a User, under the name that it gave itself."""
        return bot_user(self.token, self.store.setting("name:") or "和解 · 本机")

    def language(self, person_id: int) -> str:
        """Return the language that a person's app says it speaks."""
        return self.store.setting(f"language:{person_id}") or CHINESE

    def user(self, person: Person) -> JsonObject:
        """Return a person as a User, in their language."""
        return person.user(self.language(person.id))

    def has_started(self, person_id: int) -> bool:
        """Tell whether a person has ever written to the bot."""
        return self.store.setting(f"started:{person_id}") == "yes"

    def has_blocked(self, person_id: int) -> bool:
        """Tell whether a person has blocked the bot."""
        return self.store.setting(f"blocked:{person_id}") == "yes"

    def chat(self, chat_id: int) -> JsonObject:
        """Return a chat as the Bot API shows it; the id must be the group's or a person's."""
        person = person_by_id(chat_id)
        if chat_id == GROUP or person is None:
            return {"id": GROUP, "type": "supergroup", "title": GROUP_TITLE}
        name = person.called(self.language(chat_id))
        return {"id": chat_id, "type": "private", "first_name": name, "username": person.username}

    def push(self, kind: str, content: JsonObject) -> None:
        """Queue an update for the bot, unless the bot asked not to get this kind."""
        allowed: Json = decode(self.store.setting("allowed_updates") or "[]")
        wanted = kind in allowed if isinstance(allowed, list) and allowed else kind not in _NOT_BY_DEFAULT
        if not wanted:
            return
        update = Update(kind, content, self.clock().timestamp())
        strike = self.strikes.on_update(kind, update.queue)
        self._queue(update, strike)
        if strike is not None and strike.kind is FaultKind.RESEND:
            self._queue(self._tapped_again(update), None)
        self.store.held.release(self.clock())

    def _queue(self, update: Update, strike: Strike | None) -> None:
        """Queue an update, or hold it back when a fault says so or one before it in its queue is held."""
        few = 1 + strike.spin % _A_FEW if strike else 0
        if strike is not None and strike.kind is FaultKind.DUPLICATE:
            update = replace(update, again=few)
        held = strike is not None and strike.kind is FaultKind.REORDER
        if held or self.store.held.holds(update.queue):
            self.store.held.hold(update, few if held else 0, self.clock())
        else:
            self.store.pending.add(update)

    def _tapped_again(self, update: Update) -> Update:
        first = self.store.taps.get(str(update.content["id"]))
        if first is None:
            raise LookupError("a tap was pushed that the table of taps does not know")
        again = first.again(self.store.taps.next_id(), update.made_at)
        self.store.taps.add(again)
        return replace(update, content=again.body)
