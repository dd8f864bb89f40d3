"""Answers as a bad network gives them: a gateway's page, a broken connection."""

import asyncio
import socket
import struct

from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

_CLOSE_WITH_RESET = struct.pack("ii", 1, 0)
_GATEWAY_PAGE = """<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx/1.18.0</center>
</body>
</html>
"""


def bad_gateway() -> Response:
    """Return what a gateway answers when the server behind it is away: HTML, although JSON was asked for."""
    return HTMLResponse(_GATEWAY_PAGE, status_code=502)


class BrokenConnection(Response):
    """No answer at all: the connection is reset."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset the connection, if it still stands; raises TypeError when the server is none of ours."""
        del scope, send
        transport = _transport(receive)
        if not transport.is_closing():  # the bot may have gone away by itself
            opened = transport.get_extra_info("socket")
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _CLOSE_WITH_RESET)
            transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


def _transport(receive: Receive) -> asyncio.Transport:
    """Return the connection of a request: ASGI has no word for breaking it, uvicorn keeps it beside."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if not isinstance(transport, asyncio.Transport):
        raise TypeError("a connection can be broken only under uvicorn on asyncio")
    return transport
