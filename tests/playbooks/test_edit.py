"""One text of a file in other words, and everything else as it was, byte for byte."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings import LIBRARY
from playbooks.check import check_sources
from playbooks.edit import Unfit, is_plain, unfit, with_text, with_values
from playbooks.source import Plain, Trail, read
from playbooks.tokens import scalars, text_of
from tests.playbooks.samples import GOOD, SMALL_CALL, small_call

ODD = """\
\ufeff# 说明 / about: "quotes", {braces}\r
title: {zh: 和解, en: 'It''s Hejie'}   # title: {zh: 别动, en: leave}\r
steps:\r
  - say:   # first\r
      zh: "您好：\\"请说\\"，#1"\r
      en: >-\r
        Hello,\r
        please go on.\r
\r
      # en: not this one\r
    hints: [{zh: 慢, en: Slow}, {zh: 等,\r
      en: Wait a\r
        moment}]  # twice\r
  - id: last\r
    note: |\r
      two\r
      lines\r
    empty:\r
    smile: 😀 yes\r
"""
FILES = {
    "odd": ODD.encode(),
    "small call": small_call()["small-call/playbook.yaml"],
    "lists": (LIBRARY / "lists.yaml").read_bytes(),
    "remedies": (LIBRARY / "remedies.yaml").read_bytes(),
}
TRAILS = [(name, trail) for name, content in FILES.items() for trail in scalars(text_of(content))]
SPICE = [
    "'",
    '"',
    "\\",
    ": ",
    " #",
    "- ",
    "{x}",
    "[",
    "]",
    ",",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "%",
    "@",
    "`",
    "? ",
]
WORDS = [
    "“好”",
    "您好：",
    "，",
    "yes",
    "null",
    "~",
    "1",
    "0.5",
    "12:30",
    "0x1F",
    "<<",
    "---",
    "...",
    "\u3000",
    "😀",
    "a",
]
LINES = st.lists(st.sampled_from(SPICE + WORDS), min_size=1, max_size=8).map(" ".join) | st.lists(
    st.sampled_from(SPICE + WORDS), min_size=1, max_size=8
).map("".join)
TEXTS = (LINES | st.text(min_size=1)).filter(lambda text: unfit(text) is None)

STEADY = settings(derandomize=True, deadline=None, database=None, max_examples=100)


def tree_of(content: bytes) -> dict[str, Plain]:
    tree = read("f", content).tree
    assert tree is not None
    return tree


def put(tree: dict[str, Plain], values: Mapping[Trail, str]) -> dict[str, Plain]:
    changed = copy.deepcopy(tree)
    for trail, said in values.items():
        inner: Any = changed
        for part in trail[:-1]:
            inner = inner[part]
        inner[trail[-1]] = said.strip()
    return changed


@STEADY
@given(st.sampled_from(TRAILS), TEXTS)
def test_file_says_what_was_asked_and_nothing_else_has_changed(where: tuple[str, Trail], said: str) -> None:
    name, trail = where
    before = FILES[name]

    after = with_values(before, {trail: said})

    assert tree_of(after) == put(tree_of(before), {trail: said})
    token = scalars(text_of(before))[trail]
    assert text_of(after).startswith(text_of(before)[: token.start])
    assert text_of(after).endswith(text_of(before)[token.end :])
    assert after.startswith(b"\xef\xbb\xbf") == before.startswith(b"\xef\xbb\xbf")


@STEADY
@given(
    st.lists(st.sampled_from(sorted(scalars(text_of(FILES["odd"])), key=str)), min_size=1, unique=True), TEXTS
)
def test_several_texts_change_at_once(trails: list[Trail], said: str) -> None:
    values = {trail: f"{said}{number}" for number, trail in enumerate(trails)}

    assert tree_of(with_values(FILES["odd"], values)) == put(tree_of(FILES["odd"]), values)


def test_both_languages_of_a_line_change_in_place() -> None:
    before = b'steps:  # all\n  - say: {zh: "\xe6\x82\xa8\xe5\xa5\xbd", en: Hello}   # greeting\n    id: a\n'

    after = with_text(before, ("steps", 0, "say"), zh="您好：请说“事情”", en='Say: "what" happened')

    assert after.decode() == (
        "steps:  # all\n"
        '  - say: {zh: "您好：请说“事情”", en: "Say: \\"what\\" happened"}   # greeting\n'
        "    id: a\n"
    )


@pytest.mark.parametrize(
    ("written", "said", "expected"),
    [
        ("Hello", "Good morning", "Good morning"),
        ("Hello", "Well, hello", '"Well, hello"'),
        ("Hello", "no", '"no"'),
        ("Hello", "12", '"12"'),
        ("Hello", "Say: it", '"Say: it"'),
        ("Hello", "it {x}", '"it {x}"'),
        ("'Hello'", "it's: #1", "'it''s: #1'"),
        ('"Hello"', "plain", '"plain"'),
        ('"Hello"', 'a \\ "b"', '"a \\\\ \\"b\\""'),
        ("Hello", "  around  ", "around"),
        ("", "new", " new"),
    ],
)
def test_quotes_stay_as_they_were_where_they_can(written: str, said: str, expected: str) -> None:
    before = f"a: 1\nb: {written}".rstrip(" ").encode()

    after = with_values(before, {("b",): said}).decode()

    assert after == f"a: 1\nb:{expected if not written else ' ' + expected}"


def test_comment_and_blank_line_below_a_block_of_text_stay() -> None:
    before = b"zh: >-\n  one\n  two\n\n# next\nen: x\n"

    assert with_values(before, {("zh",): "three"}) == b'zh: "three"\n\n# next\nen: x\n'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Unfit.EMPTY),
        (" \u3000\n", Unfit.EMPTY),
        ("one\ntwo", Unfit.LINE_BREAK),
        ("one\rtwo", Unfit.LINE_BREAK),
        ("one\u2028two", Unfit.LINE_BREAK),
        ("a\tb", Unfit.INVISIBLE),
        ("a\u202eb", Unfit.INVISIBLE),
        ("a\x00b", Unfit.INVISIBLE),
        ("您好：“请说”。", None),
        ("👨‍👩‍👧 family", None),
    ],
)
def test_text_that_cannot_stand_is_told_apart_and_refused(text: str, why: Unfit | None) -> None:
    assert unfit(text) is why
    if why is not None:
        with pytest.raises(ValueError, match=why.value):
            with_values(b"a: b\n", {("a",): text})


@pytest.mark.parametrize("trail", [(), ("b",), ("a", 0), ("a", "zh", "zh"), ("a",)])
def test_trail_that_leads_to_no_text_is_refused(trail: Trail) -> None:
    with pytest.raises(LookupError):
        with_values(b"a: {zh: x}\n", {trail: "y"})


def test_file_that_cannot_be_read_is_not_changed() -> None:
    with pytest.raises(LookupError):
        with_values(b"a: *b\n", {("a",): "y"})


def test_changed_line_of_a_playbook_is_what_the_call_says() -> None:
    sources = small_call()
    path = "small-call/playbook.yaml"

    sources[path] = with_text(sources[path], ("steps", 0, "say"), zh="早上好。", en="Good morning.")

    checked = check_sources(SMALL_CALL, sources)
    assert checked.diagnostics == ()
    assert checked.program is not None
    assert checked.program.steps[checked.program.start].say.zh == "早上好。"
    assert (GOOD / path).read_bytes() != sources[path]


@pytest.mark.parametrize(
    "said", ["Yes", "NULL", "on", "a ", " a", "1a", "-a", "a:b", "a#b", "_a", "~", "a\u3000b"]
)
def test_text_that_some_reader_may_take_otherwise_is_not_plain(said: str) -> None:
    assert not is_plain(said)
