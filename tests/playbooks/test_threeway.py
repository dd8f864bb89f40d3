"""Two changes of one file are joined, or nothing comes of it; neither is ever taken back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.threeway import merged

BASE = b"a\nb\nc\nd\n"


@pytest.mark.parametrize(
    ("mine", "theirs", "joined"),
    [
        (b"A\nb\nc\nd\n", b"a\nb\nc\nD\n", b"A\nb\nc\nD\n"),
        (b"A\nb\nc\nd\n", b"a\nB\nc\nd\n", b"A\nB\nc\nd\n"),
        (b"a\nc\nd\n", b"a\nb\nc\nd\ne\n", b"a\nc\nd\ne\n"),
        (b"A\nb\nc\nd\n", b"A\nb\nc\nD\n", b"A\nb\nc\nD\n"),
        (BASE, b"x\n", b"x\n"),
        (b"A\nb\nc\nd\n", b"B\nb\nc\nd\n", None),
        (b"a\nc\nd\n", b"a\nB\nc\nd\n", None),
        (b"a\nb\nx\nc\nd\n", b"a\nb\ny\nc\nd\n", None),
        (b"a\nb\nx\nc\nd\n", b"a\nB\nc\nd\n", None),
        (b"", b"a\nb\nc\nD\n", None),
    ],
)
def test_what_both_did_is_joined_or_refused(mine: bytes, theirs: bytes, joined: bytes | None) -> None:
    assert merged(BASE, mine, theirs) == joined


FILES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"d\n"]), max_size=8).map(b"".join)


@given(FILES, FILES, FILES)
def test_joining_is_fair_and_changes_nothing_where_one_did_nothing(
    base: bytes, mine: bytes, other: bytes
) -> None:
    assert merged(base, mine, other) == merged(base, other, mine)
    assert merged(base, base, other) == other
    assert merged(base, mine, mine) == mine
