"""What the checker found, as a trainer reads it in Chinese: which of several things it is, and the cure."""

import re
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path

import pytest

from bot.findings import in_words
from bot.words import Words
from dialogs.causes import Cause
from dialogs.ids import PlaybookSlug
from dialogs.render.playbooks.findings import WORDED
from dialogs.texts import Language, Phrase
from playbooks.cards import check_card
from playbooks.cases import read_case
from playbooks.check import check, check_sources
from playbooks.diagnostics import Diagnostic
from playbooks.rehearsal import read_script, rehearse
from playbooks.rules import OF_CASES
from playbooks.rules.cases import Around
from playbooks.rules.example import SLUG, TODAY, beside
from playbooks.rules.spoken import KINDS
from playbooks.shelf import InMemory
from playbooks.source import read
from playbooks.unsaid import Unsaid, unsaid
from tests.bot.partings import OF_EXITS, OF_SHAPES, OF_WALKS
from tests.bot.slips import CASES, GUARDED, SAYS
from tests.house.tree import ROOT
from tests.playbooks.rehearsal.plays import GREETED, HEAD, played
from tests.playbooks.samples import BROKEN
from tests.playbooks.test_excursions import SOURCES

WORDS = Words(UTC, strict=True)


def said(playbook: str, language: Language = Language.ZH) -> list[str]:
    """Code and words of all that is wrong with a playbook, laid over that of the rules' examples."""
    return told(check_sources(SLUG, beside(playbook), TODAY).diagnostics, language)


def told(found: Iterable[Diagnostic], language: Language = Language.ZH) -> list[str]:
    """Code and words of findings; what comes before them is where they stand."""
    return [in_words(each, WORDS, language).split(" ", maxsplit=1)[1] for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("owner:\n\t培训组\n", "这一行用 Tab 缩进了，换成空格"),
        (
            "title: a\n  owner: b\n",
            "这一行缩进太多，和上面的键对齐；接着上一句的，给那句话加引号",
        ),
        (" format: 2\nowner: a\n", "这一行比第一行还靠左，所有的键从同一列写起"),
        ("owner: @a\n", "这个字符不能放在这里，整句话加上引号"),
        ("owner: Trainers: first floor\n", "这里不能有冒号，整句话加上引号"),
        ("owner: a\nformat\ntitle: b\n", "这一行没有冒号，键后面加冒号和一个空格：key: value"),
        ("steps:\n  - a\n b: c\n", "这一行和上面接不上，看看缩进和引号"),
        ("steps:\n  - a\n  b: c\n", "这一行不在上面那一列里，看看缩进和“-”"),
        ("steps: [a, b\nowner: c\n", "括号没有合上，或少了逗号，看看这一行的括号"),
        ("steps: [a, , b]\n", "这里少了东西，或括号没有合上，看看括号和逗号"),
        ('owner: "a\n', "引号没有合上，补上后一半"),
        ('owner: "a\\d"\n', "这样的反斜杠读不懂，写两个，或改用单引号"),
        ("owner: a\n...\nb\nc: 2\n", "一个文件里只能有一份，多的删掉"),
    ],
)
def test_file_that_is_no_yaml_says_which_mark_or_indent_it_is(text: str, expected: str) -> None:
    assert told(read("f", text.encode()).diagnostics) == [f"PB004 {expected}"]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (" ", "PB021 条件是空的，写上，或删掉这一行：temperature <= 3"),
        ("temperature =< 3", "PB021 条件里不能写这个，换一个：=< → <="),
        ("temperature <= 3 && has(fact)", "PB021 条件里不能写这个，换一个：&& → and"),
        ("matter is 收费", "PB021 条件里只能写槽位和取值的名字，不能写这个：收费"),
        ('matter is "fee', 'PB021 引号没有合上，补上："'),
        ("has(fcat)", "PB021 has 的括号里没有这一项：fcat → fact"),
        ("hsa(fact)", "PB021 条件里不能这样问：hsa(…) → has"),
        ("has fact", "PB021 后面要带括号：has → has(offer)"),
        ("offer_open(one)", "PB021 括号里不能这样写：offer_open → offer_open(1)"),
        ("temperature 3", "PB021 名字后面要写怎么比：3 → temperature <= 3"),
        ("temperature <=", "PB021 比较的后面要写一个取值或数字"),
        ("3 >= temperature", "PB021 条件要从名字写起，比如 temperature：3 → temperature <= 3"),
        ("has(fact) AND has(offer)", "PB021 and 和 or 要小写：AND → and"),
        ("has(fact) has(offer)", "PB021 两个条件之间少了 and 或 or：has"),
        ("(has(fact)", "PB021 括号没有合上，补上：( → )"),
        ("has(fact))", "PB021 括号要成对，多的删掉，少的补上：(, )"),
        (
            "temperature > 1 < 4",
            "PB021 一次只能比两样，用 and 接起来：temperature > 1 and temperature < 4",
        ),
        ("(" * 30 + "has(fact)" + ")" * 30, "PB021 括号套得太深，拆成两个选项"),
        ('amount >= "1000元"', "PB109 这里要和数字比，不加引号，也不写单位：amount, 1000元 → amount >= 1000"),
        (
            'amount is "1,200.50"',
            "PB109 这里要和数字比，不加引号，也不写单位：amount, 1,200.50 → amount = 1200.50",
        ),
        ('amount > "1万元"', "PB109 这里要和数字比，不加引号，也不写单位：amount, 1万元 → amount > 1000"),
        ("mood >= high", "PB109 这里要和数字比，不加引号，也不写单位：mood, high → mood >= 1"),
        ("amount >= 0.005", "PB109 小数位太多，少写几位"),
        ("temperature = hot", "PB109 这里要和数字比：hot → temperature <= 3"),
        ("visits(greet) is often", "PB109 这里要和数字比：often → visits(greet) >= 1"),
        ("matter > 3", "PB109 这个槽位填的不是数字：matter → matter is fee"),
        ("matter >= fee", "PB109 这一项分不出大小，只能用 is：fee → matter is fee"),
        ("role > staff", "PB109 角色分不出大小，只能用 is：role is supervisor"),
        ("visits(greet) >= 1.5", "PB109 这里不能写这个数，能写：>= 0"),
        ("temperature = 6", "PB404 没有这个温度，写 1 到 5"),
        ("matter is fees", "PB111 这个槽位没有这个取值，改成有的，或在 values 里补上：matter, fees → fee"),
        ("mattr is fee", "PB111 没有这个槽位，改成有的，或在 slots 里补上：mattr → matter"),
        ("ticked(bill)", "PB111 没有哪一步要勾这一项，改成有的：bill"),
        ("role is boss", "PB111 没有这个角色，改成有的：boss → staff / supervisor / trainer / admin"),
        ("visits(gret) >= 1", "PB101 条件里的步骤不存在，改成有的：gret → greet"),
    ],
)
def test_condition_says_what_of_it_is_wrong_and_what_to_write(when: str, expected: str) -> None:
    assert expected in said(GUARDED % when)


