"""What a wish about a deadline does to the complaint."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from dialogs.complaints import ComplaintState, Deadline, fold_complaint
from dialogs.deadline_wishes import (
    DeadlineCommand,
    ExtendDeadline,
    PauseDeadline,
    ReachMilestone,
    RestartDeadline,
    ResumeDeadline,
    SettleDeadline,
    TellExtension,
)
from dialogs.deadlines import Approver, Milestone, PauseGround, Settling, Span
from dialogs.decide.deadlines import decide_deadline
from dialogs.events import DeadlineEvent, Event
from dialogs.refusals import Reason, Refusal
from tests.builders.calls import AGENT, CALL, NOON
from tests.builders.complaints import FIRST_CALL, received
from tests.builders.deadlines import DECISION, OBJECTION, POLICY, REVIEW

DAY = NOON.date()
DONE = SettleDeadline(actor=AGENT, session=CALL, rule=DECISION.id, how=Settling.DONE, day=DAY)
TOLD = {"approved_by": Approver.HEAD_OFFICE, "customer_told": True}


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@dataclass
class Complaint:
    """A complaint received today, and what is wished for on later days."""

    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.events += [received(), FIRST_CALL]

    @property
    def state(self) -> ComplaintState:
        return fold_complaint(self.events, POLICY)

    def deadline(self, rule: str = DECISION.id) -> Deadline:
        return self.state.deadlines[rule]

    def asks(self, command: DeadlineCommand, days: int = 0) -> tuple[DeadlineEvent, ...] | Refusal:
        return decide_deadline(POLICY, self.state, command, NOON + timedelta(days=days))

    def does(self, command: DeadlineCommand, days: int = 0) -> list[str]:
        decided = self.asks(command, days)
        assert not isinstance(decided, Refusal)
        self.events += decided
        return [type(each).__name__ for each in decided]

    def extends(self, extension: str, days: int = 0, **said: object) -> list[str]:
        return self.does(extending(extension, **said), days)

    def pauses(self, day: int, ground: PauseGround = PauseGround.MEDIATION) -> list[str]:
        return self.does(pausing(day, ground), day)

    def resumes(self, day: int) -> list[str]:
        return self.does(ResumeDeadline(actor=AGENT, session=CALL, rule=DECISION.id, day=after(day)), day)

    def restarts(self, day: int, today: int | None = None) -> list[str]:
        return self.does(anew(day), day if today is None else today)


def extending(extension: str, **said: object) -> ExtendDeadline:
    return ExtendDeadline(
        actor=AGENT,
        session=CALL,
        rule=DECISION.id,
        extension=extension,
        approved_by=said.get("approved_by"),  # type: ignore[arg-type]
        customer_told=bool(said.get("customer_told")),
    )


def pausing(day: int, ground: PauseGround = PauseGround.MEDIATION, rule: str = DECISION.id) -> PauseDeadline:
    return PauseDeadline(actor=AGENT, session=CALL, rule=rule, ground=ground, day=after(day))


def anew(day: int) -> RestartDeadline:
    return RestartDeadline(actor=AGENT, session=CALL, rule=DECISION.id, day=after(day))


def reaching(milestone: Milestone, day: int = 0) -> ReachMilestone:
    return ReachMilestone(actor=AGENT, session=CALL, milestone=milestone, day=after(day))


@pytest.fixture
def complaint() -> Complaint:
    return Complaint()


def test_decision_runs_from_receipt_though_no_event_says_so(complaint: Complaint) -> None:
    assert complaint.state.deadlines == {
        DECISION.id: Deadline(
            rule=DECISION.id, milestone=Milestone.RECEIVED, day=DAY, due=after(15), is_written=False
        )
    }


def test_longer_times_are_taken_in_their_order_and_the_first_change_writes_the_deadline_down(
    complaint: Complaint,
) -> None:
    assert complaint.asks(extending("special", **TOLD)) == Refusal(Reason.UNKNOWN)
    assert complaint.extends("complex", days=15) == ["DeadlineSet", "DeadlineExtended"]
    assert complaint.deadline().due == after(30)
    assert complaint.extends("complex", days=16) == []
    assert complaint.asks(extending("special"), 20) == Refusal(Reason.UNKNOWN)
    assert complaint.asks(extending("special", customer_told=True), 20) == Refusal(Reason.UNKNOWN)
    assert complaint.asks(extending("special", approved_by=Approver.HEAD_OFFICE), 20) == Refusal(
        Reason.UNKNOWN
    )
    assert complaint.extends("special", days=30, **TOLD) == ["DeadlineExtended"]
    assert (complaint.deadline().due, complaint.deadline().extensions) == (after(60), ("complex", "special"))


def test_time_in_mediation_is_not_counted(complaint: Complaint) -> None:
    assert complaint.pauses(5) == ["DeadlineSet", "DeadlinePaused"]
    assert complaint.pauses(6) == []
    assert not complaint.deadline().runs
    assert complaint.resumes(25) == ["DeadlineResumed"]
    assert complaint.resumes(25) == []
    assert complaint.deadline().due == after(35)
    assert complaint.deadline().pauses == (Span(after(5), after(25)),)


def test_new_facts_begin_anew_and_what_was_taken_before_is_to_be_taken_again(complaint: Complaint) -> None:
    complaint.extends("complex", days=1)
    complaint.pauses(3)
    complaint.resumes(4)

    assert complaint.restarts(8, today=10) == ["DeadlineRestarted"]

    assert complaint.deadline().due == after(23)
    assert complaint.extends("complex", days=10) == ["DeadlineExtended"]
    assert complaint.deadline().due == after(38)


def test_new_facts_during_a_mediation_count_from_their_day_and_the_rest_of_it_is_not_counted(
    complaint: Complaint,
) -> None:
    complaint.pauses(3)
    complaint.restarts(8)
    complaint.resumes(10)

    assert complaint.deadline().due == after(8 + 15 + 2)


def test_what_is_done_begins_what_follows_from_it(complaint: Complaint) -> None:
    assert complaint.does(DONE, 9) == ["DeadlineSet", "DeadlineSettled", "DeadlineSet"]

    assert complaint.deadline().settled_on == DAY
    assert complaint.deadline(REVIEW.id).due == after(30)
    assert complaint.asks(DONE, 9) == Refusal(Reason.NO_DEADLINE)


def test_milestone_begins_its_deadlines_and_said_again_on_another_day_corrects_it(
    complaint: Complaint,
) -> None:
    assert complaint.does(reaching(Milestone.ACCOUNT_OBJECTION, 2), 4) == ["DeadlineSet"]
    assert complaint.does(reaching(Milestone.ACCOUNT_OBJECTION, 2), 4) == []
    assert complaint.does(reaching(Milestone.RECEIVED), 4) == []
    assert complaint.does(reaching(Milestone.RECEIVED, -3), 4) == ["DeadlineSet"]
    assert (complaint.deadline(OBJECTION.id).due, complaint.deadline().due) == (after(17), after(12))


@pytest.mark.parametrize(
    ("command", "today", "reason"),
    [
        (extending("complex"), 16, Reason.DEADLINE_PAST),
        (pausing(16), 16, Reason.DEADLINE_PAST),
        (anew(16), 16, Reason.DEADLINE_PAST),
        (pausing(6), 5, Reason.NOT_THAT_DAY),
        (pausing(-1), 5, Reason.NOT_THAT_DAY),
        (anew(-1), 5, Reason.NOT_THAT_DAY),
        (reaching(Milestone.RECEIVED, 1), 0, Reason.NOT_THAT_DAY),
        (reaching(Milestone.RECEIVED, -400), 0, Reason.NOT_THAT_DAY),
        (reaching(Milestone.CLAIM_MADE), 0, Reason.NO_DEADLINE),
        (pausing(0, rule="nowhere"), 0, Reason.NO_DEADLINE),
        (pausing(0, rule=OBJECTION.id), 0, Reason.NO_DEADLINE),
        (extending("nowhere"), 0, Reason.UNKNOWN),
    ],
)
def test_wish_that_cannot_be_is_refused(
    complaint: Complaint, command: DeadlineCommand, today: int, reason: Reason
) -> None:
    assert complaint.asks(command, today) == Refusal(reason)


def test_ground_that_a_rule_does_not_know_pauses_nothing(complaint: Complaint) -> None:
    complaint.does(reaching(Milestone.ACCOUNT_OBJECTION))

    assert complaint.asks(pausing(0, rule=OBJECTION.id)) == Refusal(Reason.UNKNOWN)


def test_local_day_counts_and_not_that_of_greenwich(complaint: Complaint) -> None:
    after_midnight = datetime(2030, 1, 3, 0, 30, tzinfo=NOON.tzinfo)
    command = pausing(1)

    assert not isinstance(decide_deadline(POLICY, complaint.state, command, after_midnight), Refusal)


def telling(day: int, extension: str = "complex") -> TellExtension:
    return TellExtension(actor=AGENT, session=CALL, rule=DECISION.id, extension=extension, day=after(day))


def test_customer_can_be_told_of_a_longer_time_after_it_was_taken() -> None:
    complaint = Complaint()
    complaint.extends("complex", days=3)
    untold = complaint.deadline()

    assert complaint.does(telling(5), days=6) == ["ExtensionTold"]

    assert (untold.untold, untold.told) == (("complex",), ())
    assert (complaint.deadline().untold, complaint.deadline().told) == ((), (("complex", after(5)),))
    assert complaint.does(telling(6), days=6) == []


def test_nothing_is_to_be_told_of_a_longer_time_that_was_told_or_never_taken() -> None:
    complaint = Complaint()
    complaint.extends("complex", customer_told=True)

    assert complaint.does(telling(1), days=1) == []
    assert complaint.does(telling(1, "special"), days=1) == []


def test_customer_is_told_on_no_day_that_lies_ahead_or_before_the_receipt() -> None:
    complaint = Complaint()
    complaint.extends("complex")

    assert [complaint.asks(telling(day), days=1) for day in (-1, 2)] == [Refusal(Reason.NOT_THAT_DAY)] * 2


def test_count_begun_anew_forgets_what_was_told_of_the_longer_time() -> None:
    complaint = Complaint()
    complaint.extends("complex")
    complaint.restarts(2)

    assert (complaint.deadline().untold, complaint.deadline().told) == ((), ())
