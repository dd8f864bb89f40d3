"""What the library lets staff say: short, lawful, in both languages."""

import re
from collections.abc import Iterator
from itertools import chain

import pytest

from bot.settings import LIBRARY
from dialogs.program import StepKind, part_of
from dialogs.texts import Bilingual
from playbooks.check import check
from playbooks.limits import MAX_SAY_EN, MAX_SAY_ZH
from playbooks.measure import spoken_length
from tests.playbooks.library.calling import five_steps, own_steps

NEVER = (
    "系统问题",
    "我理解",
    "您冷静",
    "别激动",
    "这是规定",
    "您应该",
    "不可能",
    "别人都没",
    "您去告",
    "最后一次机会",
    "工作日",
    "24小时",
    "停息挂账",
    "欺诈",
    "三倍",
    "保证",
    "肯定",
    "撤诉",
    "撤销投诉",
    "职闹",
    "黑产",
    "必须录音",
)
"""Words that blame, brush off, promise what cannot be promised, or tie a settlement to silence."""
NEVER_EN = (
    "i understand",
    "calm down",
    "system problem",
    "our policy",
    "you should",
    "impossible",
    "guarantee",
    "working day",
    "business day",
    "withdraw",
    "fraud",
    "must record",
)
CITED = re.compile(r"第(\d+)(?:[、至](\d+))?条")
ARTICLES_READ_IN_FULL = {"14", "17", "18", "19", "20", "23"}


def spoken() -> Iterator[Bilingual]:
    """Yield all that is said aloud or stands on a button, the lists included; not what to avoid."""
    program = five_steps()
    for step in own_steps():
        yield step.say
        for choice in step.choices:
            yield choice.label
    for slot in program.slots.values():
        yield from (*slot.values.values(), slot.blank)
    for remedy in program.remedies.values():
        yield from (remedy.name, remedy.say)
    for owed in program.entitlements.values():
        yield from (owed.name, owed.say)
    for items in program.lists.values():
        yield from items.values()


def hints() -> Iterator[Bilingual]:
    """Yield all hints."""
    for step in own_steps():
        yield from step.hints


def forbidden_in(text: Bilingual) -> list[str]:
    """Return the forbidden words that stand in a text."""
    english = text.en.lower()
    return [word for word in NEVER if word in text.zh] + [word for word in NEVER_EN if word in english]


def filled_with_the_longest(text: Bilingual) -> tuple[str, str]:
    """Return a line in both languages with the longest thing that a tap can put into each placeholder."""
    program = five_steps()
    known = {name: [*slot.values.values(), slot.blank] for name, slot in program.slots.items()}
    known["owed"] = [each.name for each in program.entitlements.values()]
    known["accepted"] = [each.name for each in program.remedies.values()]
    known["promise"] = [*program.lists["promises"].values()]
    known["due"] = [Bilingual("1月30日18点", "30 January, 18:00")]
    chinese, english = text.zh, text.en
    for name, values in known.items():
        chinese = chinese.replace(f"{{{name}}}", max((each.zh for each in values), key=spoken_length))
        english = english.replace(f"{{{name}}}", max((each.en for each in values), key=spoken_length))
    return chinese, english


def test_library_has_neither_errors_nor_warnings() -> None:
    checked = check(LIBRARY)

    assert checked.programs
    assert [str(found) for found in checked.diagnostics] == []


def test_playbook_is_a_walk_that_one_trainer_can_look_after() -> None:
    assert 25 <= len(own_steps()) <= 50


def test_rail_runs_in_the_order_of_a_call() -> None:
    stages = five_steps().stages.values()

    assert [stage.id for stage in stages if not stage.aside] == [
        "open",
        "listen",
        "restate",
        "empathize",
        "bottom-line",
        "offer",
        "close",
    ]
    assert [stage.id for stage in stages if stage.aside and not part_of(stage.id)] == ["calm"]


def test_nothing_that_is_said_blames_brushes_off_or_overpromises() -> None:
    found = {text.zh: words for text in chain(spoken(), hints()) if (words := forbidden_in(text))}

    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        Bilingual("这是系统问题，没办法。", "x"),
        Bilingual("好", "Calm down, please."),
        Bilingual("15个工作日内答复。", "x"),
    ],
)
def test_forbidden_words_are_seen_when_they_are_there(line: Bilingual) -> None:
    assert forbidden_in(line)


def test_every_line_is_one_breath_even_when_it_is_filled_in() -> None:
    lines = [step.say for step in own_steps() if not step.verbatim]
    lines += [remedy.say for remedy in five_steps().remedies.values()]
    lines += [owed.say for owed in five_steps().entitlements.values()]
    filled = [filled_with_the_longest(line) for line in lines]

    assert [zh for zh, _ in filled if spoken_length(zh) > MAX_SAY_ZH] == []
    assert [en for _, en in filled if spoken_length(en) > MAX_SAY_EN] == []


def test_no_line_asks_two_questions() -> None:
    lines = [step.say for step in own_steps()]

    assert [line.zh for line in lines if line.zh.count("？") > 1] == []
    assert [line.en for line in lines if line.en.count("?") > 1] == []


def test_recording_notice_says_why_and_claims_no_law() -> None:
    greet = five_steps().steps[five_steps().start]

    assert greet.verbatim
    assert "录音" in greet.say.zh
    assert "留存处理过程" in greet.say.zh
    assert not re.search("法|规定|必须", greet.say.zh)
    assert not re.search("law|regulation|must|required", greet.say.en)


@pytest.mark.parametrize("step", ["farewell", "written"])
def test_time_limits_are_said_word_for_word_and_in_calendar_days(step: str) -> None:
    line = next(each for each in five_steps().steps.values() if each.id == step)

    assert line.verbatim
    assert re.findall(r"\d+日", line.say.zh) == ["15日", "30日", "30日"]
    assert re.findall(r"\d+ days", line.say.en) == ["15 days", "30 days", "30 days"]
    for words in (
        "收到投诉之日起",
        "审批并告知您",
        "自然日",
        "核实情况、依据和理由",
        "核查、调解、仲裁、诉讼",
    ):
        assert words in line.say.zh
    assert "calendar days" in line.say.en


def test_articles_are_cited_with_the_day_they_took_force_and_only_where_read_in_full() -> None:
    citing = [hint.zh for hint in hints() if "条" in hint.zh and CITED.search(hint.zh)]

    assert citing
    assert [hint for hint in citing if "《银行业保险业消费投诉处理管理办法》" not in hint] == []
    assert [hint for hint in citing if "2020-03-01起施行" not in hint] == []
    articles = {number for hint in citing for found in CITED.findall(hint) for number in found if number}
    assert articles <= ARTICLES_READ_IN_FULL


def test_spoken_lines_cite_no_article() -> None:
    assert [text.zh for text in spoken() if CITED.search(text.zh)] == []


def test_every_card_but_the_last_has_a_cue_for_the_counter() -> None:
    assert [
        step.id for step in own_steps() if step.kind is not StepKind.END and step.at_counter is None
    ] == []
