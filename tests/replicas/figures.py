"""What walks over several bots came to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.kill.walk import BrokenPromiseError
from tests.replicas.fleet import Fleet

LONGEST: Final = 3.0
"""Seconds in which somebody sees what a tap led to, and another bot leads, when one has ended."""
PEOPLE: Final = 6
"""Who walk in the long forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What came of all calls, once they had ended."""

    acknowledged: int
    retried: int
    """Deliveries that the balancer gave to another bot."""
    refused: int
    """Deliveries that it gave to none, so that they came again later."""
    waited: float
    """The longest wait of anybody for what a tap led to, in seconds."""
    resets: int
    """Cards that somebody had to have drawn anew."""
    copies: int
    """Cards without buttons that were left in chats."""
    broken: str
    """Which promises were not kept."""

    def __str__(self) -> str:
        return (
            f"{self.acknowledged:,} updates, {self.retried} given to another bot, {self.refused} to none; "
            f"longest wait {self.waited:.2f} s, {self.resets} cards drawn anew by hand, {self.copies} copies "
            f"without buttons: {self.broken or 'nothing acknowledged lost, nothing twice'}"
        )


async def walked(bots: Fleet) -> Walked:
    """Let the bots live as they shall, until every call has ended, and return what came of it."""
    broken = ""
    try:
        await bots.whole()
    except* BrokenPromiseError as error:
        broken = "; ".join(_reasons(error))
    return Walked(
        acknowledged=bots.city.post.acknowledged,
        retried=bots.balancer.retried,
        refused=bots.balancer.refused,
        waited=max(each.waited for each in bots.citizens),
        resets=sum(each.resets for each in bots.citizens),
        copies=bots.copies,
        broken=broken,
    )


def _reasons(error: BaseException) -> Iterator[str]:
    if not isinstance(error, BaseExceptionGroup):
        yield str(error)
        return
    for each in error.exceptions:
        yield from _reasons(each)
