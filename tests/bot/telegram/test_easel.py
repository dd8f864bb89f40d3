import asyncio

import pytest

from bot.telegram.deeds import Glance
from bot.telegram.doubt import MAYBE_TWICE
from dialogs.cards import Panel
from dialogs.commands import EndSession, Pause
from dialogs.ports import ShownCard
from dialogs.program import Outcome
from dialogs.texts import Language, Phrase
from tests.bot.telegram.driving import AGENT, CALL, OTHER_CALL, Stage, show
from tests.bot.telegram.faults import Fault


async def test_first_card_is_sent_protected_and_without_a_sound(stage: Stage) -> None:
    done = await stage.opened()

    await stage.easel().show(show())

    [sent] = await stage.called("sendMessage")
    assert {key: sent[key] for key in ("disable_notification", "protect_content")} == {
        "disable_notification": "true",
        "protect_content": "true",
    }
    shown = await stage.shown()
    assert (shown.version, shown.below, shown.live) == (done.state.version, 0, True)
    assert len(await stage.cards()) == 1


async def test_card_is_edited_where_it_stands(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    await stage.chooses("goes-on")

    await easel.show(show())

    [(text, buttons)] = await stage.cards()
    assert "说：listen" in text
    assert buttons == 6


async def test_card_that_would_not_change_is_left(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())

    await easel.show(show())

    assert (await stage.calls("sendMessage"), await stage.calls("editMessageText")) == (1, 1)


async def test_with_three_messages_below_the_card_is_sent_anew_and_the_old_one_stripped(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    for _ in range(3):
        await stage.storage.shown.passed(AGENT)
    await stage.chooses("goes-on")

    await easel.show(show())

    assert [buttons > 0 for _, buttons in await stage.cards()] == [False, True]
    assert (await stage.shown()).below == 0
    calls = (await stage.playground.look("calls"))["calls"]
    assert isinstance(calls, list)
    assert [each["method"] for each in calls if isinstance(each, dict)][-3:] == [
        "sendMessage",
        "editMessageReplyMarkup",
        "editMessageText",
    ]
    assert "reply_markup" not in (await stage.called("sendMessage"))[-1]


async def test_card_that_is_only_half_sent_is_finished_after_a_restart(stage: Stage) -> None:
    await stage.opened()
    stage.faults.plan["editmessagetext"] = [Fault.HOLD]
    async with asyncio.TaskGroup() as tasks:
        showing = tasks.create_task(stage.easel().show(show()))
        await stage.until(lambda: _is_held(stage))
        assert [buttons for _, buttons in await stage.cards()] == [0]
        showing.cancel()
    [(card, _)] = await stage.storage.shown.behind()

    await stage.easel().catch_up(card)

    assert [buttons > 0 for _, buttons in await stage.cards()] == [True]
    assert await stage.storage.shown.behind() == []


async def test_with_two_messages_below_the_card_is_still_edited(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    for _ in range(2):
        await stage.storage.shown.passed(AGENT)
    await stage.chooses("goes-on")

    await easel.show(show())

    assert len(await stage.cards()) == 1


async def test_wishes_during_an_edit_come_to_one_more_edit_with_the_latest(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    stage.faults.plan["editmessagetext"] = [Fault.HOLD]
    panels = [Panel.MENU, Panel.JUMP, Panel.END, Panel.TEMPERATURE]

    async with asyncio.TaskGroup() as tasks:
        for panel in panels:
            tasks.create_task(easel.show(show(glance=Glance(panel))))
        await stage.until(lambda: _is_held(stage))
        stage.faults.let_go.set()

    assert await stage.calls("editMessageText") == 3
    assert stage.faults.most_under_way["editmessagetext"] == 1
    [(_, buttons)] = await stage.cards()
    assert buttons == 7


async def _is_held(stage: Stage) -> bool:
    return stage.faults.under_way.get("editmessagetext", 0) == 1


async def test_what_the_log_says_after_an_edit_is_drawn_too(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    await stage.chooses("goes-on")
    stage.faults.plan["editmessagetext"] = [Fault.HOLD]

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(easel.show(show()))
        await stage.until(lambda: _is_held(stage))
        await stage.chooses("fee")
        stage.faults.let_go.set()

    [(text, _)] = await stage.cards()
    assert "一笔收费" in text


@pytest.mark.parametrize("fault", [Fault.AFTER, Fault.BEFORE, Fault.FLOOD])
async def test_edit_that_did_not_come_back_is_made_until_chat_and_log_agree(
    stage: Stage, fault: Fault
) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    done = await stage.chooses("goes-on")
    stage.faults.plan["editmessagetext"] = [fault]

    await easel.show(show())

    [(text, _)] = await stage.cards()
    assert "说：listen" in text
    assert (await stage.shown()).version == done.state.version


@pytest.mark.parametrize(
    ("faults", "copies"), [([Fault.AFTER], 2), ([Fault.BEFORE] * 9, 1), ([Fault.AFTER] * 3, 4)]
)
async def test_send_of_unknown_outcome_costs_one_marked_copy_at_most(
    stage: Stage, faults: list[Fault], copies: int
) -> None:
    await stage.opened()
    stage.faults.plan["sendmessage"] = list(faults)

    await stage.easel().show(show())

    mark = stage.words.say(MAYBE_TWICE, Language.ZH)
    cards = await stage.cards()
    assert [mark in text for text, _ in cards] == ([False, *[True] * (copies - 1)] if copies > 1 else [True])
    assert [buttons > 0 for _, buttons in cards] == [*[False] * (copies - 1), True]


async def test_the_mark_of_a_second_copy_goes_with_the_next_look(stage: Stage) -> None:
    await stage.opened()
    stage.faults.plan["sendmessage"] = [Fault.AFTER]
    easel = stage.easel()

    await easel.show(show())
    await easel.show(show())

    mark = stage.words.say(MAYBE_TWICE, Language.ZH)
    assert [mark in text for text, _ in await stage.cards()] == [False, False]


async def test_card_that_was_deleted_is_sent_anew(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    gone = await stage.shown()
    await stage.playground.do("delete", person=AGENT, message_id=gone.message)
    await stage.chooses("goes-on")

    await easel.show(show())

    assert len(await stage.cards()) == 1
    assert (await stage.shown()).message > gone.message


async def test_card_that_says_so_already_is_no_error(stage: Stage) -> None:
    await stage.opened()
    await stage.easel().show(show())
    stage.tables.shown = {
        key: type(card)(chat=card.chat, message=card.message, session=card.session, version=0, digest="other")
        for key, card in stage.tables.shown.items()
    }

    await stage.easel().show(show())

    assert await stage.calls("editMessageText") == 2
    assert (await stage.shown()).version == 1


async def test_person_who_blocked_the_bot_is_left_alone(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    await stage.playground.do("block", person=AGENT)
    await stage.chooses("goes-on")

    await easel.show(show())

    assert await stage.storage.shown.behind() == []
    assert await stage.calls("editMessageText") == 2


async def test_only_the_active_call_keeps_its_answers(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    await stage.opened(OTHER_CALL, "海棠-18")

    await easel.show(show(OTHER_CALL))

    [(first, buttons), (second, _)] = await stage.cards()
    assert "青松-17" in first
    assert "说：open" not in first
    assert buttons == 2
    assert "说：open" in second


async def test_ended_call_loses_its_buttons_when_the_next_one_begins(stage: Stage) -> None:
    easel = stage.easel()
    done = await stage.opened()
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.does(EndSession(actor=actor, session=CALL, outcome=Outcome.DECLINED))
    await easel.show(show())
    assert (await stage.cards())[0][1] > 0
    await stage.opened(OTHER_CALL, "海棠-18")

    await easel.show(show(OTHER_CALL))

    assert [buttons > 0 for _, buttons in await stage.cards()] == [False, True]
    assert done.state.alias in (await stage.cards())[0][0]


async def test_call_that_is_no_longer_ones_own_loses_its_buttons(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    stage.tables.rows.people.pop(AGENT)

    await easel.show(show())

    assert [buttons for _, buttons in await stage.cards()] == [0]


async def test_notice_stands_on_the_card_until_the_next_drawing(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show(glance=Glance(notices=(Phrase("card.late_taps", {"count": 2}),))))
    with_notice = (await stage.cards())[0][0]

    await easel.show(show())

    assert "⚠" in with_notice
    assert "⚠" not in (await stage.cards())[0][0]


async def test_open_panel_survives_what_others_write(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show(glance=Glance(Panel.END)))
    [(_, before)] = await stage.cards()
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.chooses("goes-on")

    [(card, _)] = await stage.storage.shown.behind()
    await easel.catch_up(card)

    [(text, buttons)] = await stage.cards()
    assert buttons == before
    assert "说：listen" in text
    assert await stage.storage.shown.behind() == []


async def test_paused_call_shows_the_way_back(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.does(Pause(actor=actor, session=CALL))

    await easel.show(show())

    assert [buttons for _, buttons in await stage.cards()] == [2]


async def test_message_that_cannot_be_edited_is_replaced_by_a_new_card(stage: Stage) -> None:
    await stage.opened()
    message = await stage.writes("不是机器人的消息")
    record = ShownCard(chat=AGENT, message=message, session=CALL, version=0, digest="other")
    assert await stage.storage.shown.record(record, after=None)

    await stage.easel().show(show())

    assert len(await stage.cards()) == 1
    assert [card.live for card in stage.tables.shown.values()] == [False, True]


async def test_doubled_card_of_a_call_loses_its_buttons(stage: Stage) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())
    old = await stage.shown()
    await easel.show(show(anew=True))
    stage.tables.shown[AGENT, old.message] = old

    await easel.show(show())

    assert [card.live for card in stage.tables.shown.values()] == [False, True]
