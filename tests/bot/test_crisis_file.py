"""The signs of more than a complaint as a file: those that come with the program, and every slip at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.crisis_file import read_crisis
from bot.crisis_table import gaps, print_signs
from bot.settings import Settings, SettingsError
from dialogs.ids import FactId, PersonId, SignId, TeamId
from dialogs.severity import ACTS, Level, NumberToCall
from dialogs.texts import Bilingual
from tests.bot.written import written

GOOD = """
format = 1
wait_seconds = 30
withdraw_seconds = 0

[numbers.desk]
zh = "虚构应急台"
en = "Invented desk"
number = "0000"

[signs.threat]
level = "crisis"
zh = "威胁动手"
en = "Threats"
law = "major-complaint"
acts = [{ zh = "一", en = "one" }, { zh = "二", en = "two" }, { zh = "三", en = "three" }]
numbers = ["desk"]

[signs.named]
level = "mention"
zh = "提到监管"
en = "Names a regulator"
say = { zh = "那是您的权利。", en = "That is your right." }

[on_call]
"一组" = [7002, 7003, 7002]
"""
WRONG = """
format = 1
wait_second = 30
withdraw_seconds = -1

[numbers.desk]
zh = "台"
en = "Desk"
number = "打给谁"

[signs.threat]
level = "crisis"
zh = "威胁动手"
en = "Threats"
acts = [{ zh = "一", en = "one" }]
numbers = ["desk", "dusk"]

[signs.named]
level = "mention"
zh = "提到监管"
en = "Names a regulator"

[signs.seen]
level = "grave"
zh = "这个名字太长放不下"
en = "Seen"

[on_call]
"一组" = []
"""


def test_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    rules = read_crisis(written(tmp_path / "signs.toml", GOOD))

    threat, named = rules.signs
    assert (rules.wait, rules.withdraw_within) == (timedelta(seconds=30), timedelta())
    assert rules.on_call == {TeamId("一组"): (PersonId(7002), PersonId(7003))}
    assert (threat.id, threat.level, threat.law) == (
        SignId("threat"),
        Level.CRISIS,
        FactId("major-complaint"),
    )
    assert [act.en for act in threat.acts] == ["one", "two", "three"]
    assert threat.numbers == (NumberToCall(Bilingual("虚构应急台", "Invented desk"), "0000"),)
    assert (named.level, named.say) == (Level.MENTION, Bilingual("那是您的权利。", "That is your right."))
    assert list(gaps(rules)) == []


def test_all_slips_are_named_at_once_with_the_path_of_their_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        read_crisis(written(tmp_path / "signs.toml", WRONG))

    assert [str(problem) for problem in raised.value.problems] == [
        "signs.toml: numbers.desk.number cannot be used: string should match pattern '^[0-9+][0-9 -]{1,19}$'",
        "signs.toml: on_call.一组 cannot be used: list should have at least 1 item after validation, not 0",
        "signs.toml: signs.named is no crisis: give it a line to say",
        "signs.toml: signs.seen.level cannot be used: input should be 'mention', 'contact' or 'crisis'",
        "signs.toml: signs.seen.zh cannot be used: string should have at most 8 characters",
        "signs.toml: signs.threat is a crisis: give it 3 acts and the numbers to call",
        "signs.toml: signs.threat.numbers names 'dusk', which is not among the numbers",
        "signs.toml: wait_second is not a key that we know: did you mean wait_seconds?",
        "signs.toml: wait_seconds is missing",
        "signs.toml: withdraw_seconds cannot be used: input should be greater than or equal to 0",
    ]


def test_shipped_signs_have_every_level_and_say_what_is_to_be_filled_in() -> None:
    rules = read_crisis()

    assert {sign.level for sign in rules.signs} == set(Level)
    assert {len(sign.acts) for sign in rules.signs if sign.level is Level.CRISIS} == {ACTS}
    assert [gap.key for gap in gaps(rules)] == ["sign.no_number", "sign.nobody_listed"]


@pytest.mark.parametrize(
    ("law", "code"), [("major-complaint", 0), ("no-such-card", 1), ("regulator-hotline", 1)]
)
def test_law_behind_a_sign_must_have_been_read_in_full(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], law: str, code: int
) -> None:
    signs = written(tmp_path / "signs.toml", GOOD.replace("major-complaint", law))

    assert print_signs(Settings(), signs) == code
    assert (f"依据卡 {law}" in capsys.readouterr().out) is bool(code)


def test_shipped_signs_rest_on_law_that_was_read_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_signs(Settings(), None) == 0
    assert "20人以上到场（group）" in capsys.readouterr().out
