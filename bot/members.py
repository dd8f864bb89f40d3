"""The people of the firm on the command line: whoever has the machine in hand needs no second admin."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from secrets import token_hex

from bot.assemble import office_over
from bot.clock import now
from bot.settings import Settings
from bot.storing import open_log, read_log
from bot.words import Words
from dialogs.actors import Actor
from dialogs.ids import Cause, PersonId, TeamId
from dialogs.people import CONSOLE
from dialogs.refusals import Refusal
from dialogs.roles import Role
from dialogs.service import Office, PeopleService, Told
from dialogs.texts import Phrase

_REFUSED = 1


def list_people(settings: Settings) -> int:
    """Print who belongs to the firm, and who is shut out; 0."""

    async def show() -> int:
        async with read_log(settings) as storage:
            say = partial(Words(settings.zone).say, now=now())
            for person in await storage.directory.members(disabled_too=True):
                role = say(Phrase(f"role.{person.role}"), settings.language)
                shut_out = f"  {say(Phrase('people.shut_out'), settings.language)}" if person.disabled else ""
                print(f"{person.person}  {person.name}  {role}  {person.team}{shut_out}")
            return 0

    return asyncio.run(show())


def add_person(settings: Settings, person: int, name: str, role: Role, team: str) -> int:
    """Let a person in; 1 when that is refused."""

    async def add(people: PeopleService) -> Told | Refusal:
        return await people.admit(PersonId(person), name, role, TeamId(team), settings.language, _cause())

    return asyncio.run(_carry_out(settings, add))


def change_role(settings: Settings, person: int, role: Role, team: str | None) -> int:
    """Give a person another role, and another team if one is named; 1 when that is refused."""

    async def change(people: PeopleService) -> Told | Refusal:
        known = await people.office.directory.actor(PersonId(person))
        kept: Actor = known or CONSOLE
        return await people.change_role(CONSOLE, PersonId(person), role, TeamId(team or kept.team), _cause())

    return asyncio.run(_carry_out(settings, change))


def disable(settings: Settings, person: int) -> int:
    """Shut a person out; 1 when that is refused."""
    return asyncio.run(
        _carry_out(settings, lambda people: people.shut_out(CONSOLE, PersonId(person), _cause()))
    )


def enable(settings: Settings, person: int) -> int:
    """Let a person in again; 1 when that is refused."""
    return asyncio.run(
        _carry_out(settings, lambda people: people.let_in(CONSOLE, PersonId(person), _cause()))
    )


@asynccontextmanager
async def _office(settings: Settings) -> AsyncIterator[Office]:
    async with (
        open_log(settings) as storage,
        office_over(settings, storage) as office,
    ):
        yield office


async def _carry_out(settings: Settings, wish: Callable[[PeopleService], Awaitable[Told | Refusal]]) -> int:
    async with _office(settings) as office:
        told = await wish(PeopleService(office))
    say = partial(Words(settings.zone).say, now=now())
    if isinstance(told, Refusal):
        print(say(told.phrase, settings.language), file=sys.stderr)
        return _REFUSED
    print(say(Phrase("toast.done" if told.changed else "people.already_so"), settings.language))
    return 0


def _cause() -> Cause:
    return Cause(f"console:{token_hex(8)}")
