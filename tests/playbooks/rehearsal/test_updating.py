"""Bringing a rehearsal up to date rewrites what was expected, and not a character around it."""

from playbooks.rehearsal.updating import update
from tests.playbooks.rehearsal.plays import VOICE, findings, program_of, script

WRITTEN = """\
# 一通电话，先看开场。
format: 1
rehearsal: "试一通"   # 名字
walk:
  # 开场
  - step: greeting          # 那一步
    say: >-
      您好，
      您说的是什么事？
  -   tap:    agrees
      slots: {matter: 'nothing'}
      step: "offer"
  - {pick: apology, refused: 谁来批}   # 主管批
  - {tap: none}   # 不变
  - {shows: [记一下出在那里。]}
"""
UPDATED = """\
# 一通电话，先看开场。
format: 1
rehearsal: "试一通"   # 名字
walk:
  # 开场
  - step: greet          # 那一步
    say: "您好，您说的是这件事？"
  -   tap:    agrees
      slots: {matter: 'fee'}
      step: "offers"
  - {pick: apology, refused: "这项要主管来批。换一项，或点 🆘 求助。"}   # 主管批
  - {tap: none}   # 不变
  - {shows: [记一下出在哪里。]}
"""


def test_only_expectations_are_rewritten() -> None:
    updated = update(program_of(), script(WRITTEN), VOICE)

    assert updated.content.decode() == UPDATED
    assert updated.after.passes


def test_difference_is_shown_line_by_line() -> None:
    lines = list(update(program_of(), script(WRITTEN), VOICE).diff())

    assert "-  - step: greeting          # 那一步" in lines
    assert "+  - step: greet          # 那一步" in lines
    assert not [line for line in lines if line.startswith(("-", "+")) and "不变" in line]


def test_rehearsal_that_passes_is_left_as_it_is() -> None:
    updated = update(program_of(), script(UPDATED), VOICE)

    assert not updated.changes
    assert list(updated.diff()) == []
    assert findings(UPDATED) == []


def test_line_ends_and_byte_order_mark_stay() -> None:
    windows = "\ufeff" + WRITTEN.replace("\n", "\r\n").replace(
        "say: >-\r\n      您好，\r\n      您", "say: 您好，您"
    )

    updated = update(program_of(), script(windows), VOICE)

    expected = UPDATED.replace('say: "您好，您说的是这件事？"', "say: 您好，您说的是这件事？").replace(
        "\n", "\r\n"
    )
    assert updated.content.decode() == f"\ufeff{expected}"


def test_what_a_person_must_decide_is_left_and_told() -> None:
    text = WRITTEN.replace("{tap: none}", "{tap: gone, step: where}")

    updated = update(program_of(), script(text), VOICE)

    assert "tap: gone, step: where" in updated.content.decode()
    assert [each.code for each in updated.after.diagnostics] == ["RH107"]
    assert "step: greet " in updated.content.decode()
