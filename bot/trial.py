"""The playground: the whole bot, unchanged, on a Bot API server and a chat page of this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.assemble import Bot, open_bot, services_of
from bot.lifecycle import run_services
from bot.playground.people import PEOPLE
from bot.playground.server import create_app
from bot.playground.serving import serve
from bot.playground.store import Store
from bot.playground.world import DEFAULT_TOKEN
from bot.settings import Mode, Settings
from bot.which_log import PLAYGROUND, PLAYGROUND_LOG
from bot.words import Words
from dialogs.ids import Cause, PersonId, TeamId
from dialogs.roles import Role
from dialogs.service import PeopleService
from dialogs.texts import Phrase

_NAME: Final = "playground"
CHATS: Final = f"{_NAME}.db"
"""The chats, as the invented people see them."""
LOG: Final = PLAYGROUND_LOG
"""A log of its own, with keys of its own: invented calls do not belong beside real ones."""
TEAM: Final = TeamId("一组")
_ROLES: Final = {
    "agent": Role.STAFF,
    "supervisor": Role.SUPERVISOR,
    "trainer": Role.TRAINER,
    "admin": Role.ADMIN,
}


def run(settings: Settings) -> int:
    """Run the playground until it is told to stop; 0.

    Raises:
        CannotOpenStorageError, OSError, ServiceFailedError: it cannot start, or cannot go on.
    """

    async def on_this_machine() -> int:
        async with playground(settings) as (address, bot):
            words = Words(settings.zone)
            print(words.say(Phrase("playground.ready", {"address": address}), settings.language), flush=True)
            await run_services(services_of(bot))
        return 0

    return asyncio.run(on_this_machine())


@asynccontextmanager
async def playground(
    settings: Settings, folder: Path = PLAYGROUND, *, by_hand: bool = True
) -> AsyncIterator[tuple[str, Bot]]:
    """Serve the page and give its address with a bot that is ready to run on it.

    ``folder`` keeps both databases, so that a second start goes on where the first ended. A browser that is
    driven taps faster than people read, and so not ``by_hand``.

    Raises:
        CannotOpenStorageError: the log cannot be opened.
        OSError: the address is taken.
    """
    store = _chats(folder)
    try:
        async with serve(create_app(store), settings.listen.host, settings.listen.port) as address:
            trial = replace(
                settings,
                mode=Mode.POLLING,
                token=DEFAULT_TOKEN,
                api_url=address,
                database=f"sqlite:///{folder / LOG}",
                keys=None,
                keys_file=None,
                second_place=None,
            )
            async with open_bot(trial, by_hand=by_hand) as bot:
                await _admit_everybody(PeopleService(bot.room.office), settings)
                yield address, bot
    finally:
        store.close()


def _chats(folder: Path) -> Store:
    folder.mkdir(parents=True, exist_ok=True)
    chats = folder / CHATS
    # It stands for Telegram's servers, and holds what was typed in the clear.
    chats.touch(mode=0o600)
    return Store(str(chats))


async def _admit_everybody(people: PeopleService, settings: Settings) -> None:
    for person in PEOPLE:
        role = _ROLES.get(person.role)
        if role is not None:
            cause = Cause(f"playground:person:{person.id}")
            await people.admit(PersonId(person.id), person.name, role, TEAM, settings.language, cause)
