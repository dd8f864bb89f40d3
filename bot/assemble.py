"""The one place that joins ports to adapters."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from starlette.applications import Starlette

from bot.apart import apart
from bot.clearing import Clearer
from bot.counted_log import CountedLog
from bot.crisis_file import read_crisis
from bot.crisis_table import warn_of_gaps
from bot.deadline_table import warn_of_deadlines
from bot.forgetting import forgetting
from bot.hatch.lines import hatch_of
from bot.hatch.orders import Room
from bot.hatch.taking import Hatch
from bot.leadership import Leadership
from bot.lifecycle import Service, run_services
from bot.marking import ALONE, TOGETHER, Marker
from bot.metrics import Metrics
from bot.metrics_page import MetricsPage
from bot.nightly import nightly, warn_of_doubts
from bot.offices import VERIFY, office_over
from bot.press import case_press_of, catalog_of, press_of
from bot.restoring import Restorer
from bot.retention_file import read_policy
from bot.serving import serving
from bot.settings import Listen, Mode, Settings, Switch
from bot.storing import open_indexed_log, require_keys
from bot.telegram.broken_files import BrokenFiles
from bot.telegram.deliveries import Webhook
from bot.telegram.face import TelegramFace, introduce
from bot.telegram.handlers.front_desk import front_desk
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.health import health_pages
from bot.telegram.messenger import Messenger, open_messenger
from bot.warden import Warden
from bot.watching import Watcher
from bot.words import Words
from dialogs.errors import UnreadableStreamError
from dialogs.ids import Cause, PersonId, TeamId
from dialogs.roles import Role
from dialogs.service import (
    ErasureService,
    Office,
    PeopleService,
    PublishingService,
    ReviewService,
    SessionService,
)
from dialogs.texts import Language
from storage.opening import Storage

LOG: Final = logging.getLogger(__name__)
HEAD_OFFICE: Final = TeamId("总部")
"""The team of the first admins, until they are given another."""


def run(settings: Settings) -> int:
    """Run the bot on Telegram until it is told to stop; 0.

    Raises:
        CannotOpenStorageError, NoKeysError, MissingTokenError, ServiceFailedError: it cannot start or go on.
    """
    require_keys(settings)

    async def on_telegram() -> int:
        async with open_bot(settings) as bot:
            warn_of_doubts(bot.erasures)
            office = bot.room.office
            await warn_of_gaps(office.severity, office.directory)
            warn_of_deadlines(office)
            services = services_of(bot)
            if settings.mode is Mode.POLLING:
                services["health"] = _health_of(bot.face, settings.listen)
            await run_services(services)
        return 0

    return asyncio.run(on_telegram())


def _health_of(face: TelegramFace, listen: Listen) -> Service:
    """Serve how a bot that polls is; when the address is taken, nobody who does not watch misses it."""

    async def serve(stopping: asyncio.Event) -> None:
        try:
            async with serving(pages_of(face), listen.host, listen.port):
                await stopping.wait()
        except OSError as error:
            LOG.warning("HEJIE_LISTEN cannot be used, so that nobody hears how we are: %s", error.strerror)
            await stopping.wait()

    return serve


def pages_of(face: TelegramFace) -> Starlette:
    """Return the pages of a bot that polls: how it is, and what it counts."""
    return health_pages(face.ready, face.beside)


def _webhook_of(settings: Settings) -> Webhook | None:
    if settings.mode is Mode.POLLING:
        return None
    if settings.webhook_url is None or settings.webhook_secret is None:
        raise MissingWebhookError
    return Webhook(
        url=settings.webhook_url,
        secret=settings.webhook_secret,
        host=settings.listen.host,
        port=settings.listen.port,
    )


class MissingWebhookError(Exception):
    """A webhook needs an address and a secret: HEJIE_WEBHOOK_URL and HEJIE_WEBHOOK_SECRET."""


class MissingTokenError(Exception):
    """A bot on Telegram needs a token: put HEJIE_TOKEN into .env."""


async def admit_first_admins(people: PeopleService, admins: Sequence[int], language: Language) -> None:
    """Let in the admins whom the settings name; whoever is in already stays as they are."""
    for admin in admins:
        cause = Cause(f"settings:admin:{admin}")
        try:
            await people.admit(PersonId(admin), str(admin), Role.ADMIN, HEAD_OFFICE, language, cause)
        except UnreadableStreamError:
            LOG.critical("admin %d is not let in: their history cannot be read, %s", admin, VERIFY)


@dataclass(frozen=True, slots=True)
class Bot:
    """The whole bot: what talks to people, what erases, and where orders of the command line are done."""

    face: TelegramFace
    room: Room
    erasures: ErasureService
    press: PublishingService


def services_of(bot: Bot) -> dict[str, Service]:
    """Return what runs side by side; a log in memory is nobody else's to write, and has no hatch."""
    shelf, cases = bot.press.shelf, case_press_of(bot.room.storage, bot.room.office)
    watcher = Watcher(press=bot.press, catalog=catalog_of(bot.room.office))
    days = Restorer(what="scheduled playbook", listed=shelf.listed, restore=bot.press.publish_due)
    led = {**bot.face.company, **nightly(bot.erasures), "watcher": watcher.take, "days": days.serve}
    services: dict[str, Service] = {
        "leadership": bot.face.leadership.serve,
        "telegram": bot.face.serve,
        "files": watcher.read,
        "forgetting": forgetting(bot.room.office),
        "playbooks": Restorer(what="playbook", listed=shelf.listed, restore=shelf.serve).serve,
        "cases": Restorer(what="case", listed=cases.listed, restore=cases.serve).serve,
        **{name: bot.face.leadership.led(service) for name, service in led.items()},
    }
    witness = bot.room.storage.witness
    if witness is not None:
        services["marker"] = Marker(witness, ALONE if bot.face.leadership.is_alone else TOGETHER).serve
        services["clearer"] = Clearer(witness).serve
    path = hatch_of(bot.room.settings)
    if path is not None:
        services["hatch"] = Hatch(path, bot.room).serve
    return services


