"""What the endpoint says to whoever knocks, over real sockets."""

import ast
import asyncio
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from bot.telegram import webhook
from bot.telegram.deeds import AnswerTap, Deed, Tell
from bot.telegram.webhook import Endpoint, Limits
from dialogs.ports import StorageUnavailableError
from dialogs.texts import Phrase
from tests.bot.telegram.delivering import (
    SECRET,
    UPDATE,
    Answered,
    Gate,
    Takes,
    endpoint,
    knock,
    line,
    request,
    served,
)

MEGABYTE = 1024 * 1024
BLINK = Limits(body_seconds=0.05, handling_seconds=0.05)


async def answered(words: bytes, one: Endpoint) -> Answered:
    async with served(one) as address:
        return await knock(address, words)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (request(method="GET"), 405),
        (request(method="PUT", secret=None), 405),
        (request(path="/"), 404),
        (request(path="/telegram/"), 404),
        (request(path="/telegram/more"), 404),
        (request(secret=None), 401),
        (request(secret=""), 403),
        (request(secret="wrong"), 403),
        (request(secret=SECRET + "4"), 403),
        (request(secret="é"), 403),
        (request(length=10 * MEGABYTE), 413),
        (request(length=10**18), 413),
        (request(kind=None), 415),
        (request(kind="text/plain"), 415),
        (request(kind="application/x-www-form-urlencoded"), 415),
        (request(b""), 400),
        (request(b"{"), 400),
        (request(b"\xff\xfe"), 400),
        (request(b"[]"), 400),
        (request(b'"update"'), 400),
        (request(b"null"), 400),
        (request(b"[" * 500_000), 400),
        (b"nonsense\r\n\r\n", 400),
    ],
)
async def test_what_is_no_delivery_is_refused_by_its_status(words: bytes, status: int) -> None:
    intake = Takes()

    refused = await answered(words, endpoint(intake))

    assert (refused.status, intake.came) == (status, [])


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
async def test_delivery_is_taken_and_acknowledged(kind: str) -> None:
    intake, done = Takes(), list[tuple[Deed, ...]]()

    answer = await answered(request(kind=kind), endpoint(intake, done=done))

    assert (answer.status, answer.body, intake.came, done) == (200, b"", [UPDATE], [()])


