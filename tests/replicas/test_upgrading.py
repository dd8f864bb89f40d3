"""Bots of this version are replaced by those of a next one that changes the schema, while calls go on."""

from pathlib import Path
from typing import Final

import pytest

from storage.postgres.migrate import FOLDER
from tests.kill.bodies import Nursery, nursery
from tests.kill.city import City
from tests.kill.crowd import Sudden
from tests.kill.walk import BrokenPromiseError
from tests.replicas.balancer import Balancer
from tests.replicas.fleet import HURRIED
from tests.replicas.programs import grown
from tests.replicas.upgrade import RUNS, upgrade
from tests.storage.postgres.server import Server
from tests.storage.postgres.versions import CODE, GROW, LESS, MORE, applied, described, up_to
from tests.storage.upgrading import further

pytestmark = pytest.mark.kill
SEED: Final = 20261129
ENDS: Final = (Sudden(15), Sudden(15, delay=0.01))
STEPS: Final = (("grow", GROW), ("less.after", LESS), ("more", MORE))
NARROW: Final = """
ALTER TABLE causes ADD COLUMN more TEXT NOT NULL DEFAULT '';
ALTER TABLE causes ALTER COLUMN more DROP DEFAULT;
"""
"""Adds what code that does not know it cannot leave out, against the rules of the house."""


@pytest.fixture
def served(postgres: Server) -> str:
    """A database of its own, with the schema that this version knows."""
    return postgres.migrated("hejie_upgraded")


def next_version(postgres: Server, folder: Path, *steps: tuple[str, str]) -> Path:
    """Make this program anew with further steps of the schema, and return its tree."""
    known, catalogue = further(FOLDER, folder / "steps", *steps), folder / "catalogue.txt"
    described(postgres, known, catalogue)
    return grown(folder / "tree", folder / "steps", catalogue)


async def test_calls_go_on_while_both_of_two_bots_are_replaced_by_the_next_version(
    downtown: City, children: Nursery, balancer: Balancer, postgres: Server, served: str, tmp_path: Path
) -> None:
    async with nursery(tmp_path / "newer.log", next_version(postgres, tmp_path, *STEPS)) as newer:
        bots = await upgrade(
            downtown, children, newer, balancer, tmp_path, served, ENDS, seed=SEED, people=1, leaving=HURRIED
        )

        await bots.whole()

    assert set(downtown.post.outcomes) == {"200"}
    assert bots.copies == 0
    assert bots.back == RUNS
    assert applied(served) == up_to(CODE + 3)
    assert (
        f"step {CODE + 2:04}_less.after takes away what code older than {CODE + 2} needs, and such code has "
        f"the database open: code {CODE} at an unknown place; let the newer version, of code {CODE + 3}, "
        "take its place, then run `hejie log migrate` again"
    ) in str(bots.mixed)
    assert (
        f"the database has schema {CODE + 3}, on which code {CODE + 2} is the oldest that may run, and this "
        f"version of the program has code {CODE}: start the newer version, or restore a backup from before "
        "`hejie log migrate`"
    ) in str(bots.after)


async def test_step_that_adds_what_older_code_cannot_leave_out_is_noticed(
    downtown: City, children: Nursery, balancer: Balancer, postgres: Server, served: str, tmp_path: Path
) -> None:
    ends = (Sudden(15), Sudden(1))
    async with nursery(tmp_path / "newer.log", next_version(postgres, tmp_path, ("narrow", NARROW))) as newer:
        bots = await upgrade(
            downtown, children, newer, balancer, tmp_path, served, ends, seed=SEED, people=1, leaving=HURRIED
        )

        # Whoever gets no card any more may be the first to notice.
        noticed = pytest.RaisesExc(BrokenPromiseError, match="acknowledged and is lost|waited in vain")
        with pytest.RaisesGroup(noticed, allow_unwrapped=True, flatten_subgroups=True):
            await bots.whole()
