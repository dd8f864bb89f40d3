"""What became of the lines of playbooks, as CSV on the command line, beside a bot that may be running."""

import asyncio
import csv
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.exports import safe_cell
from bot.offices import office_over
from bot.records import write_private
from bot.settings import Settings
from bot.storing import read_log
from dialogs.evidence import Count, Spot, by_step, joined
from dialogs.people import CONSOLE
from dialogs.ports import WalkFilter
from dialogs.program import Outcome, Program
from dialogs.refusals import Refusal
from dialogs.service import EvidenceService, Gathered
from dialogs.stays import Left

TOO_FEW: Final = "too few"
EVERY_REVISION: Final = "all"
_COUNTED: Final = tuple(each for each in Outcome if each is not Outcome.MISTAKEN)
"""What was opened by mistake is counted nowhere."""
COLUMNS: Final = (
    "playbook",
    "revision",
    "step",
    "variant",
    "figures",
    "calls",
    "shown",
    "jumped_from",
    "passed_over",
    "gone_back_from",
    "undone",
    "median_seconds",
    "temperature_known",
    "hotter",
    "calmer",
    "temperature_before",
    "temperature_after",
    "chosen_next",
    *(f"ended_{outcome}" for outcome in _COUNTED),
)


def export_evidence(settings: Settings, wanted: WalkFilter, to: Path, *, together: bool) -> int:
    """Write the counts as CSV to ``to`` (UTF-8 with a mark); progress on stderr; 0, or 1 without any call.

    It opens no call and holds no words and no names, so nothing is noted of it.
    """
    gathered = asyncio.run(_gathered(settings, wanted))
    if isinstance(gathered, Refusal) or not gathered.evidence.calls:
        print("there are no calls to count: `hejie session list` shows those that there are", file=sys.stderr)
        return 1
    write_private(to, "\ufeff" + evidence_as_csv(gathered, together=together))
    print(f"{sum(gathered.evidence.calls.values())} → {to}")
    if gathered.lost:
        print(f"{gathered.lost} calls ran on a revision that cannot be read any more", file=sys.stderr)
    return 0


async def _gathered(settings: Settings, wanted: WalkFilter) -> Gathered | Refusal:
    async with read_log(settings) as storage:
        office = await office_over(settings, storage)
        return await EvidenceService(office).gather(CONSOLE, wanted, _told)


async def _told(calls: int) -> bool:
    """Tell how far it has come, and go on."""
    if calls % 3_200 == 0:
        print(f"{calls} …", file=sys.stderr)
    return False


def evidence_as_csv(gathered: Gathered, *, together: bool = False) -> str:
    """Return the counts as CSV (UTF-8 text, CRLF): a row for each step, and for each of its wordings.

    With ``together`` the revisions of a playbook are joined. What is too few says so and no more.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in _together(gathered) if together else _apart(gathered):
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def _apart(gathered: Gathered) -> Iterator[Sequence[object]]:
    steps = by_step(gathered.evidence)
    for revision, program in sorted(gathered.programs.items(), key=lambda each: (each[1].playbook, each[0])):
        own = {spot: count for spot, count in gathered.evidence.counts.items() if spot.revision == revision}
        for step in program.steps:
            whole = Spot(revision, step)
            if whole not in steps.counts:
                continue
            yield _row(program, revision[:12], whole, steps.counts[whole])
            for spot in sorted(spot for spot in own if spot.step == step and spot.variant):
                yield _row(program, revision[:12], spot, own[spot])


def _together(gathered: Gathered) -> Iterator[Sequence[object]]:
    """Join the revisions of each playbook; steps stand in the order of the revision that has them."""
    playbooks: dict[str, list[Program]] = {}
    for program in gathered.programs.values():
        playbooks.setdefault(program.playbook, []).append(program)
    for _, programs in sorted(playbooks.items()):
        own = {program.revision for program in programs}
        mine = {spot: count for spot, count in gathered.evidence.counts.items() if spot.revision in own}
        counts: Mapping[Spot, Count] = joined(replace(gathered.evidence, counts=mine)).counts
        at = {spot.step: (spot, count) for spot, count in counts.items()}
        for step in dict.fromkeys(step for program in programs for step in program.steps if step in at):
            yield _row(programs[0], EVERY_REVISION, *at[step])


def _row(program: Program, revision: str, spot: Spot, count: Count) -> Sequence[object]:
    head = (program.playbook, revision, spot.step, spot.variant)
    if not count.is_enough:
        return (*head, TOO_FEW, *[""] * (len(COLUMNS) - len(head) - 1))
    return (*head, "", *_figures(count))


def _figures(count: Count) -> Iterator[object]:
    yield from (count.calls, count.shown)
    yield from (count.left.get(Left.JUMPED, 0), count.skipped)
    yield from (count.left.get(Left.BACK, 0), count.left.get(Left.UNDONE, 0))
    yield "" if count.median_seconds is None else count.median_seconds
    yield from (sum(count.heat.values()), count.heated, count.cooled)
    yield from count.mean_heat or ("", "")
    yield " ".join(f"{choice}:{times}" for choice, times in sorted(count.chosen.items()))
    yield from (count.ended.get(outcome, 0) for outcome in _COUNTED)
