"""Medians, percentiles and the order of cells."""

from tests.benchmarks.cells import Cell, cells
from tests.benchmarks.rounds import rounds
from tests.benchmarks.statistics import Spread, percentile, spread


def test_percentile_is_the_smallest_value_with_so_many_at_or_below_it() -> None:
    hundred = [float(each) for each in range(1, 101)]

    assert [percentile(hundred, each) for each in (1, 50, 99, 100)] == [1.0, 50.0, 99.0, 100.0]
    assert percentile([7.0], 99) == 7.0
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0


def test_spread_holds_the_median_the_least_and_the_most() -> None:
    assert spread([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0)


def test_every_cell_has_its_turn_once_a_round_and_each_round_begins_at_another() -> None:
    every = cells(["a", "b"], [0, 60], [1])

    order = list(rounds(every, 2))

    assert [sorted(cell for one, cell in order if one == number) for number in (0, 1)] == [sorted(every)] * 2
    assert [order[0][1], order[4][1]] == [Cell("a", 0, 1), Cell("a", 60, 1)]
