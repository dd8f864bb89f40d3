"""Playbooks that are begun by themselves and gone into as well, and exits that lead on into one more."""

from functools import cache

import pytest

from dialogs.ids import PlaybookSlug
from dialogs.program import Program
from playbooks.check import Checked, check_sources
from tests.builders.calls import Call
from tests.playbooks.test_excursions import BREATHING, HEAD, LISTS, place

FIVE = """\
exits: [heard, owed]
stages:
  - {id: feel, title: {zh: 感, en: Feel}}
  - {id: deal, title: {zh: 谈, en: Deal}}
  - {id: quiet, title: {zh: 静, en: Quiet}, aside: true}
everywhere:
  - {id: hush, label: {zh: 静, en: Hush}, to: hush, from_temperature: 4}
  - {id: air, label: {zh: 气, en: Air}, into: breathing, exits: {faints: sum}, stages: [deal]}
steps:
  - id: feel
    stage: feel
    say: {zh: 感, en: Feel}
    choices:
      - {id: eased, label: {zh: 缓, en: Eased}, to: sum, exit: heard}
      - {id: hangs, label: {zh: 挂, en: Hangs}, to: over}
  - id: sum
    stage: deal
    say: {zh: 数, en: Sum}
    choices:
      - {id: nothing, label: {zh: 无, en: Nothing}, to: over, exit: owed}
      - {id: again, label: {zh: 再, en: Again}, to: feel}
  - {id: over, stage: deal, kind: end, outcome: agreed, say: {zh: 完, en: Over}}
  - id: hush
    stage: quiet
    say: {zh: 嘘, en: Hush}
    choices:
      - {id: calmer, label: {zh: 好, en: Calmer}, to: return}
      - {id: said, label: {zh: 说, en: Said}, to: sum, exit: heard}
"""
SCENARIO = """\
stages:
  - {id: open, title: {zh: 开, en: Open}}
  - {id: ways, title: {zh: 法, en: Ways}}
everywhere:
  - id: calm-down
    label: {zh: 喘气, en: Breathe}
    into: breathing
    exits: {faints: {into: five, at: sum}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好, en: Hello}
    choices:
      - {id: talks, label: {zh: 谈, en: Talks}, into: five, exits: {heard: ways}}
      - {id: skips, label: {zh: 跳, en: Skips}, into: five, at: sum, exits: {owed: return}}
  - id: ways
    stage: ways
    say: {zh: 法, en: Ways}
    choices:
      - {id: deals, label: {zh: 数, en: Deals}, into: five, at: sum}
      - {id: faint, label: {zh: 晕, en: Faint}, into: breathing, exits: {faints: {into: five}}}
"""
SOURCES = {
    "lists.yaml": LISTS,
    **{
        f"{name}/playbook.yaml": (HEAD.format(name=name) + rest).encode()
        for name, rest in (("scenario", SCENARIO), ("five", FIVE), ("breathing", BREATHING))
    },
}


def checked(slug: str, old: str = "", new: str = "") -> Checked:
    sources = {
        path: text.decode().replace(old, new).encode() if old else text for path, text in SOURCES.items()
    }
    return check_sources(PlaybookSlug(slug), sources)


@cache
def program(slug: str) -> Program:
    found = checked(slug)
    assert [str(each) for each in found.diagnostics] == []
    assert found.program is not None
    return found.program


def called(slug: str = "scenario") -> Call:
    return Call(program=program(slug))


def test_playbook_with_doors_alone_is_begun_by_itself_and_a_door_leads_to_its_step() -> None:
    assert not program("five").is_part

    made = called("five").choose("eased")

    assert place(made) == ("sum", [])
    assert made.choose("nothing").step == "over"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("to: over, exit: owed", "to: return, exit: owed"),
        ("to: over, exit: owed", "to: return"),
        ("exits: [heard, owed]", "exits: [heard, owed, more]"),
    ],
    ids=["exit without a step", "return from the rail", "exit that is no door"],
)
def test_playbook_that_would_lead_out_of_itself_is_a_part(old: str, new: str) -> None:
    book = checked("five", old, new).book

    assert book is not None
    assert book.is_part


