import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.playground.faults import FaultKind, FaultPlan, Strike, kinds_for_call
from bot.playground.json_values import Json, JsonObject
from bot.playground.strikes import Strikes
from tests.bot.playground.driving import AGENT, KEYBOARD, SUPERVISOR, Playground, running

NOW = datetime(2030, 1, 2, tzinfo=UTC)
SENT: dict[str, Json] = {"chat_id": AGENT, "text": "答"}


def always(*kinds: FaultKind, retry_after: int = 1, slow_seconds: float = 0) -> FaultPlan:
    return FaultPlan(7, 1, frozenset(kinds), retry_after, slow_seconds)


@asynccontextmanager
async def struck_by(*kinds: FaultKind, **times: float) -> AsyncIterator[Playground]:
    """Run a playground in which two people have started, and then every call and update is struck."""
    async with running() as playground:
        for person in (AGENT, SUPERVISOR):
            await playground.do("send", person=person, text="/start")
        await set_faults(playground, *kinds, **times)
        yield playground


async def set_faults(playground: Playground, *kinds: FaultKind, share: float = 1, **times: float) -> None:
    named = [kind.value for kind in kinds]
    await playground.do("faults", seed=7, share=share, kinds=named, **{"slow_seconds": 0, **times})


async def texts_of_bot(playground: Playground, person: int = AGENT) -> list[Json]:
    state = await playground.look("state", person=person)
    messages = state["messages"]
    assert isinstance(messages, list)
    return [message["body"]["text"] for message in messages if message["by_bot"]]


async def logged(playground: Playground, method: str = "") -> list[tuple[Json, Json, Json]]:
    calls = (await playground.look("calls", method=method))["calls"]
    assert isinstance(calls, list)
    return [(call["method"], call["status"], call.get("fault")) for call in calls]


async def count(playground: Playground, kind: FaultKind) -> Json:
    counts = (await playground.look("faults"))["counts"]
    assert isinstance(counts, dict)
    number: Json = counts[kind]
    return number


async def test_flood_refuses_in_telegrams_words_and_sends_nothing() -> None:
    async with struck_by(FaultKind.FLOOD, retry_after=3) as playground:
        answer = await playground.call("sendMessage", **SENT)

        assert answer == (
            429,
            {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 3",
                "parameters": {"retry_after": 3},
            },
        )
        assert await texts_of_bot(playground) == []
        assert await logged(playground) == [("sendMessage", 429, "flood")]


async def test_server_error_is_a_500_and_sends_nothing() -> None:
    async with struck_by(FaultKind.SERVER_ERROR) as playground:
        answer = await playground.call("sendMessage", **SENT)

        assert answer == (500, {"ok": False, "error_code": 500, "description": "Internal Server Error"})
        assert await texts_of_bot(playground) == []


async def test_bad_gateway_is_a_page_and_no_json_and_sends_nothing() -> None:
    async with struck_by(FaultKind.BAD_GATEWAY) as playground:
        async with playground.http.post(f"{playground.bot}/sendMessage", json=SENT) as response:
            assert (response.status, response.content_type) == (502, "text/html")
            assert "502 Bad Gateway" in await response.text()

        assert await texts_of_bot(playground) == []
        assert await logged(playground) == [("sendMessage", 502, "bad_gateway")]


async def test_reset_breaks_the_connection_before_anything_is_done() -> None:
    async with struck_by(FaultKind.RESET) as playground:
        with pytest.raises(aiohttp.ClientConnectionError):
            await playground.call("sendMessage", **SENT)

        assert await texts_of_bot(playground) == []
        assert await logged(playground) == [("sendMessage", 0, "reset")]


async def test_lost_answer_breaks_the_connection_after_the_message_is_sent() -> None:
    async with struck_by(FaultKind.LOST_ANSWER) as playground:
        with pytest.raises(aiohttp.ClientConnectionError):
            await playground.call("sendMessage", **SENT)

        assert await texts_of_bot(playground) == ["答"]
        assert await logged(playground) == [("sendMessage", 200, "lost_answer")]


