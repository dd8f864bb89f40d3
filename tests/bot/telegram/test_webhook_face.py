"""The face with a webhook: commit before 200, redelivery, health, registration, start and stop."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from bot.assemble import _health_of
from bot.settings import Listen
from bot.telegram.deeds import AnswerTap, Deed, ShowCall
from bot.telegram.deliveries import Deliveries, Webhook
from bot.telegram.face import TelegramFace
from bot.telegram.health import Health
from bot.telegram.intake import Intake
from bot.telegram.messenger import Messenger, NoConnectionError, WebhookRefusedError
from bot.telegram.replies import parted, reply
from bot.telegram.webhook import Endpoint
from dialogs.events import Event
from dialogs.ids import Cause, StreamId, session_stream
from dialogs.ports import (
    AlreadyRecorded,
    Appended,
    Conflict,
    EventStore,
    StorageUnavailableError,
    Write,
)
from dialogs.texts import Language, Phrase
from storage.ports import BotIdentity
from tests.bot.telegram.delivering import SECRET, Line, knock, line, request, said, served
from tests.bot.telegram.driving import AGENT, BOT, CALL, Scripted, Stage, nothing
from tests.bot.telegram.test_face import walking

OLD = request(method="GET", path="/healthz"), request(method="GET", path="/readyz")


@dataclass(slots=True)
class Guarded:
    """A log whose writes wait at a gate, or are refused while it is away."""

    store: EventStore
    open: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    away: bool = False

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        return await self.store.load(stream, after)

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        return await self.store.recorded(cause)

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        self.reached.set()
        if self.away:
            raise StorageUnavailableError
        await self.open.wait()
        return await self.store.append(writes, cause)


async def guarded(stage: Stage) -> tuple[Stage, Guarded]:
    """Open a call, then put its log behind a gate."""
    await stage.opened()
    log = Guarded(stage.office.store)
    return replace(stage, office=replace(stage.office, store=log)), log


@dataclass(slots=True, kw_only=True)
class Hasty(Intake):
    """Broken: says that an update is durable as soon as it has come in."""

    tasks: asyncio.TaskGroup

    async def take(self, raw: object, **ignored: object) -> tuple[Deed, ...]:
        self.tasks.create_task(Intake.take(self, raw))
        return ()


@asynccontextmanager
async def hook(stage: Stage, kind: type[Intake] = Intake, **more: object) -> AsyncIterator[str]:
    """Serve an endpoint whose updates walk the call of the stage."""
    intake = kind(
        bot=BOT,
        reception=walking(stage),
        quarantine=stage.storage.quarantine,
        clock=stage.office.clock,
        **more,  # type: ignore[arg-type]
    )
    one = Endpoint(secret=SECRET, intake=intake, do=list[tuple[Deed, ...]]().append, reply=said)
    async with served(one) as address:
        yield address


def tap(choice: str = "goes-on", turn: int = 1) -> bytes:
    """A delivery of a tap on the card of the call."""
    person = {"id": AGENT, "is_bot": False, "first_name": "虚构"}
    update = {
        "update_id": 41,
        "callback_query": {
            "id": "4100",
            "from": person,
            "message": {"message_id": 9, "chat": {"id": AGENT, "type": "private"}, "date": 0},
            "chat_instance": "1",
            "data": f"1:{CALL}:{turn}:ch:{choice}",
        },
    }
    return request(json.dumps(update).encode())


async def version(stage: Stage) -> int:
    return len(await stage.storage.events.load(session_stream(CALL)))


async def is_silent(one: Line) -> bool:
    """Tell whether nothing was said, once everything that could be said has had its chance."""
    for _ in range(50):
        await asyncio.sleep(0)
    try:
        async with asyncio.timeout(0.1):
            await one.reader.read(1)
    except TimeoutError:
        return True
    return False


async def waits_for_the_commit(stage: Stage, kind: type[Intake], **more: object) -> bool:
    """Deliver a tap and tell whether its answer waited until the log was written."""
    behind, log = await guarded(stage)
    async with hook(behind, kind, **more) as address, line(address) as one:
        await one.says(tap())
        await log.reached.wait()
        waited = await is_silent(one)
        assert await version(stage) == 1
        log.open.set()
        if waited:
            assert (await one.hears()).status == 200
            assert await version(stage) == 2
    return waited


async def test_200_comes_only_after_the_commit(stage: Stage) -> None:
    assert await waits_for_the_commit(stage, Intake)


async def test_endpoint_that_acknowledges_first_is_found_out(stage: Stage) -> None:
    async with asyncio.TaskGroup() as tasks:
        assert not await waits_for_the_commit(stage, Hasty, tasks=tasks)


async def test_tap_while_the_storage_is_away_comes_again_and_counts_once(stage: Stage) -> None:
    behind, log = await guarded(stage)
    log.open.set()
    log.away = True
    async with hook(behind) as address:
        refused = await knock(address, tap())
        before = await version(stage)
        log.away = False
        taken = await knock(address, tap())
        again = await knock(address, tap())

    assert (refused.status, before) == (500, 1)
    assert (taken.status, again.status, await version(stage)) == (200, 200, 2)
    assert json.loads(taken.body) == json.loads(again.body) == {"answers": "4100"}


async def test_same_tap_delivered_twice_at_once_counts_once(stage: Stage) -> None:
    behind, log = await guarded(stage)
    log.open.set()
    async with hook(behind) as address:
        answers = await asyncio.gather(*(knock(address, tap()) for _ in range(5)))

    assert ([each.status for each in answers], await version(stage)) == ([200] * 5, 2)


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
    lives, ready = [await knock(where(face), each) for each in OLD]
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
