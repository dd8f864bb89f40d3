"""Going into another playbook and coming back, on the compiled program and the real rules."""

from functools import cache

from dialogs.cards import BlockKind, Panel, Viewer
from dialogs.events import ChoiceMade, SessionEnded
from dialogs.ids import PlaybookSlug
from dialogs.program import Program
from dialogs.render import render
from dialogs.texts import Phrase
from playbooks.check import check_sources
from tests.builders.calls import Call

HEAD = """\
format: 1
playbook: {name}
title: {{zh: 编造, en: Invented}}
owner: 培训组
check_by: 2027-05-31
uses: [lists]
"""
LISTS = b"""\
format: 1
lists:
  products: [{id: card, zh: \xe5\x8d\xa1, en: Card}]
"""
MAIN = """\
stages:
  - {id: open, title: {zh: 开, en: Open}}
  - {id: close, title: {zh: 收, en: Close}}
everywhere:
  - id: calm-down
    label: {zh: 安抚, en: Calm}
    into: calming
    at: alone
    exits: {gives-up: bye}
    from_temperature: 4
steps:
  - id: greet
    stage: open
    say: {zh: 您好, en: Hello}
    choices:
      - {id: goes-on, label: {zh: 走, en: On}, to: ask}
      - {id: upset, label: {zh: 急, en: Upset}, into: calming, exits: {gives-up: ask}}
      - {id: furious, label: {zh: 怒, en: Furious}, into: calming, exits: {gives-up: bye}}
  - id: ask
    stage: open
    say: {zh: 问, en: Ask}
    choices:
      - {id: done, label: {zh: 完, en: Done}, to: bye}
      - {id: again, label: {zh: 再, en: Again}, to: greet}
      - {id: aside, label: {zh: 旁, en: Aside}, into: calming, at: alone, exits: {gives-up: return}}
  - {id: bye, stage: close, kind: end, outcome: promised, say: {zh: 再见, en: Bye}}
"""
CALMING = """\
exits: [gives-up]
stages:
  - {id: calm, title: {zh: 安抚, en: Calm}}
  - {id: quiet, title: {zh: 静, en: Quiet}, aside: true}
  - {id: alone, title: {zh: 独, en: Alone}}
steps:
  - id: pause
    stage: calm
    say: {zh: 缓, en: Pause}
    choices:
      - {id: better, label: {zh: 好, en: Better}, to: return}
      - {id: stops, label: {zh: 停, en: Stops}, to: return, exit: gives-up}
      - {id: still, label: {zh: 静, en: Still}, to: quiet, detour: true}
      - {id: breathe, label: {zh: 吸, en: Breathe}, into: breathing, exits: {faints: alone}}
  - id: quiet
    stage: quiet
    say: {zh: 静, en: Quiet}
    choices:
      - {id: talks, label: {zh: 说, en: Talks}, to: return}
      - {id: leaves, label: {zh: 走, en: Leaves}, to: return, exit: gives-up}
      - {id: moves, label: {zh: 挪, en: Moves}, to: alone}
  - id: alone
    stage: alone
    say: {zh: 独, en: Alone}
    choices:
      - {id: comes, label: {zh: 来, en: Comes}, to: return}
      - {id: gone, label: {zh: 没, en: Gone}, to: return, exit: gives-up}
"""
BREATHING = """\
exits: [faints]
stages:
  - {id: air, title: {zh: 气, en: Air}}
steps:
  - id: in
    stage: air
    say: {zh: 吸, en: In}
    choices:
      - {id: out, label: {zh: 呼, en: Out}, to: return}
      - {id: faint, label: {zh: 晕, en: Faint}, to: return, exit: faints}
      - {id: hangs-up, label: {zh: 挂, en: Hangs up}, to: cut}
  - {id: cut, stage: air, kind: end, outcome: broken_off, say: {zh: 断, en: Cut}}
"""
SOURCES = {
    "lists.yaml": LISTS,
    **{
        f"{name}/playbook.yaml": (HEAD.format(name=name) + rest).encode()
        for name, rest in (("main", MAIN), ("calming", CALMING), ("breathing", BREATHING))
    },
}


@cache
def program() -> Program:
    checked = check_sources(PlaybookSlug("main"), SOURCES)
    assert [str(each) for each in checked.diagnostics] == []
    assert checked.program is not None
    return checked.program


def called() -> Call:
    return Call(program=program())


def place(made: Call) -> tuple[str, list[str]]:
    return made.step, made.detours


def test_part_brings_its_steps_under_its_own_name_and_stands_off_the_rail() -> None:
    assert set(program().steps) == {
        *("greet", "ask", "bye"),
        *("calming/pause", "calming/quiet", "calming/alone"),
        *("breathing/in", "breathing/cut"),
    }
    assert [str(stage.id) for stage in program().stages.values() if not stage.aside] == ["open", "close"]


def test_part_that_is_gone_into_at_a_step_brings_only_what_follows_from_there() -> None:
    only = MAIN.replace("into: calming, exits: {gives-up: ask}", "to: ask")
    only = only.replace("into: calming, exits: {gives-up: bye}", "to: bye").replace(
        ", from_temperature: 4", ", from_temperature: 5"
    )
    everywhere = only.index("everywhere:"), only.index("steps:")
    main = (HEAD.format(name="main") + only[: everywhere[0]] + only[everywhere[1] :]).encode()
    checked = check_sources(PlaybookSlug("main"), {**SOURCES, "main/playbook.yaml": main})

    assert checked.program is not None
    assert [str(step) for step in checked.program.steps if "/" in step] == ["calming/alone"]


def test_return_comes_back_to_the_step_that_went_in() -> None:
    made = called().choose("upset")
    assert place(made) == ("calming/pause", ["greet"])

    assert place(made.choose("better")) == ("greet", [])


