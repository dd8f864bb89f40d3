"""What a plan of faults does to updates that a bot polls for."""

import asyncio
import sqlite3
from pathlib import Path

from bot.playground.faults import FaultKind, FaultPlan
from bot.playground.json_values import Json, JsonObject
from bot.playground.store import Store
from tests.bot.playground.driving import AGENT, SUPERVISOR, Playground, running
from tests.bot.playground.hooking import said

TEN_SECONDS = 10


def plan(*kinds: FaultKind, share: float = 1) -> FaultPlan:
    return FaultPlan(7, share, frozenset(kinds))


def number(update: JsonObject) -> int:
    assert isinstance(update["update_id"], int)
    return update["update_id"]


async def all_updates(playground: Playground, polls: int = 12) -> list[JsonObject]:
    """Poll as a bot does, confirming as it goes; a second passes before each poll."""
    seen: list[JsonObject] = []
    offset = 0
    for _ in range(polls):
        playground.clock.step(seconds=1)
        came = await playground.updates(offset=offset)
        seen += came
        offset = max([offset, *(number(update) + 1 for update in came)])
    return seen


async def counts(playground: Playground) -> dict[str, int]:
    shown = (await playground.look("faults"))["counts"]
    assert isinstance(shown, dict)
    return {kind: struck for kind, struck in shown.items() if struck}


async def test_duplicate_comes_again_with_the_same_id_after_it_was_confirmed() -> None:
    async with running(faults=plan(FaultKind.DUPLICATE)) as playground:
        for text in ("一", "二"):
            await playground.do("send", person=AGENT, text=text)

        seen = await all_updates(playground)

        assert [said(update) for update in seen] == ["一", "二", "一", "二"]
        assert [number(update) for update in seen[:2]] == [number(update) for update in seen[2:]]
        assert await counts(playground) == {"duplicate": 2}
        assert await playground.updates() == []


async def test_duplicate_also_comes_when_a_few_later_ones_have_passed_it() -> None:
    async with running(faults=plan(FaultKind.DUPLICATE)) as playground:
        await playground.do("send", person=AGENT, text="一")
        [first] = await playground.updates()
        assert await playground.updates(offset=number(first) + 1) == []
        await playground.do("faults", share=0)
        for text in ("二", "三", "四", "五"):
            await playground.do("send", person=AGENT, text=text)

        assert [said(update) for update in await playground.updates()] == ["一", "二", "三", "四", "五"]


async def test_update_is_held_back_behind_other_queues_and_has_a_later_id() -> None:
    async with running(faults=plan(FaultKind.REORDER)) as playground:
        await playground.do("send", person=AGENT, text="先")
        await playground.do("faults", share=0)
        for text in ("一", "二", "三", "四"):
            await playground.do("send", person=SUPERVISOR, text=text)

        seen = [(said(update), number(update)) for update in await playground.updates()]

        texts = [text for text, _ in seen]
        assert sorted(map(str, texts)) == sorted(["先", "一", "二", "三", "四"])
        assert 1 <= texts.index("先") <= 4
        assert [each for _, each in seen] == sorted(each for _, each in seen)


async def test_update_that_nothing_passes_comes_a_second_later() -> None:
    async with running(faults=plan(FaultKind.REORDER)) as playground:
        await playground.do("send", person=AGENT, text="先")
        assert await playground.updates() == []
        playground.clock.step(seconds=1)

        assert [said(update) for update in await playground.updates()] == ["先"]


async def test_waiting_poll_wakes_for_what_is_held_back() -> None:
    async with running(faults=plan(FaultKind.REORDER)) as playground, asyncio.timeout(TEN_SECONDS):
        await playground.do("send", person=AGENT, text="先")
        async with asyncio.TaskGroup() as tasks:
            poll = tasks.create_task(playground.updates(timeout=50))
            while not playground.hub.polls:
                await playground.hub.wait(TEN_SECONDS)
            playground.clock.step(seconds=1)

        assert [said(update) for update in poll.result()] == ["先"]


async def test_one_chat_is_in_order_whatever_is_held_back() -> None:
    kinds = plan(FaultKind.REORDER, FaultKind.DUPLICATE, share=0.5)
    async with running(faults=kinds) as playground:
        written = [str(each) for each in range(40)]
        for text in written:
            await playground.do("send", person=AGENT, text=text)
            await playground.do("send", person=SUPERVISOR, text=text)

        seen = await all_updates(playground, polls=30)

        struck = await counts(playground)
        assert set(struck) == {"reorder", "duplicate"}
        for person in (AGENT, SUPERVISOR):
            texts = [said(update) for update in seen if sender(update) == person]
            assert list(dict.fromkeys(texts)) == written
        assert len(seen) == 80 + struck["duplicate"]


async def test_without_faults_two_chats_come_as_they_wrote() -> None:
    async with running(faults=plan(FaultKind.REORDER, share=0)) as playground:
        for person in (AGENT, SUPERVISOR, AGENT):
            await playground.do("send", person=person, text="一")

        assert [sender(update) for update in await playground.updates()] == [AGENT, SUPERVISOR, AGENT]


async def test_tap_is_sent_again_with_new_ids_and_both_can_be_answered() -> None:
    async with running() as playground:
        card = await playground.card()
        [start] = await playground.updates()
        await playground.do("faults", share=1, kinds=["resend"])
        await playground.do("tap", person=AGENT, message_id=card, data="yes")

        taps = await playground.updates(offset=number(start) + 1)

        queries = [update["callback_query"] for update in taps]
        assert [said(update) for update in taps] == ["yes", "yes"]
        assert len({number(update) for update in taps}) == 2
        assert await counts(playground) == {"resend": 1}
        ids = [query["id"] for query in queries if isinstance(query, dict)]
        assert len(set(map(str, ids))) == 2
        for each in ids:
            assert await playground.ask("answerCallbackQuery", callback_query_id=each) is True


async def test_what_is_held_back_counts_as_waiting_and_outlives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "playground.db"
    async with running(path, faults=plan(FaultKind.REORDER)) as playground:
        await playground.do("send", person=AGENT, text="先")
        assert (await playground.message("getWebhookInfo"))["pending_update_count"] == 1

    async with running(path) as playground:
        playground.clock.step(seconds=1)
        assert [said(update) for update in await playground.updates()] == ["先"]


async def test_dropping_what_waits_also_drops_what_is_held_back() -> None:
    async with running(faults=plan(FaultKind.REORDER)) as playground:
        await playground.do("send", person=AGENT, text="先")
        await playground.ask("deleteWebhook", drop_pending_updates=True)
        playground.clock.step(seconds=1)

        assert await playground.updates() == []


OLD_FILE = """
CREATE TABLE pending_update (
    update_id INTEGER PRIMARY KEY, made_at REAL NOT NULL, body TEXT NOT NULL
) STRICT;
INSERT INTO pending_update VALUES (100000001, 0, '{"update_id":100000001,"message":{"text":"旧"}}');
"""


def test_file_of_an_earlier_version_keeps_its_updates(tmp_path: Path) -> None:
    path = tmp_path / "playground.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(OLD_FILE)
    connection.close()

    for _ in range(2):
        store = Store(path)
        assert [said(update) for update in store.pending.waiting(-1)] == ["旧"]
        store.close()


def sender(update: JsonObject) -> Json:
    message = update["message"]
    assert isinstance(message, dict)
    assert isinstance(message["from"], dict)
    who: Json = message["from"]["id"]
    return who
