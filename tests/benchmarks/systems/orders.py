"""How a program under test is to run: one line of JSON, its only argument."""

import json
import os
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a child is told."""

    address: str = ""
    """Where the Bot API answers."""
    folder: str
    """A folder of its own, on a real file system."""
    core: int = -1
    """The core to stay on; -1 for any."""
    mode: str = "polling"
    port: int = 0
    """Where to listen for the webhook."""
    variant: str = ""
    people: int = 0
    events: int = 1
    """Of each prepared call."""

    @classmethod
    def read(cls, line: str) -> "Orders":
        """Read what :meth:`line` wrote, and go to the core it names, before any thread is started."""
        orders = cls(**json.loads(line))
        if orders.core >= 0:
            os.sched_setaffinity(0, {orders.core})
        return orders

    def line(self) -> str:
        return json.dumps(asdict(self))
