"""What the checker found is said in the person's own language, and no path of the machine with it."""

from dataclasses import replace

import pytest

from bot.words import Words
from dialogs.causes import Cause
from dialogs.ports import Finding, Trouble
from dialogs.render.playbooks import finding_of, trouble_of
from dialogs.render.playbooks.findings import WORDED
from dialogs.texts import Language
from playbooks.rules import SEVERITIES
from tests.builders.calls import NOON
from tests.pressing import ZONE

WORDS = Words(ZONE, strict=True)
FOUND = Finding(
    line=14,
    column=9,
    code="PB201",
    message='no choice leads to step "ready"',
    hint="lead to it, or delete it",
    is_error=True,
)
MEANT = Finding(
    line=5,
    column=1,
    code="PB101",
    message='there is no step "feal"',
    hint='did you mean "feel"?',
    is_error=True,
)
DAY = replace(MEANT, code="PB016", message='"yes" is not a day', hint="write 2027-05-31")
MARK = replace(MEANT, code="PB020", message='a full-width "，" stands outside quotes', hint='write ","')
NAMELESS = Finding(line=3, column=1, code="PB004", message="this is not YAML", hint="", is_error=True)
TAB = replace(NAMELESS, message="a tab indents this line", hint="use spaces", cause=Cause.PB004_TAB)
AMOUNT = replace(
    MEANT,
    code="PB109",
    message='slot "amount" holds a number, and no "1000元"',
    hint="write amount >= 1000",
    cause=Cause.PB109_AMOUNT,
    instead="amount >= 1000",
)
NAMED = replace(MEANT, message='there is "feel", and no "feal"', hint="", instead="feel", named=("feal",))


def test_every_code_of_the_checker_has_words() -> None:
    assert set(WORDED) >= set(SEVERITIES)


@pytest.mark.parametrize(
    ("finding", "language", "said"),
    [
        (FOUND, Language.ZH, "没有选项通到这一步，加一条路或删掉它（第 14 行，PB201：ready）"),
        (
            FOUND,
            Language.EN,
            (
                'No choice leads to this step (line 14, PB201: no choice leads to step "ready": '
                "lead to it, or delete it)"
            ),
        ),
        (MEANT, Language.ZH, "选项通到不存在的步骤，改成有的，或补上这一步（第 5 行，PB101：feal → feel）"),
        (DAY, Language.ZH, "这里不能写这个，换成能写的（第 5 行，PB016：yes → 2027-05-31）"),
        (MARK, Language.ZH, "引号外面有全角标点，改成半角（第 5 行，PB020：， → ,）"),
        (NAMELESS, Language.ZH, "这里读不懂，看看缩进、冒号和引号（第 3 行，PB004）"),
        (TAB, Language.ZH, "这一行用 Tab 缩进了，换成空格（第 3 行，PB004）"),
        (TAB, Language.EN, "This is not YAML (line 3, PB004: a tab indents this line: use spaces)"),
        (
            AMOUNT,
            Language.ZH,
            "这里要和数字比，不加引号，也不写单位（第 5 行，PB109：amount, 1000元 → amount >= 1000）",
        ),
        (NAMED, Language.ZH, "选项通到不存在的步骤，改成有的，或补上这一步（第 5 行，PB101：feal → feel）"),
    ],
)
def test_finding_is_said_in_the_language_of_whoever_reads_it(
    finding: Finding, language: Language, said: str
) -> None:
    assert WORDS.say(finding_of(finding, language), language, NOON) == said


def test_line_alone_is_told_its_cause_in_both_languages() -> None:
    said = [WORDS.say(finding_of(TAB, each, alone=True), each, NOON) for each in Language]

    assert said == ["这一行用 Tab 缩进了，换成空格", "a tab indents the line: use spaces"]


@pytest.mark.parametrize("code", sorted(SEVERITIES))
def test_chinese_trainer_reads_no_english_sentence(code: str) -> None:
    found = Finding(line=1, column=1, code=code, message='it is so for "x"', hint="do 30", is_error=True)

    said = WORDS.say(finding_of(found, Language.ZH), Language.ZH, NOON)

    assert "it is" not in said
    assert "do 30" not in said


def test_trouble_names_the_file_in_the_library_and_not_on_the_machine() -> None:
    path = "/srv/invented/library/five-steps/playbook.yaml:14:9 PB201"
    trouble = Trouble(file="five-steps/playbook.yaml", finding=FOUND, said=path)

    said = WORDS.say(trouble_of(trouble, Language.ZH), Language.ZH, NOON)

    assert said == "five-steps/playbook.yaml：没有选项通到这一步，加一条路或删掉它（第 14 行，PB201：ready）"
    assert str(trouble) == path