def test_amount_with_a_unit_is_told_the_bare_number_in_english_too() -> None:
    words = 'PB109 slot "amount" holds a number, and no "1000元": write amount >= 1000'

    assert words in said(GUARDED % 'amount >= "1000元"', Language.EN)


def test_number_of_a_scale_may_stand_in_quotes_where_it_is_one_of_several() -> None:
    assert [each for each in said(GUARDED % 'mood is "4"') if each.startswith("PB109")] == []


@pytest.mark.parametrize(("playbook", "expected"), CASES, ids=[expected for _, expected in CASES])
def test_finding_says_which_of_several_things_it_is(playbook: str, expected: str) -> None:
    assert any(each.startswith(expected) for each in said(playbook)), said(playbook)


@pytest.mark.parametrize("entry", unsaid(), ids=lambda entry: entry.cause)
def test_line_that_is_better_not_said_is_told_why_and_what_instead(entry: Unsaid) -> None:
    assert entry.cause is not None
    words = entry.words["zh"][0]
    told = WORDS.say(Phrase(f"finding.{entry.cause}", {"most": ""}), Language.ZH)

    assert f"{KINDS[entry.kind]} {told}：{words}" in said(SAYS % (f"{words}。", "Hello."))
    assert entry.cause.startswith(KINDS[entry.kind].lower())


def test_every_cause_begins_with_a_code_of_the_checker() -> None:
    assert {each.partition("_")[0].upper() for each in Cause} <= set(WORDED)


def test_every_cause_is_told_by_the_checker() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "playbooks").rglob("*.py"))
    named = set(re.findall(r"Cause\.([A-Z0-9_]+)", sources)) | {str(each.cause).upper() for each in unsaid()}

    assert {each.name for each in Cause} == named


