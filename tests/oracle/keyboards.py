"""Inline keyboards: how many buttons, what is written on one, and that each does exactly one thing."""

from collections.abc import Iterator
from typing import Final

from telegram.constants import (
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    KeyboardButtonStyle,
    ReplyLimit,
)

from tests.oracle.models import TYPES, model

_LOOKS: Final = frozenset({"text", "style", "icon_custom_emoji_id"})
"""The fields of a button that do nothing when it is tapped."""
_STYLES: Final = frozenset(map(str, KeyboardButtonStyle))


def complaints(markup: object) -> Iterator[str]:
    """Yield what is wrong with a decoded `reply_markup`, of which the shape was judged elsewhere."""
    if not isinstance(markup, dict):
        return
    rows = [row for row in _list(markup.get("inline_keyboard")) if isinstance(row, list)]
    for number, row in enumerate(rows):
        if len(row) > InlineKeyboardMarkupLimit.BUTTONS_PER_ROW:
            yield f"reply_markup.inline_keyboard.{number}: has {len(row)} buttons in a row"
        for place, button in enumerate(row):
            if isinstance(button, dict):
                path = f"reply_markup.inline_keyboard.{number}.{place}"
                yield from (f"{path}{each}" for each in _of_button(button))
    if (count := sum(map(len, rows))) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
        yield f"reply_markup.inline_keyboard: has {count} buttons in all"
    if len(str(markup.get("input_field_placeholder", ""))) > ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER:
        yield "reply_markup.input_field_placeholder: is too long"


def _of_button(button: dict[str, object]) -> Iterator[str]:
    known = model(TYPES, "InlineKeyboardButton")
    assert known is not None
    deeds = [name for name in button if name in known.fields and name not in _LOOKS]
    if len(deeds) != 1:
        yield f": does {len(deeds)} things, not one"
    if not str(button.get("text", "")).strip():
        yield ".text: is blank"
    if "style" in button and button["style"] not in _STYLES:
        yield ".style: is none that is known"
    if "callback_data" in button:
        size = len(str(button["callback_data"]).encode("utf-8", "surrogatepass"))
        least, most = InlineKeyboardButtonLimit.MIN_CALLBACK_DATA, InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
        if not least <= size <= most:
            yield f".callback_data: has {size} bytes, not {least:d} to {most:d}"
    copied = button.get("copy_text")
    if isinstance(copied, dict):
        size = len(str(copied.get("text", "")))
        if not InlineKeyboardButtonLimit.MIN_COPY_TEXT <= size <= InlineKeyboardButtonLimit.MAX_COPY_TEXT:
            yield f".copy_text.text: has {size} characters"


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
