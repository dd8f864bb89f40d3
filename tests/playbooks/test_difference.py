"""What differs between two programs is told part by part, and whether a second person should look."""

from collections.abc import Mapping

import pytest

from bot.settings import LIBRARY
from dialogs.events import Touch
from dialogs.ids import PlaybookSlug
from dialogs.program import Program, Step
from dialogs.texts import Bilingual
from playbooks.check import check, check_sources
from playbooks.difference import Change, Happened, difference
from tests.playbooks.samples import SMALL_CALL, small_call
from tests.playbooks.test_excursions import SOURCES
from tests.scenarios.script import LIBRARIES

SETTLED = "  - {id: settled,"
EXTRA = """\
  - id: extra
    stage: close
    say: {zh: 请稍等。, en: One moment.}
    choices: [{id: on, label: {zh: 好, en: Yes}, to: debts}]
"""


def program(sources: Mapping[str, bytes]) -> Program:
    checked = check_sources(SMALL_CALL, sources)
    assert checked.program is not None, list(map(str, checked.diagnostics))
    return checked.program


OLD = program(small_call())


def changes(replaced: Mapping[str, str]) -> tuple[Change, ...]:
    return difference(OLD, program(small_call(replaced)))


def told(found: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(each.happened.value, "/".join(each.way)) for each in found]


