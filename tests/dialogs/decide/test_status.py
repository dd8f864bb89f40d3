"""Which command works on a call that is live, stands still or is over; every cell of the table."""

from collections.abc import Callable
from datetime import UTC

import pytest

from dialogs.commands import Pause, RestoreSummary, Resume, SessionCommand
from dialogs.decide import Decision, decide
from dialogs.events import (
    CallLanguageChanged,
    PauseReason,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    SummarySection,
)
from dialogs.program import Outcome, Place
from dialogs.refusals import Reason, Refusal
from dialogs.state import SessionState
from dialogs.texts import Language
from tests.builders.calls import AGENT, CALL, NOON, Call, call, composing
from tests.builders.program import SMALL

AT, BY = NOON.astimezone(UTC), AGENT.person
DONE, NOTHING = "done", "nothing"
P, E = Reason.PAUSED, Reason.ENDED
TABLE: dict[str, tuple[Callable[[Call], SessionCommand], tuple[str, str, str]]] = {
    "choose": (lambda made: made.wish.choose("rather-wait"), (DONE, P, E)),
    "back": (lambda made: made.wish.back(), (DONE, P, DONE)),
    "jump": (lambda made: made.wish.jump("open"), (DONE, P, E)),
    "change": (lambda made: made.wish.change(made.move_at("owed"), "interest", reroute=False), (DONE, P, E)),
    "pick": (lambda made: made.wish.pick("letter"), (DONE, P, E)),
    "confirm": (lambda made: made.wish.confirm("report"), (DONE, P, E)),
    "correct": (lambda made: made.wish.correct(1, "一句"), (Reason.UNKNOWN, P, E)),
    "tick": (lambda made: made.wish.tick("bill"), (Reason.STALE, P, E)),
    "note": (lambda made: made.wish.note("一句"), (DONE, DONE, DONE)),
    "move_words": (
        lambda made: made.wish.move_words(made.state.noted[0].version, Place.DEMAND),
        (DONE, DONE, DONE),
    ),
    "temperature": (lambda made: made.wish.temperature(4), (DONE, P, E)),
    "flag": (lambda made: made.wish.flag(), (DONE, P, E)),
    "help": (lambda made: made.wish.help(), (Reason.HELP_UNDER_WAY, Reason.HELP_UNDER_WAY, E)),
    "take_help": (lambda made: made.wish.take_help(), (DONE, DONE, Reason.HELP_OVER)),
    "end_help": (lambda made: made.wish.end_help(), (Reason.HELP_NOT_ASKED, Reason.HELP_NOT_ASKED, E)),
    "whisper": (lambda made: made.wish.whisper("一句"), (DONE, DONE, Reason.WHISPER_LATE)),
    "pause": (lambda made: made.wish.pause(), (DONE, NOTHING, E)),
    "resume": (lambda made: made.wish.resume(), (NOTHING, DONE, E)),
    "end": (lambda made: made.wish.end(), (DONE, DONE, E)),
    "speak": (lambda made: made.wish.speak(Language.EN), (DONE, DONE, E)),
    "speak_the_same": (lambda made: made.wish.speak(Language.ZH), (NOTHING, NOTHING, E)),
    "edit": (lambda made: made.wish.edit(SummarySection.AGREED, "写好"), (DONE, P, DONE)),
    "restore": (
        lambda made: RestoreSummary(actor=AGENT, session=CALL, section=SummarySection.AGREED),
        (NOTHING, P, NOTHING),
    ),
}
"""Command → how to make it, and what comes of it when live, paused, ended."""
STATUSES = ("live", "paused", "ended")


def arranged(status: str) -> Call:
    made = composing("policy").note("一句").pick("report")
    made.do(made.wish.help())
    if status == "paused":
        made.do(made.wish.pause())
    if status == "ended":
        made.do(made.wish.end())
    return made


def what_came(answer: Decision | Refusal) -> str:
    if isinstance(answer, Refusal):
        return answer.reason
    return DONE if answer.events else NOTHING


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", TABLE)
def test_each_command_meets_each_status_as_the_table_says(name: str, status: str) -> None:
    made = arranged(status)
    command, expected = TABLE[name]

    assert what_came(made.ask(command(made))) == expected[STATUSES.index(status)]


def test_table_names_every_command() -> None:
    made = arranged("live")

    assert {type(command(made)) for command, _ in TABLE.values()} == set(SessionCommand.__args__)


@pytest.mark.parametrize("name", TABLE)
def test_call_that_was_never_opened_refuses_everything(name: str) -> None:
    command = TABLE[name][0](arranged("live"))

    assert decide(SMALL, SessionState(), command, NOON) == Refusal(Reason.NO_SESSION)


def test_pause_costs_a_notice_on_a_tap_that_did_not_count() -> None:
    made = arranged("paused")

    assert made.ask(made.wish.choose("rather-wait")) == Refusal(Reason.PAUSED, costly=True)


def test_course_of_a_call_is_written_as_it_goes() -> None:
    made = call()
    assert made.ask(Pause(actor=AGENT, session=CALL, reason=PauseReason.HUNG_UP)) == Decision(
        (SessionPaused(at=AT, by=BY, reason=PauseReason.HUNG_UP),)
    )
    assert made.ask(made.wish.speak(Language.EN)) == Decision(
        (CallLanguageChanged(at=AT, by=BY, language=Language.EN),)
    )

    made.do(made.wish.pause())

    assert made.ask(Resume(actor=AGENT, session=CALL)) == Decision((SessionResumed(at=AT, by=BY),))
    end = made.ask(made.wish.end(Outcome.PROMISED))
    assert isinstance(end, Decision)
    assert end.events == (SessionEnded(at=AT, by=BY, outcome=Outcome.PROMISED),)


def test_card_from_before_a_pause_is_old_when_the_call_goes_on() -> None:
    made = call()
    tap = made.wish.choose("goes-on")

    made.do(made.wish.pause(), made.wish.resume())

    assert made.ask(tap) == Refusal(Reason.STALE, costly=True)
