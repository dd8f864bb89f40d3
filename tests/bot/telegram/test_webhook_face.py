"""The face with a webhook: registration, health, start and stop, and a walk."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from bot.assemble import _health_of
from bot.leadership import Leadership
from bot.serving import serving
from bot.settings import Listen
from bot.telegram.deeds import AnswerTap, Deed, ShowCall
from bot.telegram.deliveries import Deliveries, Webhook
from bot.telegram.face import TelegramFace
from bot.telegram.health import Health, health_pages
from bot.telegram.messenger import Messenger, NoConnectionError, WebhookRefusedError
from bot.telegram.polling import POLL_SECONDS
from dialogs.ports import (
    StorageUnavailableError,
)
from storage.ports import BotIdentity
from tests.bot.telegram.delivering import SECRET, knock, line, request, tap
from tests.bot.telegram.driving import AGENT, CALL, PACE, Scripted, Stage, nothing
from tests.bot.telegram.test_face import reads, taps, walking

HEALTH = request(method="GET", path="/healthz"), request(method="GET", path="/readyz")


@dataclass(slots=True)
class Telegram:
    """What Telegram says to setWebhook, one after the other."""

    refusals: list[Exception] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    looks: Callable[[], Awaitable[None]] | None = None

    async def set_webhook(self, url: str, secret: str) -> None:
        if self.looks is not None:
            await self.looks()
        if self.refusals:
            raise self.refusals.pop(0)
        self.told.append((url, secret))


class Registering(Messenger):
    """The messenger of the stage, but for setWebhook."""

    telegram: Telegram

    async def set_webhook(self, url: str, secret: str) -> None:
        await self.telegram.set_webhook(url, secret)


HOOK = Webhook(url="https://hejie.example/telegram", secret=SECRET, port=0)


def hooked(stage: Stage, telegram: Telegram, reception: Scripted | None = None) -> TelegramFace:
    """A face with a webhook, on a free port of this machine."""
    face = stage.face(reception or Scripted(nothing))
    messenger = Registering(stage.messenger._bot)
    messenger.telegram = telegram
    face.messenger, face.webhook = messenger, HOOK
    return face


def where(face: TelegramFace) -> str:
    entrance = face._entrance
    assert isinstance(entrance, Deliveries)
    return entrance.address


@asynccontextmanager
async def running(face: TelegramFace) -> AsyncIterator[asyncio.Event]:
    """Run a face while inside, then stop it as a signal would."""
    stopping = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(face.serve(stopping))
        try:
            yield stopping
        finally:
            stopping.set()


async def health(face: TelegramFace) -> tuple[int, int]:
    """Return the statuses of /healthz and /readyz."""
    lives, ready = [await knock(where(face), each) for each in HEALTH]
    return lives.status, ready.status


async def test_webhook_is_set_once_we_listen_and_stays_set(stage: Stage) -> None:
    heard, set_now = list[tuple[int, int]](), asyncio.Event()

    async def looks() -> None:
        heard.append(await health(face))
        set_now.set()

    telegram = Telegram(looks=looks)
    face = hooked(stage, telegram)
    async with running(face):
        await set_now.wait()

    assert heard == [(200, 503)]
    assert telegram.told == [(HOOK.url, SECRET)]
    assert await stage.calls("deleteWebhook") == 0


async def test_telegram_that_cannot_be_reached_is_tried_again(stage: Stage) -> None:
    registered = asyncio.Event()

    async def looks() -> None:
        if not telegram.refusals:
            registered.set()

    telegram = Telegram([NoConnectionError(), NoConnectionError()], looks=looks)
    async with running(hooked(stage, telegram)):
        await registered.wait()

    assert telegram.told == [(HOOK.url, SECRET)]


async def test_address_that_telegram_refuses_ends_the_face(stage: Stage) -> None:
    face = hooked(stage, Telegram([WebhookRefusedError("bad webhook: IP address is reserved")]))

    with pytest.raises(WebhookRefusedError, match="HEJIE_WEBHOOK_URL: bad webhook: IP address is reserved"):
        await face.run()


async def test_webhook_is_set_by_the_messenger_and_a_refusal_is_told(stage: Stage) -> None:
    await stage.messenger.set_webhook("http://127.0.0.1:9/telegram", SECRET)

    [told] = await stage.called("setWebhook")
    assert (told["url"], told["secret_token"]) == ("http://127.0.0.1:9/telegram", SECRET)
    assert "drop_pending_updates" not in told
    with pytest.raises(WebhookRefusedError, match=r"HEJIE_WEBHOOK_URL: .*[Ww]ebhook"):
        await stage.messenger.set_webhook("ftp://hejie.example/telegram", SECRET)


@dataclass(slots=True)
class Known:
    """Which bot a store belongs to, while it is there."""

    inner: BotIdentity
    away: bool = False

    async def remember(self, bot: int) -> None:
        if self.away:
            raise StorageUnavailableError
        await self.inner.remember(bot)


async def test_readiness_follows_the_registration_and_the_storage(stage: Stage) -> None:
    registered = asyncio.Event()

    async def looks() -> None:
        await registered.wait()

    face = hooked(stage, Telegram(looks=looks))
    identity = Known(face.identity)
    face.identity = identity
    found = list[bool]()
    async with running(face):
        await stage.until(lambda: _listens(face))
        found.append(await face.ready())
        registered.set()
        await stage.until(lambda: _connected(face))
        found.append(await face.ready())
        assert await health(face) == (200, 200)
        identity.away = True
        found.append(await face.ready())
        identity.away = False
        found.append(await face.ready())

    assert found == [False, True, False, True]


async def _listens(face: TelegramFace) -> bool:
    await asyncio.sleep(0)
    return isinstance(face._entrance, Deliveries) and bool(face._entrance.address)


async def _connected(face: TelegramFace) -> bool:
    await asyncio.sleep(0)
    return face._entrance is not None and face._entrance.connected


async def test_bot_that_polls_is_ready_while_it_is_connected(stage: Stage) -> None:
    face = stage.face()
    assert not await face.ready()

    async with running(face):
        await stage.until(lambda: _connected(face))
        assert await face.ready()


async def test_bot_that_polls_is_ready_long_before_anybody_writes(stage: Stage) -> None:
    face = stage.face()
    face.pace = replace(face.pace, poll=POLL_SECONDS)

    async with running(face):
        await stage.until(lambda: _connected(face))
        assert await face.ready()


async def test_pages_of_a_bot_that_polls_say_how_it_is(stage: Stage) -> None:
    face = stage.face()
    async with serving(health_pages(face.ready), "127.0.0.1", 0) as address:
        lives, ready, other = [await knock(address, each) for each in (*HEALTH, request())]

    assert (lives.status, lives.body) == (200, b"alive")
    assert (ready.status, ready.body) == (503, b"not ready")
    assert other.status == 404


async def test_readiness_is_looked_up_at_most_once_a_while() -> None:
    looks = list[str]()

    async def ready() -> bool:
        looks.append("look")
        return True

    careful, eager = Health(ready, fresh=60), Health(ready, fresh=0)
    await asyncio.gather(*(careful._look() for _ in range(5)))
    assert len(looks) == 1
    await asyncio.gather(*(eager._look() for _ in range(5)))
    assert len(looks) == 6


async def test_bot_that_polls_goes_on_without_its_pages_when_the_address_is_taken(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stopping = asyncio.Event()
    stopping.set()
    taken = int(stage.playground.address.rpartition(":")[2])

    await _health_of(stage.face(), Listen("127.0.0.1", taken))(stopping)

    assert ["HEJIE_LISTEN cannot be used" in each.getMessage() for each in caplog.records] == [True]


async def test_stop_answers_what_is_in_hand_and_does_its_deeds(stage: Stage) -> None:
    let_go, begun = asyncio.Event(), asyncio.Event()
    await stage.opened()

    async def slowly(incoming: object) -> tuple[Deed, ...]:
        begun.set()
        await let_go.wait()
        return (AnswerTap("4100"), ShowCall(AGENT, AGENT, CALL))

    face = hooked(stage, Telegram(), Scripted(slowly))
    async with running(face) as stopping:
        await stage.until(lambda: _connected(face))
        async with line(where(face)) as one:
            await one.says(tap())
            await begun.wait()
            stopping.set()
            let_go.set()
            answer = await one.hears()

    assert json.loads(answer.body) == {"method": "answerCallbackQuery", "callback_query_id": "4100"}
    assert len(await stage.cards()) == 1
    assert await stage.calls("answerCallbackQuery") == 0


class Lent:
    """A lease that some other bot has."""

    seconds = 2.0

    async def hold(self) -> bool:
        return False

    async def release(self) -> None:
        return


async def test_one_of_several_that_stops_is_not_ready_and_takes_what_still_comes(stage: Stage) -> None:
    face, stopping, telegram = hooked(stage, Telegram()), asyncio.Event(), Scripted(nothing)
    face.reception, face.leadership, face.pace = telegram, Leadership(Lent()), replace(PACE, leaving=3600)
    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        serving_on = tasks.create_task(face.serve(stopping))
        await stage.until(lambda: _connected(face))
        assert await face.ready()
        stopping.set()
        await stage.until(lambda: _leaves(face))

        assert await health(face) == (200, 503)
        assert (await knock(where(face), tap())).status == 200
        assert not serving_on.done()
        serving_on.cancel()

    assert len(telegram.came) == 1


async def test_bot_that_is_alone_stops_at_once(stage: Stage) -> None:
    face = hooked(stage, Telegram())
    face.pace = replace(PACE, leaving=3600)
    async with asyncio.timeout(60):
        async with running(face):
            await stage.until(lambda: _connected(face))

        assert not await face.ready()


async def _leaves(face: TelegramFace) -> bool:
    await asyncio.sleep(0)
    return not await face.ready()


class Locally(Messenger):
    """Registers the port that the face has taken, so that the playground delivers there."""

    face: TelegramFace

    async def set_webhook(self, url: str, secret: str) -> None:
        del url
        await Messenger.set_webhook(self, f"{where(self.face)}/telegram", secret)


async def test_walk_by_deliveries_answers_taps_in_the_response_and_edits_one_card(stage: Stage) -> None:
    await stage.opened()
    polls = await stage.calls("getUpdates")
    face = stage.face(walking(stage))
    messenger = Locally(stage.messenger._bot)
    messenger.face, face.messenger, face.webhook = face, messenger, HOOK
    async with running(face):
        await stage.writes("开始")
        await stage.until(lambda: reads(stage, "说：open"))
        await taps(stage, "goes-on")
        await stage.until(lambda: reads(stage, "说：listen"))

    assert len(await stage.cards()) == 1
    assert await stage.calls("answerCallbackQuery") == 1
    assert await stage.calls("getUpdates") == polls
    assert (await stage.playground.look("updates"))["updates"] == []