def test_changed_line_is_told_with_both_texts_in_both_languages() -> None:
    found = changes({"您好，您说的是{matter}？": "您好，是{matter}吗？"})

    old = Bilingual("您好，您说的是{matter}？", "Hello, is it about {matter}?")
    new = Bilingual("您好，是{matter}吗？", "Hello, is it about {matter}?")
    assert found == (Change(Happened.CHANGED, ("steps", "greet", "say"), old, new),)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{id: none, label", "{id: nobody, label", [("renamed", "steps/offers/choices/nobody")]),
        (
            "{zh: 都不合适, en: None fits}, to: where",
            "{zh: 都不合适, en: None fits}, to: wanted",
            [("changed", "steps/offers/choices/none/target")],
        ),
        (
            "hints: [{zh: 慢一点, en: Slowly}]",
            "hints: [{zh: 慢一点, en: Slowly}, {zh: 停, en: Stop}]",
            [("added", "steps/greet/hints/2")],
        ),
        ("    at_counter: {zh: 看着对方, en: Look at them}\n", "", [("removed", "steps/greet/at_counter")]),
        ('avoid: {zh: "“不可能”"', 'avoid: {zh: "“不会”"', [("changed", "steps/greet/avoid")]),
        ("listens_for: fact\n", "listens_for: demand\n", [("changed", "steps/greet/listens_for")]),
        ("title: {zh: 开场, en: Open}", "title: {zh: 开始, en: Open}", [("changed", "stages/open/title")]),
        ("title: {zh: 小示例", "title: {zh: 示例", [("changed", "title")]),
        ("          - restated: true\n", "", [("changed", "steps/greet/choices/agrees/effects")]),
        (
            "from_temperature: 4",
            "from_temperature: 5",
            [("changed", "everywhere/calm-down/from_temperature")],
        ),
        ("label: {zh: 先安抚", "label: {zh: 安抚一下", [("changed", "everywhere/calm-down/label")]),
        ("{fee: {zh: 收费", "{fee: {zh: 一笔收费", [("changed", "slots/matter/values/fee")]),
    ],
)
def test_one_change_is_told_as_one(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert told(changes({old: new})) == expected


def test_step_is_told_once_when_it_comes_and_when_it_goes() -> None:
    longer = small_call(
        {
            "as: demand, to: debts": "as: demand, to: extra",
            SETTLED: EXTRA + SETTLED,
        }
    )
    new = program(longer)

    came, went = difference(OLD, new), difference(new, OLD)

    moved = ("changed", "steps/wanted/choices/refund/target")
    assert moved in told(came)
    assert ("added", "steps/extra") in told(came)
    assert ("removed", "steps/extra") in told(went)
    assert isinstance(next(each.new for each in came if each.way == ("steps", "extra")), Step)


def test_step_under_another_name_is_told_once_and_nothing_has_moved() -> None:
    found = changes({"id: pause": "id: breathe", "to: pause": "to: breathe"})

    assert found == (Change(Happened.RENAMED, ("steps", "breathe"), "pause", "breathe"),)


def test_step_under_another_name_that_also_says_something_else_is_told_twice() -> None:
    found = changes(
        {"id: pause": "id: breathe", "to: pause": "to: breathe", "zh: 我在听。": "zh: 我在听着。"}
    )

    assert told(found) == [("renamed", "steps/breathe"), ("changed", "steps/breathe/say")]


def test_other_order_of_answers_is_told_and_other_order_of_steps_is_not() -> None:
    none = "      - {id: none, label: {zh: 都不合适, en: None fits}, to: where}\n"
    put = next(
        line
        for line in small_call()["small-call/playbook.yaml"].decode().splitlines(keepends=True)
        if "id: put" in line
    )
    text = small_call()["small-call/playbook.yaml"].decode()
    pause = text[text.index("  - id: pause") : text.index(SETTLED)]

    answers = changes({put + none: none + put})
    steps = difference(
        OLD,
        program(
            small_call({pause: ""})
            | {"small-call/playbook.yaml": text.replace(pause, "").encode() + pause.encode()}
        ),
    )

    assert told(answers) == [("reordered", "steps/offers/choices")]
    assert steps == ()


def test_comments_quotes_and_a_later_day_to_check_are_no_difference() -> None:
    assert (
        changes(
            {
                "title: {zh: 小示例, en: Small call}": 'title: {zh: "小示例", en: "Small call"}  # 标题',
                "2027-05-31": "2027-12-31",
            }
        )
        == ()
    )


@pytest.mark.parametrize(
    ("old", "new", "touches"),
    [
        ("记一下出在哪里。", "请记一下出在哪里。", {Touch.VERBATIM}),
        ("    verbatim: true\n", "", {Touch.VERBATIM}),
        ("zh: 慢一点, en: Slowly", "zh: 慢一点说, en: Slowly", set()),
        ("zh: 慢一点, en: Slowly", "zh: 退您50元, en: Slowly", {Touch.MONEY}),
        ("zh: 慢一点, en: Slowly", "zh: 慢一点, en: We will waive the fee", {Touch.MONEY}),
        ("zh: 慢一点, en: Slowly", "zh: 《保险法》第116条, en: Slowly", {Touch.LAW}),
        ("zh: 慢一点, en: Slowly", "zh: 我保证, en: Slowly", {Touch.PROMISE}),
        ("label: {zh: 跳过, en: Skip}", "label: {zh: 略过, en: Skip}", {Touch.MONEY, Touch.PROMISE}),
        ("due: three_days", "due: week", {Touch.MONEY, Touch.PROMISE}),
        ("to: where, when", "to: wanted, when", {Touch.MONEY, Touch.VERBATIM}),
        ("label: {zh: 同意, en: Agrees}", "label: {zh: 同意了, en: Agrees}", {Touch.MONEY}),
        ("我在听。", "我在听着。", set()),
    ],
)
def test_what_a_change_touches(old: str, new: str, touches: set[Touch]) -> None:
    found = changes({old: new})

    assert {touch for each in found for touch in each.touches} == touches


SPOKEN = """\
format: 2
playbook: small-call
title: {zh: 告知, en: Notice}
owner: 培训组
check_by: "2027-05-31"
stages:
  - {id: first, title: {zh: 开场, en: Open}}
  - {id: second, title: {zh: 倾听, en: Listen}}
steps:
  - id: greet
    stage: first
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: On}, to: ready}]
  - id: ready
    stage: first
    say: {zh: 现在方便吗？, en: Is now a good time?}
    choices: [{id: yes-now, label: {zh: 方便, en: It is}, to: notice}]
  - id: notice
    stage: first
    verbatim: true
    say: {zh: 本次通话会留底。, en: This call is kept.}
    choices: [{id: heard, label: {zh: 知道了, en: Heard}, to: listen}]
  - id: listen
    stage: second
    say: {zh: 您说。, en: Go on.}
    choices:
      - {id: over, label: {zh: 说完了, en: Said}, to: bye}
      - {id: anew, label: {zh: 从头说, en: Anew}, to: greet}
  - {id: bye, stage: second, kind: end, outcome: agreed, say: {zh: 再见。, en: Bye.}}
"""
GREET = "  - id: greet\n"
ON = "{id: on, label: {zh: 继续, en: On}, to: ready}"
YES = "{id: yes-now, label: {zh: 方便, en: It is}, to: notice}"
HI = """\
  - id: hi
    stage: first
    say: {zh: 喂？, en: Anybody there?}
    choices:
      - {id: here, label: {zh: 在, en: Here}, to: greet}
      - {id: go, label: {zh: 直说, en: Go}, to: listen}
"""
STAGES = SPOKEN[SPOKEN.index("  - {id: first") : SPOKEN.index("steps:")]


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        pytest.param(GREET, HI + GREET, "stages/first/start", id="calls begin at another step"),
        pytest.param(STAGES, "".join(reversed(STAGES.splitlines(True))), "stages", id="and at another stage"),
        pytest.param(
            YES,
            YES.replace("}, to", "}, when: temperature > 2, to")
            + ", {id: not-now, label: {zh: 不便, en: No}, to: bye}",
            "steps/ready/choices/yes-now/when",
            id="the way to it is closed at times",
        ),
        pytest.param(
            YES,
            YES + ", {id: by-the-way, label: {zh: 急, en: Urgent}, to: notice}",
            "steps/ready/choices/by-the-way",
            id="another way to it",
        ),
        pytest.param(
            ON,
            ON + ", {id: short, label: {zh: 长话短说, en: In short}, to: listen}",
            "steps/greet/choices/short",
            id="a way around it, two steps before",
        ),
        pytest.param(
            "steps:\n",
            "everywhere:\n  - {id: skip, label: {zh: 直说, en: Go}, to: listen, detour: false}\nsteps:\n",
            "everywhere/skip",
            id="a way around it, everywhere",
        ),
        pytest.param(
            ON,
            ON.replace("ready", "notice") + ", {id: wait, label: {zh: 稍等, en: Wait}, to: ready}",
            "steps/greet/choices/on/target",
            id="it comes earlier",
        ),
    ],
)
def test_line_that_is_read_out_is_not_gone_around_by_one_person(before: str, after: str, where: str) -> None:
    found = _spoken_with(before, after)

    assert [each.touches for each in found if "/".join(each.way) == where] == [{Touch.VERBATIM}]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("to: greet}", "to: greet}\n      - {id: more, label: {zh: 还有, en: More}, to: listen}"),
        (ON, ON + ", {id: slow, label: {zh: 慢点, en: Slowly}, to: ready}"),
        ("id: bye, stage", "id: over-now, stage"),
    ],
)
def test_way_that_comes_past_no_line_is_for_one_person(before: str, after: str) -> None:
    found = _spoken_with(before, after)

    assert found
    assert not any(each.touches for each in found)


