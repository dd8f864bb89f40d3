"""A meter that nobody reads, and progress of which nobody hears."""


class Silent:
    """A :class:`~storage.ports.Meter` that hears and forgets."""

    def queued(self, works: int) -> None:
        """Forget it."""

    def committed(self, works: int, events: int, seconds: float) -> None:
        """Forget it."""

    def appended(self, seconds: float) -> None:
        """Forget it."""

    def lost(self) -> None:
        """Forget it."""

    def writable(self, *, now: bool) -> None:
        """Forget it."""


SILENT = Silent()


def unheard(done: int, of: int) -> None:
    """Hear how far something is, and forget it."""
    del done, of
