"""The first page of a list is read without looking at the calls that are not on it."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from storage.opening import SHANGHAI, in_database
from storage.sqlite.opening import Lines, open_lines
from tests.benchmarks.lists import END, PAGE, cases, fill

CALLS = 5_000
STEP = 100
MOST = 4_000
"""Instructions of SQLite's machine; a look at each of the calls takes many times as many."""
EVERYTHING = """
SELECT s.* FROM sessions AS s
WHERE (:team IS NULL OR s.team = :team) AND s.kept <> 'stored'
ORDER BY s.opened_at DESC LIMIT :limit
"""


async def instructions(lines: Lines, ask: Callable[[], Awaitable[object]]) -> int:
    """Return about how many instructions the reading connection carries out while ``ask`` is answered."""
    counted = [0]

    def count() -> None:
        counted[0] += STEP

    await lines.reader.run(lambda connection: connection.set_progress_handler(count, STEP))
    await ask()
    await lines.reader.run(lambda connection: connection.set_progress_handler(None, 0))
    return counted[0]


async def test_first_page_of_every_list_is_read_without_a_look_at_all_calls(tmp_path: Path) -> None:
    path = tmp_path / "lists.db"
    await fill(path, CALLS)
    taken: dict[str, int] = {}
    shown: dict[str, int] = {}
    async with open_lines(path, lambda: END) as lines:
        views = in_database(lines, lambda: END, SHANGHAI).views
        for case in cases():
            name = f"{case.who}: {case.narrowed_to}"
            taken[name] = await instructions(lines, partial(views.sessions, case.actor, case.narrowed))
            own = await instructions(lines, partial(views.own_sessions, case.actor))
            taken[f"{case.who}: own calls"] = own
            shown[name] = len(await views.sessions(case.actor, case.narrowed))

    assert {name: count for name, count in taken.items() if count > MOST} == {}
    assert shown["admin: nothing"] == shown["supervisor: nothing"] == shown["agent: nothing"] == PAGE


async def test_list_that_no_index_serves_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "lists.db"
    await fill(path, CALLS)
    async with open_lines(path, lambda: END) as lines:
        few = {"team": "team-small", "limit": PAGE}
        count = await instructions(
            lines, lambda: lines.reader.run(lambda connection: connection.execute(EVERYTHING, few).fetchall())
        )

    assert count > 5 * MOST
