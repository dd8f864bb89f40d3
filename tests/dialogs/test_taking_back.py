"""Days that are set, releases that come back, are retired or recalled, and what forbids it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.events import (
    ApprovalAsked,
    DraftDiscarded,
    DraftMade,
    Event,
    RevisionPublished,
    RevisionRecalled,
    RevisionScheduled,
    RolledBack,
    ScheduleDropped,
)
from dialogs.ids import PlaybookSlug
from dialogs.people import CONSOLE
from dialogs.publishing import (
    bring_back,
    cancel_day,
    drop_draft,
    make_draft,
    publish,
    publish_due,
    recall,
    retire,
    roll_back,
    schedule,
)
from dialogs.refusals import Reason, Refusal
from tests.builders.histories import (
    AT,
    DISK,
    HE,
    LAW,
    LINE,
    MA,
    ONE,
    SLUG,
    THREE,
    TODAY,
    TWO,
    after,
    drafted,
    published,
    tried,
    wish,
)


def test_day_that_came_publishes_and_another_release_before_it_cancels_it() -> None:
    days = (TODAY + timedelta(days=1), TODAY)
    came = schedule(HE, SLUG, after(drafted()), ONE, wish(LINE), days)
    assert not isinstance(came, Refusal)
    waits = after(drafted(), *came)
    assert waits.schedule is not None

    due = publish_due(SLUG, waits.schedule, AT)
    assert (waits.serving, after(drafted(), *came, due).serving) == (DISK, ONE)
    assert after(drafted(), *came, due).schedule is None

    both = after(drafted(), drafted(TWO, MA), *came)
    meanwhile = publish(MA, SLUG, both, TWO, wish(LINE))
    assert not isinstance(meanwhile, Refusal)
    assert [type(each) for each in meanwhile] == [ScheduleDropped, RevisionPublished]
    assert after(drafted(), drafted(TWO, MA), *came, *meanwhile).schedule is None


def test_draft_that_waits_for_its_day_stays_when_its_author_writes_on() -> None:
    came = schedule(HE, SLUG, after(drafted()), ONE, wish(LINE), (TODAY + timedelta(days=1), TODAY))
    assert not isinstance(came, Refusal)

    history = after(drafted(), *came, drafted(TWO, parent=ONE))

    assert [each.revision for each in history.drafts] == [ONE, TWO]


@pytest.mark.parametrize("ahead", [-1, 0, 367])
def test_day_that_is_not_ahead_or_too_far_is_refused(ahead: int) -> None:
    days = (TODAY + timedelta(days=ahead), TODAY)

    assert schedule(HE, SLUG, after(drafted()), ONE, wish(LINE), days) == Refusal(Reason.NOT_A_DAY_AHEAD)


def test_what_touches_the_law_is_not_scheduled_alone() -> None:
    days = (TODAY + timedelta(days=1), TODAY)

    assert schedule(HE, SLUG, after(drafted()), ONE, wish(LAW), days) == Refusal(Reason.SECOND_PERSON)


def scheduled() -> tuple[Event, ...]:
    days = (TODAY + timedelta(days=1), TODAY)
    came = schedule(HE, SLUG, after(drafted()), ONE, wish(LINE), days)
    assert not isinstance(came, Refusal)
    return (drafted(), *came)


def test_draft_that_its_writer_mends_takes_its_day_with_it() -> None:
    history = after(*scheduled())

    mended = make_draft(HE, history, drafted(TWO, parent=ONE))
    another = make_draft(MA, history, drafted(TWO, MA, parent=ONE))

    assert isinstance(mended, tuple)
    assert isinstance(another, tuple)
    assert [type(each) for each in mended] == [ScheduleDropped, DraftMade]
    assert after(*scheduled(), *mended).schedule is None
    assert [type(each) for each in another] == [DraftMade]


def test_day_is_cancelled_and_the_draft_stays() -> None:
    history = after(*scheduled())

    came = cancel_day(MA, SLUG, history, AT)

    assert came == (ScheduleDropped(at=AT, by=MA.person, playbook=SLUG, revision=ONE),)
    assert after(*scheduled(), *came).draft(ONE) is not None
    assert cancel_day(MA, SLUG, after(), AT) == Refusal(Reason.NO_DAY_SET)


def test_draft_that_is_discarded_takes_its_day_with_it() -> None:
    scheduled = RevisionScheduled(
        at=AT,
        by=HE.person,
        playbook=SLUG,
        revision=ONE,
        authors=(HE.person,),
        changes=(),
        from_day=TODAY + timedelta(days=1),
    )
    history = after(drafted(), scheduled)

    came = drop_draft(HE, SLUG, history, ONE, AT)

    assert not isinstance(came, Refusal)
    assert [type(each) for each in came] == [ScheduleDropped, DraftDiscarded]
    assert drop_draft(HE, SLUG, after(), ONE, AT) == Refusal(Reason.DRAFT_GONE)


# Taking back.


def test_earlier_release_comes_back_as_a_new_one_and_the_same_again_is_refused() -> None:
    history = after(drafted(), published())

    back = roll_back(HE, SLUG, history, DISK, replace(wish(LINE), comment="too stiff"))

    assert back == (RolledBack(at=AT, by=HE.person, playbook=SLUG, revision=DISK, comment="too stiff"),)
    again = after(drafted(), published(), *back)
    assert (again.serving, [each.number for each in again.releases]) == (DISK, [1, 2, 3])
    assert roll_back(HE, SLUG, again, DISK, wish(LINE)) == Refusal(Reason.SERVES_ALREADY)
    assert roll_back(HE, SLUG, again, THREE, wish(LINE)) == Refusal(Reason.NO_SUCH_REVISION)


def test_going_back_where_a_second_person_matters_is_nobodys_to_do_alone() -> None:
    history = after(drafted(), published())

    assert roll_back(HE, SLUG, history, DISK, wish(LAW)) == Refusal(Reason.SECOND_PERSON_BACK)
    assert roll_back(MA, SLUG, history, DISK, wish(LAW)) == Refusal(Reason.SECOND_PERSON_BACK)
    for done in (
        roll_back(HE, SLUG, history, DISK, wish(LAW, second_person=False)),
        roll_back(CONSOLE, SLUG, history, DISK, wish(LAW)),
    ):
        assert not isinstance(done, Refusal)


def test_release_that_has_errors_today_does_not_come_back() -> None:
    history = after(drafted(), published())

    for rule in (roll_back, bring_back):
        came = rule(HE, SLUG, history, DISK, wish(LINE, errors=2))
        assert isinstance(came, Refusal)
        assert (came.reason, came.values) == (Reason.HAS_ERRORS, {"count": 2})


def test_release_that_is_to_come_back_is_a_draft_that_the_second_person_publishes() -> None:
    before = after(drafted(), published())
    asked = bring_back(HE, SLUG, before, DISK, wish(LAW))
    assert not isinstance(asked, Refusal)
    assert [type(each) for each in asked] == [DraftMade, ApprovalAsked]
    history = after(drafted(), published(), *asked)

    assert tried(history, HE, wish(LAW), DISK) is Reason.SECOND_PERSON
    event = tried(history, MA, wish(LAW), DISK)

    assert isinstance(event, RevisionPublished)
    assert (event.by, event.authors, event.approved_by) == (MA.person, (HE.person,), MA.person)
    again = bring_back(HE, SLUG, history, DISK, wish(LAW))
    assert not isinstance(again, Refusal)
    assert [type(each) for each in again] == [ApprovalAsked]


def test_release_whose_days_are_over_does_not_come_back() -> None:
    history = after(drafted(), published())

    assert roll_back(HE, SLUG, history, DISK, replace(wish(LINE), begins=False)) == Refusal(
        Reason.NOT_VALID_THEN
    )


def test_retired_playbook_serves_nothing_and_comes_back_by_rolling_back() -> None:
    gone = retire(HE, SLUG, after(), "", AT)
    assert not isinstance(gone, Refusal)
    history = after(*gone)

    assert (history.serving, history.latest) == (None, DISK)
    assert retire(HE, SLUG, history, "", AT) == Refusal(Reason.RETIRED_ALREADY)
    back = roll_back(HE, SLUG, history, DISK, wish(LINE))
    assert not isinstance(back, Refusal)
    assert after(*gone, *back).serving == DISK


def test_recalled_release_serves_no_more_and_the_one_before_it_does() -> None:
    history = after(drafted(), published())
    events = recall(HE, SLUG, history, ONE, "article repealed", AT)
    assert not isinstance(events, Refusal)
    assert [type(each) for each in events] == [RevisionRecalled]

    now = after(drafted(), published(), *events)

    assert (now.serving, dict(now.recalled)) == (DISK, {ONE: "article repealed"})
    assert recall(HE, SLUG, now, ONE, "x", AT) == Refusal(Reason.RECALLED_ALREADY)
    assert recall(HE, SLUG, history, ONE, "", AT) == Refusal(Reason.EMPTY)
    assert recall(HE, SLUG, history, THREE, "x", AT) == Refusal(Reason.NO_SUCH_REVISION)
    assert roll_back(HE, SLUG, now, ONE, wish(LINE)) == Refusal(Reason.NO_SUCH_REVISION)


def test_recalled_revision_is_neither_drafted_nor_published_again() -> None:
    events = recall(HE, SLUG, after(drafted(), published()), ONE, "repealed", AT)
    assert not isinstance(events, Refusal)
    now = after(drafted(), published(), *events)

    assert make_draft(HE, now, drafted()) == Refusal(Reason.RECALLED_ALREADY)
    assert tried(now) is Reason.RECALLED_ALREADY
    assert tried(after(drafted(), published(), drafted(TWO), drafted(), *events)) is Reason.RECALLED_ALREADY


def test_recall_cancels_the_day_and_says_where_the_calls_go_on() -> None:
    days = (TODAY + timedelta(days=1), TODAY)
    before = after(drafted(), published(), drafted(TWO, base=ONE))
    waits = schedule(HE, SLUG, before, TWO, wish(LINE), days)
    assert not isinstance(waits, Refusal)

    other = PlaybookSlug("other-call")
    events = recall(
        HE, SLUG, after(drafted(), published(), drafted(TWO, base=ONE), *waits), ONE, "x", AT, other
    )

    assert not isinstance(events, Refusal)
    assert [type(each) for each in events] == [ScheduleDropped, RevisionRecalled]
    now = after(drafted(), published(), drafted(TWO, base=ONE), *waits, *events)
    assert (now.schedule, dict(now.successors)) == (None, {ONE: other})
