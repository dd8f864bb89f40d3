"""What stands at the second place is read line by line, whatever damage has made of a line."""

from datetime import date
from pathlib import Path

from storage.checkpoints import Checkpoint, Signer
from storage.keyring import Keyring
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
        place.add_checkpoint(checkpoint)
        place.add_erasure(Erasure(log="log", session=str(checkpoint.number), at=checkpoint.at))
    assert place.checkpoints() == [first, second]
    assert [each.session for each in place.erasures()] == ["1", "2"]

    for name in ("log.checkpoints", "log.erasures"):
        path = tmp_path / name
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(lines[0].replace(b"2026", b"2\xb026") + b'{"log":\n' + lines[1])

    assert place.checkpoints() == [second]
    assert [each.session for each in place.erasures()] == ["2"]