async def test_lost_answer_breaks_off_at_once_or_after_a_silence() -> None:
    async with struck_by(FaultKind.LOST_ANSWER, slow_seconds=600) as playground:
        silent = 0
        for _ in range(12):
            try:
                async with asyncio.timeout(0.2):
                    await playground.call("answerCallbackQuery", callback_query_id="1")
            except TimeoutError:
                silent += 1
            except aiohttp.ClientConnectionError:
                pass

        assert 0 < silent < 12


async def test_bot_that_goes_away_during_the_silence_leaves_no_error_behind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with struck_by(FaultKind.LOST_ANSWER, FaultKind.SLOW, slow_seconds=600) as playground:
        for _ in range(12):
            with suppress(TimeoutError, aiohttp.ClientConnectionError):
                async with asyncio.timeout(0.02):
                    await playground.call("answerCallbackQuery", callback_query_id="1")

    assert [record.getMessage() for record in caplog.records] == []


async def test_slow_call_is_done_before_its_answer_comes_late() -> None:
    async with (
        struck_by(FaultKind.SLOW, slow_seconds=600) as playground,
        asyncio.TaskGroup() as tasks,
    ):
        call = tasks.create_task(playground.ask("sendMessage", **SENT))
        while not await texts_of_bot(playground):
            await playground.hub.wait(1)
        assert not call.done()
        await set_faults(playground, FaultKind.SLOW, slow_seconds=0)
        playground.hub.close()

    assert isinstance(result := call.result(), dict)
    assert result["text"] == "答"


async def test_slow_answer_takes_its_time() -> None:
    async with struck_by(FaultKind.SLOW, slow_seconds=0.05) as playground:
        loop = asyncio.get_running_loop()
        before = loop.time()
        await playground.ask("sendMessage", **SENT)

        assert loop.time() - before >= 0.05
        assert await logged(playground) == [("sendMessage", 200, "slow")]


async def test_flood_of_one_chat_counts_down_and_leaves_the_others_alone(playground: Playground) -> None:
    for person in (AGENT, SUPERVISOR):
        await playground.do("send", person=person, text="/start")
    card = await playground.message("sendMessage", **SENT, reply_markup=KEYBOARD)
    await playground.do("faults", person=AGENT, flood_seconds=30)
    playground.clock.step(seconds=10.5)

    flooded: list[tuple[str, JsonObject]] = [
        ("sendMessage", {"chat_id": AGENT, "text": "二"}),
        ("editMessageText", {"chat_id": AGENT, "message_id": card["message_id"], "text": "二"}),
        ("deleteMessage", {"chat_id": AGENT, "message_id": card["message_id"]}),
        ("sendChatAction", {"chat_id": AGENT, "action": "typing"}),
    ]
    for method, parameters in flooded:
        status, body = await playground.call(method, **parameters)
        assert (method, status, body["parameters"]) == (method, 429, {"retry_after": 20})
    await playground.ask("sendMessage", chat_id=SUPERVISOR, text="别人")
    tap = await playground.do("tap", person=AGENT, message_id=card["message_id"], data="yes")
    await playground.ask("answerCallbackQuery", callback_query_id=tap["callback_id"])
    assert (await playground.look("faults"))["flooded"] == {str(AGENT): 20}

    playground.clock.step(seconds=20)
    await playground.ask("sendMessage", **SENT)
    assert await count(playground, FaultKind.FLOOD) == 4


def test_flood_of_the_plan_lasts_for_its_time() -> None:
    strikes = Strikes(FaultPlan(7, 0.5, frozenset({FaultKind.FLOOD}), retry_after=5))
    while strikes.on_call("sendMessage", AGENT, NOW) is None:
        pass

    assert strikes.on_call("sendMessage", AGENT, NOW + timedelta(seconds=4)) == Strike(
        FaultKind.FLOOD, seconds=1
    )
    assert strikes.flood_left(AGENT, NOW + timedelta(seconds=5)) == 0


