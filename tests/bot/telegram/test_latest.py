"""What is remembered of cards and of taps has an end, however long the bot runs."""

import pytest

from bot.telegram.deeds import Glance
from bot.telegram.drawn import Drawn
from bot.telegram.handlers.attention import LateTaps
from bot.telegram.latest import Latest
from dialogs.ids import SessionId
from dialogs.ports import ShownCard

CALLS = [SessionId(f"01JDMZ{number:04}ABCDEFGHJKMNPQRS") for number in range(3)]


def card(session: SessionId) -> ShownCard:
    return ShownCard(chat=1, message=1, session=session, version=1, digest="as drawn", live=True)


def test_what_was_noted_longest_ago_is_forgotten_first() -> None:
    latest = Latest[str, int](2)

    for key, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        latest.note(key, value)

    assert [latest.get(each) for each in ("a", "b", "c")] == [3, None, 4]


def test_what_is_forgotten_makes_room() -> None:
    latest = Latest[str, int](2)
    latest.note("a", 1)
    latest.note("b", 2)

    latest.forget("b")
    latest.forget("never noted")
    latest.note("c", 3)

    assert [latest.get(each) for each in ("a", "b", "c")] == [1, None, 3]


def test_of_many_cards_those_drawn_longest_ago_are_ours_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.drawn.MOST_KNOWN", 2)
    drawn = Drawn()

    for each in CALLS:
        drawn.take(card(each), Glance())

    assert [drawn.is_ours(card(each)) for each in CALLS] == [False, True, True]


def test_of_many_calls_late_taps_are_counted_of_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.handlers.attention.MOST_LATE", 2)
    late = LateTaps()

    for each in CALLS:
        late.came_late(each, 1)

    assert [late.so_far(each, 1) for each in CALLS] == [0, 1, 1]
