import pytest

from bot.playground.server import create_app
from bot.playground.serving import serve
from bot.playground.store import Store
from tests.bot.playground.driving import Playground


async def status(playground: Playground, path: str, headers: dict[str, str], verb: str = "GET") -> int:
    async with playground.http.request(verb, playground.address + path, headers=headers) as response:
        return response.status


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", 200),
        ("localhost:81", 200),
        ("127.0.0.1:81", 200),
        ("[::1]:81", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example:80", 403),
        ("user@evil.example", 403),
        ("[", 403),
    ],
)
async def test_only_local_names_are_served(playground: Playground, host: str, expected: int) -> None:
    assert await status(playground, "/chat/people", {"Host": host}) == expected


@pytest.mark.parametrize("verb", ["GET", "POST"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
async def test_request_of_another_website_is_refused(playground: Playground, verb: str, origin: str) -> None:
    assert await status(playground, f"{path_of(playground)}/getMe", {"Origin": origin}, verb) == 403


@pytest.mark.parametrize("verb", ["GET", "POST"])
async def test_request_of_the_own_page_passes(playground: Playground, verb: str) -> None:
    headers = {"Origin": playground.address, "Sec-Fetch-Site": "same-origin"}

    assert await status(playground, f"{path_of(playground)}/getMe", headers, verb) == 200


@pytest.mark.parametrize(("path", "expected"), [("/chat/people", 403), ("/", 200)])
async def test_other_website_may_link_to_the_page_but_not_embed_the_rest(
    playground: Playground, path: str, expected: int
) -> None:
    assert await status(playground, path, {"Sec-Fetch-Site": "cross-site"}) == expected


async def test_body_of_many_megabytes_is_refused_before_it_is_read(playground: Playground) -> None:
    headers = {"Content-Length": str(4 * 1_048_576 + 1)}

    assert await status(playground, "/chat/send", headers, "POST") == 413


async def test_page_allows_no_script_of_others(playground: Playground) -> None:
    async with playground.http.get(playground.address) as response:
        policy = response.headers["Content-Security-Policy"]
        page = await response.text()

    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "<script>" not in page
    assert "://" not in page


async def test_unknown_path_is_not_found(playground: Playground) -> None:
    assert await status(playground, "/nowhere", {}) == 404


async def test_host_beyond_this_machine_is_refused() -> None:
    store = Store(":memory:")

    with pytest.raises(ValueError, match="listens on this machine only"):
        async with serve(create_app(store), "0.0.0.0"):  # noqa: S104 — this is what must not work
            pass
    store.close()


def path_of(playground: Playground) -> str:
    return playground.bot.removeprefix(playground.address)
