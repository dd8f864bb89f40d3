"""Inline keyboards: what Telegram takes, what it drops without a word, what it refuses."""

from collections.abc import Sequence
from typing import NoReturn

from bot.playground.errors import bad_request
from bot.playground.json_values import Json, JsonObject
from bot.playground.limits import CALLBACK_DATA_BYTES, COPY_TEXT_CHARACTERS, KEYBOARD_BUTTONS, ROW_BUTTONS
from bot.playground.parameters import Parameters

_ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
    "disabled",
)
_STYLES = frozenset({"", "default", "danger", "success", "primary"})
_OTHER_KEYBOARDS = ("keyboard", "remove_keyboard", "hide_keyboard", "force_reply", "force_reply_keyboard")


def read_keyboard(parameters: Parameters, *, inline_only: bool = False) -> JsonObject | None:
    """Return the call's inline keyboard, None when it has none; raises ApiError with Telegram's sentence.

    With `inline_only`, as for edits, a keyboard of another kind is refused; otherwise it is taken and
    forgotten.
    """
    markup = parameters.json("reply_markup", "reply keyboard markup")
    if markup is None and not parameters.text("reply_markup"):
        return None
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    if inline_only and "inline_keyboard" not in markup and any(markup.get(kind) for kind in _OTHER_KEYBOARDS):
        raise bad_request("Inline keyboard expected")
    rows = [row for row in _rows(markup.get("inline_keyboard")) if row]
    if len(rows) == 0:
        return None
    if sum(map(len, rows)) > KEYBOARD_BUTTONS or max(map(len, rows)) > ROW_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows}


def buttons(markup: Json) -> list[JsonObject]:
    """Return all buttons of a stored keyboard in reading order."""
    keyboard = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    rows = keyboard if isinstance(keyboard, list) else []
    return [button for row in rows if isinstance(row, list) for button in row if isinstance(button, dict)]


def _rows(keyboard: Json) -> Sequence[Sequence[JsonObject]]:
    if keyboard is None:
        return []
    if not isinstance(keyboard, list) or not all(isinstance(row, list) for row in keyboard):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return [[read for button in row if (read := _button(button))] for row in keyboard]


def _button(button: Json) -> JsonObject | None:
    """Return a checked button; one with an empty text is dropped without a word, as Telegram does."""
    if not isinstance(button, dict):
        _refuse("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if text is None:
        _refuse('Can\'t find field "text"')
    if not isinstance(text, str):
        _refuse('Field "text" must be of type String')
    if button.get("style", "") not in _STYLES:
        _refuse("invalid button style specified")
    _check_action(button)
    return dict(button) if text else None


def _check_action(button: JsonObject) -> None:
    actions = [name for name in _ACTIONS if name in button and button[name] != ""]
    if not actions:
        _refuse("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # Telegram documents exactly one and silently takes the first; here the mistake is shown.
        _refuse(f"exactly one action must be used, found {' and '.join(actions)}")
    match actions[0]:
        case "callback_data":
            data = button["callback_data"]
            if not isinstance(data, str) or len(data.encode()) > CALLBACK_DATA_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
        case "copy_text":
            copied = button["copy_text"]
            copy = copied.get("text") if isinstance(copied, dict) else None
            if not isinstance(copy, str) or not 1 <= len(copy) <= COPY_TEXT_CHARACTERS:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case "url":
            address = button["url"]
            if not isinstance(address, str) or "." not in address.removeprefix("tg://").replace("//", "."):
                raise bad_request(f"Inline keyboard button URL '{address}' is invalid: Wrong HTTP URL")


def _refuse(complaint: str) -> NoReturn:
    raise bad_request(f"Can't parse inline keyboard button: {complaint}")