async def test_flood_of_the_plan_ends_with_the_plan() -> None:
    async with struck_by(FaultKind.FLOOD, retry_after=3600) as playground:
        await playground.call("sendMessage", **SENT)
        await set_faults(playground, FaultKind.SLOW)
        await playground.ask("sendMessage", **SENT)
        await set_faults(playground, FaultKind.FLOOD, retry_after=3600)
        await playground.call("sendMessage", **SENT)
        off = await playground.do("faults", share=0)

        assert off["flooded"] == {}
        await playground.ask("sendMessage", **SENT)


async def test_flood_that_a_person_aimed_outlasts_the_plan() -> None:
    async with struck_by(FaultKind.FLOOD, retry_after=3600) as playground:
        await playground.do("faults", person=AGENT, flood_seconds=30)
        await playground.call("sendMessage", **SENT)
        await playground.call("sendMessage", chat_id=SUPERVISOR, text="别人")
        await playground.do("faults", person=SUPERVISOR, flood_seconds=20)
        off = await playground.do("faults", share=0)

        assert off["flooded"] == {str(AGENT): 30, str(SUPERVISOR): 20}


async def test_methods_that_do_nothing_in_a_chat_meet_only_what_the_network_does() -> None:
    async with struck_by(FaultKind.FLOOD, FaultKind.LOST_ANSWER, FaultKind.SLOW) as playground:
        await playground.ask("getMe")
        assert len(await playground.updates()) == 2
        await set_faults(playground, FaultKind.SERVER_ERROR)

        assert (await playground.call("getMe"))[0] == 500
        assert (await playground.call("getUpdates"))[0] == 500
        assert await logged(playground, "getUpdates") == [("getUpdates", 500, "server_error")]


async def test_unknown_method_and_wrong_token_are_refused_as_ever() -> None:
    async with struck_by(FaultKind.RESET) as playground:
        assert (await playground.call("getColour"))[0] == 404
        async with playground.http.post(f"{playground.address}/bot1:wrong/getMe") as response:
            assert response.status == 401


async def test_answer_to_a_tap_is_never_flooded() -> None:
    assert FaultKind.FLOOD not in kinds_for_call("answerCallbackQuery", None)
    assert FaultKind.FLOOD in kinds_for_call("sendMessage", AGENT)


def strikes_of(seed: int, calls: list[int], share: float = 0.3) -> list[FaultKind | None]:
    strikes = Strikes(FaultPlan(seed, share, frozenset(FaultKind) - {FaultKind.FLOOD}))
    met = [strikes.on_call("sendMessage", chat, NOW) for chat in calls]
    return [strike.kind if strike else None for strike in met]


def test_same_seed_and_same_calls_strike_the_same_and_another_seed_does_not() -> None:
    calls = [AGENT, SUPERVISOR, AGENT] * 40

    assert strikes_of(1, calls) == strikes_of(1, calls)
    assert strikes_of(1, calls) != strikes_of(2, calls)


def test_what_strikes_a_chat_does_not_depend_on_what_other_chats_do_in_between() -> None:
    alone = strikes_of(1, [AGENT] * 40)
    among_others = strikes_of(1, [AGENT, SUPERVISOR] * 40)[::2]

    assert among_others == alone


def struck_calls(strikes: Strikes, seconds: float) -> list[int]:
    """Return which of a hundred calls meet what is no flood, so many seconds apart."""
    met = [strikes.on_call("sendMessage", AGENT, NOW + timedelta(seconds=seconds * n)) for n in range(100)]
    return [n for n, strike in enumerate(met) if strike is not None and strike.kind is not FaultKind.FLOOD]


def test_call_into_a_flood_takes_its_number_so_that_what_follows_does_not_depend_on_the_clock() -> None:
    plan = FaultPlan(5, 0.3, frozenset({FaultKind.FLOOD, FaultKind.RESET}), retry_after=2)
    slowly, quickly = (struck_calls(Strikes(plan), seconds) for seconds in (2, 1))

    assert 0 < len(quickly) < len(slowly)
    assert set(quickly) < set(slowly)


