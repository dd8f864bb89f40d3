"""Keeps other websites out: the person's browser is here too, and could be told to call this server.

A page elsewhere could point its own name at 127.0.0.1 (so the Host header is checked), post a form here (so
Origin is checked), or embed an address (so Sec-Fetch-Site is checked; only the page itself may be opened
from elsewhere).
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.playground.errors import ApiError, forbidden
from bot.playground.limits import REQUEST_BYTES

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class LocalOnly:
    """Refuses what another website might have sent, and too large a body; sets safe headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refusal = refused(Headers(scope=scope), str(scope["path"]))
        app = JSONResponse(refusal.answer(), status_code=refusal.status) if refusal else self._app
        await app(scope, receive, send_safely)


def refused(headers: Headers, path: str) -> ApiError | None:
    """Return why a request is refused, None when it may pass."""
    host = headers.get("host", "")
    if _host_name(f"//{host}") not in LOCAL_NAMES:
        return forbidden("this server answers to localhost only")
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return forbidden("this request comes from another website")
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and path != "/":
        return forbidden("this request comes from another website")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > REQUEST_BYTES:
        return ApiError(413, "")
    return None


def _host_name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
