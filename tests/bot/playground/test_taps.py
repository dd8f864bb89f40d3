import pytest

from bot.playground.json_values import Json, JsonObject
from tests.bot.playground.driving import AGENT, KEYBOARD, SUPERVISOR, Playground

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def queries(playground: Playground) -> list[JsonObject]:
    found = [update.get("callback_query") for update in await playground.updates()]
    return [query for query in found if isinstance(query, dict)]


def part(query: JsonObject, name: str) -> JsonObject:
    value: Json = query[name]
    assert isinstance(value, dict)
    return dict(value)


async def test_tap_brings_the_whole_callback_query(playground: Playground) -> None:
    card = await playground.card()

    tapped = await playground.do("tap", person=AGENT, message_id=card, data="yes")

    user = {
        "id": AGENT,
        "is_bot": False,
        "first_name": "林晓",
        "username": "demo_linxiao",
        "language_code": "zh-hans",
    }
    chat = {"id": AGENT, "type": "private", "first_name": "林晓", "username": "demo_linxiao"}
    bot = {"id": 70000001, "is_bot": True, "first_name": "和解 · 本机", "username": "hejie_playground_bot"}
    [query] = await queries(playground)
    assert query == {
        "id": tapped["callback_id"],
        "from": user,
        "message": {
            "message_id": card,
            "from": bot,
            "chat": chat,
            "date": int(playground.clock.now.timestamp()),
            "text": "卡片",
            "reply_markup": KEYBOARD,
        },
        "chat_instance": "8000000000000007001",
        "data": "yes",
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"data": "no"}, "no button of this message holds this data"),
        ({"message_id": 1}, "no button of this message holds this data"),
        ({"message_id": 99}, "there is no such message"),
        ({"chat": SUPERVISOR}, "a person taps in their own chat or in the group"),
        ({"person": 1}, "nobody here has this id; /chat/people lists everybody"),
        ({"data": 1}, "data must be a text"),
        ({"inaccessible": 1}, "inaccessible must be true or false"),
        ({"message_id": "x"}, "message_id must be a whole number"),
    ],
)
async def test_tap_that_nobody_could_make_is_refused(
    playground: Playground, fields: JsonObject, sentence: str
) -> None:
    card = await playground.card()
    tap: JsonObject = {"person": AGENT, "message_id": card, "data": "yes", **fields}

    answer = await playground.try_to("tap", **tap)

    assert answer == (400, {"ok": False, "error": sentence})
    assert await queries(playground) == []


async def test_button_that_an_edit_took_away_can_only_be_tapped_as_stale(playground: Playground) -> None:
    card = await playground.card()
    await playground.ask("editMessageText", chat_id=AGENT, message_id=card, text="完")
    tap: JsonObject = {"person": AGENT, "message_id": card, "data": "yes"}

    assert (await playground.try_to("tap", **tap))[0] == 400
    assert (await playground.try_to("stale", revision=2, **tap))[0] == 400
    assert (await playground.try_to("stale", revision=1, **tap))[0] == 200
    [query] = await queries(playground)
    assert part(query, "message")["text"] == "完"


async def test_forged_tap_carries_any_data_even_on_a_message_that_never_was(playground: Playground) -> None:
    await playground.card()

    await playground.do("forge", person=AGENT, message_id=99, data="您")

    [query] = await queries(playground)
    chat = {"id": AGENT, "type": "private", "first_name": "林晓", "username": "demo_linxiao"}
    assert (query["data"], query["message"]) == ("您", {"chat": chat, "message_id": 99, "date": 0})


async def test_forged_data_still_has_at_most_64_bytes(playground: Playground) -> None:
    answer = await playground.try_to("forge", person=AGENT, message_id=1, data="x" * 65)

    assert answer == (400, {"ok": False, "error": "data has 1 to 64 bytes"})


async def test_inaccessible_tap_hides_what_the_message_held(playground: Playground) -> None:
    card = await playground.card()

    await playground.do("tap", person=AGENT, message_id=card, data="yes", inaccessible=True)

    [query] = await queries(playground)
    assert sorted(part(query, "message")) == ["chat", "date", "message_id"]


async def test_foreign_tap_comes_from_somebody_else(playground: Playground) -> None:
    card = await playground.card()

    await playground.do("foreign", person=SUPERVISOR, chat=AGENT, message_id=card, data="yes")

    [query] = await queries(playground)
    assert (part(query, "from")["id"], part(part(query, "message"), "chat")["id"]) == (SUPERVISOR, AGENT)


async def test_foreign_tap_in_ones_own_chat_is_refused(playground: Playground) -> None:
    card = await playground.card()

    answer = await playground.try_to("foreign", person=AGENT, message_id=card, data="yes")

    assert answer == (400, {"ok": False, "error": "a foreign tap names the chat of somebody else"})


async def test_resent_tap_is_the_same_query_in_a_new_update(playground: Playground) -> None:
    card = await playground.card()
    tapped = await playground.do("tap", person=AGENT, message_id=card, data="yes")

    await playground.do("resend", callback_id=tapped["callback_id"])
    await playground.do("resend", callback_id=tapped["callback_id"], new_callback_id=True)

    first, same, new = await queries(playground)
    assert same == first
    assert new == first | {"id": str(int(str(tapped["callback_id"])) + 1)}


async def test_tap_is_answered_once_and_the_person_sees_it(playground: Playground) -> None:
    card = await playground.card()
    tapped = (await playground.do("tap", person=AGENT, message_id=card, data="yes"))["callback_id"]

    await playground.ask("answerCallbackQuery", callback_query_id=tapped, text="x" * 200, show_alert=True)
    again = await playground.call("answerCallbackQuery", callback_query_id=tapped)

    assert again[1]["description"] == TOO_OLD
    assert (await playground.look("state", person=AGENT))["taps"] == [
        {
            "callback_id": tapped,
            "person": AGENT,
            "message_id": card,
            "data": "yes",
            "answer": {"text": "x" * 200, "show_alert": True},
        }
    ]


@pytest.mark.parametrize(("seconds", "status"), [(15, 200), (15.1, 400)])
async def test_tap_can_be_answered_for_15_seconds(
    playground: Playground, seconds: float, status: int
) -> None:
    card = await playground.card()
    tapped = (await playground.do("tap", person=AGENT, message_id=card, data="yes"))["callback_id"]
    playground.clock.step(seconds=seconds)

    answer = await playground.call("answerCallbackQuery", callback_query_id=tapped)

    assert answer[0] == status


async def test_second_delivery_of_an_answered_tap_cannot_be_answered(playground: Playground) -> None:
    card = await playground.card()
    tapped = (await playground.do("tap", person=AGENT, message_id=card, data="yes"))["callback_id"]
    await playground.ask("answerCallbackQuery", callback_query_id=tapped)
    await playground.do("resend", callback_id=tapped)

    answer = await playground.call("answerCallbackQuery", callback_query_id=tapped)

    assert answer[1]["description"] == TOO_OLD