def test_call_into_an_aimed_flood_takes_its_number_too() -> None:
    plan = FaultPlan(5, 0.3, frozenset({FaultKind.RESET}))
    aimed = Strikes(plan)
    aimed.flood(AGENT, 10, NOW)

    assert struck_calls(aimed, 1) == [n for n in struck_calls(Strikes(plan), 1) if n >= 10]


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_share_is_the_part_that_is_struck(share: float) -> None:
    struck = sum(kind is not None for kind in strikes_of(3, [AGENT] * 4000, share))

    assert struck / 4000 == pytest.approx(share, abs=0.03)


def test_all_chosen_kinds_strike_and_no_other() -> None:
    assert set(strikes_of(3, [AGENT] * 500, 1)) == {
        FaultKind.SERVER_ERROR,
        FaultKind.BAD_GATEWAY,
        FaultKind.RESET,
        FaultKind.LOST_ANSWER,
        FaultKind.SLOW,
    }


async def test_plan_and_counts_are_shown_and_a_new_plan_counts_from_nothing() -> None:
    async with struck_by(FaultKind.SERVER_ERROR, FaultKind.RESEND, retry_after=2) as playground:
        await playground.call("getMe")
        await playground.call("getMe")

        shown = await playground.look("faults")
        assert shown["plan"] == {
            "seed": 7,
            "share": 1,
            "kinds": ["server_error", "resend"],
            "retry_after": 2,
            "slow_seconds": 0,
        }
        assert shown["counts"] == dict.fromkeys(FaultKind, 0) | {"server_error": 2}
        off = await playground.do("faults", share=0)
        assert (off["plan"], off["counts"]) == (None, shown["counts"])
        await playground.ask("getMe")
        anew = await playground.do("faults", share=0.1)
        assert anew["counts"] == dict.fromkeys(FaultKind, 0)


async def test_plan_may_stand_from_the_start() -> None:
    async with running(faults=always(FaultKind.SERVER_ERROR)) as playground:
        assert (await playground.call("getMe"))[0] == 500


WRONG: dict[str, tuple[JsonObject, str]] = {
    "no share": ({}, "share must be a number"),
    "share above one": ({"share": 1.1}, "share is a number from 0 to 1"),
    "share below nothing": ({"share": -0.1}, "share is a number from 0 to 1"),
    "share in words": ({"share": "half"}, "share must be a number"),
    "yes for a share": ({"share": True}, "share must be a number"),
    "unknown kind": ({"share": 1, "kinds": ["earthquake"]}, "kinds is a list of these: flood, "),
    "kind that is none": ({"share": 1, "kinds": [{}]}, "kinds is a list of these: flood, "),
    "kinds in one word": ({"share": 1, "kinds": "flood"}, "kinds is a list of these: flood, "),
    "retry at once": ({"share": 1, "retry_after": 0}, "retry_after is 1 to 3600 seconds"),
    "slow for ever": ({"share": 1, "slow_seconds": 601}, "slow_seconds is 0 to 600 seconds"),
    "half a seed": ({"share": 1, "seed": 0.5}, "seed must be a whole number"),
    "flood for ever": ({"person": AGENT, "flood_seconds": 3601}, "flood_seconds is 0 to 3600"),
    "flood of nobody": ({"person": 1, "flood_seconds": 1}, "nobody here has this id"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_wrong_wish_is_refused_with_a_sentence_and_changes_nothing(wrong: str) -> None:
    fields, sentence = WRONG[wrong]
    async with struck_by(FaultKind.SERVER_ERROR) as playground:
        before = await playground.look("faults")
        status, body = await playground.try_to("faults", **fields)

        assert status == 400
        assert str(body["error"]).startswith(sentence)
        assert await playground.look("faults") == before


async def test_every_fault_that_is_done_is_done_once() -> None:
    async with struck_by(FaultKind.LOST_ANSWER, FaultKind.SLOW) as playground:
        for _ in range(9):
            try:
                await playground.call("sendMessage", **SENT)
            except aiohttp.ClientConnectionError:
                continue

        assert await texts_of_bot(playground) == ["答"] * 9
        assert len(await logged(playground)) == 9
