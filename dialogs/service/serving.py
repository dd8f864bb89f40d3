"""Lets everything serve that the log says, though one history of it cannot be read."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from dialogs.errors import UnreadableStreamError

Name = TypeVar("Name", bound=str)


async def served_but(names: Sequence[Name], serve: Callable[[Name], Awaitable[object]]) -> Sequence[Name]:
    """Let each serve; return those whose history cannot be read, of which what served before goes on.

    Raises:
        StorageUnavailableError: the log cannot be read now.
    """
    found = list[Name]()
    for name in names:
        try:
            await serve(name)
        except UnreadableStreamError:
            found.append(name)
    return found
