"""What a Chinese keyboard leaves outside quotes is named where it stands; within a text it is right."""

import pytest

from playbooks.source import read

FILE = """\
title: {zh: 破损示例, en: Broken example}
steps:
  - id: greet
    stage: open
    say: {zh: "您好，您说：“您”？", en: "Hello, “you”?"}
    hints:
      - zh: 我说“好”，你说：好
        en: Fine
    choices:
      - {id: refuses, label: {zh: 不同意, en: Refuses}, to: bye}
  - id: bye
    say:
      zh: "再见。"
      en: "Goodbye."
"""
SLIPS = (
    ("title: {", "title：{", "1:6 ："),
    ("- id: bye", "- id：bye", "11:7 ："),
    ("- id: bye", "－ id: bye", "11:3 －"),
    ("    stage:", "　　stage:", "4:1 　"),
    ("    stage:", "    　stage:", "4:5 　"),
    ("stage: open", "stage:　open", "4:11 　"),
    ("say: {zh", "say:　{zh", "5:9 　"),
    ("say: {zh", "say: ｛zh", "5:10 ｛"),
    ('”?"}', '”?"｝', "5:48 ｝"),
    ('"您好，您说：“您”？", en', '"您好，您说：“您”？”, en', "5:26 ”"),
    ('"您好，您说：“您”？", en', '"您好，您说：“您”？"， en', "5:27 ，"),
    ("{id: refuses, ", "{id: refuses，", "10:21 ，"),
    ("不同意, en", "不同意，en", "10:38 ，"),
    (", to: bye", ", to：bye", "10:56 ："),
    ("    say:\n", "    say：\n", "12:8 ："),
    ('zh: "再见。"', 'zh："再见。"', "13:9 ："),
    ('"再见。"', '"再见。”', "13:15 ”"),
    ('"再见。"\n      en: ', '“再见。"\n      en：', "13:11 “ 14:9 ："),
)


def test_full_width_marks_within_texts_are_right() -> None:
    assert read("f", FILE.encode()).diagnostics == ()


@pytest.mark.parametrize(("right", "wrong", "named"), SLIPS, ids=[wrong for _, wrong, _ in SLIPS])
def test_full_width_mark_outside_quotes_is_named_where_it_stands(right: str, wrong: str, named: str) -> None:
    assert FILE.count(right) == 1 or right == "    say:\n"
    written = FILE.replace(right, wrong)

    source = read("f", written.encode())

    lines = written.splitlines()
    told = [
        f"{each.line}:{each.column} {lines[each.line - 1][each.column - 1]}" for each in source.diagnostics
    ]
    assert " ".join(told) == named
    assert {each.code for each in source.diagnostics} == {"PB020"}
    assert source.tree is None


def test_other_slip_is_told_in_the_words_of_old() -> None:
    source = read("f", FILE.replace("stage: open", "stage: a: b").encode())

    assert [each.code for each in source.diagnostics] == ["PB004"]
