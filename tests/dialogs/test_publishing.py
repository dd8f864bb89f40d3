"""How a playbook's words come to be used, and what forbids it."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from dialogs.actors import Actor
from dialogs.events import (
    ApprovalAsked,
    ChangeKind,
    DraftDiscarded,
    DraftMade,
    Event,
    LineChange,
    Origin,
    PlaybookImported,
    PlaybookListed,
    PlaybookRetired,
    RevisionPublished,
    RevisionRecalled,
    RevisionScheduled,
    RolledBack,
    ScheduleDropped,
    Touch,
)
from dialogs.ids import PersonId, PlaybookSlug, Revision
from dialogs.people import CONSOLE
from dialogs.publishing import (
    History,
    Judged,
    bring_back,
    cancel_day,
    drop_draft,
    fold_history,
    make_draft,
    publish,
    publish_due,
    recall,
    retire,
    roll_back,
    schedule,
    seek_approval,
    take_from_disk,
)
from dialogs.publishing.decide import MOST_DRAFTS, Wish
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from tests.builders.calls import NOON, NORTH

AT = NOON.astimezone(UTC)
TODAY = date(2026, 11, 23)
SLUG = PlaybookSlug("five-steps")
HE = Actor(PersonId(3), "Invented Trainer", Role.TRAINER, NORTH)
MA = Actor(PersonId(4), "Another Trainer", Role.TRAINER, NORTH)
DISK, ONE, TWO, THREE = (Revision(letter * 64) for letter in "0123")
LINE = LineChange(where="greet/say.zh", kind=ChangeKind.CHANGED)
LAW = replace(LINE, touches=(Touch.LAW,))


def imported(revision: Revision = DISK) -> PlaybookImported:
    return PlaybookImported(at=AT, by=CONSOLE.person, playbook=SLUG, revision=revision)


def drafted(
    revision: Revision = ONE,
    by: Actor = HE,
    parent: Revision | None = DISK,
    base: Revision | None = DISK,
) -> DraftMade:
    return DraftMade(
        at=AT, by=by.person, playbook=SLUG, revision=revision, origin=Origin.LINE, parent=parent, base=base
    )


def published(revision: Revision = ONE, by: Actor = HE) -> RevisionPublished:
    return RevisionPublished(
        at=AT, by=by.person, playbook=SLUG, revision=revision, authors=(HE.person,), changes=(LINE,)
    )


def wish(*changes: LineChange, errors: int = 0, failing: int = 0, second_person: bool = True) -> Wish:
    judged = Judged(errors=errors, failing=failing, changes=changes)
    return Wish(judged=judged, comment="", now=AT, second_person=second_person)


def after(*events: Event) -> History:
    return fold_history((imported(), *events))


def tried(history: History, who: Actor = HE, asked: Wish | None = None, revision: Revision = ONE) -> object:
    """Return what publishing comes to: the reason why not, or the last event."""
    came = publish(who, SLUG, history, revision, asked or wish(LINE))
    return came.reason if isinstance(came, Refusal) else came[-1]


def test_nothing_serves_before_there_is_a_history() -> None:
    assert (History().serving, History().is_ours) == (None, False)


def test_what_the_file_says_serves_until_a_draft_is_published() -> None:
    before, now = after(drafted()), after(drafted(), published())

    assert (before.serving, [each.revision for each in before.drafts]) == (DISK, [ONE])
    assert (now.serving, now.drafts, [each.number for each in now.releases]) == (ONE, (), [1, 2])


def test_draft_that_goes_on_takes_the_place_of_its_parent_and_keeps_its_base() -> None:
    history = after(drafted(), drafted(TWO, parent=ONE))

    assert [(each.revision, each.base, each.authors) for each in history.drafts] == [
        (TWO, DISK, (HE.person,))
    ]


def test_draft_of_another_stays_and_both_are_authors_of_what_comes_after_it() -> None:
    history = after(drafted(), drafted(TWO, MA, parent=ONE))

    assert [(each.revision, each.authors) for each in history.drafts] == [
        (ONE, (HE.person,)),
        (TWO, (HE.person, MA.person)),
    ]


def test_events_of_other_streams_change_nothing_but_the_count() -> None:
    listed = PlaybookListed(at=AT, by=HE.person, playbook=SLUG)

    assert fold_history((listed,)) == History(version=1)


# Publishing.


def test_draft_without_errors_is_published_with_its_authors() -> None:
    event = tried(after(drafted()))

    assert event == replace(published(), changes=(LINE,))


@pytest.mark.parametrize(
    ("history", "asked", "reason"),
    [
        (after(), wish(LINE), Reason.DRAFT_GONE),
        (after(drafted(), published()), wish(LINE), Reason.SERVES_ALREADY),
        (after(drafted(), drafted(TWO), published(TWO)), wish(LINE), Reason.DRAFT_BEHIND),
        (after(drafted()), wish(LINE, errors=1), Reason.HAS_ERRORS),
        (after(drafted()), wish(LINE, failing=2), Reason.REHEARSALS_FAIL),
        (after(drafted()), wish(LAW), Reason.SECOND_PERSON),
        (after(drafted()), replace(wish(LINE), begins=False), Reason.NOT_VALID_THEN),
    ],
    ids=["gone", "serves", "behind", "errors", "rehearsals", "alone", "not valid"],
)
def test_publishing_is_refused_for(history: History, asked: Wish, reason: Reason) -> None:
    assert tried(history, asked=asked) is reason


def test_second_person_publishes_what_touches_the_law_and_is_named() -> None:
    event = tried(after(drafted()), MA, wish(LAW))

    assert isinstance(event, RevisionPublished)
    assert (event.by, event.authors, event.approved_by) == (MA.person, (HE.person,), MA.person)


def test_who_wrote_on_a_draft_of_another_is_no_second_person_for_it() -> None:
    history = after(drafted(), drafted(TWO, MA, parent=ONE))

    assert tried(history, MA, wish(LAW), TWO) is Reason.SECOND_PERSON
    assert tried(history, HE, wish(LAW), TWO) is Reason.SECOND_PERSON


def test_command_line_and_a_firm_that_wants_no_second_person_need_none() -> None:
    alone = wish(LAW, second_person=False)

    assert isinstance(tried(after(drafted()), asked=alone), RevisionPublished)
    assert isinstance(tried(after(drafted(by=CONSOLE)), CONSOLE, wish(LAW)), RevisionPublished)


def test_same_draft_again_is_nothing_and_another_ones_words_are_written_down() -> None:
    assert make_draft(HE, after(drafted()), drafted()) is None
    assert make_draft(MA, after(drafted()), drafted(by=MA)) == (drafted(by=MA),)


def test_draft_that_says_what_serves_and_one_too_many_are_refused() -> None:
    many = [drafted(Revision(f"{number:064x}"), parent=None) for number in range(MOST_DRAFTS)]

    assert make_draft(HE, after(), drafted(DISK)) == Refusal(Reason.NOTHING_CHANGED)
    refused = make_draft(HE, after(*many), drafted(THREE))
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.TOO_MANY_DRAFTS


# Days.


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


# The file on disk.


def test_file_that_changed_serves_where_nobody_published_anything() -> None:
    event = take_from_disk(SLUG, after(drafted()), TWO, (LINE,), AT)

    assert event == replace(imported(TWO), changes=(LINE,))


def test_file_that_changed_is_a_draft_where_people_lead() -> None:
    event = take_from_disk(SLUG, after(drafted(), published()), TWO, (LINE,), AT)

    assert isinstance(event, DraftMade)
    assert (event.origin, event.base, event.by) == (Origin.DISK, ONE, CONSOLE.person)


@pytest.mark.parametrize(
    ("history", "revision"),
    [
        (after(), DISK),
        (after(drafted(), published()), ONE),
        (after(drafted(), published()), DISK),
        (after(drafted(), published(), drafted(TWO, base=ONE)), TWO),
    ],
    ids=["serves", "was published", "was replaced by a person", "waits already"],
)
def test_file_that_says_nothing_new_is_left(history: History, revision: Revision) -> None:
    assert take_from_disk(SLUG, history, revision, (), AT) is None


def test_second_look_is_asked_for_a_draft_that_waits() -> None:
    asked = seek_approval(HE, SLUG, after(drafted()), ONE, "please", AT)

    assert isinstance(asked, ApprovalAsked)
    assert after(drafted(), asked).drafts[0].asked
    assert seek_approval(HE, SLUG, after(), ONE, "", AT) == Refusal(Reason.DRAFT_GONE)


def test_retirement_is_led_by_people() -> None:
    retired = PlaybookRetired(at=AT, by=HE.person, playbook=SLUG)

    assert (after().led_by_people, after(retired).led_by_people) == (False, True)
