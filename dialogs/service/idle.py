"""Wishes that came to nothing: brought a second time, later, they must not come to something."""

from collections import OrderedDict

from dialogs.ids import Cause

MOST_CAUSES = 10_000
"""Causes remembered, a megabyte: a second copy comes within minutes, or after a restart and then counts."""


class Idle:
    """The latest causes that wrote nothing, which the log therefore does not know.

    A client sends the tap that ends a call twice: the second is refused. The agent takes the end back, and
    then Telegram brings the second tap once more: without this it would end the call again.
    """

    def __init__(self, most: int = MOST_CAUSES) -> None:
        """Remember at most ``most`` causes."""
        self._most = most
        self._causes: OrderedDict[Cause, None] = OrderedDict()

    def __contains__(self, cause: Cause) -> bool:
        """Tell whether ``cause`` came before, and came to nothing."""
        return cause in self._causes

    def add(self, cause: Cause) -> None:
        """Remember that ``cause`` came to nothing."""
        self._causes[cause] = None
        self._causes.move_to_end(cause)
        if len(self._causes) > self._most:
            self._causes.popitem(last=False)
