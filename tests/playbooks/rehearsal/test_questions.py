"""Questions and lists to tick are rehearsed as they are played: tapped, typed, refused, corrected."""

from pathlib import Path

import pytest

from playbooks.check import check
from playbooks.rehearsal import read_script, rehearse
from tests.playbooks.rehearsal.plays import VOICE

CHARGE = Path(__file__).parents[2] / "scenarios" / "libraries" / "charge" / "looked-into"
ASKED = """\
format: 1
rehearsal: 问清一笔收费，再核对
begins: 2026-11-24 14:02
walk:
  - {step: kind, shows: [年费]}
  - {tap: yearly, step: how-much, slots: {kind: yearly}}
  - {type: 好几千, refused: 没看懂多扣的金额, step: how-much}
  - {type: 1200, step: when, say: "¥1,200.00是哪天扣的？", slots: {amount: 1200.00 CNY}}
  - {type: 昨天, step: told, slots: {charged_on: '2026-11-23'}}
  - {tap: no, step: upset}
  - {tap: 7, step: why, slots: {upset: 7}}
  - {type: 没人告诉我, step: papers}
  - {correct: {at: how-much, to: 1300}, slots: {amount: 1300.00 CNY}, step: papers}
  - {tick: statement, shows: [☑ 账单看过]}
  - {tick: contract}
  - {untick: contract, shows: [☐ 合同看过]}
  - tap: checked
    step: read-back
    say: 11月23日扣了¥1,300.00，是年费，事先告知：否，7分。您说：没人告诉我
  - {tap: right, outcome: promised}
"""


def findings(text: str) -> list[str]:
    program = check(CHARGE).program
    assert program is not None
    return [str(each) for each in rehearse(program, [read_script("asked", text.encode())], VOICE).diagnostics]


def test_call_of_questions_goes_as_it_is_written() -> None:
    assert findings(ASKED) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "amount: 1200.00 CNY",
            "amount: 1250.00 CNY",
            'asked:8:70 RH104 "amount" holds "1200.00 CNY", not "1250.00 CNY"',
        ),
        (
            "refused: 没看懂多扣的金额, ",
            "",
            'asked:7:12 RH105 "type 好几千" is refused (',
        ),
        (
            "tick: contract}",
            "tick: contrat}",
            'asked:15:12 RH107 there is nothing "contrat" to tick at "papers": did you mean "contract"?',
        ),
    ],
)
def test_what_goes_otherwise_is_told(old: str, new: str, expected: str) -> None:
    found = findings(ASKED.replace(old, new, 1))

    assert len(found) == 1
    assert found[0].startswith(expected)


def test_answer_in_writing_is_a_way_of_its_own() -> None:
    program = check(CHARGE).program
    assert program is not None

    coverage = rehearse(program, [read_script("asked", ASKED.encode())], VOICE).coverage

    missed = [str(way) for way in coverage.missed_ways]
    assert coverage.missed_steps == ()
    assert [way for way in missed if way.startswith(("when/", "why/"))] == []
    assert "how-much/unsure" in missed
