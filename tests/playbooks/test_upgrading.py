"""An upgrade writes anew what has changed, and leaves every other character where it stood."""

import difflib
from pathlib import Path

import pytest

from playbooks.upgrading import NotUpgradedError, upgraded

FIVE_STEPS_1 = Path(__file__).parent / "formats" / "five-steps-1.yaml"
HEAD = "# 开头\nformat: 1   # 第一版\nplaybook: x\nsteps:\n- id: a\n  choices:\n"


def lines(when: str) -> str:
    return f"{HEAD}  - id: on  # 继续\n    when: {when}\n    to: bye  # 再见\n"


def made(when: str) -> str:
    return upgraded(lines(when).encode()).decode()


def as_written(when: str) -> str:
    return lines(when).replace("format: 1", "format: 2")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{has: fact}", "has(fact)"),
        ("{has: fact}  # 事实", "has(fact)  # 事实"),
        ("{slot: mood, is: 'is'}", "\"mood is 'is'\""),
        ("\n      has: fact", "has(fact)"),
        ("\n      all:\n      - has: fact\n      - has: demand", "has(fact) and has(demand)"),
        (
            "\n      # 先听\n      all:\n      - has: fact  # 听到了\n      - has: demand",
            "has(fact) and has(demand)  # 先听; 听到了",
        ),
        ("{all: [{has: fact},  # 听到了\n      {has: demand}]}", "has(fact) and has(demand)  # 听到了"),
        (
            "{all: [{has: fact},  # 听到了\n      {has: demand}]}  # 再走",
            "has(fact) and has(demand)  # 再走; 听到了",
        ),
        ('{any: [{slot: mood, is: "x}"}, {has: fact}]}', "\"mood is 'x}' or has(fact)\""),
    ],
)
def test_condition_becomes_text_in_its_place(old: str, new: str) -> None:
    assert made(old) == as_written(new)


def test_comments_and_order_of_a_whole_playbook_stay() -> None:
    old = FIVE_STEPS_1.read_text(encoding="utf-8")
    new = upgraded(old.encode()).decode()

    changed = [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]
    assert {line[2:].split(":")[0].split(",")[0].strip(" -{") for line in changed} == {"format", "when", "id"}
    assert [line for line in changed if line[2:].lstrip().startswith("#")] == []
    assert len(old.splitlines()) == len(new.splitlines())


def test_playbook_of_the_newest_format_stays_byte_for_byte() -> None:
    new = upgraded(FIVE_STEPS_1.read_bytes())

    assert upgraded(new) == new


def test_line_ends_and_the_mark_of_a_byte_order_stay() -> None:
    old = b"\xef\xbb\xbf" + lines("{has: fact}").replace("\n", "\r\n").encode()

    assert upgraded(old) == b"\xef\xbb\xbf" + as_written("has(fact)").replace("\n", "\r\n").encode()


@pytest.mark.parametrize("content", [b"", b"format: [1\n", b"- format: 1\n"])
def test_file_that_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(NotUpgradedError):
        upgraded(content)
