from dataclasses import replace

import pytest

from dialogs.ids import SessionId
from storage.opening import Storage
from storage.shown_kinds import WORDS
from tests.storage.builders import call, chosen, opened, shown, write
from tests.storage.places import Place

S1 = SessionId("S1")


async def test_card_is_found_by_message_and_by_call(place: Place) -> None:
    old, new, other = shown(5), shown(9), shown(7, session="S2")
    async with place() as storage:
        for card in (new, old, other):
            assert await storage.shown.record(card, after=None)

    async with place() as storage:
        assert await storage.shown.at(7, 5) == old
        assert await storage.shown.at(7, 6) is None
        assert await storage.shown.at(8, 5) is None
        assert await storage.shown.of_session(7, S1) == new
        assert await storage.shown.of_session(8, S1) is None
        assert list(await storage.shown.all_of_session(7, S1)) == [old, new]
        assert list(await storage.shown.live_in(7)) == [old, other, new]


async def test_card_without_a_call_and_without_buttons_is_kept_as_it_is(storage: Storage) -> None:
    card = shown(5, session=None, live=False)
    await storage.shown.record(card, after=None)

    assert await storage.shown.at(7, 5) == card
    assert list(await storage.shown.live_in(7)) == []


@pytest.mark.parametrize("digest", ["", WORDS])
async def test_text_that_was_noted_belongs_to_a_call_but_is_no_card(storage: Storage, digest: str) -> None:
    card, text = shown(5, live=False), replace(shown(6, live=False), digest=digest)
    await storage.shown.record(card, after=None)
    await storage.shown.record(text, after=None)

    assert await storage.shown.of_session(7, S1) == card
    assert list(await storage.shown.all_of_session(7, S1)) == [card, text]


async def test_recording_compares_before_it_sets(storage: Storage) -> None:
    first, second, third = shown(version=1), shown(version=2), shown(version=3)
    record = storage.shown.record

    assert not await record(second, after=first)
    assert await record(first, after=None)
    assert not await record(second, after=None)
    assert await record(second, after=first)
    assert not await record(third, after=first)
    assert await storage.shown.at(7, 5) == second


async def test_message_passing_counts_under_every_card_of_the_chat(storage: Storage) -> None:
    here, away = shown(5), replace(shown(5), chat=8)
    await storage.shown.record(here, after=None)
    await storage.shown.record(away, after=None)

    await storage.shown.passed(7)
    await storage.shown.passed(7)

    assert await storage.shown.at(7, 5) == replace(here, below=2)
    assert await storage.shown.at(8, 5) == away


async def test_forgotten_message_is_gone_and_forgetting_twice_is_no_error(storage: Storage) -> None:
    await storage.shown.record(shown(5), after=None)

    await storage.shown.forget(7, 5)
    await storage.shown.forget(7, 5)

    assert await storage.shown.at(7, 5) is None
    assert await storage.shown.record(shown(5), after=None)


async def test_only_live_cards_of_calls_stand(storage: Storage) -> None:
    cards = {
        "in another chat": replace(shown(9), chat=8),
        "standing": shown(5),
        "without buttons": shown(7, live=False),
        "of no call": shown(8, session=None),
    }
    for card in cards.values():
        await storage.shown.record(card, after=None)

    assert list(await storage.shown.standing()) == [cards["standing"], cards["in another chat"]]


async def test_only_live_cards_of_calls_that_went_on_are_behind(storage: Storage) -> None:
    await write(storage, call("S1"), opened("S1"), chosen("a"), chosen("b"))
    cards = {
        "behind": shown(5, version=2),
        "up to date": shown(6, version=3),
        "without buttons": shown(7, version=1, live=False),
        "of no call": shown(8, session=None, version=0),
        "of an unknown call": shown(9, session="S9", version=0),
    }
    for card in cards.values():
        await storage.shown.record(card, after=None)

    assert list(await storage.shown.behind()) == [(cards["behind"], 3)]
