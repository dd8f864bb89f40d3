"""Every page of figures says what the JSON beside it says."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks.log import test_page as log
from tests.benchmarks.log.page import PAGE as OF_THE_LOG
from tests.benchmarks.page import PAGE as OF_TAPS
from tests.benchmarks.pages import REFERENCE, Page
from tests.benchmarks.postgres import test_page as postgres
from tests.benchmarks.postgres.page import PAGE as OF_POSTGRES
from tests.benchmarks.report import Run, from_json, to_json
from tests.benchmarks.reports import report as of_taps

Case = tuple[Page[Run], Run]
EACH = pytest.mark.parametrize(
    "case",
    [(OF_TAPS, of_taps()), (OF_THE_LOG, log.report()), (OF_POSTGRES, postgres.report())],
    ids=lambda case: case[0].name,
)


@EACH
def test_report_comes_back_from_json_as_it_went(case: Case) -> None:
    page, report = case

    assert from_json(to_json(report), page.kind) == report


@EACH
def test_page_of_the_reference_is_made_from_the_json_beside_it(case: Case) -> None:
    page, _ = case
    report = page.read()

    assert (REFERENCE / page.file).read_text(encoding="utf-8") == page.text(report)
    assert (REFERENCE / page.figures).read_bytes() == to_json(report)


@EACH
def test_page_is_written_from_the_json_beside_it(case: Case, tmp_path: Path) -> None:
    page, report = case
    page.write(report, tmp_path)
    written = (tmp_path / page.file).read_text(encoding="utf-8")
    (tmp_path / page.file).write_text("old", encoding="utf-8")

    page.rewrite(tmp_path)

    assert (tmp_path / page.file).read_text(encoding="utf-8") == written == page.text(report)


@EACH
def test_figure_changed_by_hand_is_found(case: Case) -> None:
    page, report = case

    assert page.text(replace(report, minutes=731.0)) != page.text(report)


@EACH
@pytest.mark.parametrize(
    ("for_the_page", "lacks", "written"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_page_is_written_by_a_whole_run_that_lacks_no_figures(
    case: Case, tmp_path: Path, *, for_the_page: bool, lacks: bool, written: bool
) -> None:
    page, report = case
    reference = tmp_path / "page"
    reference.mkdir()

    code = page.conclude(report, for_the_page=for_the_page, lacks=lacks, build=tmp_path, reference=reference)

    assert ((reference / page.file).exists(), code) == (written, int(lacks))
    assert page.read(tmp_path) == report
