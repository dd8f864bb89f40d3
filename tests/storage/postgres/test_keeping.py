"""What was written is read; what was changed behind our back is named, and what was erased is gone."""

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dialogs.digest import revision_of
from dialogs.events import ErasureReason, WordsErased, WordsNoted
from dialogs.ids import PlaybookSlug, SessionId, StepId
from dialogs.ports import Appended, Kept, Write
from dialogs.program import Place
from dialogs.sealed import Sealed
from dialogs.service.calls import Calls
from storage.errors import CannotOpenStorageError
from storage.keyring import Keyring, RecoveryKey
from storage.manner import Manner
from storage.opening import Storage, open_for_reading, open_storage
from storage.ports import Verified
from storage.rewrapping import under_current
from storage.sql.key_rows import key_use
from storage.sql.rewrapping import rewrap
from tests.storage.builders import ADMIN, LIN, NOON, admit, call, cause, opened, write
from tests.storage.lived import Life
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import run, select
from tests.storage.postgres.lines import Opened, manner, opened_at
from tests.storage.postgres.server import Server

KEYS = Keyring.fresh(NOON.date(), RecoveryKey.fresh(NOON.date()))
SOURCES = {"refund/playbook.yaml": b"steps: []\n"}
SESSION = SessionId("S1")
WORDS = "编造的话，别处没有"
FREE = "SET session_replication_role = replica; "
"""Begins what a superuser does past the guards."""


@pytest.fixture
async def storage(url: str, tmp_path: Path) -> AsyncIterator[Storage]:
    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as made:
        yield made


def noted(words: str = WORDS) -> WordsNoted:
    return WordsNoted(
        at=NOON, by=LIN.person, place=Place.FACT, words=Sealed(words), step=StepId("greet"), said_at=NOON
    )


def erased() -> WordsErased:
    return WordsErased(at=NOON, by=ADMIN.person, reason=ErasureReason.ASKED, left_in_chat=0)


async def verified(storage: Storage) -> Verified:
    assert storage.witness is not None
    return await storage.witness.verify(lambda _done, _of: None, rows=True)


async def test_log_in_which_a_firm_lives_is_verified_with_its_rows(url: str, tmp_path: Path) -> None:
    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as made:
        assert made.witness is not None
        life = Life(made, random.Random(0))
        await made.revisions.keep(PlaybookSlug("refund"), revision_of(SOURCES), SOURCES)
        await life.admit()
        await life.invite(1)
        assert await made.witness.checkpoint()
        for number in range(4):
            await life.call(number)
        await life.troubles()
        assert await made.witness.checkpoint()
        found = await verified(made)

    assert (found.flaws, found.checkpoints, found.with_rows) == ((), 2, True)
    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as again:
        assert await again.upkeep.rebuild() == found.events
        assert (await verified(again)).flaws == ()


async def test_start_beside_others_names_rows_that_were_changed_and_draws_only_those_of_people(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shared = replace(manner(tmp_path), shared=True)
    alias, role = "SELECT alias FROM sessions", "SELECT role FROM people WHERE person = 11"
    async with open_storage(url, clock=fixed_clock, manner=shared) as bot:
        await admit(bot)
        await write(bot, call(), opened())
        [(before,)], [(staff,)] = select(url, alias), select(url, role)
        run(url, "UPDATE sessions SET alias = 'Another'")
        async with open_storage(url, clock=fixed_clock, manner=shared) as other:
            assert len(await other.events.load(call())) == 1
        assert "stop all bots, then run `hejie log rebuild`" in caplog.text
        assert select(url, alias) == [("Another",)]

        run(url, "UPDATE people SET role = 'admin' WHERE person = 11")
        async with open_storage(url, clock=fixed_clock, manner=shared):
            assert select(url, role) == [(staff,)]

        run(url, "UPDATE sessions SET alias = 'Another'")
    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)):
        assert select(url, alias) == [(before,)]


async def test_words_are_sealed_in_the_database(storage: Storage, url: str) -> None:
    await write(storage, call(), opened(), noted())

    [(body,)] = select(url, "SELECT body FROM events WHERE type = 'WordsNoted'")

    assert isinstance(body, bytes)
    assert WORDS.encode() not in body
    assert body.startswith(b"{")


async def test_erasure_destroys_the_key_and_the_chain_still_holds(storage: Storage, url: str) -> None:
    await admit(storage)
    await write(storage, call(), opened(), noted())
    await storage.erasures.announce(SESSION, 2, NOON)

    answer = await storage.events.append([Write(call(), 2, (erased(),))], cause("erase"))

    assert answer == Appended({call(): 3})
    assert select(url, "SELECT count(*) FROM data_keys") == [(0,)]
    assert [event.words for event in await storage.events.load(call()) if isinstance(event, WordsNoted)] == [
        Sealed.erased()
    ]
    assert list(await storage.views.search(ADMIN, "编造", 9)) == []
    assert (await verified(storage)).flaws == ()


