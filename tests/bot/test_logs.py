"""The log holds ids only, one line a record, whatever is thrown at it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.logs import LONGEST, start_logging
from dialogs.program import Place
from dialogs.sealed import Sealed
from tests.bot.loggers import same_loggers

TOKEN = "123456789:" + "Abcdefghijklmnopqrstuvwxyz_-0123456"
WORDS = "他们扣了我的钱我很生气"


@contextmanager
def logging_to(stream: io.StringIO, secrets: tuple[str, ...] = ()) -> Iterator[None]:
    """Log into ``stream`` and leave every logger as it was."""
    with same_loggers():
        start_logging(stream, secrets=secrets)
        yield


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    """The error as it is once it was raised."""
    with pytest.raises(type(error)) as seen:
        raise error from cause
    return seen.value


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_line_says_when_from_where_and_what() -> None:
    stream = io.StringIO()
    with logging_to(stream):
        logging.getLogger("bot.cli").info(
            "tap %s", "01J", extra={"chat": 5, "place": Place.FACT, "late": True}
        )

    (line,) = written(stream)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "from": "bot.cli",
        "what": "tap 01J",
        "chat": 5,
        "place": "fact",
        "late": True,
    }


def test_persons_words_never_get_through() -> None:
    stream = io.StringIO()
    words = Sealed(WORDS)
    log = logging.getLogger("bot.telegram")
    with logging_to(stream):
        log.warning(
            "noted %s %r", words, words, extra={"words": words, "all": {"w": words}, "raw": words.reveal}
        )
        log.error("broken", exc_info=raised(ValueError(WORDS), KeyError(WORDS)))

    assert WORDS not in stream.getvalue()
    assert WORDS.encode("ascii", "backslashreplace").decode() not in stream.getvalue()
    first, second = written(stream)
    assert (first["what"], first["words"]) == (
        "noted Sealed(11 characters) Sealed(11 characters)",
        "<Sealed>",
    )
    assert [each.split()[0] for each in second["error"]] == ["ValueError", "KeyError"]


def test_guard_sees_words_that_are_not_sealed() -> None:
    stream = io.StringIO()
    with logging_to(stream):
        logging.getLogger("bot.telegram").warning("noted %s", WORDS)

    assert WORDS.encode("ascii", "backslashreplace").decode() in stream.getvalue()


def test_token_is_hidden_wherever_it_stands() -> None:
    stream = io.StringIO()
    with logging_to(stream, secrets=("open-sesame",)):
        log = logging.getLogger("bot.telegram")
        log.error("POST https://api.telegram.org/bot%s/getMe", TOKEN, extra={"url": f"/bot{TOKEN}/x"})
        log.error("password open-sesame", extra={"open-sesame": "open-sesame"})
        logging.getLogger("somebody").error(f"GET /bot{TOKEN}")  # noqa: G004 - as a library may

    assert TOKEN[12:] not in stream.getvalue()
    assert "sesame" not in stream.getvalue()
    assert [line["what"] for line in written(stream)] == [
        "POST https://api.telegram.org/bot[hidden]/getMe",
        "password [hidden]",
        "GET /bot[hidden]",
    ]


@pytest.mark.parametrize("name", ["httpx", "httpcore", "aiohttp.access", "telegram.ext", "uvicorn.access"])
def test_libraries_do_not_write_down_urls(name: str) -> None:
    stream = io.StringIO()
    # A server that ran earlier in this process may have cut its loggers off; here they are to be heard.
    logger = logging.getLogger(name)
    logger.propagate = True
    with logging_to(stream):
        logger.setLevel(logging.WARNING)
        logger.info("HTTP Request: %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
        logger.warning("slow: %s", "https://hejie.example/?q=secret-words")

    assert [line["what"] for line in written(stream)] == ["slow: %s"]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u0085", "\x1b[2J", "\0"])
def test_nothing_in_a_record_begins_a_line_of_its_own(end: str) -> None:
    stream = io.StringIO()
    forged = f"x{end}" + '{"level":"error","what":"forged"}'
    with logging_to(stream):
        logging.getLogger("bot").warning("name %s", forged, extra={"alias": forged})

    text = stream.getvalue()
    assert text.isascii()
    assert text.isprintable() is False
    assert text.removesuffix("\n").isprintable()
    assert [(line["level"], line["alias"]) for line in written(stream)] == [("warning", forged)]


def test_long_values_are_cut() -> None:
    stream = io.StringIO()
    with logging_to(stream):
        logging.getLogger("bot").warning("x" * 5000)

    assert written(stream)[0]["what"] == "x" * LONGEST + "…"


def test_sentence_whose_arguments_do_not_fit_is_still_written() -> None:
    stream = io.StringIO()
    with logging_to(stream):
        logging.getLogger("bot").warning("%d days", "many")

    assert written(stream)[0]["what"] == "%d days"


def test_every_error_of_a_group_is_told_with_its_place() -> None:
    stream = io.StringIO()
    with logging_to(stream):
        group = raised(ExceptionGroup(WORDS, [OSError(WORDS), ValueError(WORDS)]))
        logging.getLogger("bot").error("stopped", exc_info=group)

    told = written(stream)[0]["error"]
    assert [each.split()[0] for each in told] == ["ExceptionGroup", "OSError", "ValueError"]
    assert "test_logs.py" in told[0]


def test_errors_that_stand_in_one_another_are_each_told_once() -> None:
    stream = io.StringIO()
    leaf = raised(OSError(98, "taken"))
    leaf.__context__ = ExceptionGroup("services", [leaf])

    with logging_to(stream):
        logging.getLogger("bot.x").error("service_failed", exc_info=leaf)

    assert stream.getvalue().count("OSError") == 1
