"""The people who tap: when each taps again, what is counted, and how long the bot was kept waiting."""

import pytest

from tests.benchmarks.cells import Cell
from tests.benchmarks.crowd import Crowd, Seat, on_the_way
from tests.benchmarks.nursery import TrialError
from tests.benchmarks.scene import Scene
from tests.benchmarks.stand_in import Pending, person_of

NOW = 0.0
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

    town.crowd.hears(town.query(), NOW)
    assert len(town.brought) == 1
    town.crowd.sees(1, 10, EDIT, NOW)

    assert len(town.brought) == 2
    assert (town.crowd.counts.taps, town.crowd.counts.answers, town.crowd.counts.edits) == (2, 1, 1)
    assert len(town.crowd.finished) == 1


async def test_call_that_had_enough_makes_room_for_the_next_and_the_last_one_is_missed() -> None:
    town = Town(people=2, taps_a_call=1)

    for _ in range(2):
        town.crowd.sees(person_of(town.query()), 10, EDIT, NOW)
        town.crowd.hears(town.query(), NOW)

    assert [each.person for each in town.brought] == [1, 2]
    assert town.crowd.ran_out
    assert town.crowd.under_way == 0


async def test_resting_crowd_finishes_what_is_under_way_and_no_more() -> None:
    town = Town()
    town.crowd.resting = True

    town.crowd.sees(1, 10, EDIT, NOW)
    town.crowd.hears(town.query(), NOW)

    assert len(town.brought) == 1
    assert town.crowd.under_way == 0


@pytest.mark.parametrize("edit", [EDIT, EDIT.replace(b"callback_data", b"url", 1)])
async def test_second_edit_of_a_tap_and_a_card_without_its_buttons_are_strays(edit: bytes) -> None:
    town = Town()

    town.crowd.sees(1, 10, edit, NOW)
    if edit == EDIT:
        town.crowd.sees(1, 10, edit, NOW)

    assert town.crowd.counts.strays == 1


def test_only_what_ended_before_the_end_was_waited_for_and_overlaps_count_once() -> None:
    assert on_the_way([], 0.0, 10.0) == 0.0
    assert on_the_way([(1.0, 3.0), (2.0, 5.0)], 0.0, 10.0) == 4.0
    assert on_the_way([(-2.0, 1.0)], 0.0, 10.0) == 1.0
    assert on_the_way([(8.0, 11.0)], 0.0, 10.0) == 0.0


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
        town.crowd.sees(1, 10, edit, NOW)
        town.crowd.hears(town.query(), NOW)

    assert (town.crowd.counts.repeats, town.crowd.counts.edits) == (1, 3)


class Clock:
    """A clock that is set by hand, in place of the loop's."""

    now = 0.0

    def time(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("calls", "took"),
    [
        pytest.param([(0.04, 0.07), (0.05, 0.08)], 0.08, id="side by side"),
        pytest.param([(0.04, 0.07), (0.11, 0.14)], 0.14, id="one after the other"),
    ],
)
async def test_added_leaves_out_the_ways_that_the_bot_waited_for(
    calls: list[tuple[float, float]], took: float
) -> None:
    clock, brought = Clock(), list[Pending]()
    crowd = Crowd(bring=brought.append, _loop=clock)  # type: ignore[arg-type]
    crowd.seat([Seat(1, 10, "go")])
    crowd.begin(1)
    crowd.held(1, 0.0, 0.03)
    (answered, clock.now), (edited, seen) = calls
    crowd.hears(crowd.seats[1].query, answered)
    if edited > clock.now:
        crowd.held(1, answered, 0.10)
    clock.now = seen
    crowd.sees(1, 10, EDIT, edited)

    (finished,) = crowd.finished
    assert (finished.took, round(finished.added, 6)) == (took, 0.02)


def walked_at_once(people: int, in_flight: int) -> Scene:
    """Return a scene whose program answers each tap before it has left."""
    scene = Scene(cell=Cell("hejie-polling", 0, in_flight), sut_core=-1)

    def answer(update: Pending) -> None:
        scene.crowd.sees(update.person, 10, EDIT, NOW)
        scene.crowd.hears(scene.crowd.seats[update.person].query, NOW)

    scene.crowd.bring, scene.crowd.taps_a_call = answer, 2
    scene.crowd.seat(Seat(person, 10, "go") for person in range(1, people + 1))
    return scene


async def test_walk_of_all_that_leaves_taps_out_is_no_figure() -> None:
    await walked_at_once(people=3, in_flight=2).walk_all()

    with pytest.raises(TrialError, match="0 of 6 taps"):
        await walked_at_once(people=3, in_flight=0).walk_all()
    stuck = walked_at_once(people=3, in_flight=2)
    stuck.crowd.bring = lambda _: None
    with pytest.raises(TrialError, match="2 of 6 taps, 2 still under way"):
        await stuck.walk_all(seconds=0)
