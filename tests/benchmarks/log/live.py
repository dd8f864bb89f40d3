"""The live calls that a log holds, taken up where they stand."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from dialogs.evolve import fold
from dialogs.ids import PersonId, SessionId, session_stream
from dialogs.service import Office
from tests.benchmarks.log.callers import Past, Tally
from tests.benchmarks.log.calls import FIRST_AGENT, Call, agent

AT_ONCE: Final = 32
_LIVE: Final = (
    "SELECT session, agent,"
    " (SELECT count(DISTINCT cause) - 1 FROM events"
    "  WHERE stream_kind = 'session' AND stream_key = s.session),"
    " (SELECT max(version) FROM events WHERE stream_kind = 'complaint' AND stream_key = s.complaint)"
    " FROM sessions AS s WHERE status <> 'ended' ORDER BY session"
)


class Live(NamedTuple):
    """A call as the file has it: whose, how many steps it has taken, how many events its complaint has."""

    session: SessionId
    agent: PersonId
    place: int
    complaint: int


def live_calls(path: Path) -> Sequence[Live]:
    """Return the calls that are not over, in the order in which they began."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return [Live(*row) for row in connection.execute(_LIVE)]


async def taken_up(office: Office, tally: Tally, path: Path) -> Sequence[Past]:
    """Return somebody for each live call who goes on with it."""
    found = live_calls(path)
    program = office.programs.offered()[0]
    walkers = list[Past]()

    async def take(lane: Sequence[Live]) -> None:
        for live in lane:
            state = fold(await office.store.load(session_stream(live.session)))
            actor = agent(live.agent - FIRST_AGENT)
            call = Call(program=program, actor=actor, state=state, place=live.place, complaint=live.complaint)
            walkers.append(Past(office=office, tally=tally, call=call))

    async with asyncio.TaskGroup() as group:
        for number in range(AT_ONCE):
            group.create_task(take(found[number::AT_ONCE]))
    return walkers
