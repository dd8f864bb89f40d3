"""One case a rule: a good bot never meets these, a careless one meets Telegram's own sentence."""

import pytest

from bot.playground.json_values import Json, JsonObject
from tests.bot.playground.driving import AGENT, KEYBOARD, STRANGER, Playground

OWN_MESSAGE, CARD, DOCUMENT = 1, 2, 3
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
NO_BUTTON = "Bad Request: can't parse inline keyboard button: "


def keyboard(*buttons: Json) -> JsonObject:
    return {"inline_keyboard": [list(buttons)]}


def grid(rows: int, columns: int) -> JsonObject:
    row: list[Json] = [{"text": "x", "callback_data": "x"}] * columns
    return {"inline_keyboard": [row] * rows}


@pytest.fixture
async def chat(playground: Playground) -> Playground:
    """The agent's /start, a card with a button, a document."""
    await playground.card()
    assert (await playground.upload(b"content"))[0] == 200
    return playground


@pytest.mark.parametrize(
    ("method", "parameters", "status", "description"),
    [
        ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 5, "text": "x"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": 2**63, "text": "x"}, 400, "Bad Request: invalid chat_id specified"),
        ("getUpdates", {"offset": -(2**63) - 1}, 400, "Bad Request: invalid offset specified"),
        (
            "editMessageText",
            {"chat_id": AGENT, "message_id": 10**30, "text": "x"},
            400,
            "Bad Request: invalid message_id specified",
        ),
        (
            "editMessageText",
            {"chat_id": AGENT, "message_id": 2**63 - 1, "text": "x"},
            400,
            "Bad Request: message to edit not found",
        ),
        (
            "deleteMessages",
            {"chat_id": AGENT, "message_ids": [1, 10**30]},
            400,
            "Bad Request: invalid message_ids specified",
        ),
        (
            "sendMessage",
            {"chat_id": AGENT, "text": "x", "reply_parameters": {"message_id": 10**30}},
            400,
            "Bad Request: invalid message_id specified",
        ),
        ("sendMessage", {"chat_id": AGENT, "text": "\ud800"}, 400, "Bad Request: can't parse JSON object"),
        (
            "sendMessage",
            {"chat_id": STRANGER, "text": "x"},
            403,
            "Forbidden: bot can't initiate conversation with a user",
        ),
        ("sendMessage", {"chat_id": AGENT}, 400, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": AGENT, "text": " \n "}, 400, "Bad Request: text must be non-empty"),
        (
            "sendMessage",
            {"chat_id": AGENT, "text": "<b></b>", "parse_mode": "HTML"},
            400,
            "Bad Request: text must be non-empty",
        ),
        ("sendMessage", {"chat_id": AGENT, "text": "您" * 4097}, 400, "Bad Request: message is too long"),
        ("sendMessage", {"chat_id": AGENT, "text": "😀" * 2049}, 400, "Bad Request: message is too long"),
        ("sendMessage", {"chat_id": AGENT, "text": "x" * 32769}, 400, "Bad Request: text is too long"),
        (
            "sendMessage",
            {"chat_id": AGENT, "text": "x", "parse_mode": "BBCode"},
            400,
            "Bad Request: unsupported parse_mode",
        ),
        (
            "sendMessage",
            {"chat_id": AGENT, "text": "<p>", "parse_mode": "html"},
            400,
            'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0',
        ),
        (
            "sendMessage",
            {"chat_id": AGENT, "text": "x", "reply_parameters": {"message_id": 99}},
            400,
            "Bad Request: message to be replied not found",
        ),
        (
            "editMessageText",
            {"chat_id": AGENT, "message_id": 99, "text": "x"},
            400,
            "Bad Request: message to edit not found",
        ),
        (
            "editMessageText",
            {"chat_id": AGENT, "message_id": OWN_MESSAGE, "text": "x"},
            400,
            "Bad Request: message can't be edited",
        ),
        (
            "editMessageText",
            {"chat_id": AGENT, "message_id": DOCUMENT, "text": "x"},
            400,
            "Bad Request: there is no text in the message to edit",
        ),
        (
            "editMessageText",
            {"chat_id": AGENT, "message_id": CARD},
            400,
            "Bad Request: message text is empty",
        ),
        (
            "editMessageText",
            {"chat_id": AGENT, "message_id": CARD, "text": "卡片", "reply_markup": KEYBOARD},
            400,
            NOT_MODIFIED,
        ),
        (
            "editMessageReplyMarkup",
            {"chat_id": AGENT, "message_id": CARD, "reply_markup": KEYBOARD},
            400,
            NOT_MODIFIED,
        ),
        ("editMessageReplyMarkup", {"chat_id": AGENT, "message_id": DOCUMENT}, 400, NOT_MODIFIED),
        (
            "editMessageReplyMarkup",
            {"chat_id": AGENT, "message_id": CARD, "reply_markup": {"force_reply": True}},
            400,
            "Bad Request: inline keyboard expected",
        ),
        ("editMessageText", {"text": "x"}, 400, "Bad Request: message identifier is not specified"),
        (
            "deleteMessage",
            {"chat_id": AGENT, "message_id": 99},
            400,
            "Bad Request: message to delete not found",
        ),
        ("deleteMessage", {"chat_id": AGENT}, 400, "Bad Request: message identifier is not specified"),
        ("deleteMessage", {"message_id": 1}, 400, "Bad Request: chat identifier is not specified"),
        ("deleteMessages", {"chat_id": AGENT}, 400, "Bad Request: message identifiers are not specified"),
        (
            "deleteMessages",
            {"chat_id": AGENT, "message_ids": list(range(101))},
            400,
            "Bad Request: too many message identifiers specified",
        ),
        (
            "deleteMessages",
            {"chat_id": AGENT, "message_ids": "{}"},
            400,
            "Bad Request: expected an Array of message identifiers",
        ),
        ("sendDocument", {"chat_id": AGENT}, 400, "Bad Request: there is no document in the request"),
        (
            "sendDocument",
            {"chat_id": AGENT, "document": "NOWHERE"},
            400,
            "Bad Request: wrong file identifier/HTTP URL specified",
        ),
        ("getFile", {"file_id": "NOWHERE"}, 400, "Bad Request: invalid file_id"),
        (
            "answerCallbackQuery",
            {"callback_query_id": "1"},
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "answerCallbackQuery",
            {"callback_query_id": "1", "text": "x" * 201},
            400,
            "Bad Request: MESSAGE_TOO_LONG",
        ),
        (
            "sendChatAction",
            {"chat_id": AGENT, "action": "dance"},
            400,
            "Bad Request: wrong parameter action in request",
        ),
        ("setMyCommands", {"commands": "{"}, 400, "Bad Request: can't parse commands JSON object"),
        ("setMyCommands", {"commands": {}}, 400, "Bad Request: expected an Array of BotCommand"),
        (
            "setMyCommands",
            {"commands": [{"command": "new"}]},
            400,
            "Bad Request: can't parse BotCommand: Can't find field \"description\"",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "新", "description": "x"}]},
            400,
            "Bad Request: BOT_COMMAND_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "x" * 33, "description": "x"}]},
            400,
            "Bad Request: BOT_COMMAND_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "x", "description": "x" * 257}]},
            400,
            "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "x", "description": "x"}] * 101},
            400,
            "Bad Request: BOT_COMMANDS_TOO_MUCH",
        ),
        (
            "setMyCommands",
            {"commands": [], "language_code": "zh-hans"},
            400,
            "Bad Request: invalid language code specified",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "everywhere"}},
            400,
            "Bad Request: can't parse BotCommandScope: Unsupported type specified",
        ),
        (
            "setWebhook",
            {"url": "http://e.org"},
            400,
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            "setWebhook",
            {"url": "https://e.org", "secret_token": "您"},
            400,
            "Bad Request: secret token contains unallowed characters",
        ),
        ("sendRocket", {}, 404, "Not Found: method not found"),
    ],
)
async def test_broken_rule_is_refused_in_telegrams_words(
    chat: Playground, method: str, parameters: JsonObject, status: int, description: str
) -> None:
    answer = await chat.call(method, **parameters)

    assert answer == (status, {"ok": False, "error_code": status, "description": description})


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        ("null", "Bad Request: object expected as reply markup"),
        ("{", "Bad Request: can't parse reply keyboard markup JSON object"),
        (
            {"inline_keyboard": [{}]},
            'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (keyboard("x"), NO_BUTTON + "InlineKeyboardButton must be an Object"),
        (keyboard({"callback_data": "x"}), NO_BUTTON + 'Can\'t find field "text"'),
        (keyboard({"text": 1}), NO_BUTTON + 'Field "text" must be of type String'),
        (keyboard({"text": "x"}), NO_BUTTON + "Text buttons are unallowed in the inline keyboard"),
        (
            keyboard({"text": "x", "callback_data": ""}),
            NO_BUTTON + "Text buttons are unallowed in the inline keyboard",
        ),
        (
            keyboard({"text": "x", "callback_data": "x", "url": "https://e.org"}),
            NO_BUTTON + "exactly one action must be used, found url and callback_data",
        ),
        (
            keyboard({"text": "x", "callback_data": "x", "style": "loud"}),
            NO_BUTTON + "invalid button style specified",
        ),
        (keyboard({"text": "x", "callback_data": "您" * 21 + "xx"}), "Bad Request: BUTTON_DATA_INVALID"),
        (keyboard({"text": "x", "copy_text": {"text": "x" * 257}}), "Bad Request: BUTTON_COPY_TEXT_INVALID"),
        (
            keyboard({"text": "x", "url": "nowhere"}),
            "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
        (grid(1, 9), "Bad Request: reply markup is too long"),
        (grid(13, 8), "Bad Request: reply markup is too long"),
    ],
)
async def test_broken_keyboard_is_refused_in_telegrams_words(
    chat: Playground, markup: Json, description: str
) -> None:
    answer = await chat.call("sendMessage", chat_id=AGENT, text="x", reply_markup=markup)

    assert answer == (400, {"ok": False, "error_code": 400, "description": description})


