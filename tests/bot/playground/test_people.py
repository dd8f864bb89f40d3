import pytest

from bot.playground.json_values import JsonObject
from bot.playground.people import GROUP
from tests.bot.playground.driving import AGENT, STRANGER, SUPERVISOR, Playground


async def pushed(playground: Playground, kind: str = "message") -> list[JsonObject]:
    found = [update.get(kind) for update in await playground.updates()]
    return [message for message in found if isinstance(message, dict)]


async def test_text_reaches_the_bot_with_its_commands_marked(playground: Playground) -> None:
    await playground.do("send", person=AGENT, text="/new 王先生", age=60)

    [message] = await pushed(playground)
    assert message == {
        "message_id": 1,
        "from": {
            "id": AGENT,
            "is_bot": False,
            "first_name": "林晓",
            "username": "demo_linxiao",
            "language_code": "zh-hans",
        },
        "chat": {"id": AGENT, "type": "private", "first_name": "林晓", "username": "demo_linxiao"},
        "date": int(playground.clock.now.timestamp()) - 60,
        "text": "/new 王先生",
        "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
    }


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "contact", "document"])
async def test_stand_in_of_every_kind_reaches_the_bot(playground: Playground, kind: str) -> None:
    await playground.do("send", person=AGENT, kind=kind, caption="注")

    [message] = await pushed(playground)
    assert (kind in message, "text" in message, message["caption"]) == (True, False, "注")


async def test_edit_reaches_the_bot_as_edited_message(playground: Playground) -> None:
    await playground.do("send", person=AGENT, text="一")
    playground.clock.step(seconds=5)

    await playground.do("edit", person=AGENT, message_id=1, text="二")

    [edited] = await pushed(playground, "edited_message")
    assert (edited["text"], edited["edit_date"]) == ("二", int(playground.clock.now.timestamp()))


async def test_nobody_edits_the_message_of_another(playground: Playground) -> None:
    card = await playground.card()

    answer = await playground.try_to("edit", person=AGENT, message_id=card, text="x")

    assert answer == (400, {"ok": False, "error": "this person wrote no such message"})


async def test_reply_and_forward_say_where_they_come_from(playground: Playground) -> None:
    card = await playground.card()
    await playground.do("send", person=AGENT, text="二", reply_to=card, forwarded_from="某人")

    *_, message = await pushed(playground)
    replied, origin = message["reply_to_message"], message["forward_origin"]
    assert isinstance(replied, dict)
    assert isinstance(origin, dict)
    assert (replied["message_id"], origin["sender_user_name"]) == (card, "某人")


async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(playground: Playground) -> None:
    await playground.do("send", person=AGENT, chat=GROUP, text="大家好")
    await playground.do("send", person=AGENT, chat=GROUP, text="/start")
    sent = await playground.message("sendMessage", chat_id=GROUP, text="群里好")
    await playground.do("send", person=SUPERVISOR, chat=GROUP, text="好的", reply_to=sent["message_id"])
    await playground.do("send", person=SUPERVISOR, chat=GROUP, text="问 @hejie_playground_bot")

    heard = [message["text"] for message in await pushed(playground)]
    assert heard == ["/start", "好的", "问 @hejie_playground_bot"]
    chat = sent["chat"]
    assert isinstance(chat, dict)
    assert chat["type"] == "supergroup"


async def test_writing_in_a_group_does_not_open_the_private_chat(playground: Playground) -> None:
    await playground.do("send", person=STRANGER, chat=GROUP, text="/start")

    assert (await playground.call("sendMessage", chat_id=STRANGER, text="x"))[0] == 403


async def test_language_shows_in_the_name_and_the_code(playground: Playground) -> None:
    await playground.do("language", person=AGENT, language_code="en")
    await playground.do("send", person=AGENT, text="/start")

    [message] = await pushed(playground)
    sender = message["from"]
    assert isinstance(sender, dict)
    assert (sender["first_name"], sender["language_code"]) == ("Lin Xiao", "en")


async def test_blocking_tells_the_bot_and_unblocking_opens_the_chat_again(playground: Playground) -> None:
    await playground.card()
    await playground.do("block", person=AGENT)
    refused = await playground.try_to("send", person=AGENT, text="x")
    await playground.do("block", person=AGENT, blocked=False)

    states = [change["new_chat_member"] for change in await pushed(playground, "my_chat_member")]
    assert refused == (400, {"ok": False, "error": "unblock the bot first"})
    assert [state["status"] for state in states if isinstance(state, dict)] == ["kicked", "member"]
    assert (await playground.call("sendMessage", chat_id=AGENT, text="x"))[0] == 200


async def test_message_that_a_person_deleted_cannot_be_edited_by_the_bot(playground: Playground) -> None:
    card = await playground.card()
    await playground.do("delete", person=AGENT, message_id=card)

    answer = await playground.call("editMessageText", chat_id=AGENT, message_id=card, text="x")

    assert answer[1]["description"] == "Bad Request: message to edit not found"


@pytest.mark.parametrize(
    ("deed", "fields", "sentence"),
    [
        ("send", {"text": ""}, "a text has 1 to 4096 UTF-16 units"),
        ("send", {"text": "x" * 4097}, "a text has 1 to 4096 UTF-16 units"),
        ("send", {"text": "x", "chat": SUPERVISOR}, "a person writes in their own chat or in the group"),
        ("send", {"text": "x", "chat": 5}, "there is no such chat"),
        ("send", {"text": "x", "reply_to": 99}, "there is no message to reply to"),
        ("send", {"kind": "poll"}, "kind is one of text, photo, voice, sticker, contact, document"),
        ("send", {"kind": "photo", "caption": "x" * 1025}, "a caption has at most 1024 UTF-16 units"),
        ("send", {"kind": "document", "content": "x" * 1_048_577}, "a file has at most 1 MB"),
        ("language", {"language_code": "fr"}, "language_code is zh-hans or en"),
        ("delete", {"message_id": 99}, "there is no such message"),
    ],
)
async def test_deed_that_the_app_would_not_offer_is_refused(
    playground: Playground, deed: str, fields: JsonObject, sentence: str
) -> None:
    answer = await playground.try_to(deed, person=AGENT, **fields)

    assert answer == (400, {"ok": False, "error": sentence})
    assert await playground.updates() == []


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/chat/state?person=1", "nobody here has this id; /chat/people lists everybody"),
        ("/chat/state", "person must be a whole number"),
        ("/chat/events?after=x", "after must be a whole number"),
    ],
)
async def test_question_that_makes_no_sense_is_refused(
    playground: Playground, path: str, sentence: str
) -> None:
    async with playground.http.get(playground.address + path) as response:
        assert (response.status, await response.json()) == (400, {"ok": False, "error": sentence})


async def test_deed_in_anything_but_a_json_object_is_refused(playground: Playground) -> None:
    async with playground.http.post(f"{playground.address}/chat/send", data="[]") as response:
        answer = response.status, await response.json()

    assert answer == (400, {"ok": False, "error": "the body must be a JSON object"})


async def test_events_tell_the_version_as_soon_as_something_changes(playground: Playground) -> None:
    await playground.card()
    version = (await playground.look("people"))["version"]
    assert isinstance(version, int)

    assert await playground.look("events", after=version) == {"ok": True, "version": version}
    await playground.do("send", person=AGENT, text="一")
    assert await playground.look("events", after=version, timeout=50) == {"ok": True, "version": version + 1}
