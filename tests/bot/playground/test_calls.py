import json

import aiohttp
import pytest

from bot.playground.json_values import JsonObject
from tests.bot.playground.driving import AGENT, KEYBOARD, Playground

PARAMETERS = {
    "chat_id": str(AGENT),
    "text": "<b>您</b>",
    "parse_mode": "HTML",
    "protect_content": "true",
    "reply_markup": json.dumps(KEYBOARD),
}


def as_multipart() -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in PARAMETERS.items():
        form.add_field(name, value)
    return form


WAYS: dict[str, dict[str, object]] = {
    "query": {"params": PARAMETERS},
    "form": {"data": PARAMETERS},
    "multipart": {"data": as_multipart},
    "json": {"json": PARAMETERS | {"chat_id": AGENT, "protect_content": True, "reply_markup": KEYBOARD}},
}


@pytest.mark.parametrize("way", WAYS)
async def test_every_way_of_writing_parameters_sends_the_same_message(
    playground: Playground, way: str
) -> None:
    await playground.do("send", person=AGENT, text="/start")
    body = {name: value() if callable(value) else value for name, value in WAYS[way].items()}
    verb = "GET" if way == "query" else "POST"

    async with playground.http.request(verb, f"{playground.bot}/sendMessage", **body) as response:  # type: ignore[arg-type]
        answer = await response.json()

    assert answer == {
        "ok": True,
        "result": {
            "message_id": 2,
            "from": {
                "id": 70000001,
                "is_bot": True,
                "first_name": "和解 · 本机",
                "username": "hejie_playground_bot",
            },
            "chat": {"id": AGENT, "type": "private", "first_name": "林晓", "username": "demo_linxiao"},
            "date": int(playground.clock.now.timestamp()),
            "text": "您",
            "entities": [{"type": "bold", "offset": 0, "length": 1}],
            "reply_markup": KEYBOARD,
            "has_protected_content": True,
        },
    }


async def test_body_that_is_no_json_is_refused(playground: Playground) -> None:
    headers = {"Content-Type": "application/json"}
    async with playground.http.post(f"{playground.bot}/getMe", data="[]", headers=headers) as response:
        assert (response.status, (await response.json())["description"]) == (
            400,
            "Bad Request: can't parse JSON object",
        )


async def test_unknown_parameter_is_ignored_and_logged(playground: Playground) -> None:
    await playground.ask("getMe", colour="green")
    await playground.call("SENDMESSAGE", chat_id=5, text="x")

    calls = (await playground.look("calls"))["calls"]
    assert calls == [
        {
            "number": 1,
            "method": "getMe",
            "params": {"colour": "green"},
            "files": [],
            "unknown": ["colour"],
            "status": 200,
            "description": "",
        },
        {
            "number": 2,
            "method": "sendMessage",
            "params": {"chat_id": "5", "text": "x"},
            "files": [],
            "unknown": [],
            "status": 400,
            "description": "Bad Request: chat not found",
        },
    ]
    assert await playground.look("calls", after=1, method="getMe") == {"ok": True, "calls": []}


async def test_edit_without_a_keyboard_takes_the_old_one_away(playground: Playground) -> None:
    card = await playground.card()
    playground.clock.step(seconds=1)

    edited = await playground.message("editMessageText", chat_id=AGENT, message_id=card, text="完")

    assert (edited["text"], edited.get("reply_markup")) == ("完", None)
    assert edited["edit_date"] == int(playground.clock.now.timestamp())


async def test_keyboard_alone_can_be_changed_and_changed_back(playground: Playground) -> None:
    card = await playground.card()

    without = await playground.message("editMessageReplyMarkup", chat_id=AGENT, message_id=card)
    back = await playground.message(
        "editMessageReplyMarkup", chat_id=AGENT, message_id=card, reply_markup=KEYBOARD
    )

    assert (without.get("reply_markup"), back["reply_markup"]) == (None, KEYBOARD)


async def test_deleted_messages_leave_a_mark_for_the_page(playground: Playground) -> None:
    card = await playground.card()
    version = (await playground.look("state", person=AGENT))["version"]
    assert isinstance(version, int)

    assert await playground.ask("deleteMessages", chat_id=AGENT, message_ids=[card, 99]) is True

    state = await playground.look("state", person=AGENT, after=version)
    assert state["messages"] == [
        {
            "message_id": card,
            "by_bot": True,
            "deleted": True,
            "revision": 1,
            "version": version + 1,
            "body": {},
        }
    ]


async def test_reply_carries_the_message_that_it_answers(playground: Playground) -> None:
    card = await playground.card()

    sent = await playground.message(
        "sendMessage", chat_id=AGENT, text="答", reply_parameters={"message_id": card}
    )

    replied = sent["reply_to_message"]
    assert isinstance(replied, dict)
    assert (replied["message_id"], replied["text"]) == (card, "卡片")


