"""A difference is told in words, in both languages."""

from datetime import UTC

import pytest

from bot.changes import FIELDS, told
from bot.words import Words
from dialogs.program import (
    Choice,
    Program,
    Remedy,
    Stage,
    Step,
)
from dialogs.slots import Slot
from dialogs.texts import Language
from playbooks.check import check_sources
from playbooks.difference import difference
from tests.playbooks.samples import SMALL_CALL, small_call


def program(replaced: dict[str, str] | None = None) -> Program:
    checked = check_sources(SMALL_CALL, small_call(replaced))
    assert checked.program is not None
    return checked.program


def words(replaced: dict[str, str], language: Language) -> list[str]:
    say = Words(UTC, strict=True).say
    return [
        say(text, language) for change in difference(program(), program(replaced)) for text in told(change)
    ]


LINE = {
    "您好，您说的是{matter}？": "您好，是{matter}的事？",
    "is it about {matter}": "are you calling about {matter}",
}


@pytest.mark.parametrize(
    ("replaced", "language", "expected"),
    [
        (
            LINE,
            Language.ZH,
            [
                "✎ 步骤 greet › 要说的话：改了说法",
                "中文：您好，[-您说的-]是{matter}{+的事+}？",
                "英文：Hello, [-is it-]{+are you calling+} about {matter}?",
            ],
        ),
        (
            {"hints: [{zh: 慢一点, en: Slowly}]": "hints: [{zh: 慢一点, en: Slow down}]"},
            Language.EN,
            ["✎ step greet › hint 1: in other words", "English: [-Slowly-]{+Slow down+}"],
        ),
        (
            {"{zh: 都不合适, en: None fits}, to: where": "{zh: 都不合适, en: None fits}, to: wanted"},
            Language.ZH,
            [
                "✎ 步骤 offers › 按钮 none › 去哪一步：where → wanted",
                "⚠ 这是逐字念的话，请第二个人看过",
            ],
        ),
        (
            {"id: pause": "id: breathe", "to: pause": "to: breathe"},
            Language.EN,
            ["✎ step breathe: was called pause"],
        ),
        (
            {"    at_counter: {zh: 看着对方, en: Look at them}\n": ""},
            Language.ZH,
            ["－ 步骤 greet › 柜面提示：删去", "中文：[-看着对方-]", "英文：[-Look at them-]"],
        ),
        (
            {"from_temperature: 4": "from_temperature: 5"},
            Language.EN,
            ["✎ open everywhere: calm-down › temperature from which it is on the card: 4 → 5"],
        ),
        (
            {"title: {zh: 小示例": "title: {zh: 新示例"},
            Language.ZH,
            ["✎ 标题：改了说法", "中文：[-小-]{+新+}示例"],
        ),
    ],
)
def test_change_is_told(replaced: dict[str, str], language: Language, expected: list[str]) -> None:
    assert words(replaced, language) == expected


def test_what_comes_is_told_with_its_line() -> None:
    button = "      - {id: better, label: {zh: 再想想, en: Thinks}, to: return}\n"
    back = "      - {id: back, label: {zh: 好些了, en: Better}, to: return}\n"

    assert words({back: back + button}, Language.ZH) == [
        "＋ 步骤 pause › 按钮 better：新增",
        "中文：{+再想想+}",
        "英文：{+Thinks+}",
    ]


def test_of_a_long_line_only_what_is_near_a_change_is_told() -> None:
    line = "zh: 记一下出在哪里。, en: Note where it happened."
    old = f"zh: {'甲' * 80}乙{'丙' * 80}, en: Note it."
    new = old.replace("乙", "丁")

    found = difference(program({line: old}), program({line: new}))

    say = Words(UTC, strict=True).say
    assert [say(text, Language.ZH) for change in found for text in told(change)][1:2] == [
        f"中文：…{'甲' * 30}[-乙-]{{+丁+}}{'丙' * 30}…"
    ]


def test_fields_of_a_playbook_have_words() -> None:
    named = {field for part in (Choice, Remedy, Slot, Stage, Step) for field in part.__slots__}

    assert named - set(FIELDS) <= {
        *("id", "choices", "exits", "grid", "rail_of_part", "values", "variants", "withdrawn"),
    }
