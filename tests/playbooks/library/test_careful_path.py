"""That the careful path was taken may be known; why, never: no name tells what a person is or has."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import LIBRARY
from playbooks.source import read

TELLING = frozenset(
    {
        "aged",
        "age",
        "child",
        "depressed",
        "depression",
        "disability",
        "disabled",
        "distress",
        "elderly",
        "frail",
        "health",
        "ill",
        "illness",
        "mental",
        "minor",
        "old",
        "patient",
        "pregnant",
        "retired",
        "sick",
        "underage",
        "vulnerable",
    }
)
"""Words of which an id would tell a person's health or age to whoever reads the log."""
TELLING_ZH = re.compile("老人|老年|高龄|年龄|岁|未成年|孩子|病|残|孕|抑郁|弱势|精神")
"""The same, on a button or as a value that is remembered."""


def kept(tree: object, under: str = "") -> Iterator[str]:
    """Yield what a call can leave in the log or in a count: ids, names of slots, their values, buttons."""
    if isinstance(tree, list):
        for each in tree:
            yield from kept(each, under)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if under in {"slots", "values"}:
                yield str(key)
            if key in {"id", "at"} and isinstance(value, str):
                yield value
            if isinstance(value, dict) and (key in {"label", "title"} or under == "values"):
                yield str(value.get("zh", ""))
            yield from kept(value, str(key))


def telling_in(content: bytes) -> list[str]:
    """Return what tells a health state or an age."""
    names = kept(read("playbook.yaml", content).tree)
    return [each for each in names if TELLING & set(re.split("[-_]", each)) or TELLING_ZH.search(each)]


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*/playbook.yaml")), ids=lambda path: path.parent.name)
def test_nothing_that_a_call_leaves_behind_tells_health_or_age(path: Path) -> None:
    assert telling_in(path.read_bytes()) == []


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("steps: [{id: for-elderly}]", ["for-elderly"]),
        ("slots: {illness: {type: text}}", ["illness"]),
        ("slots: {why: {values: {old: {zh: 走得慢, en: slow}}}}", ["old"]),
        ('slots: {why: {values: {a: {zh: "七十岁", en: seventy}}}}', ["七十岁"]),
        ('steps: [{id: a, choices: [{id: b, label: {zh: "是老人", en: Elderly}}]}]', ["是老人"]),
    ],
)
def test_name_that_tells_is_seen(written: str, found: list[str]) -> None:
    assert telling_in(written.encode()) == found
