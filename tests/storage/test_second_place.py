"""What stands at the second place is read line by line, whatever damage has made of a line."""

from datetime import date
from pathlib import Path

import pytest

from storage.checkpoints import Checkpoint, Signer
from storage.keyring import Keyring
from storage.marks import Mark, mark_at
from storage.second_place import Erasure, SecondPlace

KEYRING = Keyring.fresh(date(2026, 3, 2))


def signed(number: int, before: Checkpoint | None) -> Checkpoint:
    signer = Signer(KEYRING.signing_id, KEYRING.signing)
    return signer.sign("log", "2026-03-02T04:00:00.000000+00:00", (number, number), "0" * 64, before)


def test_damaged_line_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    place = SecondPlace(tmp_path, "log")
    first = signed(1, None)
    second = signed(2, first)
    for checkpoint in (first, second):
        assert place.add_checkpoint(checkpoint)
        place.add_erasure(Erasure(log="log", session=str(checkpoint.number), at=checkpoint.at))
    assert place.checkpoints() == [first, second]
    assert [each.session for each in place.erasures()] == ["1", "2"]

    for name in ("log.checkpoints", "log.erasures"):
        path = tmp_path / name
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(lines[0].replace(b"2026", b"2\xb026") + b'{"log":\n' + lines[1])

    assert place.checkpoints() == [second]
    assert [each.session for each in place.erasures()] == ["2"]


def test_two_who_sign_at_once_make_one_checkpoint_of_a_number(tmp_path: Path) -> None:
    place = SecondPlace(tmp_path, "log")
    first = signed(1, None)
    second, again = signed(2, first), signed(2, first)

    assert [place.add_checkpoint(each) for each in (second, first, first, second, again)] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert place.checkpoints() == [first, second]


def mark(position: int) -> Mark:
    return Mark("log", "postgresql", position, bytes([position]) * 32)


def test_marks_of_programs_that_ended_are_gathered_and_those_of_others_stay(tmp_path: Path) -> None:
    place = SecondPlace(tmp_path, "log")
    place.gather_marks(mark(1))
    files = [place.own_mark() for _ in range(3)]
    for position, file in enumerate(files, 4):
        file.put(mark(position))
    ended, ahead, runs = files
    for file in (ended, ahead):
        file.close()

    place.gather_marks(mark(4))
    assert {each.position for each in place.marks()} == {4, 5, 6}
    assert mark(5) in place.marks()

    place.gather_marks(mark(3))
    assert place.mark() == mark(4)

    place.gather_marks(mark(6))
    assert list(place.marks()) == [mark(6), mark(6)]
    assert not runs.is_gone
    runs.close()
    place.gather_marks(mark(6))
    assert list(place.marks()) == [mark(6)]


def test_nobody_reads_a_mark_any_more_that_was_told_before_the_log_was_begun_anew(tmp_path: Path) -> None:
    place = SecondPlace(tmp_path, "log")
    file = place.own_mark()
    file.put(mark(9))

    place.begin_marks(mark(2))
    file.put(mark(10))

    assert list(place.marks()) == [mark(2)]
    assert file.is_gone
    file.close()


def test_mark_that_is_read_while_it_is_written_over_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = mark(1).text().encode(), mark(2).text().encode()
    half = after[: len(after) // 2] + before[len(after) // 2 :]
    read = iter([half, after, after])
    monkeypatch.setattr(Path, "read_bytes", lambda _path: next(read))

    assert Mark.read(half.decode()) not in {mark(1), mark(2)}
    assert mark_at(tmp_path / "head") == mark(2)
