"""The face that a bot sees: /bot<token>/<method>, by GET or POST, in four ways of writing parameters."""

import secrets

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.calling import answer_call
from bot.playground.errors import ApiError, bad_request
from bot.playground.json_values import decode_object
from bot.playground.limits import FILE_BYTES
from bot.playground.parameters import Parameters, Upload, from_fields
from bot.playground.world import World


def bot_routes(world: World) -> list[Route]:
    """Return the routes of the Bot API for one bot: its methods, and the files that people sent it."""

    async def answer(request: Request) -> Response:
        try:
            _check_token(world, request.path_params["token"])
            call = await read_parameters(request)
        except ApiError as refusal:
            return JSONResponse(refusal.answer(), status_code=refusal.status)
        return await answer_call(world, request.path_params["method"], call)

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
        values |= _from_json(await request.body()).values
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        async with request.form(max_part_size=4 * FILE_BYTES) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    mime = value.content_type or "application/octet-stream"
                    files[name] = Upload(value.filename or name, mime, await value.read())
                else:
                    values[name] = value
    return Parameters(values, files)


def _from_json(body: bytes) -> Parameters:
    try:
        return from_fields(decode_object(body or b"{}"))
    except (ValueError, RecursionError):
        raise bad_request("can't parse JSON object") from None


def _check_token(world: World, token: str) -> None:
    if not secrets.compare_digest(token.encode(), world.token.encode()):
        raise ApiError(401, "")
