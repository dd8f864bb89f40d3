"""The summary holds what was recorded and nothing else."""

from datetime import UTC

from msgspec.structs import replace

from dialogs.commands import RestoreSummary
from dialogs.decide import Decision
from dialogs.events import SummarySection
from dialogs.program import Place
from dialogs.sealed import Sealed
from dialogs.summary import section_of, summarize
from dialogs.texts import Phrase, Several, Text
from tests.builders.calls import AGENT, CALL, NOON, Call, agreeing, call
from tests.builders.program import both

AT = NOON.astimezone(UTC)
HEAD = Phrase("summary.head", {"alias": "Pine-10", "product": both("信用卡"), "on": AT})
BLANK = Phrase("summary.blank")


def section(name: str) -> Phrase:
    return Phrase("summary.section", {"title": Phrase(f"summary.{name}")})


def item(kind: str, text: Text) -> Phrase:
    return Phrase("summary.item", {"kind": Phrase(kind), "text": text})


def of(made: Call) -> tuple[Text, ...]:
    return summarize(made.program, made.state)


def test_call_of_which_nothing_is_known_has_a_blank_summary() -> None:
    assert of(call()) == (
        HEAD,
        section("reported"),
        BLANK,
        section("established"),
        BLANK,
        section("offered"),
        BLANK,
        section("agreed"),
        BLANK,
    )


def test_whole_call_is_told_in_four_sections() -> None:
    made = agreeing().note("很着急", Place.FEELING).note("说下周出差").choose("agrees")

    assert of(made) == (
        HEAD,
        section("reported"),
        item("place.fact", both("一笔收费")),
        item("place.feeling", Sealed("很着急")),
        item("place.demand", both("退费")),
        section("established"),
        Phrase("summary.restated"),
        item("summary.owed", Several((both("应付：late-fee"),))),
        item("place.note", Sealed("说下周出差")),
        section("offered"),
        item("summary.given", Several((both("应付：late-fee"),))),
        Phrase("summary.offer", {"name": both("补救：letter"), "answer": Phrase("answer.accepted")}),
        Phrase("summary.offer", {"name": both("补救：fee-back"), "answer": Phrase("answer.not_chosen")}),
        section("agreed"),
        item("summary.agreement", Several((both("补救：letter"),))),
        Phrase(
            "summary.promise",
            {"promise": both("回电"), "owner": Phrase("owner.agent"), "due": AT.replace(hour=10)},
        ),
    )


def test_written_words_stand_for_what_was_tapped() -> None:
    made = call().choose("goes-on").note("年费多收了").note("要退", Place.DEMAND).choose("fee")

    assert of(made)[2:4] == (item("place.fact", Sealed("年费多收了")), item("place.demand", Sealed("要退")))


def test_words_moved_elsewhere_are_told_there() -> None:
    made = call().note("要退")

    made.do(made.wish.move_words(made.state.version, Place.DEMAND))

    assert of(made)[1:3] == (section("reported"), item("place.demand", Sealed("要退")))


def test_section_that_was_rewritten_stands_as_it_was_written() -> None:
    made = agreeing().choose("agrees")

    made.do(made.wish.edit(SummarySection.OFFERED, "口头提过两样"))

    lines = of(made)
    place = lines.index(section("offered"))
    assert lines[place + 1 : place + 3] == (Sealed("口头提过两样"), section("agreed"))


def test_offer_taken_without_a_yes_to_the_agreement_is_no_agreement() -> None:
    made = agreeing().choose("refuses")

    assert of(made)[-2:] == (section("agreed"), BLANK)


def test_agreement_to_no_more_than_is_owed_is_one() -> None:
    made = agreeing()
    only_owed = replace(made.state, walk=replace(made.state.walk, agreed=True, offers=()))

    lines = summarize(made.program, only_owed)

    assert lines[lines.index(section("offered")) + 1] == item(
        "summary.given", Several((both("应付：late-fee"),))
    )
    assert lines[lines.index(section("agreed")) + 1] == Phrase("summary.agreed_to_owed")


def test_corrected_answer_is_told_as_corrected() -> None:
    made = agreeing()

    made.do(made.wish.change(made.move_at("owed"), "interest", reroute=False))

    assert item("summary.owed", Several((both("应付：interest"),))) in of(made)
    assert item("summary.owed", Several((both("应付：late-fee"),))) not in of(made)


def test_section_that_was_taken_back_says_again_what_was_recorded() -> None:
    made = call().choose("goes-on", "fee")
    before = of(made)
    edited = made.do(made.wish.edit(SummarySection.REPORTED, "改过的话"))

    assert of(edited) != before
    restore = RestoreSummary(actor=AGENT, session=CALL, section=SummarySection.REPORTED)
    assert of(edited.do(restore)) == before
    assert edited.ask(restore) == Decision()


def test_note_stays_in_the_section_of_the_stage_in_which_it_was_typed() -> None:
    made = call().choose("goes-on").note("骂了几句", Place.NOTE)

    reported = section_of(made.program, made.state, SummarySection.REPORTED)
    assert item("place.note", Sealed("骂了几句")) in reported
    assert section_of(made.program, made.state, SummarySection.ESTABLISHED) == (BLANK,)
