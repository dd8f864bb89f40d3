"""The hashes by which a changed row, a cut tail and a forged statement show."""

import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from storage.chain import FIRST, Columns, link, refuse_breaks
from storage.checkpoints import Checkpoint, Signer, follows, heads_root, read_checkpoint
from storage.merkle import root
from tests.storage.builders import call

ROW: Columns = (
    7,
    "session",
    "S1",
    3,
    "ChoiceMade",
    1,
    b'{"a":1}',
    "2026-03-02T04:00:00+00:00",
    11,
    "tg:1:tap:9",
)
SIGNER = Signer("s-1", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
PUBLIC = SIGNER.key.public_key()


def test_hash_of_an_event_is_what_it_was_when_it_was_written() -> None:
    head = b"7\nsession\nS1\n3\nChoiceMade\n1\n2026-03-02T04:00:00+00:00\n11\ntg:1:tap:9\n"

    assert link(FIRST, ROW) == hashlib.sha256(bytes(32) + head + b'{"a":1}').digest()


@pytest.mark.parametrize("place", range(len(ROW)))
def test_every_column_counts(place: int) -> None:
    cell = ROW[place]
    other = cell + b"!" if isinstance(cell, bytes) else f"{cell}!" if isinstance(cell, str) else cell + 1
    changed: Columns = (*ROW[:place], other, *ROW[place + 1 :])  # type: ignore[assignment]

    assert link(FIRST, changed) != link(FIRST, ROW)
    assert link(link(FIRST, ROW), ROW) != link(FIRST, ROW)


_TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), max_size=6)
_ROWS = st.tuples(
    st.integers(0, 99),
    _TEXT,
    _TEXT,
    st.integers(0, 99),
    _TEXT,
    st.integers(0, 9),
    st.binary(max_size=8),
    _TEXT,
    st.integers(0, 9),
    _TEXT,
)


@given(_ROWS, _ROWS)
def test_two_events_never_give_the_same_bytes(one: Columns, other: Columns) -> None:
    assert (link(FIRST, one) == link(FIRST, other)) is (one == other)


def test_line_break_that_would_blur_two_columns_is_refused() -> None:
    refuse_breaks("tg:1:tap:9", "S1")
    with pytest.raises(ValueError, match="line break"):
        refuse_breaks("tg:1:tap:9\n", "S1")


def test_merkle_root_is_that_of_the_rfc() -> None:
    def leaf(what: bytes) -> bytes:
        return hashlib.sha256(b"\x00" + what).digest()

    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + left + right).digest()

    a, b, c, d, e = (leaf(each) for each in (b"a", b"b", b"c", b"d", b"e"))
    assert root([]) == hashlib.sha256(b"").digest()
    assert root([b"a"]) == a
    assert root([b"a", b"b", b"c"]) == node(node(a, b), c)
    assert root([b"a", b"b", b"c", b"d", b"e"]) == node(node(node(a, b), node(c, d)), e)
    assert root([b"b", b"a"]) != root([b"a", b"b"])


def test_root_over_heads_does_not_depend_on_the_order_they_are_read_in() -> None:
    heads = [(call("S1"), 3, b"x" * 32), (call("S2"), 1, b"y" * 32)]

    assert heads_root(heads) == heads_root(reversed(heads))
    assert heads_root(heads) != heads_root([heads[0], (call("S2"), 2, b"y" * 32)])


def statement(before: Checkpoint | None = None, last: int = 10) -> Checkpoint:
    first = before.last + 1 if before else 1
    return SIGNER.sign("log", "2026-03-02T04:00:00+00:00", (first, last), "ab" * 32, before)


def test_statement_survives_its_file_and_follows_the_one_before_it() -> None:
    first = statement()
    second = statement(first, 25)

    assert [read_checkpoint(each.line()) for each in (first, second)] == [first, second]
    assert (follows(first, None, PUBLIC), follows(second, first, PUBLIC)) == (None, None)
    assert read_checkpoint(first.line()[:40]) is None


@pytest.mark.parametrize("changed", ["at", "root", "log"])
def test_statement_that_was_changed_is_found(changed: str) -> None:
    forged = replace(statement(), **{changed: "cd" * 32})  # type: ignore[arg-type]

    assert "was changed" in str(follows(forged, None, PUBLIC))


def test_statement_out_of_place_missing_or_of_another_key_is_found() -> None:
    first = statement()
    second, other = statement(first, 25), statement(statement(None, 9), 25)
    stranger = Ed25519PrivateKey.generate().public_key()

    assert follows(second, None, PUBLIC) == "checkpoint 1 is missing"
    assert "follows another one" in str(follows(replace(other, first=11), first, PUBLIC))
    assert "not in the keyring" in str(follows(first, None, None))
    assert "signed by another" in str(follows(first, None, stranger))
