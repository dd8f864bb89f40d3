"""Work that takes milliseconds, done in a thread beside the event loop, which is let in often meanwhile."""

import asyncio
import sys
from collections.abc import Callable
from threading import Lock
from typing import Final, ParamSpec, Protocol, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
OFTEN: Final = 0.000_5
"""Seconds after which a thread that computes lets another in; Python's own 0.005 would be added to a tap at
each of its steps, since the log is read and written in threads of its own."""


class Elsewhere(Protocol):
    """Does work away from the event loop; what goes there and comes back may have to travel to a process."""

    async def __call__(
        self, work: Callable[Parameters, Result], *given: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        """Return what ``work`` returns; what it raises is raised here."""
        ...


class _Courtesy:
    """Lets threads in often for as long as anything is done beside the loop."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._guests = 0
        self._usual = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if not self._guests:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(min(OFTEN, self._usual))
            self._guests += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._guests -= 1
            if not self._guests:
                sys.setswitchinterval(self._usual)


_COURTESY: Final = _Courtesy()


async def beside(
    work: Callable[Parameters, Result], *given: Parameters.args, **named: Parameters.kwargs
) -> Result:
    """Return what ``work`` returns; the loop goes on meanwhile. What it raises is raised here."""

    def courteous() -> Result:
        with _COURTESY:
            return work(*given, **named)

    return await asyncio.to_thread(courteous)
