"""How updates come in: we ask for them, or they are delivered."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Entrance(Protocol):
    """One of the two ways, as the face runs it."""

    @property
    def connected(self) -> bool:
        """Tell whether updates reach us, as far as we know."""
        ...

    def opened(self) -> AbstractAsyncContextManager[None]:
        """Be able to take updates while inside; leaving finishes the deliveries in hand."""
        ...

    async def run(self) -> None:
        """See that updates come in, until cancelled or there is nothing more to see to.

        Raises:
            TokenRefusedError: the token is not one of Telegram's.
            WebhookRefusedError: Telegram does not take the address of the webhook.
        """
        ...

    async def acknowledge(self) -> None:
        """Tell Telegram what is durable, at the end."""
        ...
