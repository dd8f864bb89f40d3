"""The plan of faults: what Telegram and the network do to a bot on a bad day, drawn from a seed.

A fault is drawn for each call and each update. The draw depends on the seed, on the lane (a call's chat, or
its method when it has none; an update's queue) and on the number within that lane, and on nothing else: the
same seed and the same calls of a chat strike the same, whatever other chats do in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Final

from bot.playground.json_values import JsonObject

_UNIT: Final = 2**64


class FaultKind(StrEnum):
    """What may go wrong."""

    FLOOD = "flood"
    """429 with `retry_after`; the chat stays flooded until then."""
    SERVER_ERROR = "server_error"
    """500, nothing was done."""
    BAD_GATEWAY = "bad_gateway"
    """502 with a gateway's HTML page, nothing was done."""
    RESET = "reset"
    """The connection breaks before anything was done."""
    LOST_ANSWER = "lost_answer"
    """The call is done, then the connection breaks: at once, or after a silence of `slow_seconds`."""
    SLOW = "slow"
    """The call is done and answered after `slow_seconds`."""
    DUPLICATE = "duplicate"
    """An update comes a second time, later, with the same update id."""
    REORDER = "reorder"
    """An update is held back until up to a few later ones of other queues have passed it."""
    RESEND = "resend"
    """A tap comes again with a new update id and a new callback query id, as clients do."""


BEFORE: Final = (FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY, FaultKind.RESET)
"""Kinds that any call may meet; nothing was done then."""
AFTER: Final = (FaultKind.LOST_ANSWER, FaultKind.SLOW)
"""Kinds that strike when the call is done."""
OF_UPDATES: Final = (FaultKind.DUPLICATE, FaultKind.REORDER)
"""Kinds that any update may meet; a tap may also be resent."""

MOST_RETRY_AFTER: Final = 3600
"""Longest flood, in seconds."""
MOST_SLOW_SECONDS: Final = 600.0
"""Longest wait for an answer, in seconds."""

_ACTING: Final = ("send", "edit", "deleteMessage", "answerCallbackQuery")


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault: its kind, a number that decides what is left to decide, and a flood's seconds."""

    kind: FaultKind
    spin: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """Which faults strike, and how often; `share` is the part of calls and updates that is struck, 0 to 1.

    `retry_after` is in whole seconds, 1 to 3600; `slow_seconds` 0 to 600. Raises ValueError, with a
    sentence, for anything else.
    """

    seed: int
    share: float
    kinds: frozenset[FaultKind]
    retry_after: int = 1
    slow_seconds: float = 30.0

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError("share is a number from 0 to 1")
        if not 1 <= self.retry_after <= MOST_RETRY_AFTER:
            raise ValueError(f"retry_after is 1 to {MOST_RETRY_AFTER} seconds")
        if not 0 <= self.slow_seconds <= MOST_SLOW_SECONDS:
            raise ValueError(f"slow_seconds is 0 to {MOST_SLOW_SECONDS:.0f} seconds")

    def draw(self, lane: str, number: int, possible: Sequence[FaultKind]) -> Strike | None:
        """Return the fault that strikes number `number` of a lane, None when none of `possible` does."""
        chosen = [kind for kind in possible if kind in self.kinds]
        digest = blake2b(f"{self.seed}:{lane}:{number}".encode(), digest_size=16).digest()
        chance, pick = (int.from_bytes(digest[start : start + 8], "big") for start in (0, 8))
        if not chosen or chance >= self.share * _UNIT:
            return None
        return Strike(chosen[pick % len(chosen)], pick // len(chosen))

    def as_json(self) -> JsonObject:
        """Return the plan as the chat page reads and writes it."""
        return {
            "seed": self.seed,
            "share": self.share,
            "kinds": [kind.value for kind in FaultKind if kind in self.kinds],
            "retry_after": self.retry_after,
            "slow_seconds": self.slow_seconds,
        }


def is_spared(method: str) -> bool:
    """Tell whether a method does nothing in a chat, such as getMe or setWebhook: only BEFORE strikes it."""
    return not method.startswith(_ACTING)


def can_be_flooded(method: str) -> bool:
    """Tell whether a method counts against the flood limit of the chat that it names."""
    return not is_spared(method) and method != "answerCallbackQuery"


def kinds_for_call(method: str, chat_id: int | None) -> tuple[FaultKind, ...]:
    """Return the kinds that may strike a call; only one that acts in a chat can be flooded."""
    if is_spared(method):
        return BEFORE
    flood = (FaultKind.FLOOD,) if chat_id is not None and can_be_flooded(method) else ()
    return (*flood, *BEFORE, *AFTER)
