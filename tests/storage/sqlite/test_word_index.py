"""The index of words: what it holds, when it is built and deleted, and that it changes no answer."""

import tempfile
from contextlib import AbstractAsyncContextManager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.events import ErasureReason, SummaryEdited, SummarySection, WordsErased, WordsNoted
from dialogs.ids import StepId
from dialogs.program import Place
from dialogs.sealed import Sealed
from dialogs.searching import holds, plain
from storage.keyring import Keyring
from storage.manner import Manner
from storage.opening import Storage, open_for_reading, open_storage
from storage.sealing import DataKey
from storage.sql import indexing, searching
from storage.word_marks import marks_of, marks_wanted
from tests.storage.builders import ADMIN, LIN, NOON, admit, after, call, opened, write
from tests.storage.places import fixed_clock, memory
from tests.storage.sqlite.files import change, select

KEY = DataKey(bytes(range(32)))
ON, OFF, AS_IT_IS = Manner(index=True), Manner(index=False), Manner()
PIECES = st.sampled_from(
    ["年", "费", "年费", "退", "A", "b", "1", "Ａ", " ", "\n", "！", "é", "e\u0301", "ﬁ"]
)
WORDS = st.lists(PIECES, min_size=1, max_size=8).map("".join)


def at(folder: Path, manner: Manner) -> AbstractAsyncContextManager[Storage]:
    return open_storage(f"sqlite:///{folder}/hejie.db", clock=fixed_clock, manner=manner)


def noted(words: str) -> WordsNoted:
    return WordsNoted(
        at=NOON, by=LIN.person, place=Place.NOTE, words=Sealed(words), step=StepId("greet"), said_at=NOON
    )


def summed_up(words: str) -> SummaryEdited:
    return SummaryEdited(at=NOON, by=LIN.person, section=SummarySection.REPORTED, words=Sealed(words))


async def fill(storage: Storage, *words: str) -> None:
    await admit(storage)
    for number, each in enumerate(words):
        name = f"S{number}"
        await write(storage, call(name), opened(name, at=after(number)), noted(each), summed_up(each))


async def found(storage: Storage, term: str) -> list[str]:
    return [each.line.session for each in await storage.views.search(ADMIN, term, 100)]


def marks(folder: Path) -> int:
    (count,) = select(folder / "hejie.db", "SELECT count(*) FROM word_marks")[0]
    assert isinstance(count, int)
    return count


def state(folder: Path) -> list[tuple[object, ...]]:
    return select(folder / "hejie.db", "SELECT value FROM meta WHERE key = 'index'")


@given(WORDS, WORDS, WORDS)
def test_what_holds_a_term_has_every_mark_that_is_asked_for(before: str, term: str, after_it: str) -> None:
    text = f"{before}{term}{after_it}"
    if holds(text, plain(term)):
        assert set(marks_wanted(plain(term), KEY)) <= marks_of(text, KEY)


def test_marks_tell_nothing_without_their_key() -> None:
    other = DataKey(bytes(32))

    assert not marks_of("年费", KEY) & marks_of("年费", other)
    assert {len(mark) for mark in marks_of("年费", KEY)} == {16}


