"""The people of the firm on the command line: whoever has the machine in hand needs no second admin."""

import argparse
import asyncio
from functools import partial

from bot.clock import now
from bot.hatch.orders import AddPerson, ChangeRole, Disable, Enable
from bot.hatch.saying import said
from bot.settings import Settings
from bot.storing import read_log
from bot.words import Words
from dialogs.ids import PersonId, TeamId
from dialogs.roles import Role
from dialogs.texts import Phrase


def run_command(wanted: argparse.Namespace, settings: Settings) -> int:
    """Carry out one command about people and return its exit code."""
    match wanted.command:
        case "people list":
            return list_people(settings)
        case "people add":
            return add_person(settings, wanted.person, wanted.name, wanted.role, wanted.team)
        case "people role":
            return change_role(settings, wanted.person, wanted.role, wanted.team)
        case "people disable":
            return disable(settings, wanted.person)
        case "people enable":
            return enable(settings, wanted.person)
        case unknown:
            raise LookupError(unknown)


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


def add_person(settings: Settings, person: PersonId, name: str, role: Role, team: TeamId) -> int:
    """Let a person in; 1 when that is refused."""
    return said(
        settings, AddPerson(person=person, name=name, role=role, team=team, language=settings.language)
    )


def change_role(settings: Settings, person: PersonId, role: Role, team: TeamId | None) -> int:
    """Give a person another role, and another team if one is named; 1 when that is refused."""
    return said(settings, ChangeRole(person=person, role=role, team=team))


def disable(settings: Settings, person: PersonId) -> int:
    """Shut a person out; 1 when that is refused."""
    return said(settings, Disable(person=person))


def enable(settings: Settings, person: PersonId) -> int:
    """Let a person in again; 1 when that is refused."""
    return said(settings, Enable(person=person))