def test_named_exit_leads_where_the_choice_that_went_in_says() -> None:
    assert place(called().choose("upset", "stops")) == ("ask", [])
    assert place(called().choose("furious", "stops")) == ("bye", [])
    assert place(called().choose("goes-on", "calm-down", "gone")) == ("bye", [])


def test_named_exit_that_is_mapped_to_return_comes_back() -> None:
    assert place(called().choose("goes-on", "aside", "gone")) == ("ask", [])


def test_second_time_in_the_exit_follows_the_second_choice() -> None:
    made = called().choose("upset", "better", "furious", "stops")

    assert made.step == "bye"


def test_detour_within_the_part_comes_back_to_the_part_and_an_exit_leaves_it_whole() -> None:
    made = called().choose("upset", "still")
    assert place(made) == ("calming/quiet", ["greet", "calming/pause"])

    assert place(called().choose("upset", "still", "talks")) == ("calming/pause", ["greet"])
    assert place(made.choose("leaves")) == ("ask", [])


def test_leaving_an_aside_for_the_rail_of_the_part_forgets_only_that_aside() -> None:
    made = called().choose("upset", "still", "moves")
    assert place(made) == ("calming/alone", ["greet"])

    assert place(made.choose("comes")) == ("greet", [])


def test_two_open_come_back_one_after_the_other() -> None:
    made = called().choose("upset", "breathe")
    assert place(made) == ("breathing/in", ["greet", "calming/pause"])

    assert place(made.choose("out")) == ("calming/pause", ["greet"])
    assert place(made.choose("better")) == ("greet", [])


def test_exit_of_the_inner_leads_within_the_outer() -> None:
    made = called().choose("upset", "breathe", "faint")
    assert place(made) == ("calming/alone", ["greet"])

    assert place(made.choose("gone")) == ("ask", [])


def test_back_undoes_one_tap_at_a_time_also_over_the_end_of_a_part() -> None:
    made = called().choose("upset", "breathe", "faint").back()
    assert place(made) == ("breathing/in", ["greet", "calming/pause"])

    made.back().back()
    assert place(made) == ("greet", [])
    assert place(made.choose("furious", "breathe", "faint", "gone")) == ("bye", [])


def test_jump_out_of_a_part_closes_it() -> None:
    made = called().choose("upset", "breathe")

    made.do(made.wish.jump("close"))

    assert place(made) == ("bye", [])


def test_nothing_open_everywhere_is_open_within_a_part() -> None:
    made = called().choose("upset")

    assert "calm-down" not in {choice.id for choice in program().choices_at(made.state.walk.step)}


def test_call_can_end_within_a_part() -> None:
    made = called().choose("upset", "breathe", "hangs-up")

    assert [type(each) for each in made.events[-2:]] == [ChoiceMade, SessionEnded]


def test_correction_into_a_part_comes_back_to_where_it_was_made() -> None:
    made = called().choose("goes-on")
    made.do(made.wish.change(made.move_at("greet"), "upset", reroute=True))
    assert made.step == "calming/pause"

    assert place(made.choose("better")) == ("ask", [])


def test_correction_into_a_part_knows_its_exits() -> None:
    made = called().choose("goes-on")
    made.do(made.wish.change(made.move_at("greet"), "furious", reroute=True))

    assert place(made.choose("still", "leaves")) == ("bye", [])


def test_correction_into_a_part_from_within_a_part_comes_back_there() -> None:
    made = called().choose("upset", "still", "talks")
    made.do(made.wish.change(made.move_at("calming/pause"), "breathe", reroute=True))
    assert made.step == "breathing/in"

    assert place(made.choose("out")) == ("calming/pause", ["greet"])


def test_correction_within_a_part_keeps_its_way_out() -> None:
    made = called().choose("upset", "still", "moves")
    made.do(made.wish.change(made.move_at("calming/quiet"), "talks", reroute=True))
    assert place(made) == ("calming/pause", ["greet"])

    made = called().choose("upset", "still", "moves")
    made.do(made.wish.change(made.move_at("calming/quiet"), "leaves", reroute=True))
    assert made.step == "ask"
    assert place(made.choose("again")) == ("greet", [])


def test_exit_after_the_answer_that_went_in_was_corrected_follows_the_new_answer() -> None:
    made = called().choose("upset")
    made.do(made.wish.change(made.move_at("greet"), "furious", reroute=False))

    assert made.choose("stops").step == "bye"


def test_exit_after_the_answer_was_corrected_to_one_that_goes_nowhere_finds_another_way() -> None:
    made = called().choose("upset")
    made.do(made.wish.change(made.move_at("greet"), "goes-on", reroute=False))

    assert made.choose("stops").step == "ask"


def test_answers_that_leave_by_other_exits_lead_elsewhere() -> None:
    made = called().choose("upset", "better")
    version = made.move_at("calming/pause")
    card = render(program(), made.state, Viewer(panel=Panel.ANSWERS, panel_value=str(version)), made.now)

    values = {button.value for row in card.buttons for button in row}
    assert {f"{version}.1.0", f"{version}.1.1"} <= values


def test_card_within_a_part_shows_the_stage_aside_and_the_place_on_the_rail() -> None:
    made = called().choose("goes-on", "aside")
    (rail,) = [
        each.text
        for each in render(program(), made.state, Viewer(), made.now).blocks
        if each.kind is BlockKind.RAIL
    ]

    assert isinstance(rail, Phrase)
    assert (rail.values["dots"], rail.values["place"]) == ("●○", 1)
    assert isinstance(rail.values["stage"], Phrase)
    assert rail.values["stage"].key == "card.aside"
