"""Telegram's server in memory, for as many people as a test likes: their chats, and the methods of the bot.

The playground has six people. This one refuses what Telegram refuses of what the bot does under fire, and
the calls that it takes are judged like all others.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.errors import ApiError, bad_request
from bot.playground.html_text import parse_html
from bot.playground.hub import Hub
from bot.playground.json_values import Json, JsonObject, decode_object, encode
from bot.serving import serving
from bot.telegram.callback_data import ButtonData, decode
from bot.telegram.updates import tap_cause
from dialogs.cards import Verb
from tests.kill.post import Fuse, Post, Update
from tests.kill.town import TOKEN
from tests.oracle.overhearing import judged

BOT = int(TOKEN.partition(":")[0])
_FIRST_QUERY = 4_000_000_000_000_000_000


@dataclass(slots=True, eq=False)
class Message:
    """A message of a chat; one that a person wrote has no life."""

    number: int
    text: str
    keyboard: JsonObject | None = None
    life: int = 0
    """In which life of the bot it was sent, 1 or more."""
    protected: bool = False
    """A card, and not a short message."""
    dressed: bool = False
    """It has, or had, buttons."""
    gone: bool = False

    @property
    def buttons(self) -> list[tuple[str, ButtonData]]:
        rows = self.keyboard["inline_keyboard"] if self.keyboard else []
        assert isinstance(rows, list)
        texts = [str(each["callback_data"]) for row in rows for each in row if "callback_data" in each]
        return [(text, read) for text in texts if (read := decode(text)) is not None]

    @property
    def body(self) -> JsonObject:
        return {"text": self.text, "reply_markup": self.keyboard}

    def dress(self, keyboard: JsonObject | None) -> None:
        self.keyboard = keyboard or None
        self.dressed = self.dressed or bool(self.buttons)


@dataclass(slots=True, kw_only=True)
class City:
    """All chats, by their person."""

    post: Post
    fuse: Fuse
    hub: Hub
    chats: dict[int, dict[int, Message]] = field(default_factory=dict)
    address: str = ""
    life: int = 0
    replies: list[JsonObject] = field(default_factory=list)
    """Calls that came in the answers to deliveries."""
    answered: set[str] = field(default_factory=set)
    _queries: int = _FIRST_QUERY

    def messages(self, person: int) -> list[Message]:
        """Return the bot's messages that stand in a chat, the lowest last."""
        return [each for each in self.chats.get(person, {}).values() if each.life and not each.gone]

    def write(self, person: int, text: str) -> Update:
        """Let a person write."""
        number = self._add(person, Message(0, text))
        body: JsonObject = {
            "message_id": number,
            "date": int(datetime.now(UTC).timestamp()),
            "chat": {"id": person, "type": "private", "first_name": "员工"},
            "from": _user(person),
            "text": text,
        }
        return self.post.bring(f"chat:{person}", "message", body, f"tg:{BOT}:text:{person}:{number}")

    def tap(self, person: int, message: Message, text: str) -> Update:
        """Let a person tap a button that stands on a message now."""
        read = dict(message.buttons)[text]
        self._queries += 1
        body: JsonObject = {
            "id": str(self._queries),
            "from": _user(person),
            "message": {
                "message_id": message.number,
                "date": int(datetime.now(UTC).timestamp()),
                "chat": {"id": person, "type": "private", "first_name": "员工"},
            },
            "chat_instance": str(person),
            "data": text,
        }
        cause: str = tap_cause(BOT, str(self._queries), text)
        if read.verb is Verb.NEW:  # one proposal opens one call, however often it is tapped
            cause = f"tg:{BOT}:new:{person}:{message.number}"
        return self.post.bring(f"taps:{person}", "callback_query", body, cause)

    def hear(self, answer: bytes) -> None:
        """Do what the answer to a delivery asks for; how it fared, nobody hears."""
        if not answer:
            return
        wish = decode_object(answer)
        method = str(wish.pop("method"))
        texts = {name: each if isinstance(each, str) else encode(each) for name, each in wish.items()}
        self.replies.append({"method": method, "params": texts, "files": []})
        assert method == "answerCallbackQuery", "what may be lost goes this way, and nothing else"
        self.call(method, wish)

    async def respond(self, request: Request) -> Response:
        """Take a call; one at which the bot dies is lost."""
        wish = decode_object(await request.body() or b"{}")
        if self.fuse.burn():
            return Response(status_code=503)
        try:
            result = self.call(str(request.path_params["method"]), wish)
        except ApiError as refusal:
            return JSONResponse(refusal.answer(), status_code=refusal.status)
        self.hub.changed()
        self.fuse.burn()
        return JSONResponse({"ok": True, "result": result})

    def call(self, method: str, wish: JsonObject) -> Json:
        """Carry out a method; raises ApiError when it is refused."""
        known: dict[str, Callable[[JsonObject], Json]] = {
            "getMe": lambda _: {"id": BOT, "is_bot": True, "first_name": "和解", "username": "city_bot"},
            "setMyCommands": lambda _: True,
            "setWebhook": self._set_webhook,
            "sendMessage": self._send,
            "editMessageText": self._edit,
            "editMessageReplyMarkup": self._edit,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer,
        }
        if method not in known:
            raise ApiError(404, "method not found")
        return known[method](wish)

    def _set_webhook(self, wish: JsonObject) -> Json:
        self.post.address, self.post.secret = str(wish["url"]), str(wish["secret_token"])
        return True

    def _send(self, wish: JsonObject) -> Json:
        text, _ = parse_html(str(wish["text"]))
        message = Message(0, text, life=self.life, protected=bool(wish.get("protect_content")))
        message.dress(_keyboard(wish))
        person = _number(wish, "chat_id")
        return {"message_id": self._add(person, message), "chat": {"id": person}}

    def _edit(self, wish: JsonObject) -> Json:
        message = self._find(wish, "edit")
        text = parse_html(str(wish["text"]))[0] if "text" in wish else message.text
        if (text, _keyboard(wish)) == (message.text, message.keyboard):
            raise bad_request("message is not modified")
        message.text = text
        message.dress(_keyboard(wish))
        return {"message_id": message.number}

    def _delete(self, wish: JsonObject) -> Json:
        self._find(wish, "delete").gone = True
        return True

    def _answer(self, wish: JsonObject) -> Json:
        query = str(wish["callback_query_id"])
        if query in self.answered:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        self.answered.add(query)
        return True

    def _find(self, wish: JsonObject, deed: str) -> Message:
        found = self.chats.get(_number(wish, "chat_id"), {}).get(_number(wish, "message_id"))
        if found is None or found.gone:
            raise bad_request(f"message to {deed} not found")
        return found

    def _add(self, person: int, message: Message) -> int:
        chat = self.chats.setdefault(person, {})
        message.number = len(chat) + 1
        chat[message.number] = message
        return message.number


def _keyboard(wish: JsonObject) -> JsonObject | None:
    found = wish.get("reply_markup")
    return dict(found) if isinstance(found, dict) and found.get("inline_keyboard") else None


def _number(wish: JsonObject, name: str) -> int:
    found = wish[name]
    assert isinstance(found, int)
    return found


def _user(person: int) -> JsonObject:
    return {"id": person, "is_bot": False, "first_name": "员工", "language_code": "zh-hans"}


@asynccontextmanager
async def city() -> AsyncIterator[City]:
    """Serve an empty city on a free port of this machine; wrong calls of the bot are raised on leaving."""
    fuse, hub = Fuse(), Hub()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100)) as http:
        post = Post(http=http, fuse=fuse, hub=hub)
        opened = City(post=post, fuse=fuse, hub=hub)
        post.hear = opened.hear
        app = Starlette(routes=[Route("/bot{token}/{method}", opened.respond, methods=["POST"])])
        async with judged(app, lambda: opened.replies), serving(app, "127.0.0.1", 0) as opened.address:
            yield opened
