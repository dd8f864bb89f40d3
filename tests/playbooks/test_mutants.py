"""Good playbooks, damaged at random: whatever comes out, it is findings with a place, or a program."""

import os
import random
from collections.abc import Callable, Mapping
from datetime import date

import pytest

from dialogs.ids import PlaybookSlug
from playbooks.check import Checked, check_sources
from playbooks.rules import RULES
from playbooks.rules.example import SLUG, laid_over
from tests.mutants.__main__ import main
from tests.mutants.damages import mutant, spice
from tests.mutants.trial import MOST_MEGABYTES, MOST_MILLISECONDS, Figures, fault_of, try_many

TODAY = date(2026, 11, 28)
MUTANTS = 1_300
PARTS = 5
SEED = int(os.environ.get("HEJIE_SEED", "20261123"))


@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_playbook_gives_findings_with_places_and_nothing_else(
    part: int, record_property: Callable[[str, object], None]
) -> None:
    record_property("seed", SEED)
    print(f"HEJIE_SEED={SEED}, part {part}")  # noqa: T201  # shown when this fails, to run it again

    figures = try_many(MUTANTS // PARTS, SEED * PARTS + part)

    assert figures.faults == []
    assert figures.mutants == MUTANTS // PARTS


def test_long_form_says_how_it_went(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--mutants", "30", "--seed", "7"]) == 0

    assert capsys.readouterr().out.startswith("mutants ok: 30 mutants, ")


def test_checker_that_raises_is_caught() -> None:
    def raising(slug: PlaybookSlug, sources: Mapping[str, bytes]) -> Checked:
        checked = check_sources(slug, sources)
        if not checked.is_good:
            raise ValueError("cannot be read")
        return checked

    figures = try_many(30, SEED, raising)

    assert figures.faults
    assert not figures.well


def test_checker_that_forgets_its_program_or_its_place_is_caught() -> None:
    checked = check_sources(SLUG, laid_over("owner: TODO\n"))

    assert fault_of(checked, laid_over("owner: TODO\n")) is None
    assert fault_of(Checked(None, checked.diagnostics), laid_over("")) is not None
    assert fault_of(checked, dict.fromkeys(laid_over(""), b"")) is not None


@pytest.mark.parametrize(
    "figures", [Figures(slowest_ms=MOST_MILLISECONDS + 1), Figures(megabytes=MOST_MEGABYTES + 1)]
)
def test_slow_or_greedy_check_is_no_success(figures: Figures) -> None:
    assert Figures().well
    assert not figures.well


def test_every_bad_example_can_be_damaged_further() -> None:
    chance = random.Random(SEED)
    for rule in RULES:
        sources = {
            path: spice(chance, text.decode()).encode("utf-8", "surrogatepass")
            for path, text in laid_over(rule.bad).items()
        }

        assert check_sources(SLUG, sources, TODAY).diagnostics != ()


def test_most_mutants_are_found_out() -> None:
    chance = random.Random(SEED)

    found = [bool(check_sources(*mutant(chance)).diagnostics) for _ in range(100)]

    assert 60 <= sum(found) < 100