def test_door_leads_where_whoever_went_in_says() -> None:
    made = called().choose("talks")
    assert place(made) == ("five/feel", ["greet"])

    assert place(made.choose("eased")) == ("ways", [])


def test_door_for_which_nothing_is_ready_leads_to_its_own_step() -> None:
    made = called().choose("skips", "again", "eased")

    assert place(made) == ("five/sum", ["greet"])


def test_door_mapped_to_return_comes_back() -> None:
    assert place(called().choose("skips", "nothing")) == ("greet", [])


def test_door_from_an_aside_leaves_the_part_whole() -> None:
    made = called().choose("talks", "hush")
    assert place(made) == ("five/hush", ["greet", "five/feel"])

    assert place(made.choose("said")) == ("ways", [])
    assert place(called("five").choose("hush", "said")) == ("sum", [])


def test_door_after_the_answer_that_went_in_was_corrected_follows_the_new_one() -> None:
    made = called().choose("skips", "again")
    made.do(made.wish.change(made.move_at("greet"), "talks", reroute=False))

    assert place(made.choose("eased")) == ("ways", [])


def test_answer_corrected_to_a_door_leaves_by_it() -> None:
    made = called().choose("skips", "again")
    made.do(made.wish.change(made.move_at("five/sum"), "nothing", reroute=True))

    assert place(made) == ("greet", [])


def test_exit_leads_on_into_one_more_playbook_as_if_from_where_the_first_was_gone_into() -> None:
    made = called().choose("talks", "eased", "faint", "faint")
    assert place(made) == ("five/feel", ["ways"])

    assert place(made.choose("eased")) == ("five/sum", ["ways"])
    assert place(made.back().back()) == ("breathing/in", ["ways"])
    assert place(made.choose("out")) == ("ways", [])


def test_what_a_part_offers_everywhere_comes_along_to_its_own_steps() -> None:
    offered = {
        str(step): {str(each.choice.id) for each in program("scenario").everywhere_at(step)}
        for step in program("scenario").steps
    }

    assert offered == {
        "greet": {"calm-down"},
        "ways": {"calm-down"},
        "five/feel": {"hush"},
        "five/sum": {"hush", "air"},
        "five/over": set(),
        "five/hush": set(),
        "breathing/in": set(),
        "breathing/cut": set(),
    }


def test_exit_of_what_a_part_offers_everywhere_leads_within_the_part() -> None:
    made = called().choose("skips", "air")
    assert place(made) == ("breathing/in", ["greet", "five/sum"])

    assert place(made.choose("faint")) == ("five/sum", ["greet"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{into: five, at: sum}}", "{into: fives, at: sum}}", 'PB501 there is no playbook "fives"'),
        ("{into: five, at: sum}}", "{into: five, at: sums}}", 'PB501 the playbook "five" has no step "sums"'),
        ("exits: {heard: ways}", "exits: {herd: ways}", 'PB505 the playbook "five" has no exit "herd"'),
        ("exits: {heard: ways}", "exits: {heard: way}", 'PB505 there is no step "way"'),
        ("faints: {into: five}", "faints: {at: feel}", 'PB012 "to" is missing'),
        ("faints: {into: five}", "faints: {intro: five}", 'PB013 unknown key "intro"'),
        ("faints: {into: five}", "faints: 7", 'PB015 "faints": expected keys with values'),
    ],
)
def test_slip_in_an_exit_is_told_at_its_place(old: str, new: str, told: str) -> None:
    found = checked("scenario", old, new).diagnostics

    assert any(told in str(each) for each in found), [str(each) for each in found]


def test_exit_that_leads_into_a_playbook_with_exits_of_its_own_is_told() -> None:
    old = "into: breathing, exits: {faints: {into: five}}"
    found = checked("scenario", old, "into: five, exits: {heard: {into: breathing}}").diagnostics

    (told,) = [str(each) for each in found]
    assert 'PB504 the exit "faints" of playbook "breathing" leads nowhere here: lead to a step' in told