@pytest.mark.parametrize(
    ("defect", "expected"),
    [
        ("law-card-without-a-day", "PB012 没写哪天生效，补上；只查到发布日的，写 issued：in_force"),
        ("detour-to-the-rail", "PB206 这一步不在支线里，删掉 detour，或给它的阶段加上 aside: true：bye"),
        ("aside-without-a-detour", "PB206 这一步在支线里，进去要写 detour: true：pause"),
        ("offers-in-anger", "PB213 客户在气头上也会提方案，条件里加上温度不高于 3：offer"),
        ("thirteen-stages", "PB402 阶段太多，最多 12 个"),
        ("check-with-six-items", "PB402 要勾的太多，最多 5 项，拆成两步：papers"),
        ("question-nine-values", "PB407 取值太多，卡片上最多放 8 个：kind"),
        ("check-with-a-pick", "PB408 核对的步骤不能再 pick，另写一步：papers"),
        ("cue-at-once", "PB411 这个秒数的提醒帮不上忙，能写：5-1800"),
        ("exit-on-a-detour", "PB505 出口写在支线上没有用，旁边写明去哪一步：done → to: return"),
        ("five-variants", "PB508 说法太多，最多 4 种，再多比不出来"),
        ("one-variant", "PB508 只有一种说法，再加一种，或不用 variants 直接写"),
        ("variant-twice", "PB508 两种说法同名，改一个：short"),
        ("four-law-cards", "PB509 一步里依据卡太多，最多看 3 张"),
        ("law-card-misnamed", "PB509 依据卡的名字和文件名不一样，改成一样：mis-named, misnamed.yaml"),
        ("law-nobody-confirms", "PB512 把握是 C，要请合规确认，加上 to_confirm: true：C"),
        ("allowed-unknown-rule", "PB902 没有这条规则，编号看看写对没有：PB88888"),
    ],
)
def test_finding_of_a_broken_playbook_says_which_of_several_things_it_is(defect: str, expected: str) -> None:
    assert expected in told(check(BROKEN / defect, TODAY).diagnostics)


def test_file_that_is_not_there_says_which_and_where_it_belongs(tmp_path: Path) -> None:
    listless = {path: content for path, content in beside("").items() if path != "lists.yaml"}

    assert told(check(tmp_path / "nothing").diagnostics) == [
        "PB000 这里没有剧本，写剧本的文件、文件夹，或整个库"
    ]
    assert told(check_sources(SLUG, listless, TODAY).diagnostics) == [
        "PB000 没有 uses 里写的文件，放在剧本文件夹旁边：lists.yaml"
    ]
    assert told(check_card(InMemory({}), "lost")) == ["PB000 读不了这个文件，看看路径和权限"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {"example: true": "example: false"},
            "PB704 案例是真的，少了它：补上，或写 example: true：closed_on",
        ),
        (
            {"example: true": "example: true\napproved_by: 合规"},
            "PB704 案例是编的，用不上它，删掉：approved_by",
        ),
        ({"example: true": "example: true\nclosed_on: 九月"}, "PB016 不是月份，写成年-月：九月 → 2027-05"),
    ],
)
def test_finding_of_a_case_says_which_of_several_things_it_is(changed: dict[str, str], expected: str) -> None:
    text = OF_CASES[0].good
    for old, new in changed.items():
        text = text.replace(old, new)
    around = Around(frozenset({"example"}), frozenset({"sample"}))

    assert expected in told(
        read_case(InMemory({"cases/sample.yaml": text.encode()}), "sample", around).diagnostics
    )


@pytest.mark.parametrize(("turn", "expected"), OF_WALKS, ids=[expected for _, expected in OF_WALKS])
def test_rehearsal_that_parts_says_what_is_written_and_what_is_so(turn: str, expected: str) -> None:
    assert told(played(f"{GREETED}  - {turn}\n").diagnostics) == [expected]


def test_rehearsal_with_a_product_that_is_not_there_says_which_there_is() -> None:
    text = HEAD.replace("walk:", "product: gold\nwalk:") + "  - {step: greet}\n"

    assert told(played(text).diagnostics) == ["RH107 没有这个产品，改成有的：gold → card"]


@pytest.mark.parametrize(("turn", "expected"), OF_EXITS, ids=[expected for _, expected in OF_EXITS])
def test_rehearsal_that_leaves_otherwise_says_by_which_exit(turn: str, expected: str) -> None:
    program = check_sources(PlaybookSlug("calming"), SOURCES).program
    assert program is not None

    script = read_script("walk", f"{HEAD}  - {turn}\n".encode())

    assert told(rehearse(program, [script], WORDS).diagnostics) == [expected]


@pytest.mark.parametrize(("turn", "expected"), OF_SHAPES, ids=[expected for _, expected in OF_SHAPES])
def test_rehearsal_that_cannot_be_read_says_which_of_several_things_it_is(turn: str, expected: str) -> None:
    assert told(played(f"{HEAD}  - {turn}\n").diagnostics) == [expected]