def _spoken_with(before: str, after: str) -> tuple[Change, ...]:
    assert before in SPOKEN
    text = SPOKEN.replace(before, after)
    if "over-now" in after:
        text = text.replace("to: bye", "to: over-now")
    old, new = (program({"small-call/playbook.yaml": each.encode()}) for each in (SPOKEN, text))
    return difference(old, new)


def test_remedies_and_what_is_owed_always_ask_for_a_second_person() -> None:
    text = small_call()["remedies.yaml"].decode()
    line = next(line for line in text.splitlines() if "granted_by: staff" in line)

    found = changes({line: line.replace("granted_by: staff", "granted_by: supervisor")})

    assert {each.way[0] for each in found} == {"remedies"}
    assert all(Touch.MONEY in each.touches for each in found)


def test_shipped_playbook_does_not_differ_from_itself() -> None:
    sources = {path.relative_to(LIBRARY).as_posix(): path.read_bytes() for path in LIBRARY.rglob("*.yaml")}
    checked = check_sources(PlaybookSlug("five-steps"), sources)
    assert checked.program is not None

    assert difference(checked.program, checked.program) == ()
    assert difference(OLD, checked.program) != ()


def test_where_there_was_nothing_each_part_is_new() -> None:
    found = difference(None, OLD)

    assert {each.happened for each in found} == {Happened.ADDED}
    assert [each.way[1] for each in found if each.way[0] == "steps"] == list(OLD.steps)
    assert {each.way[0] for each in found} >= {"steps", "remedies", "entitlements", "everywhere", "slots"}
    assert {touch for each in found for touch in each.touches} == set(Touch)


