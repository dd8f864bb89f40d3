"""What goes out in the response to a delivery, and what does not."""

import json

from bot.telegram.deeds import AnswerTap, ShowCall
from bot.telegram.replies import parted, reply
from dialogs.texts import Language, Phrase
from tests.bot.telegram.driving import AGENT, CALL, Stage


def test_answer_in_the_response_says_what_the_messenger_would(stage: Stage) -> None:
    now = stage.office.clock()
    told = Phrase("toast.done")
    text = stage.words.say(told, Language.EN, now)

    assert json.loads(reply(AnswerTap("5"), stage.words, now)) == {
        "method": "answerCallbackQuery",
        "callback_query_id": "5",
    }
    assert json.loads(reply(AnswerTap("5", told, Language.EN, alert=True), stage.words, now)) == {
        "method": "answerCallbackQuery",
        "callback_query_id": "5",
        "text": text,
        "show_alert": True,
    }


class Wordy:
    """Says more than a toast can hold."""

    def say(self, phrase: Phrase, language: Language, now: object = None) -> str:
        return "长" * 300


def test_toast_is_cut_at_200_characters(stage: Stage) -> None:
    answer = AnswerTap("5", Phrase("toast.done"))

    call = json.loads(reply(answer, Wordy(), stage.office.clock()))  # type: ignore[arg-type]

    assert call["text"] == "长" * 200


def test_only_the_first_answer_is_parted_from_the_deeds() -> None:
    show = ShowCall(AGENT, AGENT, CALL)

    assert parted((show,)) == (None, (show,))
    assert parted((AnswerTap("1"), show, AnswerTap("1"))) == (AnswerTap("1"), (show, AnswerTap("1")))
