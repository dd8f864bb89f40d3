"""A rehearsal passes while the call goes as it is written, and says exactly where it does not."""

import pytest

from dialogs.texts import Language
from tests.playbooks.rehearsal.plays import GREETED, HEAD, VOICE, findings, played, program_of, script

WHOLE = (
    GREETED
    + """\
  - {tap: calm, refused: 先听}
  - type: 扣了两次年费
    say: 您好，您说的是“扣了两次年费”？
    shows: [扣了两次年费]
    hides: [不可能吗]
  - temperature: 4
    shows: [④激动, 先安抚]
  - {tap: calm-down, step: pause}
  - {tap: back, step: greet}
  - {temperature: 2, hides: [先安抚]}
  - tap: agrees
    step: offers
    slots: {matter: fee}
  - {pick: points}
  - {pick: apology, refused: 主管}
  - {unpick: points}
  - {tap: put, refused: hidden}
  - {tap: none, step: where}
  - {back: true, step: offers}
  - {jump: close, step: where}
  - {tap: skip, step: wanted}
  - {tap: refund, step: debts}
  - {correct: {at: where, to: fee}, slots: {touchpoint: fee}}
  - {flag: true}
  - {help: true}
  - {speak: en, say: These you are owed.}
  - {pause: hung_up, shows: [挂断了]}
  - {resume: true}
  - {wait: 90}
  - {tap: fee-refund, step: settled, outcome: agreed}
  - {back: true, step: debts}
  - {end: broken_off, outcome: broken_off}
"""
)


def test_call_that_goes_as_it_is_written_passes() -> None:
    assert findings(WHOLE) == []


def test_every_turn_is_played() -> None:
    assert played(WHOLE).turns == WHOLE.count("\n  - ")


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        ("{tap: agrees, step: where}", '5:25 RH101 the walk stands at "offers", not at "where"'),
        (
            "{tap: agrees, step: ofers}",
            '5:25 RH101 the walk stands at "offers", not at "ofers": did you mean "offers"?',
        ),
        ("{say: 您好。}", '5:11 RH102 the line is "您好，您说的是这件事？", not "您好。"'),
        (
            "{shows: [慢一点, 快一点点儿]}",
            '5:19 RH103 "快一点点儿" does not stand on the card',
        ),
        ("{shows: [慢二点]}", '5:14 RH103 "慢二点" does not stand on the card: there is "慢一点"'),
        ("{hides: [慢一点]}", '5:14 RH103 "慢一点" stands on the card'),
        ("{slots: {matter: fee}}", '5:22 RH104 "matter" holds nothing, not "fee"'),
        ("{slots: {mater: fee}}", '5:21 RH104 there is no slot "mater": did you mean "matter"?'),
        (
            "{tap: calm}",
            '5:11 RH105 "tap calm" is refused (先听) at "greet": mend the way there, or expect it',
        ),
        (
            "{tap: agrees}\n  - {tap: put}",
            '6:11 RH105 "tap put" is not on the card at "offers": mend the way there, or expect it',
        ),
        (
            "{tap: agrees}\n  - {tap: put, refused: 先勾}",
            '6:25 RH105 it is refused with "hidden", not with "先勾"',
        ),
        ("{tap: calm, refused: 后听}", '5:26 RH105 it is refused with "先听", not with "后听"'),
        (
            "{tap: agrees, refused: 先听}",
            '5:28 RH105 this is not refused any more: delete "refused", or mend the condition',
        ),
        ("{tap: agrees, outcome: agreed}", "5:28 RH106 the call goes on, not as agreed"),
        ("{end: promised, outcome: declined}", "5:30 RH106 the call ended as promised, not as declined"),
        ("{tap: agree}", '5:11 RH107 there is no answer "agree" at "greet": did you mean "agrees"?'),
        ("{jump: calm}", '5:12 RH107 there is no stage "calm" to jump to: known here: open, close'),
        ("{pick: point}", '5:12 RH107 "point" cannot be ticked at "greet": did you mean "points"?'),
        ("{compliance: points}", '5:18 RH107 "points" cannot be ticked at "greet"'),
        ("{move: note}", '5:12 RH107 "move note" cannot be done at "greet": compare with the guide'),
        (
            "{correct: {at: offers, to: none}}",
            '5:15 RH107 no answer given at "offers" can become "none": look at the ids of that step',
        ),
    ],
)
def test_difference_is_told_at_its_place(turn: str, expected: str) -> None:
    assert findings(f"{GREETED}  - {turn}\n") == [expected]


def test_nothing_is_compared_beyond_where_the_ways_part() -> None:
    found = findings(f"{GREETED}  - {{tap: agrees, step: where, say: 别的}}\n  - {{say: 再别的}}\n")

    assert [each.split()[1] for each in found] == ["RH101"]


def test_other_words_alone_do_not_end_the_walk() -> None:
    found = findings(f"{GREETED}  - {{say: 别的}}\n  - {{tap: agrees, say: 再别的}}\n")

    assert [each.split()[1] for each in found] == ["RH102", "RH102"]


def test_product_channel_language_and_start_are_taken_from_the_file() -> None:
    head = (
        "format: 1\nrehearsal: x\nproduct: card\nchannel: counter\nlanguage: en\nbegins: 2026-11-24 14:02\n"
    )
    walk = "walk:\n  - {say: 'Hello, is it about this matter?', shows: [Look at them, '14:02']}\n"

    assert findings(head + walk) == []


def test_product_that_is_not_there_is_told() -> None:
    text = HEAD.replace("walk:", "product: gold\nwalk:") + "  - {step: greet}\n"

    assert findings(text) == ['3:10 RH107 there is no product "gold": known here: card']


def test_supervisor_may_tick_what_the_agent_may_not() -> None:
    text = HEAD.replace("walk:", "role: supervisor\nwalk:") + "  - {tap: agrees}\n  - {pick: apology}\n"

    assert findings(text) == []


def test_changed_playbook_parts_from_its_rehearsal_and_the_old_one_does_not() -> None:
    text = f"{GREETED}  - {{tap: agrees, step: offers}}\n"

    assert findings(text) == []
    assert findings(text, {"id: agrees": "id: consents"}) == [
        '5:11 RH107 there is no answer "agrees" at "greet": known here: consents, calm, calm-down'
    ]


def test_voice_speaks_both_languages() -> None:
    program = program_of()

    assert VOICE.say(program.title, Language.EN) == "Small call"
    assert script(WHOLE).diagnostics == ()
