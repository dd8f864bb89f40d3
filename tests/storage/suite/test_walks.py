"""Where calls stood, for whom, on every store: the moves alone, without words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.actors import Actor
from dialogs.events import (
    AnswerGiven,
    ErasureReason,
    SessionEnded,
    StorageOnlyBegun,
    TemperatureTaken,
    WordsErased,
    WordsNoted,
)
from dialogs.ids import PlaybookSlug, SessionId, StepId
from dialogs.ports import WalkedCall, WalkFilter
from dialogs.program import Outcome, Place
from dialogs.sealed import Sealed
from storage.opening import Storage
from tests.storage.builders import (
    ADMIN,
    BOSS,
    COACH,
    EVERYBODY,
    LIN,
    MEI,
    NOON,
    SUN,
    admit,
    after,
    call,
    chosen,
    opened,
    write,
)

ALL = WalkFilter()


async def seen(storage: Storage, actor: Actor = COACH, wanted: WalkFilter = ALL) -> list[str]:
    return [each.session for each in await storage.views.walks(actor, wanted, None, 50)]


async def four_calls(storage: Storage) -> None:
    await admit(storage)
    for minute, (session, agent) in enumerate((("S1", LIN), ("S2", MEI), ("S3", SUN), ("S4", BOSS))):
        await write(storage, call(session), opened(session, agent, at=after(minute)), chosen())


@pytest.mark.parametrize(
    ("actor", "calls"),
    [
        (LIN, []),
        (SUN, []),
        (COACH, ["S4", "S3", "S2", "S1"]),
        (BOSS, ["S4", "S2", "S1"]),
        (ADMIN, ["S4", "S3", "S2", "S1"]),
    ],
)
async def test_walks_reach_what_the_actor_may_see_counts_over_and_the_latest_comes_first(
    storage: Storage, actor: Actor, calls: list[str]
) -> None:
    await four_calls(storage)

    assert await seen(storage, actor) == calls


@pytest.mark.parametrize("actor", EVERYBODY)
async def test_disabled_person_sees_no_walks(storage: Storage, actor: Actor) -> None:
    await four_calls(storage)

    assert await seen(storage, replace(actor, disabled=True)) == []


async def test_supervisor_sees_an_own_walk_in_another_team_once(storage: Storage) -> None:
    await four_calls(storage)
    await write(storage, call("S5"), replace(opened("S5", BOSS, at=after(9)), team=SUN.team))

    assert await seen(storage, BOSS) == ["S5", "S4", "S2", "S1"]


async def test_walk_holds_the_moves_with_their_versions_and_no_words(storage: Storage) -> None:
    await admit(storage)
    moves = (
        opened(),
        TemperatureTaken(at=after(1), by=LIN.person, level=4, step=StepId("greet")),
        WordsNoted(
            at=after(1),
            by=LIN.person,
            place=Place.FACT,
            words=Sealed("多扣了年费"),
            step=StepId("greet"),
            said_at=after(1),
        ),
        chosen(at=after(2)),
        SessionEnded(at=after(3), by=LIN.person, outcome=Outcome.BROKEN_OFF),
    )
    await write(storage, call(), *moves)

    [walk] = await storage.views.walks(COACH, ALL, None, 50)

    assert walk == WalkedCall(
        SessionId("S1"),
        PlaybookSlug("refund"),
        opened().revision,
        NOON,
        [(1, moves[0]), (2, moves[1]), (4, moves[3]), (5, moves[4])],
    )


async def test_words_that_stand_in_a_move_are_not_read(storage: Storage) -> None:
    await admit(storage)
    given = AnswerGiven(
        at=after(1),
        by=LIN.person,
        step=StepId("greet"),
        slot="matter",
        target=StepId("listen"),
        words=Sealed("多扣了年费"),
    )
    await write(storage, call(), opened(), given)

    [walk] = await storage.views.walks(COACH, ALL, None, 50)

    assert walk.events[1] == (2, replace(given, words=Sealed.erased()))
    assert (await storage.events.load(call()))[1] == given


async def test_call_that_is_kept_for_a_rule_alone_is_left_out_and_an_erased_one_is_not(
    storage: Storage,
) -> None:
    await four_calls(storage)
    stored = StorageOnlyBegun(at=after(9), by=ADMIN.person, rule="hold", until=None)
    erased = WordsErased(at=after(9), by=ADMIN.person, reason=ErasureReason.ASKED, left_in_chat=0)
    await write(storage, call("S2"), stored)
    await write(storage, call("S3"), erased)

    assert await seen(storage) == ["S4", "S3", "S1"]


async def test_walks_are_narrowed_to_a_playbook_and_to_a_beginning(storage: Storage) -> None:
    await four_calls(storage)
    other = replace(opened("S5", LIN, at=after(9)), playbook=PlaybookSlug("other"))
    await write(storage, call("S5"), other)

    assert await seen(storage, wanted=WalkFilter(playbook=PlaybookSlug("other"))) == ["S5"]
    assert await seen(storage, wanted=WalkFilter(playbook=PlaybookSlug("nothing"))) == []
    assert await seen(storage, wanted=WalkFilter(since=after(2))) == ["S5", "S4", "S3"]
    both = WalkFilter(playbook=PlaybookSlug("refund"), since=after(3))
    assert await seen(storage, wanted=both) == ["S4"]


async def test_pages_go_on_where_the_one_before_ended(storage: Storage) -> None:
    """Several calls begin in the same microsecond."""
    await admit(storage)
    names = [f"S{number:02}" for number in range(20)]
    for number, name in enumerate(names):
        await write(storage, call(name), opened(name, at=NOON + timedelta(seconds=number // 3)))

    pages: list[Sequence[WalkedCall]] = [await storage.views.walks(COACH, ALL, None, 7)]
    while pages[-1]:
        pages.append(await storage.views.walks(COACH, ALL, pages[-1][-1], 7))

    assert [each.session for page in pages for each in page] == names[::-1]
    assert [len(page) for page in pages] == [7, 7, 6, 0]


async def test_last_page_of_a_supervisor_holds_both_own_and_team_calls(storage: Storage) -> None:
    await four_calls(storage)

    [first] = await storage.views.walks(BOSS, ALL, None, 1)
    rest = await storage.views.walks(BOSS, ALL, first, 50)

    assert [first.session, *(each.session for each in rest)] == ["S4", "S2", "S1"]
