"""The program's log: one JSON object a line, ids only, never a person's words and never a secret."""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import Enum
from types import MappingProxyType
from typing import TextIO

OURS = frozenset({"bot", "dialogs", "playbooks", "storage"})
"""Loggers whose arguments are shown; other people's libraries put URLs and whole objects into theirs."""
LONGEST = 300
"""Characters of one value: an id or a sentence of ours is shorter, a text of a person may not be."""
HIDDEN = "[hidden]"
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
QUIET = MappingProxyType(
    {
        "aiohttp": logging.WARNING,
        "aiosqlite": logging.WARNING,
        "asyncio": logging.WARNING,
        "httpcore": logging.WARNING,
        "httpx": logging.WARNING,  # writes each URL, and the URL holds the token
        "telegram": logging.WARNING,
        "transitions": logging.WARNING,
        "uvicorn": logging.WARNING,
    }
)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def start_logging(
    stream: TextIO | None = None, *, level: int = logging.INFO, secrets: Sequence[str] = ()
) -> logging.Handler:
    """Write the log to ``stream`` (stderr when none is given) and return the handler that does.

    Each of ``secrets`` is hidden wherever it appears, and so is whatever looks like a bot's token.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(max(level, quiet))
    return handler


class LineFormatter(logging.Formatter):
    """One record → one line of ASCII, so that nothing in a record can begin a line of its own."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; an error is shown by its class and place, never by its message."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": self._clean(record.name),
            "what": self._clean(_message(record)),
        }
        for name, value in vars(record).items():
            if name not in _STANDARD and name not in line:
                line[self._clean(name)] = self._plain(value)
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = [self._clean(each) for each in _told(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=True, separators=(",", ":"))

    def _plain(self, value: object) -> str | int | float | bool | None:
        """Let numbers and ids through; of anything else show only its class."""
        match value:
            case Enum():
                return self._clean(str(value.value))
            case str():
                return self._clean(value)
            case bool() | int() | float() | None:
                return value
            case _:
                return f"<{type(value).__name__}>"

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        text = hidden(text)
        return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def hidden(text: str) -> str:
    """Return ``text`` with whatever looks like a bot's token hidden."""
    return _TOKEN.sub(HIDDEN, text)


def _message(record: logging.LogRecord) -> str:
    """Return our own sentence with its arguments; of a library's only the sentence."""
    if record.name.partition(".")[0] not in OURS:
        return str(record.msg)
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def _told(error: BaseException, seen: set[int] | None = None) -> Iterator[str]:
    """Tell an error and its causes, each once: class, and file, line and function of where it was raised."""
    known = set[int]() if seen is None else seen
    following: BaseException | None = error
    while following is not None and id(following) not in known:
        known.add(id(following))
        frames = traceback.extract_tb(following.__traceback__)
        place = f" at {frames[-1].filename}:{frames[-1].lineno} {frames[-1].name}" if frames else ""
        yield f"{type(following).__name__}{place}"
        if isinstance(following, BaseExceptionGroup):
            for each in following.exceptions:
                yield from _told(each, known)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
