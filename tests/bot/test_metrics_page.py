"""The page of the metrics is there for this machine alone, in both modes, and nobody else learns of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.types import Scope

from bot.metrics import CONTENT_TYPE, Metrics
from bot.metrics_page import MetricsPage, is_from_this_machine
from bot.serving import serving
from bot.telegram.health import health_pages
from bot.telegram.webhook import webhook_pages
from dialogs.ports import StorageUnavailableError
from tests.bot.counting import samples
from tests.bot.telegram.delivering import PATH, always, endpoint, knock
from tests.bot.telegram.driving import show, staged

HERE = "127.0.0.1:8080"


def asks(
    *fields: str, host: str = HERE, method: str = "GET", path: str = "/metrics", version: str = "1.1"
) -> bytes:
    """Return a request for the page."""
    lines = (f"{method} {path} HTTP/{version}", f"Host: {host}", *fields)
    return "\r\n".join((*lines, "", "")).encode()


@dataclass(slots=True)
class Shown:
    """Cards of which a test says how many are behind."""

    how_many: Callable[[], Awaitable[int]]
    looks: int = 0

    async def behind(self) -> Sequence[object]:
        self.looks += 1
        return range(await self.how_many())


async def three() -> int:
    return 3


async def away() -> int:
    raise StorageUnavailableError


async def hang() -> int:
    return int(await asyncio.Event().wait())


def page(behind: Callable[[], Awaitable[int]] = three) -> MetricsPage:
    return MetricsPage(Metrics(), Shown(behind))


def polling(one: MetricsPage) -> Starlette:
    return health_pages(always, (one.route(),))


def by_webhook(one: MetricsPage) -> Starlette:
    return webhook_pages(PATH, endpoint(), always, (one.route(),))


MODES = pytest.mark.parametrize("app", [polling, by_webhook])
App = Callable[[MetricsPage], Starlette]


@asynccontextmanager
async def served(app: App, one: MetricsPage | None = None) -> AsyncIterator[str]:
    async with serving(app(one or page()), "127.0.0.1", 0) as address:
        yield address


@MODES
async def test_page_tells_the_metrics_beside_how_the_bot_is(app: App) -> None:
    one = page()
    async with served(app, one) as address:
        answer, ready = [await knock(address, asks(path=path)) for path in ("/metrics", "/readyz")]

    assert (answer.status, answer.headers["content-type"]) == (200, CONTENT_TYPE)
    assert samples(answer.body) == samples(one.metrics.text())
    assert samples(answer.body)["hejie_cards_behind"] == 3.0
    assert (ready.status, ready.body) == (200, b"ready")


@MODES
@pytest.mark.parametrize(
    "stranger",
    [
        asks("X-Forwarded-For: 203.0.113.7"),
        asks("x-forwarded-for: 127.0.0.1"),
        asks("Forwarded: for=203.0.113.7"),
        asks("Via: 1.1 proxy"),
        asks("X-Real-IP: 127.0.0.1"),
        asks("CF-Connecting-IP: 203.0.113.7"),
        asks(host="hejie.example"),
        asks(host="127.0.0.1.hejie.example"),
        asks(host="[not an address"),
        asks(version="1.0"),
        asks("Content-Length: 0", method="POST"),
    ],
)
async def test_request_that_came_through_a_proxy_finds_no_such_page(app: App, stranger: bytes) -> None:
    async with served(app) as address:
        refused = await knock(address, stranger)
        nowhere = await knock(address, stranger.replace(b"/metrics", b"/nowhere"))

    assert (refused.status, refused.body) == (404, b"Not Found")
    assert refused == nowhere


@MODES
@pytest.mark.parametrize(
    "neighbour",
    [
        asks(),
        asks("Accept: text/plain", "User-Agent: Prometheus/3.0", "X-Prometheus-Scrape-Timeout-Seconds: 10"),
        asks(host="localhost:8080"),
        asks(host="[::1]:8080"),
    ],
)
async def test_whoever_asks_on_this_machine_is_told(app: App, neighbour: bytes) -> None:
    async with served(app) as address:
        answer = await knock(address, neighbour)

    assert answer.status == 200


@pytest.mark.parametrize(
    ("client", "known"),
    [
        (("127.0.0.1", 4000), True),
        (("::1", 4000), True),
        (("::ffff:127.0.0.1", 4000), True),
        (("203.0.113.7", 4000), False),
        (None, False),
    ],
)
def test_only_a_neighbour_on_this_machine_is_known(client: tuple[str, int] | None, known: bool) -> None:
    scope: Scope = {
        "type": "http",
        "client": client,
        "http_version": "1.1",
        "headers": [(b"host", HERE.encode())],
    }

    assert is_from_this_machine(scope) is known


async def test_cards_are_counted_at_most_once_a_while() -> None:
    async def looks(fresh: float) -> int:
        shown = Shown(three)
        async with served(polling, MetricsPage(Metrics(), shown, fresh=fresh)) as address:
            await asyncio.gather(*(knock(address, asks()) for _ in range(5)))
        return shown.looks

    assert [await looks(60.0), await looks(0.0)] == [1, 5]


@pytest.mark.parametrize("behind", [away, hang])
async def test_storage_that_does_not_say_leaves_the_other_numbers(
    behind: Callable[[], Awaitable[int]],
) -> None:
    one = MetricsPage(Metrics(), Shown(behind), patience=0.01)
    one.metrics.store.lost()
    async with served(polling, one) as address:
        answer = await knock(address, asks())

    found = samples(answer.body)
    assert (answer.status, str(found["hejie_cards_behind"])) == (200, "nan")
    assert found["hejie_commits_lost_total"] == 1.0


async def test_nobody_who_is_sent_away_keeps_the_storage_busy() -> None:
    shown = Shown(three)
    async with served(polling, MetricsPage(Metrics(), shown, fresh=0.0)) as address:
        await knock(address, asks("Via: 1.1 proxy"))

    assert shown.looks == 0


async def test_card_that_fell_behind_its_call_is_counted_until_it_is_drawn() -> None:
    async with staged() as stage:
        presenter, found = stage.presenter(), list[float]()
        await stage.opened()
        async with served(polling, MetricsPage(Metrics(), stage.storage.shown, fresh=0.0)) as address:
            for deed in (
                presenter.perform((show(),)),
                stage.chooses("goes-on"),
                presenter.perform((show(),)),
            ):
                await deed
                found.append(samples((await knock(address, asks())).body)["hejie_cards_behind"])

    assert found == [0.0, 1.0, 0.0]
