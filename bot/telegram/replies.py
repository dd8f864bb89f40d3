"""Answers in the response to a delivery: the Bot API takes one call there, which saves a request a tap.

How that call fared nobody hears. An answer to a tap may be lost, a card may not: only answers go this way.
"""

from datetime import datetime

import msgspec

from bot.telegram.deeds import AnswerTap, Deed
from bot.telegram.messenger import LONGEST_TOAST
from bot.telegram.wording import Wording


def parted(deeds: tuple[Deed, ...]) -> tuple[AnswerTap | None, tuple[Deed, ...]]:
    """Return the first answer to a tap, if there is one, and all that is left to do."""
    first = next((each for each in deeds if isinstance(each, AnswerTap)), None)
    return first, tuple(each for each in deeds if each is not first)


def reply(answer: AnswerTap, words: Wording, now: datetime) -> bytes:
    """Return a call of ``answerCallbackQuery`` in JSON, with a toast of at most 200 characters."""
    call: dict[str, object] = {"method": "answerCallbackQuery", "callback_query_id": answer.query}
    if answer.say is not None:
        call["text"] = words.say(answer.say, answer.language, now)[:LONGEST_TOAST]
    if answer.alert:
        call["show_alert"] = True
    return msgspec.json.encode(call)
