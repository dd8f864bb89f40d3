"""The oracle passes every kind of call that the bot makes, and complains of each broken variant of one."""

import json
from collections.abc import Mapping, Sequence

import pytest

from tests.oracle.judge import complaints

BUTTON = {"text": "好", "callback_data": "v1:yes"}
SEND = {"chat_id": "7001", "text": "<b>青松-17</b> · 5 &lt; 6 &amp; 7", "parse_mode": "HTML"}
EDIT = {**SEND, "message_id": "12", "link_preview_options": '{"is_disabled": true}'}
TAP = {"callback_query_id": "4000000000000000001"}
MENU = {"commands": '[{"command": "new", "description": "新来电"}]'}


def keyboard(*rows: Sequence[object]) -> str:
    return json.dumps({"inline_keyboard": rows}, ensure_ascii=False)


RIGHT: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("getMe", {}),
    ("GetMe", {}),
    ("getUpdates", {}),
    (
        "getUpdates",
        {"offset": "-1", "timeout": "50", "limit": "100", "allowed_updates": '["message", "callback_query"]'},
    ),
    ("deleteWebhook", {}),
    ("deleteWebhook", {"drop_pending_updates": "false"}),
    (
        "setWebhook",
        {
            "url": "https://bot.example/hook",
            "secret_token": "a-B_9",
            "max_connections": "100",
            "allowed_updates": '["message"]',
        },
    ),
    ("setMyCommands", MENU),
    ("setMyCommands", {**MENU, "language_code": "en"}),
    ("sendMessage", SEND),
    (
        "sendMessage",
        {
            **SEND,
            "reply_markup": keyboard([BUTTON] * 8, [{"text": "抄", "copy_text": {"text": "A-17"}}]),
            "reply_parameters": '{"message_id": 3, "allow_sending_without_reply": true}',
            "link_preview_options": '{"is_disabled": true}',
            "disable_notification": "true",
            "protect_content": "true",
        },
    ),
    ("sendMessage", {"chat_id": "-1001", "text": "no < markup"}),
    ("sendMessage", {**SEND, "reply_markup": '{"remove_keyboard": true}'}),
    ("sendMessage", {**SEND, "text": "字" * 4096}),
    ("sendMessage", {**SEND, "text": "<b>" + "😀" * 2048 + "</b>"}),
    ("sendMessage", {**SEND, "text": '<pre><code class="language-x">y</code></pre><a href="tg://x">z</a>'}),
    (
        "sendMessage",
        {**SEND, "text": '<blockquote expandable>a</blockquote><span class="tg-spoiler">b</span>'},
    ),
    ("sendMessage", {**SEND, "reply_markup": keyboard(*[[BUTTON] * 8] * 12, [BUTTON] * 4)}),
    ("sendMessage", {**SEND, "reply_markup": keyboard([{"text": "好", "callback_data": "汉" * 21}])}),
    ("sendMessage", {**SEND, "reply_markup": keyboard([{**BUTTON, "style": "danger"}])}),
    ("editMessageText", {**EDIT, "reply_markup": keyboard()}),
    ("editMessageText", {"inline_message_id": "a", "text": "x"}),
    ("editMessageReplyMarkup", {"chat_id": "7001", "message_id": "12"}),
    ("deleteMessage", {"chat_id": "7001", "message_id": "12"}),
    ("answerCallbackQuery", TAP),
    ("answerCallbackQuery", {**TAP, "text": "字" * 200, "show_alert": "true"}),
)

