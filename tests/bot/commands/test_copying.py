"""`hejie copy`: a log moves to a server and back, and the bot goes on with it."""

import asyncio
from pathlib import Path

import pytest

from dialogs.ids import SessionId
from storage.errors import CannotOpenStorageError
from storage.sql import copying
from tests.bot.commands.conftest import Hejie
from tests.bot.commands.walked import WORDS, firm_on, note, said, settings_of, walk
from tests.storage.postgres.server import Server
from tests.storage.sqlite.files import select

DATABASE = Path("var/hejie.db")
ON = "这也是编造的"
FILE = f"sqlite:///{DATABASE}"

FORMER = (
    f"{FILE} is left as it was; no bot starts on it any more. What is erased from now on is still in it: "
    "delete it once the new one has proven itself."
)


@pytest.fixture
def url(postgres: Server) -> str:
    """The address of an empty database, with a password that nobody must see."""
    return postgres.fresh("hejie_copied").replace("@/", ":geheim@/", 1)


def go_on(environment: dict[str, str], session: SessionId) -> None:
    """Go on with a call that was begun before the log moved."""

    async def noted() -> None:
        async with firm_on(settings_of(environment)) as firm:
            await note(firm, session, ON)

    asyncio.run(noted())


def settings_in(told: str) -> dict[str, str]:
    """Return the settings that are told to be put into .env."""
    lines = told.partition("Put this into .env, then start the bot:\n")[2].splitlines()
    return dict(line.split("=", 1) for line in lines)


def end_of(path: Path) -> tuple[int, str]:
    [(position, hashed)] = select(
        path, "SELECT position, substr(lower(hex(hash)), 1, 16) FROM events ORDER BY position DESC LIMIT 1"
    )
    return int(str(position)), str(hashed)


def test_log_moves_to_a_server_and_back_and_goes_on_each_time(hejie: Hejie, made: None, url: str) -> None:
    sessions = walk({})
    events, hashed = end_of(DATABASE)

    code, told = hejie(f"copy --from {FILE} --to {url}")

    assert (code, "geheim" in told) == (0, False), told
    shown = url.replace("geheim", "…")
    [(streams,)] = select(
        DATABASE, "SELECT count(*) FROM (SELECT DISTINCT stream_kind, stream_key FROM events)"
    )
    assert told.splitlines() == [
        f"The log is at {shown} now: every row of every table was compared, and the whole chain followed.",
        f"events: {events} · streams: {streams} · signed checkpoints: 0 · hash of the last one: {hashed}…",
        FORMER,
        "Put this into .env, then start the bot:",
        f"HEJIE_DB={shown}",
        f"HEJIE_KEYS_FILE={Path('var/hejie.db-keys').absolute()}",
        f"HEJIE_SECOND_PLACE={Path('var/hejie.db-second').absolute()}",
    ]
    served = settings_in(told) | {"HEJIE_DB": url}
    assert [said(served, each) for each in sessions] == [[WORDS]] * 3
    (fourth,) = walk(served, calls=1)
    go_on(served, sessions[0])
    with pytest.raises(CannotOpenStorageError, match="this log was moved to the database"):
        walk({}, calls=1)

    code, told = hejie("copy --to sqlite:///new/hejie.db", **served)

    assert (code, "geheim" in told) == (0, False), told
    back = served | settings_in(told)
    assert back["HEJIE_DB"] == "sqlite:///new/hejie.db"
    go_on(back, sessions[0])
    assert [said(back, each) for each in [*sessions, fourth]] == [[WORDS, ON, ON], *[[WORDS]] * 3]
    assert hejie("log verify --rows", **back)[0] == 0
    assert hejie("log adopt", **back)[1] == "This is the file that the bot wrote: there is nothing to adopt."


def test_command_that_was_broken_off_is_typed_again(
    hejie: Hejie, made: None, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (session,) = walk({}, calls=1)
    command = f"copy --from {FILE} --to {url}"
    with monkeypatch.context() as patched:
        patched.setattr(copying.Copy, "_compare", _interrupted)
        assert hejie(command)[0] == 130

    served = {
        "HEJIE_DB": url,
        "HEJIE_KEYS_FILE": "var/hejie.db-keys",
        "HEJIE_SECOND_PLACE": "var/hejie.db-second",
    }
    for other in ("session list", "log verify", "log adopt --yes", "log rebuild"):
        code, told = hejie(other, **served)
        assert (code, "run the same `hejie copy` again" in told) == (1, True), told

    code, told = hejie(command)
    assert (code, told.partition(" now: ")[0]) == (0, f"The log is at {url.replace('geheim', '…')}")
    code, told = hejie(command)
    assert (code, "was moved to" in told, "nothing was left to do" in told) == (0, True, True)
    assert said(served, session) == [WORDS]


def test_log_that_was_moved_goes_on_where_it_was_once_somebody_says_so(
    hejie: Hejie, made: None, url: str
) -> None:
    walk({}, calls=1)
    assert hejie(f"copy --to {url}")[0] == 0

    code, told = hejie("log adopt")
    assert code == 1
    assert "It cannot simply be started: this log was moved to the database" in told
    assert hejie("log adopt --yes")[0] == 0

    walk({}, calls=1)


def test_place_that_will_not_do_is_named_and_nothing_is_made(
    hejie: Hejie, made: None, capsys: pytest.CaptureFixture[str]
) -> None:
    walk({}, calls=1)

    code, told = hejie("copy --to sqlite:///var/hejie.db")
    assert (code, told) == (1, "hejie: a log cannot be copied onto itself: name another place")
    code, told = hejie("copy --from sqlite:///gone.db --to sqlite:///new.db")
    assert (code, "gone.db is not there" in told) == (1, True), told
    assert not Path("new.db").exists()
    with pytest.raises(SystemExit, match="2"):
        hejie("copy --to mysql://me:geheim@db/hejie")
    told = capsys.readouterr().err
    assert ("sqlite:///FILE or postgresql://HOST/DATABASE" in told, "geheim" in told) == (True, False)


def test_log_on_a_server_needs_its_second_place(hejie: Hejie, made: None, url: str) -> None:
    code, told = hejie(f"copy --from {url} --to sqlite:///new.db", HEJIE_KEYS_FILE="var/hejie.db-keys")

    assert code == 1
    assert "name its folder in HEJIE_SECOND_PLACE" in told


def test_report_in_chinese_says_the_same(hejie: Hejie, made: None) -> None:
    walk({}, calls=1)

    code, told = hejie("copy --to sqlite:///new/hejie.db", HEJIE_LANG="zh")

    assert code == 0
    assert told.startswith("记录搬到了 sqlite:///new/hejie.db：每张表逐行对过，整条链从头到尾验过。")
    assert f"{FILE} 原样留着，机器人不会再在它上面启动。" in told


def _interrupted(copy: copying.Copy) -> None:
    raise KeyboardInterrupt