async def test_program_that_knew_words_reads_nothing_of_them_once_another_erased_them(
    url: str, tmp_path: Path
) -> None:
    shared = replace(manner(tmp_path), shared=True)
    async with (
        open_storage(url, clock=fixed_clock, manner=shared) as one,
        open_storage(url, clock=fixed_clock, manner=shared) as other,
    ):
        await admit(one)
        await write(one, call(), opened(), noted())
        calls = Calls(other.events)
        assert [note.words for note in (await calls.at(SESSION)).noted] == [Sealed(WORDS)]
        assert len(await other.views.search(ADMIN, "编造", 9)) == 1

        await one.events.append([Write(call(), 2, (erased(),))], cause("erase"))

        assert [note.words for note in (await calls.at(SESSION)).noted] == [Sealed.erased()]
        read = [each.words for each in await other.events.load(call()) if isinstance(each, WordsNoted)]
        assert read == [Sealed.erased()]
        assert list(await other.views.search(ADMIN, "编造", 9)) == []


async def test_key_that_was_destroyed_leaves_no_dead_row_behind(storage: Storage, url: str) -> None:
    await write(storage, call(), opened(), noted())
    await storage.events.append([Write(call(), 2, (erased(),))], cause("erase"))

    dead = select(url, "SELECT pg_relation_size('data_keys')")

    assert dead == [(0,)], "the server gave the whole page back"


async def test_erasure_that_was_announced_and_cut_off_is_carried_out_at_the_next_start(
    url: str, tmp_path: Path
) -> None:
    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as made:
        await admit(made)
        await write(made, call(), opened(), noted())
        await made.erasures.announce(SESSION, 2, NOON)
        async with open_for_reading(url, clock=fixed_clock, manner=manner(tmp_path)) as beside:
            assert noted() not in await beside.events.load(call())

    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as again:
        line = await again.views.session(ADMIN, SESSION)

        assert line is not None
        assert line.kept is Kept.ERASED
    assert select(url, "SELECT count(*) FROM data_keys") == [(0,)]


@pytest.mark.parametrize(
    ("deed", "named"),
    [
        ("UPDATE events SET by = 7 WHERE version = 2", "session/S1 version 2 was changed"),
        ("DELETE FROM events WHERE version = 2", "event 2 is missing"),
        ("DELETE FROM causes", "has no entry among the causes"),
        ("DELETE FROM data_keys", "has lost its key, and no erasure says so"),
        ("ALTER TABLE causes DISABLE TRIGGER ALL", "causes.causes_are_never_changed"),
    ],
)
async def test_what_was_changed_past_the_guards_is_named_and_not_served(
    url: str, postgres: Server, tmp_path: Path, deed: str, named: str
) -> None:
    database = urlsplit(url).path.removeprefix("/")
    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as made:
        await write(made, call(), opened(), noted())
        await write(made, call("S2"), opened("S2"))

    postgres.rule(FREE + deed, database=database)

    try:
        with pytest.raises(CannotOpenStorageError, match="the log is not what was written") as raised:
            async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)):
                pass
    finally:
        postgres.rule("ALTER TABLE causes ENABLE TRIGGER ALL", database=database)
    assert named in str(raised.value)


async def test_row_that_was_changed_is_drawn_again_at_the_start(url: str, tmp_path: Path) -> None:
    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as made:
        await admit(made)
        await write(made, call(), opened())

    run(url, "UPDATE people SET role = 'admin'", "DELETE FROM sessions")

    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as again:
        assert await again.directory.actor(LIN.person) == LIN
        assert await again.views.session(LIN, SESSION) is not None


async def test_keys_of_calls_are_locked_anew_and_all_still_open(url: str, tmp_path: Path) -> None:
    how = Manner(keyring=KEYS, second=tmp_path / "second")
    async with open_storage(url, clock=fixed_clock, manner=how) as made:
        for number in range(5):
            await write(made, call(f"S{number}"), opened(f"S{number}"), noted())
    rotated = KEYS.rotated(NOON.date())

    async with opened_at(url, tmp_path, rotated) as store:
        done = await rewrap(store.lines.writer, under_current(rotated))
        use = await store.lines.reader.run(key_use)

        assert (done.changed, list(done.stuck), use.operating) == (5, [], {rotated.current: 5})
        assert noted() in await store.storage.events.load(call("S4"))


async def test_positions_begin_at_one_and_have_no_hole(store: Opened, url: str) -> None:
    for number in range(3):
        await write(store.storage, call(f"S{number}"), opened(f"S{number}"))

    assert select(url, "SELECT array_agg(position ORDER BY position) FROM events") == [([1, 2, 3],)]


@pytest.fixture
async def store(url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_at(url, tmp_path) as made:
        yield made
