"""The brief for a regulator holds what the log holds; every gap and every contradiction is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from dialogs.briefs import Brief, Dossier, FindingKind, Part, write_brief
from dialogs.deadlines import DeadlinePolicy, PauseGround
from dialogs.events import (
    DeadlineExtended,
    DeadlinePaused,
    ErasureReason,
    ExtensionTold,
    OfferMade,
    SummarySection,
    WordsErased,
)
from dialogs.money import Money
from dialogs.program import Place
from dialogs.sealed import Sealed
from dialogs.slots import Slot
from dialogs.texts import Phrase, Several, Text, Value
from tests.builders.briefs import (
    A_CASE,
    CARD,
    RECEIVED,
    SET,
    SETTLED,
    agreed,
    begun,
    dossier,
    founded,
    in_other_words,
)
from tests.builders.calls import AGENT, NOON, Call
from tests.builders.law import law_of
from tests.builders.program import both
from tests.builders.questions import ticked

AT = NOON.astimezone(UTC)
LATER = NOON + timedelta(hours=2)
NEXT_DAY = NOON + timedelta(days=1)


def kinds(written: Brief) -> list[FindingKind]:
    return [each.kind for each in written.findings]


def texts(written: Brief, part: Part) -> list[Text]:
    return [each.text for each in written.parts[part]]


def test_whole_complaint_lacks_only_what_no_tap_records() -> None:
    assert kinds(write_brief(dossier(agreed()))) == [FindingKind.OWED_NOT_SPELT_OUT]


def _unanswered() -> Call:
    return begun().pick("letter").choose("put").do()


def _refused(said: str | None = None) -> Call:
    made = begun().pick("letter").choose("put")
    made = made if said is None else made.wait(5).note(said, Place.DEMAND)
    return made.choose("takes-none", "rather-wait")


def _rewritten() -> Call:
    made = agreed()
    return made.do(made.wish.edit(SummarySection.AGREED, "编造的小结"))


def _erased() -> Call:
    return agreed().record(WordsErased(at=AT, by=AGENT.person, reason=ErasureReason.ASKED, left_in_chat=0))


def _unspoken() -> Call:
    made = Call(program=founded()).choose("goes-on", "fee", "right", "late-fee")
    return made.pick("letter").choose("put", "takes-1", "agrees")


def _unconfirmed() -> Call:
    made = Call(program=founded()).note("编造", Place.FACT).choose("goes-on", "fee", "wrong")
    return (
        made.do(made.wish.jump("offer")).choose("late-fee").pick("letter").choose("put", "takes-1", "agrees")
    )


def _undemanding() -> Call:
    made = Call(program=founded()).note("编造", Place.FACT).choose("goes-on", "claim", "right", "late-fee")
    return made.pick("letter").choose("put", "takes-1", "agrees")


def _unchecked() -> Call:
    made = Call(program=founded()).note("编造", Place.FACT).choose("goes-on", "fee", "right", "nothing-owed")
    return made.pick("letter").choose("put", "takes-1", "agrees")


def _nothing_offered() -> Call:
    made = Call(program=founded()).note("编造", Place.FACT).choose("goes-on", "fee", "right", "nothing-owed")
    return made.choose("rather-wait")


GAPS: dict[FindingKind, Callable[[], Dossier]] = {
    FindingKind.NO_DEMAND: lambda: dossier(_undemanding()),
    FindingKind.NO_ACCOUNT: lambda: dossier(_unspoken()),
    FindingKind.NOT_RESTATED: lambda: dossier(_unconfirmed()),
    FindingKind.NO_RULE: lambda: dossier(agreed(founded(None))),
    FindingKind.RULE_TO_CONFIRM: lambda: dossier(
        agreed(founded(law_of("c", confidence="C", to_confirm=True)))
    ),
    FindingKind.RULE_QUOTED: lambda: dossier(agreed(founded(law_of("b", confidence="B")))),
    FindingKind.RULE_STALE: lambda: dossier(agreed(founded(law_of("old", check_by=date(2029, 1, 1))))),
    FindingKind.NOTHING_CHECKED: lambda: dossier(_unchecked()),
    FindingKind.NOT_ALL_CHECKED: lambda: dossier(ticked("bill").choose("checked")),
    FindingKind.NOTHING_OFFERED: lambda: dossier(_nothing_offered()),
    FindingKind.OFFER_UNANSWERED: lambda: dossier(_unanswered()),
    FindingKind.REFUSED_WITHOUT_REASON: lambda: dossier(_refused()),
    FindingKind.OWED_WITHOUT_DATE: lambda: dossier(_unanswered()),
    FindingKind.OWED_NOT_SPELT_OUT: lambda: dossier(agreed()),
    FindingKind.NO_SOLUTION: lambda: dossier(_unanswered()),
    FindingKind.PROMISE_UNSEEN: lambda: dossier(agreed(), now=NEXT_DAY),
    FindingKind.NO_CASE: lambda: dossier(agreed(), cases=()),
    FindingKind.CASE_MAY_BE_THIS: lambda: dossier(agreed(), cases=(replace(A_CASE, closed_on="2030-01"),)),
    FindingKind.CASE_STALE: lambda: dossier(agreed(), cases=(replace(A_CASE, check_by=date(2029, 1, 1)),)),
    FindingKind.NO_DEADLINE: lambda: dossier(agreed(), complaint=(), policy=DeadlinePolicy()),
    FindingKind.DECISION_NOT_TOLD: lambda: dossier(agreed(), complaint=()),
    FindingKind.DEADLINE_PAST: lambda: dossier(agreed(), complaint=(), now=NOON + timedelta(days=16)),
    FindingKind.CALL_GOES_ON: lambda: dossier(_unanswered()),
    FindingKind.CALLS_WITHHELD: lambda: dossier(agreed(), withheld=1),
    FindingKind.WORDS_ERASED: lambda: dossier(_erased()),
    FindingKind.SUMMARY_REWRITTEN: lambda: dossier(_rewritten()),
}


@pytest.mark.parametrize("kind", GAPS)
def test_gap_is_named(kind: FindingKind) -> None:
    found = write_brief(GAPS[kind]())

    assert kind in [each.kind for each in found.gaps]
    assert kind not in [each.kind for each in found.contradictions]


def _told_then_back(to: str, *choices: str) -> Call:
    """A call that stood long enough after what it recorded for the customer to hear it, and went back."""
    made = begun().pick("letter", "fee-back")
    for each in choices:
        made = made.choose(each)
    made = made.wait(11)
    while made.step != to:
        made = made.back()
    return made


def _accepted_of_an_older_set() -> Call:
    made = begun().pick("letter").choose("put", "takes-1").choose("asks-time")
    made.do(made.wish.jump("offer"))
    made.choose("nothing-owed").pick("fee-back").choose("put", "takes-1", "agrees")
    return made


def _put_at(amount: int) -> Call:
    made = agreed()
    for number, event in enumerate(made.events):
        if isinstance(event, OfferMade):
            made.events[number] = replace(event, amount=Money(amount))
    return made


def _agreed_on_the_second() -> Call:
    return begun(at=LATER).pick("letter", "fee-back").choose("put", "takes-2", "agrees")


def _extended(told: bool) -> DeadlineExtended:
    return DeadlineExtended(
        at=AT,
        by=AGENT.person,
        rule="complaint-decision",
        extension="complex",
        due=date(2030, 2, 1),
        customer_told=told,
    )


CONTRADICTIONS: dict[FindingKind, Callable[[], Dossier]] = {
    FindingKind.PROMISE_MOVED: lambda: dossier(agreed(), agreed(at=NEXT_DAY)),
    FindingKind.PROMISE_BEYOND_DEADLINE: lambda: dossier(agreed(at=NOON + timedelta(days=20)), complaint=()),
    FindingKind.PROMISE_TAKEN_BACK: lambda: dossier(_told_then_back("promise", "rather-wait", "by-week")),
    FindingKind.OWED_TAKEN_BACK: lambda: dossier(_told_then_back("owed")),
    FindingKind.OFFER_TAKEN_BACK: lambda: dossier(_told_then_back("compose", "put")),
    FindingKind.OFFERED_DIFFERENTLY: lambda: dossier(_put_at(100), _put_at(200)),
    FindingKind.ACCEPTED_NOT_AGREED: lambda: dossier(_accepted_of_an_older_set()),
    FindingKind.AGREEMENT_CHANGED: lambda: dossier(agreed(), _agreed_on_the_second()),
    FindingKind.EXTENDED_NOT_TOLD: lambda: dossier(agreed(), complaint=(SET, _extended(told=False), SETTLED)),
    FindingKind.LINE_DIFFERS: lambda: dossier(agreed(), agreed(in_other_words(founded(), "agree"))),
    FindingKind.ENDED_OTHERWISE: lambda: dossier(begun().choose("rather-wait", "by-week")),
}


@pytest.mark.parametrize("kind", CONTRADICTIONS)
def test_contradiction_is_listed(kind: FindingKind) -> None:
    found = write_brief(CONTRADICTIONS[kind]())

    assert kind in [each.kind for each in found.contradictions]
    assert kind not in [each.kind for each in found.gaps]


def test_mis_tap_that_nobody_heard_is_no_contradiction() -> None:
    quick = agreed().back().back().choose("takes-1", "agrees")

    assert write_brief(dossier(quick)).contradictions == ()


def test_words_said_after_a_refusal_are_its_reason() -> None:
    written = write_brief(dossier(_refused("编造：不要信，要退钱")))

    offer = Phrase(
        "brief.offer", {"call": 1, "name": both("补救：letter"), "answer": Phrase("answer.declined")}
    )
    reason = Phrase("brief.reason", {"words": Sealed("编造：不要信，要退钱")})
    assert texts(written, Part.OFFERED) == [Several((offer, reason))]
    assert FindingKind.REFUSED_WITHOUT_REASON not in kinds(written)


def test_offer_beside_one_that_was_taken_is_told_as_not_chosen() -> None:
    taken, other = (
        Phrase("brief.offer", {"call": 1, "name": both(f"补救：{name}"), "answer": Phrase(answer)})
        for name, answer in (("letter", "answer.accepted"), ("fee-back", "brief.not_chosen"))
    )

    assert texts(write_brief(dossier(agreed())), Part.OFFERED) == [taken, other]


def test_line_of_a_step_where_a_call_still_stands_is_not_told_as_said() -> None:
    standing = begun().pick("letter").choose("put", "takes-1")

    said = [getattr(each, "key", "") for each in texts(write_brief(dossier(standing)), Part.TOLD)]
    assert standing.step == "agree"
    assert "brief.told_line" not in said


def test_what_people_said_stands_among_statements_and_nowhere_else() -> None:
    written = write_brief(dossier(agreed().note("编造的备注", Place.NOTE)))

    said = {"编造：多扣了两次", "编造：很着急", "编造的备注"}
    holding = {part: {words for words in said if _holds(written, part, words)} for part in Part}
    assert {part: words for part, words in holding.items() if words} == {Part.SAID: said}


def _holds(written: Brief, part: Part, words: str) -> bool:
    values = (value for each in texts(written, part) for value in getattr(each, "values", {}).values())
    return Sealed(words) in values


def test_brief_names_rules_deeds_solution_and_what_was_told() -> None:
    written = write_brief(dossier(agreed()))

    due = AT.replace(hour=10)
    promise: dict[str, Value] = {"promise": both("回电"), "owner": Phrase("owner.agent"), "due": due}
    assert texts(written, Part.RULE)[0].values["instrument"] == CARD.instrument  # type: ignore[union-attr]
    assert [each.key for each in texts(written, Part.DONE) if isinstance(each, Phrase)] == [
        "log.restatement_confirmed",
        "log.owed",
    ]
    assert texts(written, Part.SOLUTION) == [
        Phrase("brief.owed", {"owed": both("应付：late-fee")}),
        Phrase("brief.agreed", {"what": Several((both("补救：letter"),))}),
        Phrase("brief.promise", promise),
    ]
    assert [each.key for each in texts(written, Part.TOLD) if isinstance(each, Phrase)] == [
        "brief.told_owed",
        "brief.told_offer",
        "brief.told_offer",
        "brief.told_promise",
        "brief.told_line",
    ]
    assert next(each.at for each in written.parts[Part.FACTS]) == RECEIVED


def test_receipt_is_told_once_though_a_deadline_runs_from_it() -> None:
    told = texts(write_brief(dossier(agreed())), Part.FACTS)

    assert next(getattr(each, "key", "") for each in told) == "brief.received"
    assert Phrase("deadline.milestone_received") not in told


def test_pause_is_told_with_its_reason() -> None:
    paused = DeadlinePaused(at=AT, by=AGENT.person, rule=SET.rule, ground=PauseGround.MEDIATION, day=RECEIVED)
    told = texts(write_brief(dossier(agreed(), complaint=(SET, paused))), Part.DEADLINES)

    assert isinstance(told[0], Several)
    assert told[0].items[1] == Phrase(
        "brief.is_paused", {"day": RECEIVED, "why": Phrase("deadline.ground_mediation")}
    )


def test_longer_time_that_the_customer_was_told_of_later_is_no_contradiction() -> None:
    told = ExtensionTold(at=AT, by=AGENT.person, rule=SET.rule, extension="complex", day=date(2030, 1, 4))
    written = write_brief(dossier(agreed(), complaint=(SET, _extended(told=False), told)))

    assert FindingKind.EXTENDED_NOT_TOLD not in kinds(written)
    course = texts(written, Part.DEADLINES)[0]
    assert isinstance(course, Several)
    assert course.items[1:] == (
        Phrase("brief.is_extended", {"count": 1}),
        Phrase("brief.is_told_late", {"day": date(2030, 1, 4)}),
    )


def test_feeling_that_was_tapped_is_told_as_the_agents_tap() -> None:
    program = founded()
    mood = Slot("matter", {"fee": both("很生气")}, Place.FEELING)
    felt = replace(program, slots={**program.slots, "matter": mood})

    told = texts(write_brief(dossier(agreed(felt))), Part.SAID)

    assert Phrase("brief.said_tapped", {"feeling": both("很生气")}) in told


def test_rule_whose_day_in_force_nobody_has_read_says_when_it_was_issued() -> None:
    issued = replace(CARD, day=date(2026, 1, 30), only_issued=True)
    told = [texts(write_brief(dossier(agreed(founded(card)))), Part.RULE)[0] for card in (CARD, issued)]

    assert [each.values["since"] for each in told if isinstance(each, Phrase)] == [
        Phrase("brief.in_force", {"day": date(2020, 3, 1)}),
        Phrase("brief.issued", {"day": date(2026, 1, 30)}),
    ]


def test_every_kind_of_finding_is_shown_to_be_found() -> None:
    assert {*GAPS, *CONTRADICTIONS} == set(FindingKind)
