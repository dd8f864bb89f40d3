"""Every line of the rule reference proves itself: the bad example draws its code alone, the good one none."""

import pytest

from playbooks.check import check_sources
from playbooks.rules import ENTRIES, RULES
from playbooks.rules.example import SLUG, TODAY, beside, laid_over
from playbooks.rules.rule import Entry

CODES = [entry.code for entry in ENTRIES]


@pytest.mark.parametrize("entry", ENTRIES, ids=CODES)
def test_bad_example_draws_this_code_and_no_other(entry: Entry) -> None:
    checked = check_sources(SLUG, beside(entry.bad), TODAY)

    assert {(each.code, each.severity) for each in checked.diagnostics} == {(entry.code, entry.severity)}


@pytest.mark.parametrize("entry", ENTRIES, ids=CODES)
def test_good_example_passes(entry: Entry) -> None:
    checked = check_sources(SLUG, beside(entry.good), TODAY)

    assert checked.diagnostics == ()
    assert checked.program is not None


def test_reference_is_in_the_order_of_its_codes_and_each_stands_once() -> None:
    assert sorted(set(CODES)) == CODES
    assert all(entry.title and entry.why.endswith(".") for entry in ENTRIES)
    assert len(RULES) >= 51


def test_example_without_changes_passes() -> None:
    assert check_sources(SLUG, laid_over("")).diagnostics == ()
