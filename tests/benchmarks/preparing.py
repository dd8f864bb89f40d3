"""Calls for Hejie, prepared in a process of their own, so that what that took is not measured."""

import asyncio
import json
import sys
from pathlib import Path

from tests.benchmarks.nursery import ROOT, TrialError
from tests.benchmarks.scene import Calls
from tests.benchmarks.systems.orders import Orders


async def prepare_calls(folder: Path, people: int, events: int = 1) -> Calls:
    """Open a call of ``events`` events for each of so many people, in a log in ``folder``, which is empty.

    Raises:
        TrialError: it could not be done.
    """
    orders = Orders(folder=str(folder), variant="prepare", people=people, events=events)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.systems.hejie",
        orders.line(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    said, trouble = await process.communicate()
    if process.returncode:
        raise TrialError(f"the calls could not be prepared:\n{trouble.decode()[-3000:]}")
    return Calls(folder, tuple((person, message, carried) for person, message, carried in json.loads(said)))