SAY = "zh: 我在听。, en: I am here."
VARIANTS = "variants: [{id: a, zh: 我在听。, en: I am here.}, {id: b, zh: 您说。, en: Go on.}]"


def test_changed_variant_is_told_once() -> None:
    found = difference(
        program(small_call({SAY: VARIANTS})), program(small_call({SAY: VARIANTS.replace("听。", "听着。")}))
    )

    assert told(found) == [("changed", "steps/pause/variants/a/say")]


def test_moved_exit_of_another_playbook_is_told() -> None:
    main = PlaybookSlug("main")
    moved = SOURCES["main/playbook.yaml"].replace(b"{gives-up: ask}", b"{gives-up: bye}")
    old, new = (
        check_sources(main, each).program for each in (SOURCES, SOURCES | {"main/playbook.yaml": moved})
    )
    assert old is not None
    assert new is not None

    assert told(difference(old, new)) == [("changed", "steps/greet/choices/upset/exits/gives-up")]


def test_line_of_a_playbook_that_is_gone_into_is_a_change_too() -> None:
    main = PlaybookSlug("main")
    other = SOURCES["calming/playbook.yaml"].replace("缓, en: Pause".encode(), "歇, en: Pause".encode())
    old, new = (
        check_sources(main, each).program for each in (SOURCES, SOURCES | {"calming/playbook.yaml": other})
    )
    assert old is not None
    assert new is not None

    assert told(difference(old, new)) == [("changed", "steps/calming/pause/say")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("currency: CNY", "currency: USD", ("changed", "slots/amount/currency")),
        ('label: {zh: "扣款日', 'label: {zh: "哪天扣的', ("changed", "slots/charged_on/label")),
        (
            'How much was overcharged?"}\n    to: when',
            'How much was overcharged?"}\n    to: told',
            ("changed", "steps/how-much/answer/target"),
        ),
        ('zh: "账单看过"', 'zh: "账单"', ("changed", "steps/papers/items/statement/label")),
        ("id: contract, label", "id: agreement, label", ("renamed", "steps/papers/items/agreement")),
    ],
)
def test_questions_and_what_is_ticked_are_compared(
    before: str, after: str, expected: tuple[str, str]
) -> None:
    checked = check(LIBRARIES / "charge" / "looked-into")
    path = "looked-into/playbook.yaml"
    text = checked.sources[path].decode()
    assert before in text

    other = check_sources(
        PlaybookSlug("looked-into"), {**checked.sources, path: text.replace(before, after).encode()}
    )

    assert checked.program is not None
    assert other.program is not None
    assert told(difference(checked.program, other.program)) == [expected]
