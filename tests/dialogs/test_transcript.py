"""Each event is one line for a human reader."""

from datetime import UTC

import pytest

from dialogs.events import (
    CallMissed,
    CallReached,
    CarriedOver,
    CrisisAcknowledged,
    CrisisDeclared,
    CrisisStoodDown,
    CrisisWithdrawn,
    ErasureReason,
    HoldLifted,
    HoldPlaced,
    NobodyAnswered,
    OnCallCalled,
    OnCallSilent,
    PauseReason,
    SessionEvent,
    SessionHandedOver,
    StorageOnlyBegun,
    SummarySection,
    WordsErased,
    WordsMovedAway,
)
from dialogs.ids import PlaybookSlug, SessionId, SignId, StepId
from dialogs.program import Place
from dialogs.severity import Level
from dialogs.texts import Language, Several
from dialogs.timeline import trace
from tests.builders.calls import AGENT, CHIEF, NOON, Call, agreeing, call, composing
from tests.builders.program import SMALL, both
from tests.builders.questions import at_papers

AT = NOON.astimezone(UTC)


def eventful() -> Call:
    """Return a call in which each event of a session happened at least once."""
    made = call("policy").note("一句").temperature(4)
    noted = made.state.noted[0].version
    made.do(
        made.wish.move_words(noted, Place.FACT),
        made.wish.flag(),
        made.wish.help(),
        made.wish.take_help(),
        made.wish.end_help(),
        made.wish.whisper("先问清楚金额"),
    )
    made.record(WordsMovedAway(at=AT, by=AGENT.person, noted=noted, session=SessionId("OTHER")))
    made.do(made.wish.pause(), made.wish.resume(), made.wish.speak(Language.EN))
    made.choose("goes-on", "fee", "wrong", "fee", "right", "late-fee").pick("report")
    made.do(made.wish.pick("report", picked=False), made.wish.pick("report"), made.wish.confirm("report"))
    made.choose("put", "takes-1").back().choose("takes-1")
    made.do(made.wish.change(made.move_at("owed"), "interest", reroute=False))
    made.do(made.wish.jump("close"))
    made.do(made.wish.jump("open")).back().back().choose("agrees")
    made.do(made.wish.edit(SummarySection.AGREED, "写好")).back().do(made.wish.end()).back()
    return made.record(
        CarriedOver(
            at=AT,
            by=AGENT.person,
            step=StepId("open"),
            playbook=PlaybookSlug("small"),
            revision=SMALL.revision,
            target=StepId("open"),
            reason="一句话写错了",
        ),
        SessionHandedOver(at=AT, by=CHIEF.person, to=CHIEF.person),
        HoldPlaced(at=AT, by=CHIEF.person, reference="（2026）编造 1 号"),
        StorageOnlyBegun(at=AT, by=CHIEF.person, rule="hold", until=None),
        HoldLifted(at=AT, by=CHIEF.person),
        WordsErased(at=AT, by=CHIEF.person, reason=ErasureReason.ASKED, left_in_chat=2),
    )


def asked() -> Call:
    """Return a call with the events that only questions and lists to tick bring about."""
    made = at_papers()
    made.do(made.wish.correct(made.move_at("amount"), "1300"), made.wish.tick("bill"))
    return made.do(made.wish.tick("bill", ticked=False))


def alarmed() -> Call:
    """A call on which a crisis was declared, called for, taken on, stood down, and one taken back."""
    agent, chief, open_step = AGENT.person, CHIEF.person, StepId("open")
    return call().record(
        CrisisDeclared(
            at=AT, by=agent, sign=SignId("x"), label=both("险"), level=Level.CRISIS, step=open_step
        ),
        OnCallCalled(at=AT, by=agent, declared=2, person=chief, name="甲"),
        OnCallSilent(at=AT, by=agent, declared=2, person=chief, name="甲"),
        NobodyAnswered(at=AT, by=agent, declared=2),
        CrisisAcknowledged(at=AT, by=chief, declared=2, name="甲"),
        CrisisStoodDown(at=AT, by=chief, declared=2, name="甲"),
        CrisisWithdrawn(at=AT, by=agent, declared=2),
        CallMissed(at=AT, by=agent, asked=2, person=chief, name="甲"),
        CallReached(at=AT, by=agent, asked=2, person=chief, name="甲"),
    )


def test_every_event_of_a_session_is_spoken() -> None:
    calls = (eventful(), asked(), alarmed())

    assert {type(event) for made in calls for event in made.events} == set(SessionEvent.__args__)
    for made in calls:
        keys = [entry.text.key for entry in trace(made.program, made.events).entries]
        assert [key for key in keys if not key.startswith("log.")] == []
        assert len(keys) == len(made.events)


@pytest.mark.parametrize(
    ("made", "key", "values"),
    [
        (call().choose("goes-on"), "log.chose", {"label": both("goes-on")}),
        (call().choose("goes-on").back(), "log.went_back", {"stage": both("段：open")}),
        (
            call().choose("goes-on", "fee", "wrong"),
            "log.restatement_refused",
            {"count": 1},
        ),
        (composing(), "log.owed", {"owed": both("应付：late-fee")}),
        (composing().pick("letter"), "log.picked", {"name": both("补救：letter")}),
        (call().temperature(5), "log.temperature", None),
    ],
)
def test_last_line_says_what_happened(made: Call, key: str, values: dict[str, object] | None) -> None:
    text = trace(made.program, made.events).entries[-1].text

    assert text.key == key
    assert values is None or text.values == values


def test_jump_over_stages_names_them() -> None:
    made = call()
    made.do(made.wish.jump("offer"))

    text = trace(made.program, made.events).entries[-1].text

    assert text.key == "log.jumped_over"
    assert text.values == {
        "stage": both("段：offer"),
        "skipped": Several((both("段：listen"), both("段：restate"))),
    }


@pytest.mark.parametrize(("reroute", "key"), [(False, "log.answer_changed"), (True, "log.answer_rerouted")])
def test_correction_names_the_old_answer_and_the_new(reroute: bool, key: str) -> None:
    made = agreeing()
    made.do(made.wish.change(made.move_at("owed"), "interest", reroute=reroute))

    text = next(
        entry.text for entry in trace(made.program, made.events).entries if "answer_" in entry.text.key[:11]
    )

    assert (text.key, text.values) == (
        key,
        {"stage": both("段：offer"), "old": both("late-fee"), "new": both("interest")},
    )


@pytest.mark.parametrize("reason", PauseReason)
def test_pause_says_why(reason: PauseReason) -> None:
    made = call()
    made.do(made.wish.pause(reason))

    assert trace(made.program, made.events).entries[-1].text.key == f"log.paused_{reason}"
