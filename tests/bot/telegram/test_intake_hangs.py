"""An update that hangs is counted, set aside and acknowledged: it holds nobody's lane for ever."""

import asyncio
from dataclasses import replace

from bot.telegram.deeds import AnswerTap, Deed, Tell
from bot.telegram.incoming import Incoming, Words
from bot.telegram.intake import MOST_FAILURES, TRY_SECONDS, Intake, Patience
from bot.telegram.webhook import Endpoint, Limits
from dialogs.ids import Cause
from dialogs.ports import SetAside, StorageUnavailableError
from dialogs.texts import Language, Phrase
from tests.bot.telegram.delivering import SECRET, knock, said, served, tap
from tests.bot.telegram.driving import AGENT, BOT, HURRY, PACE, Scripted, Stage
from tests.bot.telegram.test_intake import all_acknowledged, texts

BLINK = 0.02
TAP = Cause(f"tg:{BOT}:tap:01JDMZ0000ABCDEFGHJKMNPQRS:4100")
SORRY = Phrase("error.set_aside")


async def hang(incoming: Incoming) -> tuple[Deed, ...]:
    await asyncio.Event().wait()
    return ()


def intake(stage: Stage, reception: Scripted) -> Intake:
    return Intake(
        bot=BOT,
        reception=reception,
        quarantine=stage.storage.quarantine,
        clock=stage.office.clock,
        patience=HURRY,
        seconds=BLINK,
    )


async def test_delivery_that_hangs_is_set_aside_then_acknowledged_and_its_person_told(stage: Stage) -> None:
    reception, done = Scripted(hang), list[tuple[Deed, ...]]()
    one = Endpoint(secret=SECRET, intake=intake(stage, reception), do=done.append, reply=said)
    async with served(one) as address:
        answer = await knock(address, tap())

    assert (answer.status, answer.body) == (200, said(AnswerTap("4100")))
    assert done == [(Tell(AGENT, SORRY, Language.ZH),)]
    assert len(reception.came) == MOST_FAILURES
    assert stage.tables.set_aside == {
        TAP: SetAside(cause=TAP, chat=AGENT, person=AGENT, error="TimeoutError", at=stage.office.clock())
    }


async def test_update_that_hangs_while_we_poll_lets_the_next_of_its_person_pass(stage: Stage) -> None:
    async def hang_once(incoming: Incoming) -> tuple[Deed, ...]:
        assert isinstance(incoming, Words)
        return await hang(incoming) if incoming.text == "坏" else ()

    await stage.writes("坏")
    await stage.writes("好")
    reception = Scripted(hang_once)
    face = stage.face(reception)
    face.pace = replace(PACE, handling=BLINK)
    stopping = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(face.serve(stopping))
        await stage.until(lambda: all_acknowledged(stage))
        stopping.set()

    assert texts(reception.came) == ["坏"] * MOST_FAILURES + ["好"]
    assert [text for text, _ in await stage.cards()] == [stage.words.say(SORRY, Language.ZH)]


async def test_waiting_for_a_storage_that_is_away_is_no_failure(stage: Stage) -> None:
    tries: list[Incoming] = []

    async def depend(incoming: Incoming) -> tuple[Deed, ...]:
        tries.append(incoming)
        if len(tries) <= MOST_FAILURES + 1:
            raise StorageUnavailableError
        return ()

    await stage.writes("话")
    [update] = await stage.playground.updates()

    longer = Patience(2 * BLINK, 2 * BLINK)
    assert await intake(stage, Scripted(depend)).take(update, storage_patience=longer) == ()

    assert (stage.tables.failures, stage.tables.set_aside) == ({}, {})


def test_all_tries_fit_into_one_delivery() -> None:
    waits = sum(Patience(0.2, 2.0).seconds(failures) for failures in range(1, MOST_FAILURES))

    assert MOST_FAILURES * TRY_SECONDS + waits < Limits().handling_seconds
