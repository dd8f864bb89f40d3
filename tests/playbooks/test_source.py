"""Bytes of every kind go in; values with their places come out, or findings, and never an exception."""

import pytest

from playbooks.check import check_sources
from playbooks.limits import MAX_FINDINGS
from playbooks.source import read
from tests.playbooks.crafted import CRAFTED
from tests.playbooks.samples import SMALL_CALL


@pytest.mark.parametrize(("content", "expected"), CRAFTED.values(), ids=CRAFTED.keys())
def test_crafted_file_is_told_apart(content: bytes, expected: str) -> None:
    source = read("f", content)

    found = " ".join(map(str, source.diagnostics))
    assert expected in found
    assert (found == "") == (expected == "")


@pytest.mark.parametrize("content", [content for content, _ in CRAFTED.values()], ids=CRAFTED.keys())
def test_crafted_file_is_never_a_playbook(content: bytes) -> None:
    checked = check_sources(SMALL_CALL, {"small-call/playbook.yaml": content})

    assert checked.program is None
    assert all(each.line >= 1 and each.column >= 1 for each in checked.diagnostics)
    assert checked.diagnostics != ()


def test_what_other_readers_turn_into_something_else_stays_text() -> None:
    words = "yes no on off NO Off y n True FALSE Null 2027-05-31 0123 12:30 0x1F 1_000 1e3 .inf 1. <<"
    written = "".join(f"{word}: {word}\n" for word in words.split())

    source = read("f", written.encode())

    assert source.diagnostics == ()
    assert source.tree == {word: word for word in words.split()}


def test_only_true_false_null_and_decimal_numbers_are_more_than_text() -> None:
    source = read(
        "f", b"[true, false, null, ~, 0, 1, -2, +3, 0.5, -1.25, '1', \"true\"]".join((b"a: ", b"\nb:\n"))
    )

    assert source.diagnostics == ()
    assert source.tree == {
        "a": [True, False, None, None, 0, 1, -2, "+3", 0.5, -1.25, "1", "true"],
        "b": None,
    }


def test_every_key_and_value_knows_its_line_and_column() -> None:
    source = read("f", "\ufefftitle: {zh: 和解, en: Hejie}\nsteps:\n  - id: a\n  - b\n".encode())

    keys = [("title",), ("title", "zh"), ("title", "en"), ("steps",), ("steps", 0, "id")]
    values = [(), *keys, ("steps", 0), ("steps", 1)]
    assert [source.key_place(trail) for trail in keys] == [(1, 1), (1, 9), (1, 17), (2, 1), (3, 5)]
    assert [source.place(trail) for trail in values] == [
        (1, 1),
        (1, 8),
        (1, 13),
        (1, 21),
        (3, 3),
        (3, 9),
        (3, 5),
        (4, 5),
    ]
    assert source.place(("steps", 0, "id", "gone")) == (3, 9)
    assert source.key_place(("steps", 1)) == (4, 5)


def test_every_key_given_twice_is_found_with_both_places() -> None:
    source = read("f", b"a: 1\nb: {c: 1, c: 2}\na: 3\n")

    assert [str(each) for each in source.diagnostics] == [
        'f:2:11 PB008 the key "c" stands twice, first at 2:5: delete one of the two',
        'f:3:1 PB008 the key "a" stands twice, first at 1:1: delete one of the two',
    ]


def test_a_hundred_keys_given_twice_are_enough() -> None:
    source = read("f", b"a: 1\n" * 1000)

    assert source.tree is None
    assert len(source.diagnostics) == MAX_FINDINGS + 1


def test_lines_count_the_same_with_every_line_end() -> None:
    places = [read("f", f"a: 1{end}b: 2{end}a: 3{end}".encode()).diagnostics for end in ("\n", "\r\n", "\r")]

    assert [(found[0].line, found[0].column) for found in places] == [(3, 1)] * 3
