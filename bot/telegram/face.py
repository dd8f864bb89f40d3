"""The Telegram face: what arrives, what is shown, what is sent once, joined and run together."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from typing import Final

from starlette.routing import Route

from bot.leadership import Leadership
from bot.lifecycle import Service, spawn
from bot.telegram.couriers import LONGEST_SLEEP, PUT_OFF, SHARED_RECOVERY, SHARED_SLEEP, Couriers
from bot.telegram.crew import Crew, Spawn, crew
from bot.telegram.deeds import Deed, Reception
from bot.telegram.deliveries import Deliveries, Webhook
from bot.telegram.easel import Easel
from bot.telegram.entrance import Entrance
from bot.telegram.insistence import Insistence
from bot.telegram.intake import TRY_SECONDS, Intake, Patience
from bot.telegram.messenger import Messenger, NoConnectionError
from bot.telegram.polling import POLL_SECONDS, Poller
from bot.telegram.portraits import Portraits
from bot.telegram.presenter import Presenter
from bot.telegram.reconcile import EVERY_SECONDS, SHARED_AFTER, SHARED_EVERY, Reconciler
from bot.telegram.replies import reply
from bot.telegram.sweeper import Sweeper
from bot.telegram.tally import NO_TALLY, Tally
from bot.telegram.webhook import Endpoint
from bot.telegram.wording import Wording
from dialogs.ports import Dispatches, Quarantine, ShownCards, StorageUnavailableError
from dialogs.service import Office, SessionService
from dialogs.texts import Language, Phrase
from storage.ports import BotIdentity

LOG: Final = logging.getLogger(__name__)
COMMANDS: Final = (
    ("new", Phrase("command.new")),
    ("sessions", Phrase("command.sessions")),
    ("find", Phrase("command.find")),
    ("law", Phrase("command.law")),
    ("case", Phrase("command.case")),
    ("deadlines", Phrase("command.deadlines")),
    ("pause", Phrase("command.pause")),
    ("resume", Phrase("command.resume")),
    ("jump", Phrase("command.jump")),
    ("answers", Phrase("command.answers")),
    ("end", Phrase("command.end")),
    ("reset", Phrase("command.reset")),
    ("help", Phrase("command.help")),
    ("people", Phrase("command.people")),
    ("access", Phrase("command.access")),
    ("evidence", Phrase("command.evidence")),
    ("playbooks", Phrase("command.playbooks")),
)
"""The menu, the most used first. What a person may not do, the bot says when they try."""
_LANGUAGE_CODES: Final = {Language.ZH: "", Language.EN: "en"}
"""Chinese is what everybody sees whose app speaks another language than English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long the face waits, and for what; seconds. Tests are in a hurry."""

    poll: int = POLL_SECONDS
    network: Patience = field(default_factory=Patience)
    storage: Patience = field(default_factory=Patience)
    failure: Patience = field(default_factory=lambda: Patience(0.2, 2.0))
    handling: float = TRY_SECONDS
    reconcile: float = EVERY_SECONDS
    couriers: float = 0.2
    put_off: timedelta = PUT_OFF
    readiness: float = 2.0
    """The storage may take so long to answer before we call it away."""
    leaving: float = 3.0
    """One of several that stops says that it is not ready, and takes what is delivered for so long: whoever
    hands out deliveries asks each second, and believes the second answer."""
    stopping: float = 5.0
    """What is begun may take so long to end, when the program stops; leaving counts."""


async def introduce(messenger: Messenger, patience: Patience | None = None) -> tuple[int, str]:
    """Return the bot's user id and user name as soon as Telegram can be reached.

    Raises:
        TokenRefusedError: the token is not one of Telegram's.
    """
    failures = 0
    while True:
        try:
            return await messenger.me()
        except NoConnectionError as error:
            failures += 1
            if failures == 1:
                LOG.warning("Telegram cannot be reached yet: %s", error)
            await (patience or Patience()).wait(failures)


@dataclass(slots=True, kw_only=True)
class TelegramFace:
    """Everything that runs while the bot is on Telegram."""

    bot: int
    """The bot's user id, from :func:`introduce`."""
    messenger: Messenger
    reception: Reception
    office: Office
    sessions: SessionService
    shown: ShownCards
    dispatches: Dispatches
    quarantine: Quarantine
    identity: BotIdentity
    words: Wording
    pace: Pace = field(default_factory=Pace)
    webhook: Webhook | None = None
    """Where updates are delivered; without it we poll."""
    tally: Tally = NO_TALLY
    """Hears what becomes of updates."""
    leadership: Leadership = field(default_factory=Leadership)
    """Who of several bots asks for updates, carries what is sent once, and sweeps."""
    beside: Sequence[Route] = ()
    """Pages that are served beside how the bot is, in both modes."""
    company: Mapping[str, Service] = field(default_factory=dict)
    """What runs beside the chats for as long as they do."""
    _entrance: Entrance | None = None
    _leaves: bool = False
    """Whether we were told to stop."""

    async def ready(self) -> bool:
        """Tell whether updates come in and the storage answers now, and we shall be here in a moment.

        It asks the storage, and not how the last update fared: a bot that is not ready may get no updates,
        and would never learn that the storage is back.
        """
        if self._leaves or self._entrance is None or not (self._entrance.connected or self._stands_by):
            return False
        try:
            async with asyncio.timeout(self.pace.readiness):
                await self.identity.remember(self.bot)  # the way of every write, and changes nothing
        except (StorageUnavailableError, TimeoutError):
            return False
        return True

    async def run(self) -> None:
        """Run until cancelled; what is half done then is drawn or sent again after the next start.

        Raises:
            AnotherBotError: the storage belongs to another bot.
            OSError: we cannot listen where the webhook is to be served.
            TokenRefusedError: the token is not one of Telegram's.
            WebhookRefusedError: Telegram does not take the address of the webhook.
        """
        await self.serve(asyncio.Event())

    async def serve(self, stopping: asyncio.Event) -> None:
        """Run until ``stopping`` is set, then finish what was begun, for a few seconds at most.

        Raises:
            AnotherBotError: the storage belongs to another bot.
            OSError: we cannot listen where the webhook is to be served.
            TokenRefusedError: the token is not one of Telegram's.
            WebhookRefusedError: Telegram does not take the address of the webhook.
        """
        await self.identity.remember(self.bot)
        reason: BaseException | None = None
        try:
            with self.leadership.staying():
                async with crew() as hired:
                    await self._serve(stopping, hired)
        except BaseExceptionGroup as group:
            # Cancelling is no error of a group; what is left is why a service ended, and one reason says it.
            reason = _first(group)
        if reason is not None:
            raise reason  # out here, or the group that it stands in would be its context

    async def _serve(self, stopping: asyncio.Event, hired: Crew) -> None:
        couriers = self._couriers()
        easel = self._easel()
        presenter = self._presenter(easel)
        couriers.show = lambda deed: presenter.start((deed,), hired)

        def do(deeds: tuple[Deed, ...]) -> None:
            presenter.start(deeds, hired)
            couriers.nudge()

        entrance = self._entrance = self._open_to(do, hired)
        reconciler = self._reconciler(easel, hired)
        sweeper, led = self._sweeper(presenter, hired), self.leadership.run_led
        async with entrance.opened(), asyncio.TaskGroup() as group:
            services = [
                spawn(group, self._set_up(), name="commands"),
                spawn(group, reconciler.run(), name="reconcile"),
                spawn(group, led(sweeper.run), name="sweep"),
                spawn(group, led(lambda: couriers.run(hired)), name="couriers"),
                spawn(group, self._updates(entrance), name="updates"),
            ]
            await stopping.wait()
            left = await self._leave()
            for service in services:
                service.cancel()
        await hired.rest(self.pace.stopping - left)
        if not self._stands_by:
            await entrance.acknowledge()

    async def _leave(self) -> float:
        """Say that we are not ready, and serve on until whoever delivers knows; return after how long."""
        self._leaves = True
        if self.webhook is None or self.leadership.is_alone:
            return 0.0
        await asyncio.sleep(self.pace.leaving)
        return self.pace.leaving

    @property
    def _stands_by(self) -> bool:
        """Tell whether another bot asks for updates."""
        return self.webhook is None and not self.leadership.leads

    async def _updates(self, entrance: Entrance) -> None:
        """See that updates come in: delivered to every bot, but asked for by one."""
        if self.webhook is None:
            await self.leadership.run_led(entrance.run)
        else:
            await entrance.run()

    def _reconciler(self, easel: Easel, spawn: Spawn) -> Reconciler:
        every, after = self.pace.reconcile, 0.0
        if not self.leadership.is_alone:
            every, after = min(every, SHARED_EVERY), SHARED_AFTER
        return Reconciler(shown=self.shown, easel=easel, spawn=spawn, every=every, after=after)

    def _easel(self) -> Easel:
        return Easel(
            messenger=self.messenger,
            portraits=Portraits(self.office, self.sessions),
            shown=self.shown,
            words=self.words,
            clock=self.office.clock,
            patience=self.pace.network,
        )

    def _presenter(self, easel: Easel) -> Presenter:
        return Presenter(
            messenger=self.messenger,
            easel=easel,
            shown=self.shown,
            words=self.words,
            clock=self.office.clock,
            insistence=Insistence(self.messenger, self.pace.network),
        )

    def _sweeper(self, presenter: Presenter, spawn: Spawn) -> Sweeper:
        return Sweeper(
            messenger=self.messenger,
            shown=self.shown,
            office=self.office,
            words=self.words,
            insistence=presenter.insistence,
            tell=presenter.tell,
            spawn=spawn,
            every=self.pace.reconcile,
        )

    def _couriers(self) -> Couriers:
        return Couriers(
            messenger=self.messenger,
            dispatches=self.dispatches,
            shown=self.shown,
            office=self.office,
            sessions=self.sessions,
            words=self.words,
            gap=self.pace.couriers,
            put_off=self.pace.put_off,
            longest=LONGEST_SLEEP if self.leadership.is_alone else SHARED_SLEEP,
            recovery=inf if self.leadership.is_alone else SHARED_RECOVERY,
            lead=lambda: self.leadership.lead,
        )

    def _open_to(self, do: Callable[[tuple[Deed, ...]], None], spawn: Spawn) -> Entrance:
        return self._taking(do, spawn) if self.webhook is None else self._delivered(self.webhook, do)

    def _taking(self, do: Callable[[tuple[Deed, ...]], None], spawn: Spawn) -> Poller:
        return Poller(
            messenger=self.messenger,
            intake=self._new_intake(),
            do=do,
            spawn=spawn,
            seconds=self.pace.poll,
            patience=self.pace.network,
            storage_patience=self.pace.storage,
        )

    def _delivered(self, webhook: Webhook, do: Callable[[tuple[Deed, ...]], None]) -> Deliveries:
        endpoint = Endpoint(
            secret=webhook.secret,
            intake=self._new_intake(),
            do=do,
            reply=lambda answer: reply(answer, self.words, self.office.clock()),
        )
        return Deliveries(
            messenger=self.messenger,
            webhook=webhook,
            endpoint=endpoint,
            ready=self.ready,
            beside=self.beside,
            patience=self.pace.network,
        )

    def _new_intake(self) -> Intake:
        return Intake(
            bot=self.bot,
            reception=self.reception,
            quarantine=self.quarantine,
            clock=self.office.clock,
            patience=self.pace.failure,
            seconds=self.pace.handling,
            tally=self.tally,
        )

    async def _set_up(self) -> None:
        """Set the menu of commands in both languages; without it the bot works all the same."""
        try:
            for language, code in _LANGUAGE_CODES.items():
                menu = [(name, self.words.say(does, language)) for name, does in COMMANDS]
                await self.messenger.set_commands(menu, code)
        except NoConnectionError as error:
            LOG.warning("the menu of commands is not set: %s", error)


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
