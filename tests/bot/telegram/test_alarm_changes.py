"""What was sent of a crisis keeps up with it: whose time is past, who answered, that it is over."""

from dataclasses import replace

from dialogs.commands import AcknowledgeCrisis, StandDown, WithdrawCrisis
from dialogs.ids import PersonId
from tests.bot.telegram.driving import AGENT, CALL, SUPERVISOR, Stage
from tests.bot.telegram.test_alarms import ADMIN, declared, handled, pass_and_carry


async def said(stage: Stage, person: PersonId) -> list[tuple[str, int]]:
    """The first line of each message about the crisis, with how many buttons it has."""
    return [(text.splitlines()[0], buttons) for text, buttons in await stage.cards(person)]


async def test_message_says_when_its_time_is_past_and_can_still_be_answered(stage: Stage) -> None:
    await declared(stage)
    await stage.couriers().once()
    [(before, _)] = await said(stage, SUPERVISOR)
    await pass_and_carry(stage, 60, 0)

    [(after, buttons)] = await said(stage, SUPERVISOR)
    assert ("60 秒" in before, "60 秒" in after, "已叫下一位" in after, buttons) == (True, False, True, 2)
    [(turn, _)] = await said(stage, ADMIN)
    assert "60 秒" in turn


async def test_once_it_is_taken_on_the_others_read_by_whom_and_lose_the_button(stage: Stage) -> None:
    await declared(stage)
    await pass_and_carry(stage, 0, 60, 60)
    await handled(stage, AcknowledgeCrisis, ADMIN)
    await pass_and_carry(stage, 0, 10)

    everybody = {each: await said(stage, each) for each in (SUPERVISOR, ADMIN, AGENT)}
    taken = {
        each: [buttons for line, buttons in lines if f"虚构{ADMIN}" in line and "应答了" in line]
        for each, lines in everybody.items()
    }
    assert taken == {SUPERVISOR: [1, 1], ADMIN: [1, 1], AGENT: [0]}


async def test_once_it_is_over_its_messages_say_so(stage: Stage) -> None:
    await declared(stage)
    await stage.couriers().once()
    await handled(stage, AcknowledgeCrisis, ADMIN)
    await handled(stage, StandDown, ADMIN)
    await pass_and_carry(stage, 0)

    [(line, buttons)] = await said(stage, SUPERVISOR)
    assert ("解除了" in line, buttons) == (True, 1)


async def test_mis_tap_takes_the_button_from_the_call_that_was_sent(stage: Stage) -> None:
    crisis = await declared(stage)
    await stage.couriers().once()
    await handled(stage, WithdrawCrisis, declared=crisis.version)
    await pass_and_carry(stage, 0)

    assert ["已撤回" in line for line, _ in await said(stage, SUPERVISOR)] == [True, True]


async def test_message_that_became_a_timeline_is_not_written_over(stage: Stage) -> None:
    await declared(stage)
    await stage.couriers().once()
    [own] = await stage.storage.shown.all_of_session(SUPERVISOR, CALL)
    assert await stage.storage.shown.record(replace(own, version=0), after=own)
    edits = await stage.calls("editMessageText")
    await handled(stage, AcknowledgeCrisis, SUPERVISOR)
    await pass_and_carry(stage, 0, 10)

    assert await stage.calls("editMessageText") == edits