@pytest.mark.parametrize(
    ("text", "count"), [("年费", 3), ("年 费", 2), ("年费年费", 4), ("！！ …", 0), ("a1", 3), ("A a", 1)]
)
def test_marks_are_of_single_characters_and_neighbours(text: str, count: int) -> None:
    assert len(marks_of(text, KEY)) == count


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=1, max_size=6), st.lists(WORDS, min_size=1, max_size=6))
async def test_search_finds_the_same_with_an_index_as_by_opening_everything(
    texts: list[str], terms: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with at(Path(folder), ON) as indexed, memory()() as read:
            await fill(indexed, *texts)
            await fill(read, *texts)

            for term in map(plain, [*terms, *texts]):
                assert await found(indexed, term) == await found(read, term)


async def test_search_asks_the_index_when_there_is_one(tmp_path: Path) -> None:
    """The control: with the marks of a call gone, it is not found, though its words are still there."""
    async with at(tmp_path, ON) as storage:
        await fill(storage, "多扣了年费", "年费没有退")
        assert await found(storage, "年费") == ["S1", "S0"]
        change(tmp_path / "hejie.db", "DELETE FROM word_marks WHERE session = 'S0'")

        assert await found(storage, "年费") == ["S1"]
        assert await found(storage, "！") == []


async def test_character_that_stands_nearly_everywhere_is_looked_for_in_the_latest_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control is as above: what has lost its marks is found, so that the index was not asked."""
    monkeypatch.setattr(searching, "FREQUENT", 3)
    async with at(tmp_path, ON) as storage:
        await fill(storage, "多扣了年费", "年费没有退", "年费")
        change(tmp_path / "hejie.db", "DELETE FROM word_marks WHERE session = 'S0'")

        assert await found(storage, "费") == ["S2", "S1", "S0"]
        assert await found(storage, "没有") == ["S1"]


async def test_index_of_a_log_that_has_words_is_built_when_it_is_turned_on(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    async with at(tmp_path, OFF) as storage:
        await fill(storage, "多扣了年费", "年费没有退")
    assert (marks(tmp_path), state(tmp_path)) == (0, [])

    async with at(tmp_path, Manner(index=True, indexed=lambda done, of: told.append((done, of)))) as storage:
        assert await found(storage, "年费") == ["S1", "S0"]
        await write(storage, call("S2"), opened("S2", at=after(9)), noted("又是年费"))
        assert await found(storage, "年费") == ["S2", "S1", "S0"]

    assert told == [(12, 12)]
    assert marks(tmp_path) > 0


async def test_building_takes_only_so_many_marks_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at(tmp_path, OFF) as storage:
        await fill(storage, "多扣了年费", "年费没有退")
    monkeypatch.setattr(indexing, "MOST_MARKS", 1)
    told: list[int] = []

    async with at(tmp_path, Manner(index=True, indexed=lambda done, _: told.append(done))) as storage:
        assert await found(storage, "年费") == ["S1", "S0"]
        assert await found(storage, "退") == ["S1"]

    assert told == [8, 9, 11, 12]


async def test_building_that_was_cut_off_goes_on_where_it_stood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at(tmp_path, OFF) as storage:
        await fill(storage, "多扣了年费", "年费没有退")
    monkeypatch.setattr(indexing, "BATCH", 5)
    told: list[int] = []

    def cut_off(done: int, of: int) -> None:
        told.append(done)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        async with at(tmp_path, Manner(index=True, indexed=cut_off)):
            pass
    assert state(tmp_path) == [("10",)]
    async with at(tmp_path, AS_IT_IS) as storage:
        assert await found(storage, "年费") == ["S1", "S0"]  # by opening the words: half an index is none
    async with at(tmp_path, Manner(index=True, indexed=cut_off)) as storage:
        assert await found(storage, "年费") == ["S1", "S0"]

    assert (told, state(tmp_path)) == ([5, 10, 12], [("ready",)])


async def test_turning_it_off_deletes_every_mark_and_the_key_and_leaves_no_trace(tmp_path: Path) -> None:
    async with at(tmp_path, ON) as storage:
        await fill(storage, "多扣了年费")
    path = tmp_path / "hejie.db"
    [(mark,), *_] = select(path, "SELECT mark FROM word_marks")
    assert isinstance(mark, bytes)
    assert mark in path.read_bytes()

    async with at(tmp_path, OFF) as storage:
        assert mark not in path.read_bytes() + (tmp_path / "hejie.db-wal").read_bytes()
        assert await found(storage, "年费") == ["S0"]

    assert (marks(tmp_path), state(tmp_path)) == (0, [])
    assert select(path, "SELECT session FROM data_keys") == [("S0",)]


async def test_turning_it_off_deletes_marks_that_nothing_speaks_of_any_more(tmp_path: Path) -> None:
    async with at(tmp_path, ON) as storage:
        await fill(storage, "多扣了年费")
    change(
        tmp_path / "hejie.db",
        "DELETE FROM meta WHERE key = 'index'",
        "DELETE FROM data_keys WHERE session = 'index'",
    )

    async with at(tmp_path, OFF):
        assert marks(tmp_path) == 0


async def test_who_wishes_nothing_leaves_the_index_and_keeps_it_true(tmp_path: Path) -> None:
    async with at(tmp_path, ON) as storage:
        await fill(storage, "多扣了年费")
    before = marks(tmp_path)

    async with at(tmp_path, AS_IT_IS) as storage:
        await write(storage, call("S1"), opened("S1", at=after(9)), noted("年费"))

    assert marks(tmp_path) == before + 3


async def test_reader_beside_the_bot_asks_the_index_of_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hejie.db"
    async with at(tmp_path, ON) as storage, open_for_reading(url, clock=fixed_clock) as beside:
        await fill(storage, "多扣了年费")
        assert await found(beside, "年费") == ["S0"]
        change(tmp_path / "hejie.db", "DELETE FROM word_marks")
        assert await found(beside, "年费") == []


async def test_erasing_the_words_of_a_call_deletes_its_marks(tmp_path: Path) -> None:
    async with at(tmp_path, ON) as storage:
        await fill(storage, "多扣了年费", "别的话")
        await write(
            storage,
            call("S0"),
            WordsErased(at=after(9), by=ADMIN.person, reason=ErasureReason.ASKED, left_in_chat=0),
        )

    assert select(tmp_path / "hejie.db", "SELECT DISTINCT session FROM word_marks") == [("S1",)]


async def test_key_of_the_index_is_locked_like_the_key_of_a_call(tmp_path: Path) -> None:
    keyring = Keyring.fresh(date(2026, 3, 2))
    async with at(tmp_path, Manner(keyring=keyring, index=True)) as storage:
        await fill(storage, "多扣了年费")

    kept = select(tmp_path / "hejie.db", "SELECT session, key_id FROM data_keys ORDER BY number")

    assert kept == [("index", keyring.current), ("S0", keyring.current)]
