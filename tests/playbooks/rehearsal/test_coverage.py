"""What no rehearsal walks is named, step by step and choice by choice."""

from playbooks.rehearsal import rehearse
from tests.playbooks.rehearsal.plays import GREETED, VOICE, program_of, script


def taps(choices: str) -> str:
    return "".join(f"  - {{tap: {choice}}}\n" for choice in choices.split())


def missed(*texts: str) -> tuple[list[str], list[str]]:
    coverage = rehearse(program_of(), map(script, texts), VOICE).coverage
    return list(map(str, coverage.missed_steps)), list(map(str, coverage.missed_ways))


def test_without_rehearsals_only_the_first_step_is_seen() -> None:
    steps, ways = missed()

    assert steps == ["offers", "where", "wanted", "debts", "pause", "settled"]
    assert ways[:4] == ["greet/agrees", "greet/calm", "offers/put", "offers/none"]
    assert ways[-1] == "everywhere/calm-down"


def test_entries_of_one_list_stand_for_each_other_and_another_answer_does_not() -> None:
    walk = GREETED + taps("agrees none fee")

    steps, ways = missed(walk)

    assert steps == ["debts", "pause", "settled"]
    assert [way for way in ways if way.startswith("where/")] == ["where/skip"]


def test_detour_open_everywhere_counts_once() -> None:
    walk = GREETED + taps("calm-down back")

    assert "everywhere/calm-down" not in missed(walk)[1]


def test_rehearsal_that_parts_covers_nothing() -> None:
    assert missed(GREETED + "  - {tap: agrees, step: where}\n") == missed()


def test_several_rehearsals_cover_together_what_each_covers() -> None:
    first = GREETED + taps("calm-down back")
    second = (
        GREETED + taps("agrees none skip refund") + "  - {jump: close}\n" + taps("sale refund fee-refund")
    )
    third = GREETED + "  - {type: 年费}\n" + taps("agrees")
    third += "  - {jump: open}\n  - {temperature: 5}\n" + taps("calm back")

    assert missed(first, second, third) == ([], ["offers/put"])
