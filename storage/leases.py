"""The lease of a log that one program alone can have open."""

from math import inf


class Ours:
    """A :class:`~storage.ports.Lease` that nobody else can have."""

    seconds = inf

    async def hold(self) -> bool:
        """Hold it."""
        return True

    async def release(self) -> None:
        """Do nothing: nobody waits for it."""


OURS = Ours()
