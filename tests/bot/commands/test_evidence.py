"""`hejie evidence`: a table for trainers, beside a log at rest, with nobody's name and nobody's words."""

import asyncio
import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.evidence import COLUMNS, EVERY_REVISION, TOO_FEW, evidence_as_csv
from dialogs.evidence import Count, Evidence, Spot
from dialogs.ids import ChoiceId, PersonId, Revision, StepId, TeamId
from dialogs.program import Outcome
from dialogs.roles import Role
from dialogs.service import Gathered
from dialogs.stays import Left
from dialogs.texts import Language
from tests.bot.commands.conftest import Hejie
from tests.bot.commands.walked import firm_on, settings_of
from tests.builders.held import Held
from tests.builders.program import SMALL
from tests.firm import AGENT, NINE

TO = Path("lines.csv")
NAMES = ("甲", "虚构乙", "虚构丙")
PEOPLE = (AGENT, PersonId(902), PersonId(903))
NEWER = replace(SMALL, revision=Revision("9" * 64))
ENOUGH = Count(
    shown=20,
    calls=12,
    people=frozenset(PEOPLE),
    left={Left.CHOSEN: 14, Left.JUMPED: 2, Left.BACK: 1, Left.UNDONE: 1},
    skipped=3,
    seconds={8: 9, 30: 9},
    heat={(3, 4): 1, (3, 2): 3},
    chosen={ChoiceId("shouts"): 4, ChoiceId("goes-on"): 10},
    ended={Outcome.BROKEN_OFF: 2},
)
FEW = Count(shown=2, calls=2, people=frozenset({AGENT}), ended={Outcome.BROKEN_OFF: 2})
OPEN, LISTEN = StepId("open"), StepId("listen")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def gathered(counts: Mapping[Spot, Count]) -> Gathered:
    programs = {SMALL.revision: SMALL, NEWER.revision: NEWER}
    return Gathered(Evidence(counts, dict.fromkeys(programs, 1)), programs, more=False)


def held(calls: int) -> None:
    """Let three people hold calls in the log of this folder."""

    async def hold() -> None:
        async with firm_on(settings_of({})) as firm:
            for person, name in zip(PEOPLE[1:], NAMES[1:], strict=True):
                await firm.people.admit(person, name, Role.STAFF, TeamId("一组"), Language.ZH, firm.cause())
            await Held(firm.office, NINE).calls(PEOPLE, calls)

    asyncio.run(hold())


def test_row_has_all_figures_of_a_line() -> None:
    [row] = rows(evidence_as_csv(gathered({Spot(SMALL.revision, OPEN): ENOUGH})))

    assert row == dict.fromkeys(COLUMNS, "0") | {
        "playbook": SMALL.playbook,
        "revision": SMALL.revision[:12],
        "step": "open",
        "variant": "",
        "figures": "",
        "calls": "12",
        "shown": "20",
        "jumped_from": "2",
        "passed_over": "3",
        "gone_back_from": "1",
        "undone": "1",
        "median_seconds": "8",
        "temperature_known": "4",
        "hotter": "1",
        "calmer": "3",
        "temperature_before": "3.0",
        "temperature_after": "2.5",
        "chosen_next": "goes-on:10 shouts:4",
        "ended_broken_off": "2",
    }


def test_row_that_is_too_few_says_so_and_no_more() -> None:
    [row] = rows(evidence_as_csv(gathered({Spot(SMALL.revision, OPEN): FEW})))

    told = {name: value for name, value in row.items() if value}
    assert told == {
        "playbook": SMALL.playbook,
        "revision": SMALL.revision[:12],
        "step": "open",
        "figures": TOO_FEW,
    }


def test_step_stands_before_its_wordings_and_steps_in_the_order_of_the_playbook() -> None:
    counts = {
        Spot(SMALL.revision, LISTEN): ENOUGH,
        Spot(SMALL.revision, OPEN, "b"): ENOUGH,
        Spot(SMALL.revision, OPEN, "a"): ENOUGH,
    }

    told = [(row["step"], row["variant"], row["shown"]) for row in rows(evidence_as_csv(gathered(counts)))]

    assert told == [("open", "", "40"), ("open", "a", "20"), ("open", "b", "20"), ("listen", "", "20")]


def test_revisions_are_rows_of_their_own_until_they_are_joined() -> None:
    counts = {Spot(SMALL.revision, OPEN): ENOUGH, Spot(NEWER.revision, OPEN): ENOUGH}

    apart = rows(evidence_as_csv(gathered(counts)))
    [together] = rows(evidence_as_csv(gathered(counts), together=True))

    assert {row["revision"] for row in apart} == {SMALL.revision[:12], NEWER.revision[:12]}
    assert (together["revision"], together["shown"]) == (EVERY_REVISION, "40")


def test_table_is_written_for_its_owner_alone_and_names_nobody(made: None, hejie: Hejie) -> None:
    held(30)

    code, told = hejie(f"evidence --to {TO} --playbook five-steps --since 2026-01-01")

    text = TO.read_text(encoding="utf-8")
    assert (code, told) == (0, f"30 → {TO}")
    assert TO.stat().st_mode & 0o777 == 0o600
    assert any(not row["figures"] and int(row["shown"]) >= 30 for row in rows(text))
    assert any(row["figures"] == TOO_FEW for row in rows(text))
    assert [name for name in (*NAMES, *map(str, PEOPLE[1:]), "青松") if name in text] == []


def test_counting_is_noted_nowhere(made: None, hejie: Hejie) -> None:
    held(4)
    before = hejie("log verify")

    hejie(f"evidence --to {TO}")

    assert hejie("log verify") == before


@pytest.mark.parametrize("wanted", ["--playbook nothing", "--since 2099-01-01"])
def test_without_any_call_nothing_is_written(made: None, hejie: Hejie, wanted: str) -> None:
    held(1)

    code, told = hejie(f"evidence --to {TO} {wanted}")

    assert (code, "there are no calls to count" in told, TO.exists()) == (1, True, False)
