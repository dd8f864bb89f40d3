"""Hejie as it runs, on a playbook of the benchmark; with ``variant`` prepare, the calls to be walked."""

import asyncio
import json
import secrets
import sys
from pathlib import Path

from bot import assemble
from bot.clock import now
from bot.lifecycle import run_services
from bot.offices import office_over
from bot.settings import Listen, Mode, Settings
from bot.telegram.callback_data import encode
from dialogs.actors import Actor
from dialogs.cards import Button, Verb
from dialogs.commands import Choose, OpenSession
from dialogs.ids import Cause, ComplaintId, PersonId, PlaybookSlug, SessionId, time_ordered_id
from dialogs.ports import ShownCard
from dialogs.program import Channel
from dialogs.roles import Role
from dialogs.service import Done, Office, PeopleService, SessionService
from dialogs.texts import Language, Phrase
from storage.opening import Storage, open_storage
from tests.benchmarks.messages import FIRST_PERSON, SECRET, TOKEN
from tests.benchmarks.systems.orders import Orders

LIBRARY = Path(__file__).parents[1] / "library"
PREPARE = "prepare"
_AT_ONCE = 32


def settings_of(orders: Orders) -> Settings:
    return Settings(
        token=TOKEN,
        api_url=orders.address,
        database=f"sqlite:///{orders.folder}/hejie.db",
        mode=Mode(orders.mode),
        webhook_url=f"http://127.0.0.1:{orders.port}/webhook",
        webhook_secret=SECRET,
        listen=Listen("127.0.0.1", orders.port),
    )


async def prepare(orders: Orders) -> None:
    """Open a call for each person, walk it for a few taps, and say what the first button carries."""
    settings = settings_of(orders)
    async with open_storage(settings.database, clock=now, zone=settings.zone) as storage:
        office = await office_over(settings, storage, LIBRARY)
        turns = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            prepared = [
                group.create_task(_prepared(storage, office, PersonId(FIRST_PERSON + place), orders, turns))
                for place in range(orders.people)
            ]
    sys.stdout.write(json.dumps([each.result() for each in prepared]))


async def _prepared(
    storage: Storage, office: Office, person: PersonId, orders: Orders, turns: asyncio.Semaphore
) -> tuple[int, int, str]:
    async with turns:
        cause = Cause(f"bench:person:{person}")
        people = PeopleService(office)
        await people.admit(person, "林晓", Role.STAFF, assemble.HEAD_OFFICE, Language.ZH, cause)
        actor = await storage.directory.actor(person)
        assert actor is not None
        walked = await _walked(SessionService(office), actor, orders.events)
        state, message = walked.state, 1000 + person
        choice = next(iter(walked.program.steps[state.walk.step].choices))
        await storage.shown.record(
            ShownCard(
                chat=person, message=message, session=state.session, version=state.version, digest="before"
            ),
            after=None,
        )
        return (
            person,
            message,
            encode(Button(Phrase(""), Verb.CHOOSE, choice.id), state.session, state.turn),
        )


async def _walked(sessions: SessionService, actor: Actor, events: int) -> Done:
    session = SessionId(time_ordered_id(now(), secrets.randbits(80)))
    command = OpenSession(
        actor=actor,
        session=session,
        complaint=ComplaintId(time_ordered_id(now(), secrets.randbits(80))),
        alias="青松-17",
        playbook=PlaybookSlug("circle"),
        product="card",
        channel=Channel.PHONE,
        call_language=Language.ZH,
    )
    walked = await sessions.open(command, Cause(f"bench:open:{actor.person}"))
    assert isinstance(walked, Done)
    for _ in range(events - 1):
        choice = next(iter(walked.program.steps[walked.state.walk.step].choices))
        turn = walked.state.turn
        wish = Choose(actor=actor, session=session, turn=turn, choice=choice.id)
        walked = await sessions.handle(wish, Cause(f"bench:{actor.person}:{turn}"))
        assert isinstance(walked, Done)
    return walked


async def serve(orders: Orders) -> None:
    """Run as the program does, until it is ended."""
    async with assemble.open_bot(settings_of(orders), library=LIBRARY, by_hand=False) as bot:
        await run_services({"telegram": bot.face.serve})


def run(orders: Orders) -> None:
    """Run the program until it is killed."""
    asyncio.run(prepare(orders) if orders.variant == PREPARE else serve(orders))


if __name__ == "__main__":
    run(Orders.read(sys.argv[1]))
