"""A call whose clock jumps, stands still and goes back: versions give the order, no duration is negative."""

import random
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

import pytest

from dialogs import timeline
from dialogs.cards import Viewer
from dialogs.events import Event, PauseReason
from dialogs.evolve import fold
from dialogs.render import render
from dialogs.state import SessionState
from dialogs.texts import Language
from dialogs.timeline import trace
from tests.builders.calls import NOON, Call, call

DAY, HOUR = 86_400.0, 3_600.0
JUMPS: Final = (0.0, 0.0, 1.0, 5.0, -0.5, -90.0, HOUR, -HOUR, DAY, -DAY)
"""Seconds: it stands still, goes on, is corrected a little, a switch to summer time, a wrong day and back."""
Deed = Callable[[Call], object]
SCRIPT: Final[tuple[Deed, ...]] = (
    lambda made: made.note("编造的开头"),
    lambda made: made.temperature(4),
    lambda made: made.choose("goes-on"),
    lambda made: made.do(made.wish.help(), made.wish.take_help()),
    lambda made: made.choose("claim"),
    lambda made: made.back(),
    lambda made: made.do(made.wish.pause(PauseReason.HUNG_UP)),
    lambda made: made.do(made.wish.resume()),
    lambda made: made.choose("fee"),
    lambda made: made.do(made.wish.speak(Language.EN)),
    lambda made: made.choose("right", "late-fee"),
    lambda made: made.do(made.wish.pause(), made.wish.resume()),
    lambda made: made.pick("letter", "fee-back"),
    lambda made: made.choose("put"),
    lambda made: made.note("编造的中间"),
    lambda made: made.choose("takes-1", "agrees"),
    lambda made: made.back(),
    lambda made: made.do(made.wish.flag()),
    lambda made: made.choose("agrees"),
)


def walked(seed: int | None) -> Call:
    """Walk the whole script; with a seed, under a clock that jumps between any two deeds."""
    chance = random.Random(seed)
    made = call()
    for deed in SCRIPT:
        made.wait(3.0 if seed is None else chance.choice(JUMPS))
        deed(made)
    return made


def timeless(event: Event) -> tuple[object, ...]:
    """Return an event without its times."""
    values = (getattr(event, field.name) for field in fields(event))
    return (type(event), *(value for value in values if not isinstance(value, datetime)))


def where(state: SessionState) -> tuple[object, ...]:
    """Return where a call stands."""
    return (state.version, state.turn, state.status, state.walk.step, state.temperature, len(state.noted))


def negative(made: Call) -> list[str]:
    """Return which durations are less than nothing."""
    told = trace(made.program, made.events)
    found = [f"step left at {each.version}" for each in told.entries if (each.seconds or 0) < 0]
    found += ["the whole"] * (told.lasted < timedelta())
    return found + ["the pause"] * (told.state.paused_for < timedelta())


@pytest.mark.parametrize("seed", range(12))
def test_call_goes_the_same_way_whatever_the_clock_does(seed: int) -> None:
    made, steady = walked(seed), walked(None)

    assert list(map(timeless, made.events)) == list(map(timeless, steady.events))
    assert where(fold(made.events)) == where(fold(steady.events))


@pytest.mark.parametrize("seed", range(12))
def test_durations_are_never_negative_and_each_step_back_is_marked(seed: int) -> None:
    made = walked(seed)
    times = [event.at for event in made.events]

    entries = trace(made.program, made.events).entries

    assert negative(made) == []
    assert [entry.version for entry in entries] == list(range(1, len(times) + 1))
    back = [False, *(later < earlier for earlier, later in pairwise(times))]
    assert [entry.clock_went_back for entry in entries] == back
    assert any(back)


@pytest.mark.parametrize("seed", range(12))
def test_card_is_drawn_at_any_time_of_any_clock(seed: int) -> None:
    made = walked(seed)
    for version in range(1, len(made.events) + 1):
        for now in (NOON, made.now, NOON - timedelta(days=1), NOON + timedelta(days=1)):
            assert render(made.program, made.as_of(version), Viewer(), now).blocks


def test_durations_that_may_be_negative_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "max", lambda gone, nothing: gone, raising=False)

    assert any(negative(walked(seed)) for seed in range(12))


def test_order_by_time_is_caught() -> None:
    made = walked(0)

    assert [event.at for event in made.events] != sorted(event.at for event in made.events)
    by_time = sorted(made.events, key=lambda event: event.at)
    assert list(map(timeless, by_time)) != list(map(timeless, walked(None).events))
