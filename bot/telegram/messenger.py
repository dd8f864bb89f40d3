"""Calls to the Bot API with their outcomes as values: what a chat refuses must never break a dialogue."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.telegram.backend import (
    CONNECTIONS,
    READ_SECONDS,
    AiohttpRequest,
    FloodError,
    NotSentError,
    PlainBot,
    Upload,
)
from bot.telegram.fates import Fate, fate_of
from bot.telegram.keyboard import InlineKeyboard
from bot.telegram.ordering import Lanes
from bot.telegram.outcomes import Answer, Outcome, meaning
from bot.telegram.quiet import QuietChats
from bot.telegram.reach import Reach
from bot.telegram.tally import NO_TALLY, Tally
from bot.telegram.updates import ALLOWED_UPDATES

__all__ = ("Answer", "Messenger", "Outcome", "open_messenger")

LOG: Final = logging.getLogger(__name__)
Result = TypeVar("Result")
LONGEST_TOAST: Final = 200
POLL_LIMIT: Final = 100
MOST_DELIVERIES: Final = 100
"""Connections that Telegram may deliver over at once; the most that it offers."""
OFFICIAL: Final = "https://api.telegram.org/bot"
_FILE_PATH: Final = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
"""What a path of Telegram's looks like; an absolute one is on another machine's disk."""
_DOCUMENT: Final = "document"
UPLOAD_SECONDS: Final = 30.0
"""How long Telegram may take to answer once a file was sent."""
FOR_ANSWERS: Final = 32
"""Connections that calls which write to a chat leave free: the answer to a tap never waits for one."""


class TokenRefusedError(Exception):
    """Telegram does not know this bot token: set HEJIE_TOKEN to the one that @BotFather shows."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class AnotherPollerError(Exception):
    """Another program asks for this bot's updates."""


