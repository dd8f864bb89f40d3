"""The judge of what a power cut left, shown a file for each promise that can be broken."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.disk.judge import Verdict, judged
from tests.disk.workload import Row

FIRST, SECOND, OTHER = ("call", "S1", 1, "a"), ("call", "S1", 2, "b"), ("complaint", "C1", 1, "a")
UNKNOWN = ("call", "S9", 1, "z")
ASKED = {"a": frozenset({FIRST, OTHER}), "b": frozenset({SECOND}), "c": frozenset({("call", "S1", 3, "c")})}


def file(folder: Path, rows: Sequence[Row], causes: Sequence[str]) -> Path:
    path = folder / "hejie.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE events (stream_kind, stream_key, version, cause)")
        connection.execute("CREATE TABLE causes (cause)")
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
        connection.executemany("INSERT INTO causes VALUES (?)", [(cause,) for cause in causes])
    return path


def test_all_that_was_acknowledged_and_one_that_was_not_yet_is_as_it_should_be(tmp_path: Path) -> None:
    path = file(tmp_path, [FIRST, OTHER, SECOND], ["a", "b"])

    assert judged(path, ASKED, {"a"}) == judged(path, ASKED, {"a", "b"}) == Verdict()


def test_acknowledged_cause_of_which_nothing_is_there_is_lost(tmp_path: Path) -> None:
    path = file(tmp_path, [FIRST, OTHER], ["a"])

    assert judged(path, ASKED, {"a", "b"}) == Verdict(lost=("b",))


@pytest.mark.parametrize(
    ("rows", "causes", "words"),
    [
        ([FIRST, OTHER, SECOND, SECOND], ["a", "b"], f"more than once: [{SECOND}]"),
        ([SECOND], ["b"], "call/S1 has a hole"),
        ([FIRST], ["a"], f"missing of their causes: [{OTHER}], not asked for: []"),
        ([UNKNOWN], ["z"], f"missing of their causes: [], not asked for: [{UNKNOWN}]"),
        ([FIRST, OTHER], [], "causes [] stand beside events of ['a']"),
        ([FIRST, OTHER], ["a", "b"], "causes ['a', 'b'] stand beside events of ['a']"),
        ([FIRST, OTHER], ["a", "a"], "causes ['a', 'a'] stand beside events of ['a']"),
    ],
)
def test_broken_promise_is_told(
    tmp_path: Path, rows: Sequence[Row], causes: Sequence[str], words: str
) -> None:
    verdict = judged(file(tmp_path, rows, causes), ASKED, ())

    assert verdict == Verdict(wrong=(words,))


def test_damaged_file_is_corrupt_and_all_of_it_lost(tmp_path: Path) -> None:
    path = file(tmp_path, [("call", f"S{number}", 1, "long" * 50) for number in range(200)], [])
    content = bytearray(path.read_bytes())
    content[8192:12288] = bytes(4096)
    path.write_bytes(content)

    verdict = judged(path, ASKED, {"a"})

    assert verdict.lost == ("a",)
    assert verdict.corrupt


def test_file_of_before_the_schema_is_empty_and_no_file_is_too(tmp_path: Path) -> None:
    assert judged(tmp_path / "hejie.db", ASKED, ()) == Verdict()
    assert judged(tmp_path / "none.db", ASKED, {"a"}) == Verdict(lost=("a",))
