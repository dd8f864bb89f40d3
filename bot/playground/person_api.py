"""The face that people see: /chat/…, in JSON, for the chat page and for tests.

Every POST takes a JSON object and answers `{"ok": true, …}` or 400, `{"ok": false, "error": <sentence>}`.
`person` is always the id of who acts; `chat` is the group's id, or by default the person's own chat. Fields
in brackets may be left out.

    GET  /chat/people               → people, bot, group, version
    GET  /chat/state                  ?person= [&chat= &after=]
                                    → version, chat, person, bot, typing, commands, description, and what
                                      changed after that version: messages (deleted ones too), taps
    GET  /chat/events                 ?after= [&timeout=]
                                    → version, as soon as it is above `after` (a long poll of at most 50 s)
    GET  /chat/stream               → the same as server-sent events: data: {"version": n}
    GET  /chat/calls                  [?after= &method= &last=]
                                    → calls: number, method, params, files, unknown, status, description,
                                      fault when one struck it, reply when it came in a webhook's answer
    GET  /chat/updates              → updates: those that wait for the bot, left in the queue
    GET  /chat/faults               → plan, counts, flooded
    GET  /chat/file?id=             → a file's content
    POST /chat/send      person [chat text reply_to forwarded_from age]
                         [kind caption emoji duration phone name file_name mime content]
                                    → message; `age` dates it so many seconds back
    POST /chat/edit      person [chat] message_id text
                                    → message
    POST /chat/delete    person [chat] message_id
                                    → message, as it was
    POST /chat/language  person language_code
                                    → user
    POST /chat/block     person [blocked]
                                    → change: the my_chat_member update
    POST /chat/tap       person [chat] message_id data [inaccessible]
                                    → callback_id
    POST /chat/stale     as tap, and revision: the button stood on that older one (1 is the first)
    POST /chat/foreign   as tap, and chat is somebody else's
    POST /chat/forge     as tap, with any data, and the message need not exist
    POST /chat/resend    callback_id [new_callback_id]
                                    → callback_id; without new_callback_id the same query is delivered again
    POST /chat/faults    share [seed kinds retry_after slow_seconds]
                                    → as GET; a new plan of faults (all kinds, seed 1), none when share is 0
    POST /chat/faults    person [chat] flood_seconds
                                    → as GET; floods one chat, 0 ends it
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.playground.calls import KEPT_CALLS
from bot.playground.chat_state import chat_state, people
from bot.playground.errors import PersonError
from bot.playground.json_values import JsonObject, decode_object, encode
from bot.playground.limits import LONG_POLL_SECONDS
from bot.playground.people import CHINESE, ENGLISH
from bot.playground.person_faults import faults, set_faults
from bot.playground.person_messages import block, delete, edit, send
from bot.playground.person_taps import TAPS, Deed
from bot.playground.wishes import Wish
from bot.playground.world import World

_BEAT_SECONDS = 15
_Answer: TypeAlias = Callable[[Request], Awaitable[Response]]


def person_routes(world: World) -> list[Route]:
    """Return the routes under /chat."""
    reads: dict[str, Deed] = {
        "people": lambda world, _: people(world),
        "state": chat_state,
        "calls": _calls,
        "faults": faults,
        "updates": lambda world, _: {"updates": world.store.pending.waiting(-1)},
    }
    deeds: dict[str, Deed] = {
        "send": _message(send),
        "edit": _message(edit),
        "delete": _message(delete),
        "block": lambda world, wish: {"change": block(world, wish)},
        "language": _set_language,
        "faults": set_faults,
        **TAPS,
    }
    return [
        Route("/chat/events", _events(world)),
        Route("/chat/stream", _stream(world)),
        Route("/chat/file", _file(world)),
        *(Route(f"/chat/{name}", _reading(world, read)) for name, read in reads.items()),
        *(Route(f"/chat/{name}", _doing(world, deed), methods=["POST"]) for name, deed in deeds.items()),
    ]


def _reading(world: World, read: Deed) -> _Answer:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse({"ok": True, **read(world, Wish(dict(request.query_params)))})
        except PersonError as refusal:
            return _refused(str(refusal))

    return answer


def _doing(world: World, deed: Deed) -> _Answer:
    async def answer(request: Request) -> Response:
        try:
            wish = Wish(decode_object(await request.body()))
            with world.store.transaction():
                done = deed(world, wish)
        except PersonError as refusal:
            return _refused(str(refusal))
        except ValueError:
            return _refused("the body must be a JSON object")
        world.hub.changed()
        return JSONResponse({"ok": True, **done})

    return answer


def _events(world: World) -> _Answer:
    async def answer(request: Request) -> Response:
        wish = Wish(dict(request.query_params))
        try:
            after, seconds = wish.integer("after", 0), wish.integer("timeout", 0)
        except PersonError as refusal:
            return _refused(str(refusal))
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(max(seconds, 0), LONG_POLL_SECONDS)
        while world.store.version() <= after and loop.time() < deadline and not world.hub.closing:
            await world.hub.wait(deadline - loop.time())
        return JSONResponse({"ok": True, "version": world.store.version()})

    return answer


def _stream(world: World) -> _Answer:
    async def answer(request: Request) -> Response:
        del request
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(_beats(world), media_type="text/event-stream", headers=headers)

    return answer


async def _beats(world: World) -> AsyncIterator[str]:
    """Yield the version at once, at each change, and now and then, so that a page notices a dead server."""
    shown, woken = -1, True
    while not world.hub.closing:
        version = world.store.version()
        if version != shown or not woken:
            yield f"data: {encode({'version': version})}\n\n"
            shown = version
        woken = await world.hub.wait(_BEAT_SECONDS)


def _file(world: World) -> _Answer:
    async def answer(request: Request) -> Response:
        upload = world.store.file(request.query_params.get("id", ""))
        if upload is None:
            return _refused("there is no such file", status=404)
        name = f"attachment; filename*=UTF-8''{quote(upload.name)}"
        return Response(
            upload.content, media_type="application/octet-stream", headers={"Content-Disposition": name}
        )

    return answer


def _message(deed: Deed) -> Deed:
    return lambda world, wish: {"message": deed(world, wish)}


def _calls(world: World, wish: Wish) -> JsonObject:
    last = wish.integer("last", KEPT_CALLS)
    return {"calls": world.store.calls.after(wish.integer("after", 0), wish.text("method", ""), last)}


def _set_language(world: World, wish: Wish) -> JsonObject:
    language = wish.text("language_code")
    if language not in (CHINESE, ENGLISH):
        raise PersonError(f"language_code is {CHINESE} or {ENGLISH}")
    world.store.set_setting(f"language:{wish.person().id}", language)
    world.store.count("version")
    return {"user": world.user(wish.person())}


def _refused(sentence: str, status: int = 400) -> Response:
    return JSONResponse({"ok": False, "error": sentence}, status_code=status)