class WebhookRefusedError(Exception):
    """Telegram does not take the address of the webhook."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Telegram does not take HEJIE_WEBHOOK_URL: {reason}")


class NoConnectionError(Exception):
    """Telegram cannot be reached now."""


class _BadCallError(NoConnectionError):
    """Telegram was reached, and did not like a call; ``reason`` is its sentence."""

    def __init__(self, method: str, reason: str) -> None:
        super().__init__(f"{method}: BadRequest")
        self.reason = reason


class Messenger:
    """The bot's voice. A chat that must not be written to for a while holds up nobody but itself."""

    def __init__(self, bot: PlainBot, tally: Tally = NO_TALLY) -> None:
        """Speak through ``bot``, whose request must be open; ``tally`` hears what becomes of each call."""
        self._bot = bot
        self._tally = tally
        self._quiet = QuietChats()
        self._edits = Lanes()
        self._room = asyncio.Semaphore(CONNECTIONS - FOR_ANSWERS)
        self._reach = Reach()

    async def me(self) -> tuple[int, str]:
        """Return the bot's id and user name.

        Raises:
            TokenRefusedError: the token is not one of Telegram's.
            NoConnectionError: Telegram cannot be reached now.
        """
        user = await self._asked("getMe", self._bot.get_me())
        return user.id, user.username or ""

    async def updates(self, offset: int | None, seconds: int) -> list[object]:
        """Return raw updates from ``offset`` on, waiting up to ``seconds`` for the first.

        Raises:
            TokenRefusedError: the token is not one of Telegram's.
            AnotherPollerError: another program polls, or a webhook is set.
            NoConnectionError: Telegram cannot be reached now.
        """
        wish = {
            "offset": offset,
            "timeout": seconds,
            "limit": POLL_LIMIT,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        result = await self._asked("getUpdates", self._bot.call("getUpdates", wish, seconds + READ_SECONDS))
        return result if isinstance(result, list) else []

    async def fetch(self, file: str, most: int) -> bytes | None:
        """Return a file that somebody sent, at most ``most`` bytes of it; none when it cannot be had now."""
        try:
            call = self._bot.call("getFile", {"file_id": file}, READ_SECONDS)
            found = await self._asked("getFile", call)
        except (NoConnectionError, TokenRefusedError, AnotherPollerError):
            return None
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str) or not _FILE_PATH.fullmatch(path):
            return None
        return await self._bot.fetch(path, most, READ_SECONDS)

    async def set_commands(self, commands: Sequence[tuple[str, str]], language_code: str = "") -> None:
        """Set the menu of commands (name, description) for a language of two letters, or for all others.

        Raises:
            TokenRefusedError: the token is not one of Telegram's.
            NoConnectionError: Telegram cannot be reached now.
        """
        call = self._bot.set_my_commands(commands, language_code=language_code or None)
        await self._asked("setMyCommands", call)

    async def forget_webhook(self) -> None:
        """Take a webhook away, so that updates can be polled; what waits is kept.

        Raises:
            TokenRefusedError: the token is not one of Telegram's.
            NoConnectionError: Telegram cannot be reached now.
        """
        await self._asked("deleteWebhook", self._bot.delete_webhook())

    async def set_webhook(self, url: str, secret: str) -> None:
        """Let Telegram deliver updates to ``url``, each with ``secret``; what waits is kept, and comes too.

        Raises:
            TokenRefusedError: the token is not one of Telegram's.
            WebhookRefusedError: Telegram does not take the address; the message says why.
            NoConnectionError: Telegram cannot be reached now.
        """
        call = self._bot.set_webhook(
            url,
            secret_token=secret,
            allowed_updates=list(ALLOWED_UPDATES),
            max_connections=MOST_DELIVERIES,
        )
        try:
            await self._asked("setWebhook", call)
        except _BadCallError as error:
            raise WebhookRefusedError(error.reason) from None

    async def send(
        self,
        chat: int,
        text: str,
        keyboard: InlineKeyboard | None = None,
        *,
        silent: bool = False,
        protect: bool = False,
        reply_to: int | None = None,
    ) -> Answer:
        """Send a text in HTML."""
        reply = {"message_id": reply_to, "allow_sending_without_reply": True}
        return await self._write(
            "sendMessage",
            {
                "chat_id": chat,
                "text": text,
                "parse_mode": "HTML",
                "reply_markup": keyboard,
                "disable_notification": silent or None,
                "protect_content": protect or None,
                "reply_parameters": reply if reply_to is not None else None,
                "link_preview_options": {"is_disabled": True},
            },
            chat,
        )

    async def send_file(self, chat: int, file: Upload, caption: str, keyboard: InlineKeyboard) -> Answer:
        """Send a file without a sound; ``caption`` is HTML of at most 1024 characters as people see it.

        It is not protected: whoever is sent a file is to save it.
        """
        wish = {
            "chat_id": chat,
            "caption": caption,
            "parse_mode": "HTML",
            "reply_markup": keyboard,
            "disable_notification": True,
        }
        return await self._write("sendDocument", wish, chat, file)

    async def edit(self, chat: int, message: int, text: str, keyboard: InlineKeyboard) -> Answer:
        """Give a message another text, in HTML, and other buttons; one change of a message at a time."""
        return await self._change(
            "editMessageText",
            chat,
            message,
            {
                "text": text,
                "parse_mode": "HTML",
                "reply_markup": keyboard,
                "link_preview_options": {"is_disabled": True},
            },
        )

    async def strip(self, chat: int, message: int) -> Answer:
        """Take the buttons of a message away; a flooded chat is waited for, since this can never be stale."""
        while True:
            answer = await self._change("editMessageReplyMarkup", chat, message, {})
            if answer.outcome is not Outcome.LATER:
                return answer
            await self.ready(chat)

    async def delete(self, chat: int, message: int) -> Answer:
        """Delete a message."""
        return await self._change("deleteMessage", chat, message, {})

    async def answer(self, query: str, text: str = "", *, alert: bool = False) -> Answer:
        """Answer a tap, with a toast of at most 200 characters if there is something to say."""
        wish = {"callback_query_id": query, "text": text[:LONGEST_TOAST] or None, "show_alert": alert or None}
        return await self._try("answerCallbackQuery", wish)

    async def ready(self, chat: int) -> None:
        """Wait for as long as ``chat`` asked us to be quiet; return at once unless it was flooded."""
        await self._quiet.over(chat)

    async def _change(self, method: str, chat: int, message: int, wish: Mapping[str, object]) -> Answer:
        async with self._edits.lane((chat, message)):
            return await self._write(method, {"chat_id": chat, "message_id": message, **wish}, chat)

    async def _write(
        self, method: str, wish: Mapping[str, object], chat: int, file: Upload | None = None
    ) -> Answer:
        """Call what writes to ``chat``, unless it is to be left alone: then nothing is called at all."""
        async with self._room:
            if self._quiet.left(chat) > 0:
                return Answer(Outcome.LATER)
            return await self._try(method, wish, file)

    async def _try(self, method: str, wish: Mapping[str, object], file: Upload | None = None) -> Answer:
        answer = await self._heard(method, wish, file)
        self._reach.note(method, answer.outcome)
        return answer

    async def _heard(self, method: str, wish: Mapping[str, object], file: Upload | None) -> Answer:
        call = (
            self._bot.call(method, wish, READ_SECONDS)
            if file is None
            else self._bot.upload(method, wish, _DOCUMENT, file, UPLOAD_SECONDS)
        )
        try:
            result = await self._counted(method, call)
        except FloodError as error:
            if isinstance(chat := wish.get("chat_id"), int):
                self._quiet.hold(chat, error.seconds)
            return Answer(Outcome.LATER)
        except NotSentError:
            return Answer(Outcome.NOT_SENT)
        except Forbidden:
            return Answer(Outcome.BLOCKED)
        except BadRequest as error:
            return Answer(meaning(method, error.message))
        except (InvalidToken, Conflict) as error:
            LOG.error("%s was refused: %s", method, type(error).__name__)  # noqa: TRY400 - no words of others
            return Answer(Outcome.REFUSED)
        except TelegramError:
            return Answer(Outcome.UNKNOWN)
        return Answer(Outcome.DONE, result.get("message_id", 0) if isinstance(result, dict) else 0)

    async def _asked(self, method: str, call: Coroutine[object, object, Result]) -> Result:
        """Return what Telegram says to a call that people never see."""
        refused: Exception
        try:
            return await self._counted(method, call)
        except BadRequest as error:
            refused = _BadCallError(method, error.message)
        except InvalidToken:
            refused = TokenRefusedError()
        except Conflict:
            refused = AnotherPollerError("another program asks for this bot's updates, or a webhook is set")
        except TelegramError as error:
            refused = NoConnectionError(f"{method}: {type(error).__name__}")
        raise refused

    async def _counted(self, method: str, call: Coroutine[object, object, Result]) -> Result:
        try:
            result = await call
        except TelegramError as error:
            self._tally.called(method, fate_of(error))
            raise
        self._tally.called(method, Fate.DONE)
        return result


@asynccontextmanager
async def open_messenger(
    token: str, base_url: str = OFFICIAL, tally: Tally = NO_TALLY, *, proxy: str | None = None
) -> AsyncIterator[Messenger]:
    """Open a messenger for the bot of ``token``; ``base_url`` ends in ``/bot``. Calls nothing yet."""
    request = AiohttpRequest(proxy=proxy)
    await request.initialize()
    try:
        yield Messenger(PlainBot(token, base_url, request), tally)
    finally:
        await request.shutdown()
