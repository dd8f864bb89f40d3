import asyncio
import logging
from dataclasses import dataclass, field, replace

import pytest

from bot.playground.world import DEFAULT_TOKEN
from bot.telegram.deeds import AnswerTap, Deed, Tell
from bot.telegram.face import COMMANDS, TelegramFace
from bot.telegram.incoming import Incoming, Tap, Words
from bot.telegram.intake import MOST_LOCKED
from bot.telegram.messenger import TokenRefusedError, open_messenger
from dialogs.ids import Cause
from dialogs.ports import CallLockedError, Quarantine, SetAside, StorageUnavailableError
from dialogs.texts import Language, Phrase
from storage.errors import AnotherBotError
from tests.bot.telegram.driving import AGENT, BOT, OTHER_AGENT, Scripted, Stage, nothing
from tests.bot.telegram.entering import is_healthy
from tests.bot.telegram.faults import Fault


def texts(came: list[Incoming]) -> list[str]:
    return [each.text for each in came if isinstance(each, Words)]


async def waiting(stage: Stage) -> int:
    """Return how many updates the server still keeps for the bot."""
    updates = (await stage.playground.look("updates"))["updates"]
    assert isinstance(updates, list)
    return len(updates)


async def all_acknowledged(stage: Stage) -> bool:
    # The server changes nothing that people see when it drops what was acknowledged: look for real.
    await asyncio.sleep(0)
    return await waiting(stage) == 0


async def test_each_update_comes_once_and_is_acknowledged(stage: Stage) -> None:
    reception = Scripted(nothing)
    for number in range(5):
        await stage.writes(f"话{number}")

    async with stage.running(reception):
        await stage.until(lambda: all_acknowledged(stage))

    assert texts(reception.came) == [f"话{number}" for number in range(5)]


async def test_update_under_way_when_the_program_ends_comes_again(stage: Stage) -> None:
    begun = asyncio.Event()

    async def hang(incoming: Incoming) -> tuple[Deed, ...]:
        begun.set()
        await asyncio.Event().wait()
        return ()

    await stage.writes("话")
    async with stage.running(Scripted(hang)):
        await begun.wait()
    assert await waiting(stage) == 1
    again = Scripted(nothing)

    async with stage.running(again):
        await stage.until(lambda: all_acknowledged(stage))

    assert texts(again.came) == ["话"]


async def test_one_person_is_served_in_order_and_holds_up_nobody_else(stage: Stage) -> None:
    done: list[str] = []
    let_go = asyncio.Event()
    others_done = asyncio.Event()

    async def serve(incoming: Incoming) -> tuple[Deed, ...]:
        assert isinstance(incoming, Words)
        if incoming.text == "慢":
            await let_go.wait()
        done.append(incoming.text)
        if incoming.text == "后来的":
            others_done.set()
        return ()

    await stage.writes("慢")
    await stage.writes("快")
    await stage.writes("别人的", OTHER_AGENT)
    async with stage.running(Scripted(serve)):
        await stage.until(lambda: _is(done, ["别人的"]))
        await stage.writes("后来的", OTHER_AGENT)
        await others_done.wait()
        assert await waiting(stage) == 4
        let_go.set()
        await stage.until(lambda: all_acknowledged(stage))

    assert done == ["别人的", "后来的", "慢", "快"]


async def _is(one: list[str], other: list[str]) -> bool:
    return one == other


async def test_update_that_raises_once_is_tried_again(stage: Stage) -> None:
    tries: list[str] = []

    async def stumble(incoming: Incoming) -> tuple[Deed, ...]:
        tries.append(incoming.cause)
        if len(tries) == 1:
            raise KeyError("客户的话")
        return (Tell(incoming.chat, Phrase("toast.done")),)

    await stage.writes("话")
    async with stage.running(Scripted(stumble)):
        await stage.until(lambda: _counts(stage, 1))

    assert len(tries) == 2
    assert stage.tables.set_aside == {}


async def _counts(stage: Stage, cards: int) -> bool:
    return len(await stage.cards()) == cards


