"""Versions of the program, each in a tree of its own, and bots that are started as whoever runs them does."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import aiohttp

from storage.postgres.migrate import FOLDER
from storage.postgres.soundness import CATALOGUE
from storage.sql.migrations import Migration, migrations_in
from storage.sqlite.opening import KEYS
from storage.sqlite.past import SECOND, beside
from tests.kill.bodies import ROOT, Body
from tests.kill.child import ADMIN, FIVE_STEPS, SECRET, Orders

LOOK_SECONDS: Final = 0.05
RUN: Final = (
    "import runpy, sys; from datetime import timedelta; import dialogs.decide.moves as moves; "
    "moves.UNREAD = timedelta(0); sys.argv = ['hejie', 'run']; runpy.run_module('bot', run_name='__main__')"
)
"""`hejie run`, but for one thing: it takes a tap for meant also where nobody can have read the card yet."""


def environment(tree: Path, orders: Orders) -> Mapping[str, str]:
    """Return what a program in ``tree`` is to find in its environment: which code it is, and its settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEJIE_")}
    log = Path(orders.database)
    return {
        **inherited,
        "PYTHONPATH": str(tree),
        "HEJIE_TOKEN": orders.token,
        "HEJIE_API_URL": orders.address,
        "HEJIE_DB": orders.served,
        "HEJIE_KEYS_FILE": str(beside(log, KEYS)),
        "HEJIE_SECOND_PLACE": str(beside(log, SECOND)),
        "HEJIE_LIBRARY": str(library_of(tree)),
        "HEJIE_ADMINS": str(ADMIN),
        "HEJIE_MODE": "webhook",
        "HEJIE_WEBHOOK_URL": orders.webhook,
        "HEJIE_WEBHOOK_SECRET": SECRET,
        "HEJIE_LISTEN": f"127.0.0.1:{orders.listen}",
    }


def library_of(tree: Path) -> Path:
    """Return the playbooks of a version that people walk, and nothing beside them."""
    return tree / FIVE_STEPS.relative_to(ROOT)


def steps_of(tree: Path) -> Sequence[Migration]:
    """Return the steps of the schema that a version knows."""
    return migrations_in(tree / FOLDER.relative_to(ROOT))


def checked_out(revision: str, tree: Path) -> Path:
    """Write what the repository held at ``revision`` into a new folder ``tree``, and return it.

    Raises:
        CalledProcessError: the history has no such revision.
    """
    archived = subprocess.run(
        ["git", "-C", ROOT, "archive", "--format=tar", revision], check=True, capture_output=True
    )
    tree.mkdir()
    subprocess.run(["tar", "--extract", "--directory", tree], input=archived.stdout, check=True)
    return tree


def grown(tree: Path, migrations: Path, catalogue: Path) -> Path:
    """Make a version in a new folder ``tree`` that knows other steps of the schema, and return it.

    The rest of it is this version, by links: it is the next one, as far as a log notices.
    """
    inner = CATALOGUE.parent.relative_to(ROOT)
    _link(ROOT, tree, but={inner.parts[0]})
    _link(ROOT / inner.parts[0], tree / inner.parts[0], but={inner.name})
    _link(ROOT / inner, tree / inner, but={FOLDER.name, CATALOGUE.name})
    (tree / inner / FOLDER.name).symlink_to(migrations)
    (tree / inner / CATALOGUE.name).symlink_to(catalogue)
    return tree


def _link(origin: Path, folder: Path, but: set[str]) -> None:
    folder.mkdir()
    for each in origin.iterdir():
        if each.name not in but and not each.name.startswith("."):
            (folder / each.name).symlink_to(each)


@dataclass(slots=True)
class Clinic:
    """Starts bots of one version as they ship, each a program of its own with its settings around it."""

    tree: Path
    errors: Path
    http: aiohttp.ClientSession
    group: asyncio.TaskGroup
    bodies: list[Body] = field(default_factory=list)

    async def bear(self, orders: Orders) -> Body:
        """Start one; when this returns, it runs, and may be killed."""
        with self.errors.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", RUN, cwd=self.tree, env=environment(self.tree, orders), stderr=log
            )
        body = Body(process.pid)
        body.watch()
        self.bodies.append(body)
        self.group.create_task(self._attend(body, process, orders.listen), name=f"bot {process.pid}")
        return body

    async def _attend(self, body: Body, process: asyncio.subprocess.Process, port: int) -> None:
        """Tell how it is, as its own page says, until it has ended."""
        while not body.dead.is_set():
            body.hear({"healthy": await self._is_ready(port)})
            await asyncio.sleep(LOOK_SECONDS)
        if await process.wait() == 0:
            body.hear({"ended": True})

    async def _is_ready(self, port: int) -> bool:
        try:
            async with self.http.get(f"http://127.0.0.1:{port}/readyz") as response:
                return response.status == 200
        except (aiohttp.ClientError, OSError):
            return False


@asynccontextmanager
async def clinic(tree: Path, errors: Path) -> AsyncIterator[Clinic]:
    """Open a place for bots of the version in ``tree``; leaving kills whoever is left."""
    async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
        opened = Clinic(tree, errors, http, group)
        try:
            yield opened
        finally:
            for body in opened.bodies:
                body.kill()