async def test_document_is_kept_and_can_be_fetched_by_person_and_bot(playground: Playground) -> None:
    await playground.card()

    _, answer = await playground.upload("您好".encode(), name="记录.txt")

    sent = answer["result"]
    assert isinstance(sent, dict)
    document: JsonObject = {
        "file_name": "记录.txt",
        "mime_type": "text/plain",
        "file_id": "PLAYGROUND-FILE-00000001",
        "file_unique_id": "FILE-00000001",
        "file_size": 6,
    }
    assert sent["document"] == document
    again = await playground.message("sendDocument", chat_id=AGENT, document=document["file_id"])
    assert again["document"] == document
    place = await playground.ask("getFile", file_id=document["file_id"])
    assert isinstance(place, dict)
    links = (
        f"/chat/file?id={document['file_id']}",
        f"/file{playground.bot.removeprefix(playground.address)}/{place['file_path']}",
    )
    for link in links:
        async with playground.http.get(playground.address + link) as response:
            assert (response.status, await response.read()) == (200, "您好".encode())


async def test_file_that_is_not_there_and_wrong_token_are_refused(playground: Playground) -> None:
    paths = {
        "/chat/file?id=NOWHERE": 404,
        f"/file{playground.bot.removeprefix(playground.address)}/files/NOWHERE": 404,
        "/file/bot1:wrong/files/NOWHERE": 401,
    }

    for path, status in paths.items():
        async with playground.http.get(playground.address + path) as response:
            assert (path, response.status) == (path, status)


async def test_empty_file_is_refused(playground: Playground) -> None:
    await playground.card()

    assert (await playground.upload(b""))[1]["description"] == "Bad Request: file must be non-empty"


async def test_document_carries_its_caption(playground: Playground) -> None:
    await playground.card()
    await playground.upload(b"content")

    sent = await playground.message(
        "sendDocument",
        chat_id=AGENT,
        document="PLAYGROUND-FILE-00000001",
        caption="<i>注</i>",
        parse_mode="HTML",
    )

    assert (sent["caption"], sent["caption_entities"]) == (
        "注",
        [{"type": "italic", "offset": 0, "length": 1}],
    )


async def test_file_above_one_megabyte_is_refused(playground: Playground) -> None:
    await playground.card()

    assert (await playground.upload(b"x" * 1_048_576))[0] == 200
    assert (await playground.upload(b"x" * 1_048_577))[1]["description"] == "Bad Request: file is too big"


async def test_command_menu_follows_scope_and_language(playground: Playground) -> None:
    default, chinese, own = ([{"command": name, "description": name}] for name in ("all", "zh", "own"))
    await playground.ask("setMyCommands", commands=default)
    await playground.ask("setMyCommands", commands=chinese, language_code="zh")

    assert (await playground.look("state", person=AGENT))["commands"] == chinese
    await playground.do("language", person=AGENT, language_code="en")
    assert (await playground.look("state", person=AGENT))["commands"] == default
    await playground.ask("setMyCommands", commands=own, scope={"type": "chat", "chat_id": AGENT})
    assert (await playground.look("state", person=AGENT))["commands"] == own
    assert await playground.ask("getMyCommands", language_code="zh") == chinese
    await playground.ask("deleteMyCommands", scope={"type": "chat", "chat_id": AGENT})
    assert (await playground.look("state", person=AGENT))["commands"] == default


async def test_typing_shows_for_five_seconds_or_until_a_message(playground: Playground) -> None:
    await playground.card()
    await playground.ask("sendChatAction", chat_id=AGENT, action="typing")
    playground.clock.step(seconds=4.9)
    shown = (await playground.look("state", person=AGENT))["typing"]
    playground.clock.step(seconds=0.2)
    gone = (await playground.look("state", person=AGENT))["typing"]
    await playground.ask("sendChatAction", chat_id=AGENT, action="typing")
    await playground.ask("sendMessage", chat_id=AGENT, text="答")
    answered = (await playground.look("state", person=AGENT))["typing"]

    assert (shown, gone, answered) == ("typing", "", "")


async def test_bot_can_name_and_describe_itself(playground: Playground) -> None:
    await playground.card()
    await playground.ask("setMyName", name="小和")
    await playground.ask("setMyDescription", description="说明", language_code="zh")
    await playground.ask("setMyShortDescription", short_description="短")

    me = await playground.ask("getMe")
    chat = await playground.ask("getChat", chat_id=AGENT)

    assert isinstance(me, dict)
    assert isinstance(chat, dict)
    assert (me["first_name"], chat["first_name"]) == ("小和", "林晓")
    assert (await playground.look("state", person=AGENT))["description"] == "说明"
