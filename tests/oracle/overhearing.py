"""Every call that a bot makes in a test, heard on the wire and read in the server's log, and judged."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.oracle.judge import complaints

Call = Mapping[str, object]
"""An entry of the server's log: at least `method` (text), `params` (texts by name) and `files` (a list)."""


class Application(Protocol):
    """A server that something can be put before."""

    def add_middleware(self, middleware_class: type["Overheard"], *, verdict: "Verdict") -> None: ...


@dataclass(slots=True)
class Verdict:
    """What was wrong with the calls so far."""

    judged: int = 0
    complaints: dict[str, int] = field(default_factory=dict)
    """By complaint, how often."""
    meant: set[str] = field(default_factory=set)
    """The very complaints that a test brings about on purpose; each must come, and excuses nothing else."""

    def hear(self, method: str, parameters: Mapping[str, str], uploads: int = 0) -> None:
        """Judge one call."""
        self.judged += 1
        for each in complaints(method, parameters, uploads):
            self.complain(each)

    def complain(self, complaint: str) -> None:
        """Add a complaint that is known already."""
        self.complaints[complaint] = self.complaints.get(complaint, 0) + 1

    def read(self, log: Iterable[Call]) -> None:
        """Judge the calls of a server's log."""
        for call in log:
            parameters, files = call["params"], call["files"]
            assert isinstance(parameters, dict)
            assert isinstance(files, list)
            self.hear(str(call["method"]), parameters, len(files))

    def passes(self) -> None:
        """Say what was wrong, by names of fields alone, as an AssertionError; return when nothing was."""
        found = {each: times for each, times in self.complaints.items() if each not in self.meant}
        said = "\n".join(f"{each} ({times} times)" for each, times in found.items())
        assert not said, f"the bot called the Bot API wrongly:\n{said}"
        assert self.meant <= self.complaints.keys(), "a wrong call that was meant did not come"


@dataclass(slots=True)
class _Ear:
    """The way to one request's body, which nobody goes sooner for it than he would without."""

    receive: Receive
    body: bytearray = field(default_factory=bytearray)
    done: bool = False
    whole: bool = False

    @property
    def transport(self) -> object:
        """The connection, which uvicorn keeps with this callable, and the playground breaks at times."""
        return getattr(getattr(self.receive, "__self__", None), "transport", None)

    async def take(self) -> Message:
        message = await self.receive()
        if not self.done and message["type"] == "http.request":
            self.body += message.get("body", b"")
            self.done = self.whole = not message.get("more_body", False)
        self.done = self.done or message["type"] == "http.disconnect"
        return message

    async def rest(self) -> None:
        """Take what a server has not asked for that answers unheard."""
        while not self.done:
            await self.take()


@dataclass(frozen=True, slots=True)
class Overheard:
    """Stands before a server and judges each call that comes in whole, whatever becomes of it.

    A body in several parts, which brings files, is left to the server's log.
    """

    app: ASGIApp
    verdict: Verdict

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not str(scope["path"]).startswith("/bot"):
            await self.app(scope, receive, send)
            return
        ear = _Ear(receive)

        async def answer(message: Message) -> None:
            await ear.rest()
            await send(message)

        try:
            await self.app(scope, ear.take, answer)
        finally:
            if ear.whole:
                self._judge(scope, bytes(ear.body))

    def _judge(self, scope: Scope, body: bytes) -> None:
        """Judge a call; an error of the judging, which would only reach the server's log, is a complaint."""
        method = str(scope["path"]).rpartition("/")[2]
        try:
            self._hear(method, scope, body)
        except Exception:  # noqa: BLE001 — whatever it is, the call was not judged
            self.verdict.complain(f"{method}: cannot be read")

    def _hear(self, method: str, scope: Scope, body: bytes) -> None:
        kind = dict(scope["headers"]).get(b"content-type", b"").partition(b";")[0].strip().lower()
        if kind == b"multipart/form-data":
            return
        parameters = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        if kind == b"application/json":
            parameters |= _texts(body)
        else:
            parameters |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.verdict.hear(method, parameters)


@asynccontextmanager
async def judged(application: Application, log: Callable[[], Iterable[Call]]) -> AsyncIterator[Verdict]:
    """Judge every call to a Bot API server that has not started yet; what was wrong is raised on leaving.

    The wire tells of calls that never reach the server or that it does not log (polls); the log tells of
    calls that came as the answer to a webhook, and of those that brought files.

    Raises:
        AssertionError: a call was wrong.
    """
    verdict = Verdict()
    application.add_middleware(Overheard, verdict=verdict)
    yield verdict
    verdict.read(log())
    verdict.passes()


def _texts(body: bytes) -> dict[str, str]:
    fields = json.loads(body or b"{}")
    assert isinstance(fields, dict)
    return {name: each if isinstance(each, str) else json.dumps(each) for name, each in fields.items()}
