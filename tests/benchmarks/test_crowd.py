"""The people who tap: when each taps again, what is counted, and how long the bot was kept waiting."""

import pytest

from tests.benchmarks.cells import Cell
from tests.benchmarks.crowd import Crowd, Seat, held_back
from tests.benchmarks.nursery import TrialError
from tests.benchmarks.scene import Scene
from tests.benchmarks.stand_in import Pending, person_of

EDIT = b"reply_markup=" + b"%7B%22callback_data%22%3A+%22go%22%7D" * 8


class Town:
    """A crowd of one or two, and the updates that they brought."""

    def __init__(self, people: int = 1, taps_a_call: int | None = None) -> None:
        self.brought: list[Pending] = []
        self.crowd = Crowd(bring=self.brought.append, taps_a_call=taps_a_call)
        self.crowd.seat(Seat(person, 10, "go") for person in range(1, people + 1))
        self.crowd.begin(1)

    def query(self) -> str:
        return self.crowd.seats[self.brought[-1].person].query


async def test_person_taps_again_when_both_the_answer_and_the_edit_have_arrived() -> None:
    town = Town()

    town.crowd.hears(town.query())
    assert len(town.brought) == 1
    town.crowd.sees(1, 10, EDIT)

    assert len(town.brought) == 2
    assert (town.crowd.counts.taps, town.crowd.counts.answers, town.crowd.counts.edits) == (2, 1, 1)
    assert len(town.crowd.finished) == 1


async def test_call_that_had_enough_makes_room_for_the_next_and_the_last_one_is_missed() -> None:
    town = Town(people=2, taps_a_call=1)

    for _ in range(2):
        town.crowd.sees(person_of(town.query()), 10, EDIT)
        town.crowd.hears(town.query())

    assert [each.person for each in town.brought] == [1, 2]
    assert town.crowd.ran_out
    assert town.crowd.under_way == 0


async def test_resting_crowd_finishes_what_is_under_way_and_no_more() -> None:
    town = Town()
    town.crowd.resting = True

    town.crowd.sees(1, 10, EDIT)
    town.crowd.hears(town.query())

    assert len(town.brought) == 1
    assert town.crowd.under_way == 0


@pytest.mark.parametrize("edit", [EDIT, EDIT.replace(b"callback_data", b"url", 1)])
async def test_second_edit_of_a_tap_and_a_card_without_its_buttons_are_strays(edit: bytes) -> None:
    town = Town()

    town.crowd.sees(1, 10, edit)
    if edit == EDIT:
        town.crowd.sees(1, 10, edit)

    assert town.crowd.counts.strays == 1


def test_only_what_was_let_go_before_the_end_was_waited_for_and_overlaps_count_once() -> None:
    assert held_back([], 0.0, 10.0) == 0.0
    assert held_back([(1.0, 3.0), (2.0, 5.0)], 0.0, 10.0) == 4.0
    assert held_back([(-2.0, 1.0)], 0.0, 10.0) == 1.0
    assert held_back([(8.0, 11.0)], 0.0, 10.0) == 0.0


async def test_counts_that_do_not_agree_give_no_figure() -> None:
    scene = Scene(cell=Cell("hejie-polling", 0, 1), sut_core=-1)
    scene.crowd.counts.taps = scene.crowd.counts.answers = scene.crowd.counts.edits = 5
    scene.compare()
    scene.compare_log(5)

    with pytest.raises(TrialError, match="4 choices in the log, 5 taps"):
        scene.compare_log(4)
    scene.crowd.counts.edits = 6
    with pytest.raises(TrialError, match="does not agree"):
        scene.compare()
    scene.crowd.counts.edits, scene.crowd.counts.strays = 5, 1
    with pytest.raises(TrialError, match="1 answers or edits"):
        scene.compare()


async def test_edit_that_changes_nothing_is_counted_as_a_repeat() -> None:
    town = Town()

    for edit in (EDIT, EDIT, EDIT + b"&a=1"):
        town.crowd.sees(1, 10, edit)
        town.crowd.hears(town.query())

    assert (town.crowd.counts.repeats, town.crowd.counts.edits) == (1, 3)
