"""Bytes of every kind go in; values with their places come out, or findings, and never an exception."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from playbooks.check import check_sources
from playbooks.limits import MAX_FILE_BYTES, MAX_FINDINGS
from playbooks.source import read
from tests.playbooks.samples import SMALL_CALL

MOST_MILLISECONDS = 100
"""Of processor time, the best of three: what else the machine does is not the reader's doing."""
Result = TypeVar("Result")


def timed(question: Callable[[], Result]) -> tuple[Result, float]:
    """The answer, and the fewest milliseconds that it took."""
    answers: list[Result] = []
    taken: list[float] = []
    for _ in range(3):
        started = time.process_time()
        answers.append(question())
        taken.append((time.process_time() - started) * 1000)
    return answers[0], min(taken)


ALIAS_BOMB = b"a: &a [x, x]\n" + b"".join(
    b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n" % (name, name, *[name - 1] * 9)
    for name in range(ord("b"), ord("k"))
)
MERGE_BOMB = b"a: &a {x: 1}\n" + b"".join(
    b"%c: &%c {<<: [*%c, *%c, *%c, *%c]}\n" % (name, name, *[name - 1] * 4)
    for name in range(ord("b"), ord("r"))
)

CRAFTED: dict[str, tuple[bytes, str]] = {
    "alias bomb": (ALIAS_BOMB, "f:1:4 PB005"),
    "merge-key bomb": (MERGE_BOMB, "f:1:4 PB005"),
    "list within itself": (b"a: &x [*x]\n", "f:1:4 PB005"),
    "alias alone": (b"a: *x\n", "f:1:4 PB005"),
    "100,000 open brackets": (b"[" * 100_000, "f:1:21 PB001"),
    "100,000 open brackets below a key": (b"a: " + b"[" * 100_000, "f:1:23 PB001"),
    "100,000 open braces": (b"{" * 100_000, "f:1:2 PB009"),
    "60,000 lists in lists": (b"- " * 60_000, "f:1:41 PB001"),
    "60,000 keys of keys": (b"? " * 60_000, "f:1:3 PB009"),
    "keys ever deeper": (b"".join(b" " * depth + b"a:\n" for depth in range(500)), "f:21:21 PB001"),
    "too many values": (b"a: [" + b"1," * 30_000 + b"]\n", "PB001 the file holds too many values"),
    "300 KB": (b"a: " + b"x" * 300_000, "f:1:1 PB001 the file is larger than 256 KiB"),
    "just under the largest size": (b"a: b\n" * (MAX_FILE_BYTES // 5), "f:2:1 PB008"),
    "invalid UTF-8": (b"a: b\nc: \xff\xfe\n", "f:2:4 PB002"),
    "cut UTF-8": ("a: 和解".encode()[:-1], "f:1:5 PB002"),
    "UTF-16": ("a: 和解\n".encode("utf-16"), "f:1:1 PB002"),
    "surrogate as bytes": (b"a: \xed\xa0\x80\n", "f:1:4 PB002"),
    "surrogate as escape": (b'a: "\\ud800"\n', "f:1:7 PB004"),
    "beyond Unicode": (b'a: "\\UFFFFFFFF"\n', "f:1:7 PB004"),
    "NUL": (b"a: b\x00c\n", "f:1:5 PB003"),
    "NUL as escape": (b'a: "b\\0c"\n', "f:1:4 PB003"),
    "line separator": ("a: b\u2028c\n".encode(), "f:1:5 PB003"),
    "text that runs backwards": ("a: \u202ecba\n".encode(), "f:1:4 PB003"),
    "two documents": (b"a: 1\n---\nb: 2\n", "f:2:1 PB007"),
    "empty": (b"", "f:1:1 PB010"),
    "comments only": ("# 和解\n".encode(), "f:1:1 PB010"),
    "byte order mark only": (b"\xef\xbb\xbf", "f:1:1 PB010"),
    "text alone": (b"hello\n", "f:1:1 PB010"),
    "open bracket": (b"a: [1,\n", "PB004"),
    "open quote": (b"a: 'x\n", "PB004"),
    "tab": (b"a:\n\tb: 1\n", "f:2:1 PB004 a tab indents this line"),
    "directive of another YAML": (b"%YAML 7.0\n---\na: 1\n", "PB004"),
    "binary tag": (b"a: !!binary x\n", "f:1:4 PB006"),
    "tag that makes objects": (b"a: !!python/object/apply:os.system [x]\n", "f:1:4 PB006"),
    "long number": (b"a: " + b"9" * 10_000 + b"\nformat: 1\n", ""),
}


@pytest.mark.parametrize(("content", "expected"), CRAFTED.values(), ids=CRAFTED.keys())
def test_crafted_file_is_told_apart_and_takes_no_time(content: bytes, expected: str) -> None:
    source, milliseconds = timed(lambda: read("f", content))

    found = " ".join(map(str, source.diagnostics))
    assert expected in found
    assert (found == "") == (expected == "")
    assert milliseconds < MOST_MILLISECONDS


@pytest.mark.parametrize("content", [content for content, _ in CRAFTED.values()], ids=CRAFTED.keys())
def test_crafted_file_is_never_a_playbook_and_takes_no_time(content: bytes) -> None:
    checked, milliseconds = timed(lambda: check_sources(SMALL_CALL, {"small-call/playbook.yaml": content}))

    assert checked.program is None
    assert all(each.line >= 1 and each.column >= 1 for each in checked.diagnostics)
    assert checked.diagnostics != ()
    assert milliseconds < MOST_MILLISECONDS


def test_only_true_false_null_and_decimal_numbers_are_more_than_text() -> None:
    written = b"""\
yes: yes
no: NO
on: on
off: Off
day: 2027-05-31
octal: 0123
time: 12:30
hex: 0x1F
thousand: 1_000
exponent: 1e3
infinite: .inf
true: true
title: True
false: false
null: null
tilde: ~
nothing:
one: 1
minus: -2
half: 0.5
"quoted": "1"
<<: merged
"""

    source = read("f", written)

    assert source.diagnostics == ()
    assert source.tree == {
        "yes": "yes",
        "no": "NO",
        "on": "on",
        "off": "Off",
        "day": "2027-05-31",
        "octal": "0123",
        "time": "12:30",
        "hex": "0x1F",
        "thousand": "1_000",
        "exponent": "1e3",
        "infinite": ".inf",
        "true": True,
        "title": "True",
        "false": False,
        "null": None,
        "tilde": None,
        "nothing": None,
        "one": 1,
        "minus": -2,
        "half": 0.5,
        "quoted": "1",
        "<<": "merged",
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
