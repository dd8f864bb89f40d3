"""Lengths, counts and choices that the Bot API holds its parameters to: python-telegram-bot's constants."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    BotNameLimit,
    BulkRequestLimit,
    CallbackQueryLimit,
    ChatAction,
    MessageLimit,
    ParseMode,
    PollingLimit,
    UpdateType,
    WebhookLimit,
)

from tests.oracle import keyboards, markup

RAW_BYTES: Final = 32_768
"""Of a text with its markup; the server answers "Text is too long" beyond it."""
LONGEST_POLL: Final = 50
"""Seconds."""

Values = Mapping[str, object]
Rule = Callable[[Values], Iterator[str]]

_TEXTS: Final = {
    ("sendMessage", "text"): MessageLimit.MAX_TEXT_LENGTH,
    ("editMessageText", "text"): MessageLimit.MAX_TEXT_LENGTH,
    ("sendDocument", "caption"): MessageLimit.CAPTION_LENGTH,
    ("editMessageCaption", "caption"): MessageLimit.CAPTION_LENGTH,
}
"""Units of UTF-16 after the markup is read."""
_LENGTHS: Final = {
    ("answerCallbackQuery", "callback_query_id"): (1, RAW_BYTES),
    ("answerCallbackQuery", "text"): (0, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH),
    ("setMyName", "name"): (0, BotNameLimit.MAX_NAME_LENGTH),
    ("setMyDescription", "description"): (0, BotDescriptionLimit.MAX_DESCRIPTION_LENGTH),
    ("setMyShortDescription", "short_description"): (0, BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH),
    ("setWebhook", "secret_token"): (
        WebhookLimit.MIN_SECRET_TOKEN_LENGTH,
        WebhookLimit.MAX_SECRET_TOKEN_LENGTH,
    ),
    ("setMyCommands", "commands"): (0, BotCommandLimit.MAX_COMMAND_NUMBER),
    ("deleteMessages", "message_ids"): (BulkRequestLimit.MIN_LIMIT, BulkRequestLimit.MAX_LIMIT),
}
"""Characters of a text, or items of a list."""
_RANGES: Final = {
    ("getUpdates", "limit"): (PollingLimit.MIN_LIMIT, PollingLimit.MAX_LIMIT),
    ("getUpdates", "timeout"): (0, LONGEST_POLL),
    ("setWebhook", "max_connections"): (
        WebhookLimit.MIN_CONNECTIONS_LIMIT,
        WebhookLimit.MAX_CONNECTIONS_LIMIT,
    ),
}
_NUMBER: Final = re.compile(r"-?[0-9]+")
_FORMS: Final = {
    "chat_id": re.compile(r"-?[1-9]\d*"),
    "message_id": re.compile(r"[1-9]\d*"),
    "language_code": re.compile(r"([a-z]{2})?"),
    "secret_token": re.compile(r"[A-Za-z0-9_-]*"),
    "parse_mode": re.compile("|".join(ParseMode)),
    "action": re.compile("|".join(ChatAction)),
}
_COMMAND: Final = re.compile(f"[a-z0-9_]{{{BotCommandLimit.MIN_COMMAND:d},{BotCommandLimit.MAX_COMMAND:d}}}")


def complaints(method: str, values: Values) -> Iterator[str]:
    """Yield what is too long, too short, too many, or not one of the words that are known."""
    for name, value in values.items():
        place, form = (method, name), _FORMS.get(name)
        if form is not None and isinstance(value, str) and not form.fullmatch(value):
            yield f"{name}: has not the form of one"
        if place in _TEXTS and isinstance(value, str):
            yield from _of_text(name, value, _TEXTS[place], html=values.get("parse_mode") == ParseMode.HTML)
        if place in _LENGTHS and isinstance(value, str | list):
            yield from _outside(name, len(value), *_LENGTHS[place])
        if place in _RANGES and isinstance(value, str) and _NUMBER.fullmatch(value):
            yield from _outside(name, int(value), *_RANGES[place])
    for rule in _RULES.get(method, ()):
        yield from rule(values)
    yield from keyboards.complaints(values.get("reply_markup"))


def _outside(name: str, size: int, least: int, most: int) -> Iterator[str]:
    if not least <= size <= most:
        yield f"{name}: {size} is not within {least:d} to {most:d}"


def _of_text(name: str, source: str, most: int, *, html: bool) -> Iterator[str]:
    if len(source.encode()) > RAW_BYTES:
        yield f"{name}: has more than {RAW_BYTES} bytes with its markup"
    plain, wrong = markup.read(source) if html else (source, ())
    yield from (f"{name}: {each}" for each in wrong)
    if not plain.strip():
        yield f"{name}: is empty"
    yield from _outside(name, len(plain.encode("utf-16-le", "surrogatepass")) // 2, 0, most)


def _one_message(values: Values) -> Iterator[str]:
    if "inline_message_id" in values:
        if "chat_id" in values or "message_id" in values:
            yield "inline_message_id: stands beside another message"
        return
    yield from (f"{name}: is missing" for name in ("chat_id", "message_id") if name not in values)


def _something_to_say(values: Values) -> Iterator[str]:
    if ("text" in values) == ("rich_message" in values):
        yield "text: is missing, or stands beside a rich message"


def _commands(values: Values) -> Iterator[str]:
    commands = values.get("commands")
    for number, each in enumerate(commands if isinstance(commands, list) else ()):
        name, description = (str(each.get(key, "")) for key in ("command", "description"))
        if not _COMMAND.fullmatch(name):
            yield f"commands.{number}.command: has not the form of one"
        least, most = BotCommandLimit.MIN_DESCRIPTION, BotCommandLimit.MAX_DESCRIPTION
        yield from _outside(f"commands.{number}.description", len(description.strip()), least, most)


def _updates(values: Values) -> Iterator[str]:
    wanted = values.get("allowed_updates")
    if isinstance(wanted, list) and not set(map(str, wanted)) <= set(UpdateType):
        yield "allowed_updates: names an update that is not known"


_RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "editMessageText": (_one_message, _something_to_say),
    "editMessageCaption": (_one_message,),
    "editMessageReplyMarkup": (_one_message,),
    "setMyCommands": (_commands,),
    "getUpdates": (_updates,),
    "setWebhook": (_updates,),
}