class ReadsFirst(Endpoint):
    """Broken: reads the body of whoever knocks."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._admitted(receive)
        await response(scope, receive, send)


async def first_word_to_a_stranger(kind: type[Endpoint]) -> int:
    """Show a wrong secret, promise a body and never send it."""
    words = request(b"", secret="wrong", length=100)
    return (await answered(words, endpoint(limits=BLINK, kind=kind))).status


async def test_secret_is_checked_before_the_body_is_read() -> None:
    assert await first_word_to_a_stranger(Endpoint) == 403
    assert await first_word_to_a_stranger(ReadsFirst) == 408


def unsafe_comparisons(source: str) -> list[str]:
    """Return the comparisons that name a secret, and stop at the first letter that is wrong."""
    compared = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Compare)]
    return [
        ast.unparse(each)
        for each in compared
        if any(isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for op in each.ops)
        and {"secret", "shown"} & set(ast.unparse(each).replace(".", " ").replace("(", " ").split())
    ]


def test_secret_is_compared_in_constant_time() -> None:
    source = Path(webhook.__file__).read_text(encoding="utf-8")

    assert "hmac.compare_digest(shown.encode(), self.secret.encode())" in source
    assert unsafe_comparisons(source) == []
    assert unsafe_comparisons("if shown != self.secret: pass") == ["shown != self.secret"]


async def test_ten_megabytes_are_refused_before_they_are_sent_and_never_read_whole() -> None:
    async with served(endpoint()) as address, line(address) as one:
        await one.says(request(b"x" * 1000, length=10 * MEGABYTE))

        assert (await one.hears()).status == 413

        # Who goes on sending is cut off, long before the deadlines of a connection.
        one.writer.write(b"x" * 10 * MEGABYTE)
        assert await one.ended()


async def test_body_that_says_no_length_is_counted_as_it_comes() -> None:
    head = request(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    async with served(endpoint(limits=Limits(body_bytes=2048))) as address, line(address) as one:
        await one.says(head + chunk + chunk)
        await one.says(chunk)

        assert (await one.hears()).status == 413


async def test_body_that_does_not_arrive_in_time_ends_the_connection() -> None:
    async with served(endpoint(limits=BLINK)) as address, line(address) as one:
        await one.says(request(b'{"upd', length=100))

        assert (await one.hears()).status == 408
        assert await one.ended()


async def test_delivery_that_hangs_up_in_the_middle_frees_its_place() -> None:
    intake = Takes()
    async with served(endpoint(intake, Limits(at_once=1))) as address:
        async with line(address) as one:
            await one.says(request(b'{"upd', length=100))
        while (await knock(address, request())).status == 503:
            pass

    assert intake.came == [UPDATE]


async def test_refused_delivery_leaves_the_connection_usable() -> None:
    async with served(endpoint()) as address, line(address) as one:
        await one.says(request(b"{"))
        assert (await one.hears()).status == 400
        await one.says(request())
        assert (await one.hears()).status == 200


async def test_first_answer_to_a_tap_goes_out_in_the_response_and_the_rest_is_started() -> None:
    tell, second = Tell(5, Phrase("toast.done")), AnswerTap("2")

    async def deeds(raw: object) -> tuple[Deed, ...]:
        return (tell, AnswerTap("1"), second)

    done = list[tuple[Deed, ...]]()

    answer = await answered(request(), endpoint(Takes(deeds), done=done))

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert (answer.body, done) == (b'{"answers": "1"}', [(tell, second)])


async def test_deeds_are_not_done_when_the_response_cannot_be_written() -> None:
    async def deeds(raw: object) -> tuple[Deed, ...]:
        return (AnswerTap("1"), Tell(5, Phrase("toast.done")))

    def broken(answer: AnswerTap) -> bytes:
        raise KeyError(answer.query)

    done = list[tuple[Deed, ...]]()
    one = endpoint(Takes(deeds), done=done)
    one.reply = broken

    answer = await answered(request(), one)

    assert (answer.status, done) == (500, [])


async def test_storage_that_is_away_lets_telegram_come_again_in_a_second() -> None:
    async def away(raw: object) -> tuple[Deed, ...]:
        raise StorageUnavailableError

    answer = await answered(request(), endpoint(Takes(away)))

    assert (answer.status, answer.headers["retry-after"], answer.body) == (500, "1", b"")


async def test_whatever_breaks_the_update_comes_again_and_its_words_stand_nowhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(raw: object) -> tuple[Deed, ...]:
        raise KeyError("客户的话")

    answer = await answered(request(), endpoint(Takes(broken)))

    assert (answer.status, answer.headers["retry-after"], answer.body) == (500, "1", b"")
    assert [each.getMessage() for each in caplog.records] == ["update 7 was not taken: KeyError"]


async def test_update_that_takes_too_long_is_cancelled_and_comes_again() -> None:
    gate = Gate()
    tries: list[str] = []

    async def hang_once(raw: object) -> tuple[Deed, ...]:
        tries.append("begun")
        if len(tries) > 1:
            return ()
        try:
            return await gate()
        except asyncio.CancelledError:
            tries.append("cancelled")
            raise

    async with served(endpoint(Takes(hang_once), BLINK)) as address:
        first = await knock(address, request())
        second = await knock(address, request())

    assert (first.status, first.headers["retry-after"], second.status) == (500, "1", 200)
    assert tries == ["begun", "cancelled", "begun"]


async def test_no_more_deliveries_are_in_hand_than_memory_is_meant_for() -> None:
    gate = Gate()
    async with served(endpoint(Takes(gate), Limits(at_once=1))) as address, line(address) as one:
        await one.says(request())
        await gate.reached.wait()

        beyond = await knock(address, request())
        stranger = await knock(address, request(secret="wrong"))
        gate.let_go.set()

        assert (beyond.status, beyond.headers["retry-after"], stranger.status) == (503, "1", 403)
        assert (await one.hears()).status == 200
        assert (await knock(address, request())).status == 200


def test_secret_stands_in_no_repr() -> None:
    assert SECRET not in repr(endpoint())