@asynccontextmanager
async def open_bot(
    settings: Settings, library: Path | None = None, *, by_hand: bool = True
) -> AsyncIterator[Bot]:
    """Open the log and the connection to Telegram, and join them into a bot that is ready to run.

    Calls run on the playbooks of the folder ``library``, else on those of the settings. Who taps faster than
    people read says so: not ``by_hand``.

    Raises:
        CannotOpenStorageError: the log cannot be opened.
        SettingsError: the rules of retention, or the signs of a crisis, cannot be used.
        TokenRefusedError: the token is not one of Telegram's.
    """
    if settings.token is None:
        raise MissingTokenError
    policy, severity, metrics = read_policy(settings.retention), read_crisis(settings.crisis), Metrics()
    async with (
        open_messenger(
            settings.token, f"{settings.api_url}/bot", metrics.chats, proxy=settings.proxy
        ) as messenger,
        open_indexed_log(settings, metrics.store) as opened,
        apart() as elsewhere,
    ):
        storage = replace(opened, events=CountedLog(opened.events, metrics.store))
        office = await office_over(settings, storage, library, severity)
        press = press_of(settings, storage, office, elsewhere)
        await press.begin()
        face = await _face(settings, storage, office, messenger, metrics, press, by_hand=by_hand)
        room = Room(settings=settings, storage=storage, office=office)
        yield Bot(face, room, ErasureService(office, policy, storage.erasures), press)


async def _face(
    settings: Settings,
    storage: Storage,
    office: Office,
    messenger: Messenger,
    metrics: Metrics | None = None,
    press: PublishingService | None = None,
    *,
    by_hand: bool = True,
) -> TelegramFace:
    metrics, press = metrics or Metrics(), press or press_of(settings, storage, office)
    bot, name = await introduce(messenger)
    people, sessions = PeopleService(office), SessionService(office)
    await admit_first_admins(people, settings.admins, settings.language)
    wiring = Wiring(
        office=office,
        sessions=sessions,
        reviews=ReviewService(office),
        people=people,
        shown=storage.shown,
        bot_name=name,
        tally=metrics.chats,
        by_hand=by_hand,
        press=press,
        case_press=case_press_of(storage, office),
        chat_files=settings.chat_files is Switch.ON,
        fetch=messenger.fetch,
    )
    return TelegramFace(
        bot=bot,
        messenger=messenger,
        reception=front_desk(wiring),
        office=office,
        sessions=sessions,
        shown=storage.shown,
        dispatches=storage.dispatches,
        quarantine=storage.quarantine,
        identity=storage.bot_identity,
        words=Words(settings.zone),
        webhook=_webhook_of(settings),
        tally=metrics.chats,
        leadership=Leadership(storage.lease, tell=metrics.leads),
        beside=(MetricsPage(metrics, storage.shown).route(),),
        company=_company(storage, office, messenger, metrics),
    )


def _company(
    storage: Storage, office: Office, messenger: Messenger, metrics: Metrics
) -> Mapping[str, Service]:
    words = Words(office.zone)
    broken = BrokenFiles(messenger=messenger, shown=storage.shown, office=office, words=words)
    company: dict[str, Service] = {"broken files": broken.serve}
    if storage.witness is not None:
        company["warden"] = Warden(witness=storage.witness, verdict=metrics.store, clock=office.now).serve
    return company