@pytest.mark.parametrize(
    "parameters",
    [
        {"text": "您" * 4096},
        {"text": "😀" * 2048},
        {"text": "<b>" + "x" * 4096 + "</b>", "parse_mode": "HTML"},
        {"text": "x", "reply_markup": keyboard({"text": "x", "callback_data": "您" * 21 + "x"})},
        {"text": "x", "reply_markup": keyboard({"text": "x", "copy_text": {"text": "x" * 256}})},
        {"text": "x", "reply_markup": keyboard({"text": "x", "url": "https://e.org", "style": "danger"})},
        {"text": "x", "reply_markup": grid(12, 8)},
        {"text": "x", "reply_markup": {"remove_keyboard": True}},
        {"text": "x", "reply_parameters": {"message_id": 99, "allow_sending_without_reply": True}},
    ],
)
async def test_call_at_the_limit_passes(chat: Playground, parameters: JsonObject) -> None:
    status, _ = await chat.call("sendMessage", chat_id=AGENT, **parameters)

    assert status == 200


async def test_unknown_token_is_unauthorized(playground: Playground) -> None:
    async with playground.http.get(f"{playground.address}/bot1:wrong/getMe") as response:
        answer = response.status, await response.json()

    assert answer == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})


async def test_refused_call_changes_nothing(chat: Playground) -> None:
    before = await chat.look("state", person=AGENT)

    await chat.call("editMessageText", chat_id=AGENT, message_id=CARD, text="<b>", parse_mode="HTML")

    assert await chat.look("state", person=AGENT) == before


async def test_message_of_two_days_cannot_be_deleted_any_more(chat: Playground) -> None:
    chat.clock.step(hours=47.9)
    assert (await chat.call("deleteMessage", chat_id=AGENT, message_id=OWN_MESSAGE))[0] == 200
    chat.clock.step(hours=0.2)

    answer = await chat.call("deleteMessage", chat_id=AGENT, message_id=CARD)

    assert answer[1]["description"] == "Bad Request: message can't be deleted"


async def test_blocked_bot_is_told_so(chat: Playground) -> None:
    await chat.do("block", person=AGENT)

    answer = await chat.call("sendMessage", chat_id=AGENT, text="x")

    assert answer[1] == {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot was blocked by the user",
    }
