"""Kills a PostgreSQL server as a whole, or one of its processes alone, after which it mends itself."""

import os
import random
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Final

PATIENCE: Final = 20.0
_LOOK: Final = 0.001


def kill_whole(postmaster: subprocess.Popen[bytes]) -> None:
    """Kill a server and all its processes, and return when none of them is left."""
    os.kill(postmaster.pid, signal.SIGSTOP)
    _until_none_is_in(_ALIVE - {"T"}, [postmaster.pid])  # from here on it starts nobody
    processes = _children(postmaster.pid)
    for each in (*processes, postmaster.pid):
        os.kill(each, signal.SIGKILL)
    postmaster.wait(PATIENCE)
    _until_none_is_in(_ALIVE, processes)


def kill_one(postmaster: subprocess.Popen[bytes], user: str, chance: random.Random) -> None:
    """Kill one process that serves a user, if any does; the server fears for its memory, and begins anew."""
    serving = [each for each in _children(postmaster.pid) if f"postgres: {user} ".encode() in _title(each)]
    if serving:
        with suppress(ProcessLookupError):  # it ended by itself
            os.kill(chance.choice(serving), signal.SIGKILL)


_ALIVE: Final = frozenset("RSDT")
"""The letters by which the system calls processes that have not ended."""


def _children(pid: int) -> Sequence[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def _title(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _until_none_is_in(states: frozenset[str], processes: Sequence[int]) -> None:
    until = monotonic() + PATIENCE
    while any(_state(each) in states for each in processes):
        if monotonic() > until:
            raise TimeoutError("a process of the server does not end")
        sleep(_LOOK)


def _state(pid: int) -> str:
    """Return the letter of a process's state; none of a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