async def test_update_that_raises_three_times_is_set_aside_without_its_words(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[str] = []

    async def stumble(incoming: Incoming) -> tuple[Deed, ...]:
        tries.append(incoming.cause)
        if isinstance(incoming, Words) and incoming.text == "坏":
            raise KeyError(incoming.text)
        return ()

    message = await stage.writes("坏")
    await stage.writes("好")
    async with stage.running(Scripted(stumble)):
        await stage.until(lambda: _counts(stage, 1))
        await stage.until(lambda: all_acknowledged(stage))

    cause = Cause(f"tg:{BOT}:text:{AGENT}:{message}")
    assert tries.count(cause) == 3
    assert stage.tables.set_aside == {
        cause: SetAside(cause=cause, chat=AGENT, person=AGENT, error="KeyError", at=stage.office.clock())
    }
    assert [text for text, _ in await stage.cards()] == [stage.words.say(Phrase("error.set_aside"), "zh")]  # type: ignore[arg-type]
    assert "坏" not in caplog.text


async def test_update_of_a_call_that_we_lack_the_key_of_is_set_aside_in_the_end(stage: Stage) -> None:
    async def depend(incoming: Incoming) -> tuple[Deed, ...]:
        assert isinstance(incoming, Words)
        if incoming.text == "锁":
            raise CallLockedError
        return ()

    message = await stage.writes("锁")
    await stage.writes("好")
    reception = Scripted(depend)
    async with stage.running(reception) as face:
        await stage.until(lambda: _counts(stage, 1))
        await stage.until(lambda: all_acknowledged(stage))
        assert is_healthy(face)

    assert texts(reception.came) == ["锁"] * MOST_LOCKED + ["好"]
    assert list(stage.tables.set_aside) == [Cause(f"tg:{BOT}:text:{AGENT}:{message}")]
    sorry = stage.words.say(Phrase("error.set_aside"), Language.ZH)
    assert [text for text, _ in await stage.cards()] == [sorry]


async def test_failures_are_counted_across_restarts(stage: Stage) -> None:
    message = await stage.writes("坏")
    stage.tables.failures[Cause(f"tg:{BOT}:text:{AGENT}:{message}")] = 2
    tries: list[Incoming] = []

    async def stumble(incoming: Incoming) -> tuple[Deed, ...]:
        tries.append(incoming)
        raise KeyError

    async with stage.running(Scripted(stumble)):
        await stage.until(lambda: all_acknowledged(stage))

    assert len(tries) == 1


async def test_while_the_storage_is_away_nothing_is_acknowledged_and_health_says_so(stage: Stage) -> None:
    away = [True]
    tries: list[str] = []
    thrice = asyncio.Event()

    async def depend(incoming: Incoming) -> tuple[Deed, ...]:
        assert isinstance(incoming, Words)
        tries.append(incoming.text)
        if len(tries) > 4:
            thrice.set()
        if away[0]:
            raise StorageUnavailableError
        return ()

    await stage.writes("一")
    await stage.writes("二")
    async with stage.running(Scripted(depend)) as face:
        await thrice.wait()
        assert (is_healthy(face), await waiting(stage), set(tries)) == (False, 2, {"一"})
        away[0] = False
        await stage.until(lambda: all_acknowledged(stage))
        assert is_healthy(face)

    assert tries[-2:] == ["一", "二"]
    assert stage.tables.failures == {}


@dataclass(slots=True)
class AwayOnce:
    """A quarantine whose storage is away at first."""

    inner: Quarantine
    away: list[str] = field(default_factory=lambda: ["once"])

    async def failures(self, cause: Cause) -> int:
        if self.away:
            self.away.pop()
            raise StorageUnavailableError
        return await self.inner.failures(cause)

    async def set_aside(self, what: SetAside) -> None:
        await self.inner.set_aside(what)


async def test_storage_that_goes_while_a_failure_is_counted_loses_nothing(stage: Stage) -> None:
    tries: list[Incoming] = []

    async def stumble(incoming: Incoming) -> tuple[Deed, ...]:
        tries.append(incoming)
        if len(tries) < 3:
            raise KeyError
        return ()

    storage = replace(stage.storage, quarantine=AwayOnce(stage.storage.quarantine))
    await stage.writes("话")
    async with stage.running(Scripted(stumble), storage):
        await stage.until(lambda: all_acknowledged(stage))

    assert len(tries) == 3
    assert stage.tables.set_aside == {}


async def test_tap_is_answered_though_its_card_cannot_be_edited(stage: Stage) -> None:
    async def answer(incoming: Incoming) -> tuple[Deed, ...]:
        assert isinstance(incoming, Tap)
        return (AnswerTap(incoming.query, Phrase("toast.done")),)

    await stage.playground.do("forge", person=AGENT, message_id=999, data="1:-:0:nw")
    async with stage.running(Scripted(answer)):
        await stage.until(lambda: _answered(stage))

    assert await stage.calls("answerCallbackQuery") == 1


async def _answered(stage: Stage) -> bool:
    return await stage.calls("answerCallbackQuery") == 1


async def test_another_poller_is_named_once_and_waited_out(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    reception = Scripted(nothing)
    async with stage.running(reception) as face:
        await stage.until(lambda: _connected(face))
        for _ in range(2):
            await stage.playground.updates(timeout=0)
        await stage.writes("话")
        await stage.until(lambda: all_acknowledged(stage))

    assert texts(reception.came) == ["话"]
    assert sum("not ours alone" in each.message for each in caplog.records) <= 2


async def test_webhook_of_an_earlier_start_is_taken_away_before_the_first_poll(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.messenger.set_webhook("http://127.0.0.1:9/telegram", "a-secret")
    stage.faults.plan["deletewebhook"] = [Fault.BEFORE, Fault.FLOOD, Fault.BEFORE]
    stage.faults.calls.clear()
    reception = Scripted(nothing)
    async with stage.running(reception) as face:
        await stage.until(lambda: _connected(face))
        await stage.writes("话")
        await stage.until(lambda: all_acknowledged(stage))

    called = [method for method, _, _ in stage.faults.calls if method in {"deletewebhook", "getupdates"}]
    assert called[:5] == ["deletewebhook"] * 4 + ["getupdates"]
    assert texts(reception.came) == ["话"]
    assert "not ours alone" not in caplog.text
    assert caplog.text.count("a webhook may still be set") == 1


async def _connected(face: TelegramFace) -> bool:
    await asyncio.sleep(0)
    return is_healthy(face)


async def test_wrong_token_ends_the_face_and_says_what_to_do(stage: Stage) -> None:
    async with open_messenger("70000001:WRONG", f"{stage.playground.address}/bot") as messenger:
        face = stage.face()
        face.messenger = messenger

        with pytest.raises(TokenRefusedError, match="HEJIE_TOKEN"):
            await face.run()


async def test_storage_of_another_bot_is_refused(stage: Stage) -> None:
    stage.tables.bot = BOT + 1

    with pytest.raises(AnotherBotError):
        await stage.face().run()


async def test_commands_are_set_in_both_languages(stage: Stage) -> None:
    async with stage.running():
        await stage.until(lambda: _menus(stage))

    chinese = await stage.playground.ask("getMyCommands", language_code="zh")
    english = await stage.playground.ask("getMyCommands", language_code="en")
    assert isinstance(chinese, list)
    assert isinstance(english, list)
    assert (len(chinese), len(english)) == (0, len(COMMANDS))
    assert isinstance(default := await stage.playground.ask("getMyCommands"), list)
    assert [each["command"] for each in default] == [each["command"] for each in english]
    assert default != english


async def _menus(stage: Stage) -> bool:
    return await stage.calls("setMyCommands") == 2


async def test_token_stands_in_no_log_and_no_error(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stage.verdict.meant.add("sendMessage.text: a bare <, line 1 column 0")
    errors: list[BaseException] = []
    for address in (stage.playground.address, "http://127.0.0.1:9"):
        for token in (DEFAULT_TOKEN, DEFAULT_TOKEN[:-1] + "1"):
            async with open_messenger(token, f"{address}/bot") as messenger:
                try:
                    await messenger.me()
                except Exception as error:  # noqa: BLE001 - whatever it is, it must not hold the token
                    errors.append(error)
                await messenger.send(AGENT, "<broken")
                await messenger.answer("1")

    secret = DEFAULT_TOKEN.partition(":")[2][:-1]
    seen = [error for each in errors for error in _chain(each)]
    assert len(errors) == 3
    assert not any(secret in repr(error) or secret in str(error) for error in seen)
    own = [each for each in caplog.records if not each.name.startswith("uvicorn")]
    assert own
    assert not any(secret in each.getMessage() for each in own)


def _chain(error: BaseException | None) -> list[BaseException]:
    if error is None:
        return []
    return [error, *_chain(error.__cause__), *_chain(error.__context__)]
