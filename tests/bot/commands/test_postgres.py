"""The commands on a log that a database server keeps."""

from pathlib import Path

import pytest

from storage.keys_file import read_keys
from tests.bot.commands.conftest import Hejie
from tests.bot.commands.walked import WORDS, said, walk
from tests.storage.postgres.beside import run, select

KEYS, RECOVERY = Path("etc/keys"), Path("stick.key")
HOW_TO = "docs/how-to/keep-the-log-in-postgresql.md"


@pytest.fixture
def served(folder: Path, url: str) -> dict[str, str]:
    """The settings of such a log, with a password that nobody must see."""
    secret = url.replace("@/", ":geheim@/", 1)
    return {"HEJIE_DB": secret, "HEJIE_KEYS_FILE": str(KEYS), "HEJIE_SECOND_PLACE": str(folder / "second")}


@pytest.fixture
def sealed(hejie: Hejie, served: dict[str, str]) -> dict[str, str]:
    """The same, with keys."""
    assert hejie(f"keys init --recovery-to {RECOVERY}", **served)[0] == 0
    return served


def test_keys_need_a_file_that_is_named(hejie: Hejie, served: dict[str, str]) -> None:
    del served["HEJIE_KEYS_FILE"]

    code, told = hejie(f"keys init --recovery-to {RECOVERY}", **served)

    assert code == 1
    assert "name one for its keys in HEJIE_KEYS_FILE" in told
    assert not RECOVERY.exists()


def test_calls_are_walked_listed_found_and_verified(hejie: Hejie, sealed: dict[str, str]) -> None:
    first, second = walk(sealed, calls=2)

    assert said(sealed, first) == said(sealed, second) == [WORDS]
    for command, expected in (("session list", first), ("log verify", ""), ("log rebuild", "")):
        code, told = hejie(command, **sealed)
        assert (code, expected in told, "geheim" in told) == (0, True, False), told


def test_keys_are_looked_at_and_rotated(hejie: Hejie, sealed: dict[str, str]) -> None:
    walk(sealed, calls=2)
    before = read_keys(KEYS).current

    assert "2" in hejie("keys check", **sealed)[1]
    assert hejie("keys rotate", **sealed)[0] == 0
    assert hejie(f"keys recovery --check {RECOVERY}", **sealed)[0] == 0

    after = read_keys(KEYS).current
    assert after != before
    assert select(_plain(sealed), "SELECT key_id, count(*) FROM data_keys GROUP BY key_id") == [(after, 2)]


def test_keys_that_are_lost_are_recovered(hejie: Hejie, sealed: dict[str, str]) -> None:
    (session,) = walk(sealed, calls=1)
    KEYS.unlink()

    assert hejie("session list", **sealed)[0] == 1
    assert hejie(f"keys recovery --use {RECOVERY}", **sealed)[0] == 0

    assert said(sealed, session) == [WORDS]


def test_backup_says_what_to_do_instead_and_no_password(hejie: Hejie, sealed: dict[str, str]) -> None:
    code, told = hejie("backup", **sealed)

    assert code == 1
    assert f"is on a server: back it up with pg_dump, as {HOW_TO} says" in told
    assert "geheim" not in told


def test_second_place_that_was_lost_is_begun_anew_when_somebody_says_so(
    hejie: Hejie, sealed: dict[str, str]
) -> None:
    (session,) = walk(sealed, calls=1)
    other = sealed | {"HEJIE_SECOND_PLACE": "elsewhere"}

    code, told = hejie("log rebuild", **other)
    assert (code, "knows nothing of this log" in told, "geheim" in told) == (1, True, False), told
    assert hejie("log adopt", **other)[0] == 1
    assert hejie("log adopt --yes", **other)[0] == 0

    assert hejie("log adopt", **other)[0] == 0
    assert said(other, session) == [WORDS]


def test_chain_that_is_broken_is_not_adopted(hejie: Hejie, sealed: dict[str, str]) -> None:
    walk(sealed, calls=1)
    run(_plain(sealed), "GRANT UPDATE ON events TO CURRENT_USER", "ALTER TABLE events DISABLE TRIGGER USER")
    try:
        run(_plain(sealed), "UPDATE events SET by = by + 1 WHERE position = 2")
    finally:
        run(
            _plain(sealed),
            "REVOKE UPDATE ON events FROM CURRENT_USER",
            "ALTER TABLE events ENABLE TRIGGER USER",
        )

    code, told = hejie("log adopt --yes", **sealed | {"HEJIE_SECOND_PLACE": "elsewhere"})

    assert code == 1
    assert "the log is not what was written" in told


def test_server_that_is_away_is_told_in_a_sentence(hejie: Hejie, sealed: dict[str, str]) -> None:
    away = sealed | {"HEJIE_DB": "postgresql://me:geheim@127.0.0.1:1/hejie"}

    for command in ("session list", "log verify", "keys check", "log adopt"):
        code, told = hejie(command, **away)
        assert (code, "geheim" in told) == (1, False), told
        assert "the database postgresql://127.0.0.1:1/hejie cannot be reached" in told


def _plain(settings: dict[str, str]) -> str:
    return settings["HEJIE_DB"].replace(":geheim", "")
