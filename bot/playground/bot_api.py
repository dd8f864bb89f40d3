"""The face that a bot sees: /bot<token>/<method>, by GET or POST, in four ways of writing parameters."""

import secrets

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.errors import ApiError, bad_request
from bot.playground.json_values import Json, JsonObject, decode_object, encode
from bot.playground.limits import FILE_BYTES
from bot.playground.methods import GET_UPDATES, GET_UPDATES_KNOWN, METHODS, Method
from bot.playground.parameters import Parameters, Upload
from bot.playground.updates import get_updates
from bot.playground.world import World


def bot_routes(world: World) -> list[Route]:
    """Return the routes of the Bot API for one bot: its methods, and the files that people sent it."""

    async def answer(request: Request) -> Response:
        try:
            _check_token(world, request.path_params["token"])
            method: str = request.path_params["method"]
            result = await _run(world, method, await read_parameters(request))
        except ApiError as refusal:
            return JSONResponse(refusal.answer(), status_code=refusal.status)
        return JSONResponse({"ok": True, "result": result})

    async def file(request: Request) -> Response:
        try:
            _check_token(world, request.path_params["token"])
        except ApiError as refusal:
            return JSONResponse(refusal.answer(), status_code=refusal.status)
        upload = world.store.file(request.path_params["file_id"])
        if upload is None:
            return JSONResponse(ApiError(404, "").answer(), status_code=404)
        return Response(upload.content, media_type="application/octet-stream")

    return [
        Route("/bot{token}/{method}", answer, methods=["GET", "POST"]),
        Route("/file/bot{token}/files/{file_id}", file),
    ]


async def read_parameters(request: Request) -> Parameters:
    """Return the parameters of query, form, multipart or JSON body, nested values as JSON text."""
    values = dict(request.query_params)
    files: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        values |= _from_json(await request.body())
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        async with request.form(max_part_size=4 * FILE_BYTES) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    mime = value.content_type or "application/octet-stream"
                    files[name] = Upload(value.filename or name, mime, await value.read())
                else:
                    values[name] = value
    return Parameters(values, files)


def _from_json(body: bytes) -> dict[str, str]:
    try:
        fields = decode_object(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    return {name: value if isinstance(value, str) else encode(value) for name, value in fields.items()}


def _check_token(world: World, token: str) -> None:
    if not secrets.compare_digest(token.encode(), world.token.encode()):
        raise ApiError(401, "")


async def _run(world: World, name: str, call: Parameters) -> Json:
    if name.lower() == GET_UPDATES.lower():
        return await _run_get_updates(world, call)
    method = METHODS.get(name.lower())
    if method is None:
        refusal = ApiError(404, "method not found")
        _log(world, name, call, call.values.keys() & set(), refusal.answer())
        raise refusal
    return _run_method(world, method, call)


def _run_method(world: World, method: Method, call: Parameters) -> Json:
    unknown = call.values.keys() - method.known
    try:
        with world.store.transaction():
            result = method.run(world, call)
            world.store.calls.add(method.name, call, sorted(unknown), None, world.clock())
    except ApiError as refusal:
        _log(world, method.name, call, unknown, refusal.answer())
        raise
    world.hub.changed()
    return result


async def _run_get_updates(world: World, call: Parameters) -> Json:
    """Run a long poll; of these only the refused are logged, or they would fill the log."""
    try:
        return await get_updates(world, call)
    except ApiError as refusal:
        _log(world, GET_UPDATES, call, call.values.keys() - GET_UPDATES_KNOWN, refusal.answer())
        raise


def _log(world: World, method: str, call: Parameters, unknown: set[str], refusal: JsonObject) -> None:
    with world.store.transaction():
        world.store.calls.add(method, call, sorted(unknown), refusal, world.clock())
