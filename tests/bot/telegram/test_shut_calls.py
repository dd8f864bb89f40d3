"""What people hear of a call that is shown to nobody or was erased, and what is known of their messages."""

from bot.telegram.callback_data import encode
from bot.telegram.deeds import AnswerTap, Deed, ShowCard, Tell
from bot.telegram.handlers.front_desk import front_desk
from bot.telegram.incoming import Incoming, Tap, Words
from dialogs.cards import Button, Verb
from dialogs.ids import Cause, PersonId
from dialogs.texts import Language, Phrase
from tests.bot.telegram.driving import AGENT, CALL, SUPERVISOR, Stage, show
from tests.bot.telegram.test_sweeper import SAID, ended, shut

LINE = Phrase("refused.unknown")


async def handled(stage: Stage, incoming: Incoming) -> tuple[Deed, ...]:
    return await front_desk(stage.wiring()).handle(incoming)


def tap(
    stage: Stage, verb: Verb, value: str = "", person: PersonId = SUPERVISOR, *, card: bool = False
) -> Tap:
    query = str(stage.causes)
    return Tap(
        cause=Cause(f"{stage.cause()}:tap"),
        person=person,
        chat=person,
        message=77,
        name="虚构",
        language_code="zh-hans",
        at=stage.office.clock(),
        query=query,
        data=encode(Button(LINE, verb, value), CALL if card else None, 1),
    )


def words(stage: Stage, text: str, message: int) -> Words:
    return Words(
        cause=Cause(f"{stage.cause()}:text"),
        person=SUPERVISOR,
        chat=SUPERVISOR,
        message=message,
        name="虚构",
        language_code="zh-hans",
        at=stage.office.clock(),
        text=text,
    )


def said(deeds: tuple[Deed, ...]) -> list[str]:
    return [each.say.key for each in deeds if isinstance(each, AnswerTap | Tell) and each.say is not None]


async def test_stored_call_is_refused_to_whoever_taps_on_it(stage: Stage) -> None:
    await ended(stage)
    await shut(stage, erased=False)

    heard = {
        "timeline": said(await handled(stage, tap(stage, Verb.TIMELINE, CALL))),
        "remark": said(await handled(stage, tap(stage, Verb.REMARK, CALL))),
        "whisper": said(await handled(stage, tap(stage, Verb.WHISPER, CALL))),
        "rating": said(await handled(stage, tap(stage, Verb.RATE, f"{CALL}.4"))),
        "edit": said(await handled(stage, tap(stage, Verb.BACK, person=AGENT, card=True))),
    }

    assert heard == {key: ["refused.storage_only"] for key in heard}


async def test_erased_call_is_shown_without_words_and_takes_none(stage: Stage) -> None:
    await ended(stage)
    await shut(stage)

    [card] = [
        each for each in await handled(stage, tap(stage, Verb.TIMELINE, CALL)) if isinstance(each, ShowCard)
    ]
    remark = said(await handled(stage, tap(stage, Verb.REMARK, CALL)))
    whisper = said(await handled(stage, tap(stage, Verb.WHISPER, CALL)))
    rating = said(await handled(stage, tap(stage, Verb.RATE, f"{CALL}.4")))

    lines = [stage.words.say(block.text, Language.ZH) for block in card.card.blocks]
    assert [line for line in lines if SAID in line] == []
    assert any("（已删除）" in line for line in lines)
    assert [button.verb for row in card.card.buttons for button in row] == [Verb.SESSIONS]
    assert card.about is None
    assert (remark, whisper, rating) == (["refused.words_erased"],) * 3


async def test_tap_on_a_card_of_an_erased_call_takes_the_card_out_of_the_chat(stage: Stage) -> None:
    await ended(stage)
    card = await stage.shown()
    await shut(stage)
    await stage.storage.shown.forget(AGENT, card.message)
    await stage.storage.shown.record(card, after=None)  # one that nobody marked

    deeds = await handled(stage, tap(stage, Verb.BACK, person=AGENT, card=True))
    await stage.presenter().perform((show(),))

    assert said(deeds) == ["refused.words_erased"]
    assert (await stage.shown()).sweep


async def test_remark_that_was_typed_is_known_to_carry_something_of_the_call(stage: Stage) -> None:
    await ended(stage)
    await handled(stage, tap(stage, Verb.REMARK, CALL))

    deeds = await handled(stage, words(stage, "下次先复述", 78))

    [look] = [each for each in deeds if isinstance(each, ShowCard)]
    known = await stage.storage.shown.all_of_session(SUPERVISOR, CALL)
    assert [(each.message, each.digest, each.live) for each in known] == [(78, "", False)]
    assert look.about == CALL
