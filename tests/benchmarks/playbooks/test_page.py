"""The page of the checker's figures says what its JSON says, and what is measured does what it says."""

from pathlib import Path

import msgspec
import pytest

from tests.benchmarks.playbooks.__main__ import main, measure
from tests.benchmarks.playbooks.cells import CELLS, deeds
from tests.benchmarks.playbooks.page import FIGURES, PAGE, REFERENCE, Report, from_json, page, to_json, write
from tests.benchmarks.report import Machine
from tests.benchmarks.statistics import Spread

REPORT = Report(
    measured_on="2026-11-28",
    revision="abc1234",
    rounds=5,
    load=0.1,
    machine=Machine(
        cores=2, processor="A CPU", system="Linux 6", python="3.11", sqlite="3.40", libraries={"a": "1"}
    ),
    figures={"500": Spread(9.0, 8.5, 9.9), "200": Spread(61.0, 60.0, 62.0), "libyaml": Spread(5.0, 5.0, 5.0)},
)


def test_report_comes_back_from_json_as_it_went() -> None:
    assert from_json(to_json(REPORT)) == REPORT


def test_page_says_which_goals_are_met() -> None:
    lines = page(REPORT).splitlines()

    assert "| check a playbook of 500 lines | ≤ 10 ms | 9.0 (8.5–9.9) ms | met |" in lines
    assert any(line.endswith("| 61.0 (60.0–62.0) ms | **missed** |") for line in lines)
    assert any(line.endswith("| not measured ms | not measured |") for line in lines)
    assert "| yamllint, default rules, 500 lines | not installed |" in lines


def test_busy_machine_is_named() -> None:
    assert "Others were at work" not in page(REPORT)
    assert "Others were at work" in page(msgspec.structs.replace(REPORT, load=3.0))


def test_every_cell_of_ours_is_measured_and_every_deed_has_a_cell() -> None:
    wanted = deeds()

    assert {cell.name for cell in CELLS if not cell.peer} <= wanted.keys() <= {cell.name for cell in CELLS}
    wanted["500"]()


def test_measured_figures_are_those_of_the_deeds() -> None:
    report = measure({"500": lambda: sum(range(20_000)), "read": lambda: None}, rounds=2)

    assert report.figures["500"].median > report.figures["read"].median


def test_page_beside_the_json_is_written_from_it(tmp_path: Path) -> None:
    write(REPORT, tmp_path)
    (tmp_path / PAGE).write_text("old", encoding="utf-8")

    assert main(["--page"], tmp_path) == 0

    assert (tmp_path / PAGE).read_text(encoding="utf-8") == page(REPORT)


def test_first_look_leaves_the_page_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.benchmarks.playbooks.__main__.deeds", lambda: {"500": lambda: None})

    assert main(["--quick"], tmp_path) == 0

    assert list(tmp_path.iterdir()) == []


def test_page_in_the_reference_is_made_from_the_json_beside_it() -> None:
    assert (REFERENCE / PAGE).read_text(encoding="utf-8") == page(
        from_json((REFERENCE / FIGURES).read_bytes())
    )