ROW = "sendMessage.reply_markup.inline_keyboard"
WRONG: tuple[tuple[str, str, Mapping[str, str], list[str]], ...] = (
    ("a method that is none", "sendMesage", SEND, ["sendMesage: is no method of the Bot API"]),
    (
        "a misspelt parameter",
        "sendMessage",
        {**SEND, "parse_mod": "HTML"},
        ["sendMessage.parse_mod: is no parameter of it"],
    ),
    (
        "a parameter of another method",
        "deleteMessage",
        {"chat_id": "7001", "message_id": "1", "text": "x"},
        ["deleteMessage.text: is no parameter of it"],
    ),
    ("no text", "sendMessage", {"chat_id": "7001"}, ["sendMessage.text: is missing"]),
    ("no chat", "sendMessage", {"text": "x"}, ["sendMessage.chat_id: is missing"]),
    (
        "no message to edit",
        "editMessageText",
        {"chat_id": "7001", "text": "x"},
        ["editMessageText.message_id: is missing"],
    ),
    (
        "an edit that says nothing",
        "editMessageText",
        {"chat_id": "7001", "message_id": "1"},
        ["editMessageText.text: is missing, or stands beside a rich message"],
    ),
    ("a file that did not come", "sendDocument", {"chat_id": "1"}, ["sendDocument.document: is missing"]),
    (
        "an unknown field of a button",
        "sendMessage",
        {**SEND, "reply_markup": keyboard([BUTTON, {**BUTTON, "colour": "red"}])},
        [f"{ROW}.0.1.colour: is no field of InlineKeyboardButton"],
    ),
    (
        "an unknown field of a keyboard",
        "sendMessage",
        {**SEND, "reply_markup": '{"inline_keyboard": [], "resize": true}'},
        ["sendMessage.reply_markup.resize: is no field of InlineKeyboardMarkup"],
    ),
    (
        "an unknown field of a reply",
        "sendMessage",
        {**SEND, "reply_parameters": '{"message": 3}'},
        ["sendMessage.reply_parameters.message: is no field of ReplyParameters"],
    ),
    (
        "an unknown field of a preview",
        "editMessageText",
        {**EDIT, "link_preview_options": '{"disabled": true}'},
        ["editMessageText.link_preview_options.disabled: is no field of LinkPreviewOptions"],
    ),
    (
        "a command with no description",
        "setMyCommands",
        {"commands": '[{"command": "new"}]'},
        [
            "setMyCommands.commands.0.description: is missing",
            "setMyCommands.commands.0.description: 0 is not within 1 to 256",
        ],
    ),
    (
        "a command in capitals",
        "setMyCommands",
        {"commands": '[{"command": "New", "description": "x"}]'},
        ["setMyCommands.commands.0.command: has not the form of one"],
    ),
    (
        "101 commands",
        "setMyCommands",
        {"commands": json.dumps([{"command": "new", "description": "x"}] * 101)},
        ["setMyCommands.commands: 101 is not within 0 to 100"],
    ),
    (
        "65 bytes of callback data",
        "sendMessage",
        {**SEND, "reply_markup": keyboard([{"text": "好", "callback_data": "x" * 65}])},
        [f"{ROW}.0.0.callback_data: has 65 bytes, not 1 to 64"],
    ),
    (
        "22 Chinese characters of callback data",
        "sendMessage",
        {**SEND, "reply_markup": keyboard([{"text": "好", "callback_data": "汉" * 22}])},
        [f"{ROW}.0.0.callback_data: has 66 bytes, not 1 to 64"],
    ),
    (
        "callback data of nothing",
        "sendMessage",
        {**SEND, "reply_markup": keyboard([{"text": "好", "callback_data": ""}])},
        [f"{ROW}.0.0.callback_data: has 0 bytes, not 1 to 64"],
    ),
    (
        "a button that does two things",
        "sendMessage",
        {**SEND, "reply_markup": keyboard([{**BUTTON, "copy_text": {"text": "A-17"}}])},
        [f"{ROW}.0.0: does 2 things, not one"],
    ),
    (
        "a button that does nothing",
        "sendMessage",
        {**SEND, "reply_markup": keyboard([{"text": "好", "style": "danger"}])},
        [f"{ROW}.0.0: does 0 things, not one"],
    ),
    (
        "a blank button",
        "sendMessage",
        {**SEND, "reply_markup": keyboard([{**BUTTON, "text": " "}])},
        [f"{ROW}.0.0.text: is blank"],
    ),
    (
        "nine buttons in a row",
        "sendMessage",
        {**SEND, "reply_markup": keyboard([BUTTON] * 9)},
        [f"{ROW}.0: has 9 buttons in a row"],
    ),
    (
        "101 buttons",
        "sendMessage",
        {**SEND, "reply_markup": keyboard(*[[BUTTON]] * 101)},
        [f"{ROW}: has 101 buttons in all"],
    ),
    (
        "4,097 characters",
        "sendMessage",
        {**SEND, "text": "<b>" + "字" * 4097 + "</b>"},
        ["sendMessage.text: 4097 is not within 0 to 4096"],
    ),
    (
        "2,049 characters of two units",
        "sendMessage",
        {**SEND, "text": "😀" * 2049},
        ["sendMessage.text: 4098 is not within 0 to 4096"],
    ),
    (
        "32,769 bytes of markup",
        "sendMessage",
        {
            **SEND,
            "text": f'<a href="{"x" * 32_758}">y</a>',
        },
        [
            "sendMessage.text: has more than 32768 bytes with its markup",
        ],
    ),
    ("an empty text", "sendMessage", {**SEND, "text": "<b> </b>"}, ["sendMessage.text: is empty"]),
    (
        "201 characters of toast",
        "answerCallbackQuery",
        {**TAP, "text": "字" * 201},
        ["answerCallbackQuery.text: 201 is not within 0 to 200"],
    ),
    (
        "an unknown tag",
        "sendMessage",
        {**SEND, "text": "a<h1>b</h1>"},
        ["sendMessage.text: a tag that Telegram does not know, line 1 column 1"],
    ),
    (
        "a tag that is not closed",
        "sendMessage",
        {**SEND, "text": "<b>a<i>b</i>"},
        ["sendMessage.text: 1 tags are not closed"],
    ),
    (
        "tags that cross",
        "sendMessage",
        {**SEND, "text": "<b><i>a</b></i>"},
        [
            "sendMessage.text: an end that matches no start, line 1 column 7",
            "sendMessage.text: an end that matches no start, line 1 column 11",
        ],
    ),
    (
        "a bare bracket",
        "editMessageText",
        {**EDIT, "text": "5 < 6"},
        ["editMessageText.text: a bare <, line 1 column 2"],
    ),
    (
        "a name of a character that is left standing",
        "sendMessage",
        {**SEND, "text": "a&nbsp;b"},
        ["sendMessage.text: a character by a name that Telegram does not know, line 1 column 1"],
    ),
    (
        "101 tags",
        "sendMessage",
        {**SEND, "text": "<b>a</b>" * 101},
        ["sendMessage.text: has 101 tags, of which 100 count"],
    ),
    (
        "an unknown way to parse",
        "sendMessage",
        {**SEND, "parse_mode": "html5"},
        ["sendMessage.parse_mode: has not the form of one"],
    ),
    (
        "a chat by its name",
        "sendMessage",
        {**SEND, "chat_id": "@hejie"},
        ["sendMessage.chat_id: has not the form of one"],
    ),
    (
        "words for a number",
        "getUpdates",
        {"limit": "many", "allowed_updates": "message"},
        ["getUpdates.limit: is no int", "getUpdates.allowed_updates: is no JSON"],
    ),
    (
        "a number for a list",
        "setMyCommands",
        {"commands": "3"},
        ["setMyCommands.commands: is no list"],
    ),
    (
        "words for yes",
        "answerCallbackQuery",
        {**TAP, "show_alert": "perhaps"},
        ["answerCallbackQuery.show_alert: is no bool"],
    ),
    (
        "words for a nested number",
        "sendMessage",
        {**SEND, "reply_parameters": '{"message_id": "3"}'},
        ["sendMessage.reply_parameters.message_id: is no int"],
    ),
    (
        "yes for a nested text",
        "sendMessage",
        {**SEND, "reply_markup": keyboard([{"text": True, "callback_data": "x"}])},
        [f"{ROW}.0.0.text: is no str"],
    ),
    (
        "updates that are not known",
        "getUpdates",
        {"limit": "101", "timeout": "51", "allowed_updates": '["mesage"]'},
        [
            "getUpdates.limit: 101 is not within 1 to 100",
            "getUpdates.timeout: 51 is not within 0 to 50",
            "getUpdates.allowed_updates: names an update that is not known",
        ],
    ),
    (
        "numbers below nothing",
        "getUpdates",
        {"limit": "-3", "timeout": "-5"},
        ["getUpdates.limit: -3 is not within 1 to 100", "getUpdates.timeout: -5 is not within 0 to 50"],
    ),
    (
        "fewer connections than none",
        "setWebhook",
        {"url": "https://bot.example", "max_connections": "-7"},
        ["setWebhook.max_connections: -7 is not within 1 to 100"],
    ),
    (
        "a square for a number",
        "getUpdates",
        {"limit": "\u00b2"},
        ["getUpdates.limit: is no int"],
    ),
    (
        "links to nowhere",
        "sendMessage",
        {**SEND, "text": '<a>x</a><a href="">y</a><tg-emoji>z</tg-emoji>'},
        [
            "sendMessage.text: a tag without what it is for, line 1 column 0",
            "sendMessage.text: a tag without what it is for, line 1 column 8",
            "sendMessage.text: a tag without what it is for, line 1 column 24",
        ],
    ),
    (
        "characters by numbers that none has",
        "sendMessage",
        {**SEND, "text": "&#99999999999;&#x110000;&#0;&#xD800;&#65;"},
        [
            f"sendMessage.text: a character by a number that none has, line 1 column {column}"
            for column in (0, 14, 24, 28)
        ],
    ),
    (
        "a secret with a dot",
        "setWebhook",
        {"url": "https://bot.example", "secret_token": "a.b"},
        ["setWebhook.secret_token: has not the form of one"],
    ),
)


@pytest.mark.parametrize(("method", "parameters"), RIGHT)
def test_right_call_passes(method: str, parameters: Mapping[str, str]) -> None:
    assert complaints(method, parameters) == []


def test_file_that_came_along_is_not_missing() -> None:
    assert complaints("sendDocument", {"chat_id": "7001", "caption": "x"}, uploads=1) == []


@pytest.mark.parametrize(
    ("method", "parameters", "expected"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG]
)
def test_wrong_call_is_complained_of(method: str, parameters: Mapping[str, str], expected: list[str]) -> None:
    assert sorted(complaints(method, parameters)) == sorted(expected)
