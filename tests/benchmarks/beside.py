"""Measures what a tap waits while trainers look at evidence or publish beside it, against its goal."""

import argparse
import asyncio
import secrets
import sys
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from bot.apart import apart
from bot.press import press_of
from bot.settings import Switch
from bot.telegram.handlers.evidences import unhurried
from dialogs.ids import Cause
from dialogs.people import CONSOLE
from dialogs.ports import WalkFilter, Written
from dialogs.service import EvidenceService, Gathered, NewWords, Office, PublishingService, Told
from dialogs.texts import Language
from storage.opening import Storage
from tests.benchmarks.log.callers import AtTheDoor, Past, Tally, admit
from tests.benchmarks.log.calls import STEPS, Call, agent
from tests.benchmarks.log.pace import CommitMeter, Figures, as_the_bot_runs, waits
from tests.benchmarks.log.trials import SETTINGS, opened

GOAL_MS: Final = 20.0
"""What the p99 of a tap may grow by."""
TAPPING: Final = 50
"""People who tap at the same time; each waits a second or so before the next tap."""
BETWEEN: Final = 0.5
"""Seconds from one tap of a person to their next."""
LANES: Final = 16
BREATH: Final = 0.2
"""Seconds between two publications: far fewer than a trainer needs."""

Beside = Callable[[Storage, Office], Coroutine[None, None, None]]
"""Goes on beside the taps until it is cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    calls: int
    seconds: float
    rounds: int


async def nothing(storage: Storage, office: Office) -> None:
    """Leave the taps alone."""
    del storage, office
    await asyncio.Event().wait()


async def evidence(storage: Storage, office: Office) -> None:
    """Count all calls again and again, as if trainers looked without a pause."""
    del storage
    while True:
        found = await EvidenceService(office).gather(CONSOLE, WalkFilter(), unhurried())
        assert isinstance(found, Gathered)


async def publishing(storage: Storage, office: Office) -> None:
    """Change a hint and publish it again and again, with a breath between."""
    async with apart() as elsewhere:
        await elsewhere.warm()
        await _publish(
            press_of(replace(SETTINGS, second_person=Switch.OFF), storage, office, elsewhere), office
        )


async def _publish(press: PublishingService, office: Office) -> None:
    playbook, start = (program := office.programs.offered()[0]).playbook, program.start
    while True:
        number = secrets.randbits(60)
        latest = await press.shelf.latest(playbook)
        assert latest is not None
        words = NewWords(
            step=start, where="hints.0", language=Language.ZH, text=f"慢一点说，第{number % 97}次"
        )
        written = await press.drafts.reword(CONSOLE, playbook, latest, words, Cause(f"bench:draft:{number}"))
        assert isinstance(written, Written), written
        assert written.program is not None, written.found
        revision = written.program.revision
        told = await press.publish(CONSOLE, playbook, revision, "", Cause(f"bench:publish:{number}"))
        assert told == Told(), told
        await asyncio.sleep(BREATH)


TRIALS: Final[Mapping[str, Beside]] = {
    "taps alone": nothing,
    "beside evidence": evidence,
    "beside publishing": publishing,
}


async def measured(plan: Plan, folder: Path) -> Mapping[str, Figures]:
    """Return what taps waited in each trial, the median of its rounds; the trials take turns."""
    tally, rounds = Tally(), list[dict[str, Figures]]()
    async with opened(folder / "hejie.db", CommitMeter()) as (storage, office):
        people = [agent(number) for number in range(TAPPING)]
        await admit(office, people)
        await _held(office, plan.calls)
        walkers = [AtTheDoor(office=office, tally=tally, actor=actor) for actor in people]
        with as_the_bot_runs():
            await _tapped(walkers, 2 * BETWEEN)
            for _ in range(plan.rounds):
                rounds.append({})
                for name, beside in TRIALS.items():
                    tally.clear()
                    async with asyncio.TaskGroup() as group:
                        going = group.create_task(beside(storage, office))
                        await _tapped(walkers, plan.seconds)
                        going.cancel()
                    rounds[-1][name] = {**waits(tally.waits), "taps": len(tally.waits)}
    return {name: _median([each[name] for each in rounds]) for name in TRIALS}


def _median(rounds: Sequence[Figures]) -> Figures:
    return {name: median(each[name] for each in rounds) for name in rounds[0]}


async def _held(office: Office, calls: int) -> None:
    """Let other people hold ``calls`` calls from beginning to end, as fast as they can."""
    program, tally = office.programs.offered()[0], Tally()
    await office.programs.keep(program)

    async def hold(lane: int) -> None:
        past = Past(office=office, tally=tally, call=Call(program=program, actor=agent(1_000 + lane)))
        for _ in range(calls // LANES * (len(STEPS) + 1)):
            await past.go_on()

    async with asyncio.TaskGroup() as group:
        for lane in range(LANES):
            group.create_task(hold(lane))


async def _tapped(walkers: Sequence[AtTheDoor], seconds: float) -> None:
    """Let everybody tap at their own times, whatever the bot does meanwhile."""
    until = time.perf_counter() + seconds

    async def tap(walker: AtTheDoor) -> None:
        due = time.perf_counter() + secrets.randbelow(1000) / 1000 * BETWEEN
        while due < until:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await walker.go_on()
            due = max(due + BETWEEN, time.perf_counter())

    async with asyncio.TaskGroup() as group:
        for walker in walkers:
            group.create_task(tap(walker))


def told(found: Mapping[str, Figures]) -> tuple[str, bool]:
    """Return the figures as a table, and whether the goal is met."""
    lines = [f"{'':<18} {'taps':>6} {'p50 ms':>8} {'p99 ms':>8} {'worst ms':>9}"]
    for name, each in found.items():
        cells = f"{each['p50_ms']:>8.2f} {each['p99_ms']:>8.2f} {each['worst_ms']:>9.2f}"
        lines.append(f"{name:<18} {each['taps']:>6.0f} {cells}")
    alone = found["taps alone"]["p99_ms"]
    grown = max(each["p99_ms"] - alone for each in found.values())
    lines.append(f"the p99 grows by {grown:.2f} ms at the most; the goal is {GOAL_MS:.0f} ms")
    return "\n".join(lines), grown <= GOAL_MS


def main(arguments: Sequence[str]) -> int:
    """Measure, tell, and return 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.beside", description=__doc__)
    parser.add_argument("--calls", type=int, default=1_600, help="calls that were held before; 1600")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each trial in each round; 4")
    parser.add_argument("--rounds", type=int, default=7, help="the median of so many is told; 7")
    asked = parser.parse_args(arguments)
    plan = Plan(calls=asked.calls, seconds=asked.seconds, rounds=asked.rounds)
    with TemporaryDirectory() as folder:
        table, met = told(asyncio.run(measured(plan, Path(folder))))
    sys.stdout.write(f"{table}\n")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
