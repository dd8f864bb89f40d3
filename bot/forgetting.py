"""Lets go of calls that are over, whoever ended them: any program on the log may erase their words."""

import asyncio
from typing import Final

from bot.lifecycle import Service
from bot.nightly import nap
from dialogs.service import Office

EVERY_SECONDS: Final = 60.0
"""How long what was said may be remembered here after another program erased it. It is shown to nobody."""


def forgetting(office: Office, every: float = EVERY_SECONDS) -> Service:
    """Return the service that lets go of them again and again; whoever looks at one has it folded anew."""

    async def serve(stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            await nap(stopping, every)
            office.calls.forget_ended()

    return serve
