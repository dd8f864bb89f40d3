"""How a playbook's words come to be used, and what forbids it."""

from dataclasses import replace

import pytest

from dialogs.events import (
    ApprovalAsked,
    DraftMade,
    Event,
    Origin,
    PlaybookListed,
    PlaybookRetired,
    RevisionPublished,
)
from dialogs.ids import Revision
from dialogs.people import CONSOLE
from dialogs.publishing import (
    History,
    fold_history,
    make_draft,
    seek_approval,
    take_from_disk,
)
from dialogs.publishing.decide import MOST_DRAFTS, Wish
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
    TWO,
    after,
    drafted,
    imported,
    published,
    tried,
    wish,
)


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


def test_firm_that_wants_no_second_person_needs_none() -> None:
    alone = wish(LAW, second_person=False)

    assert isinstance(tried(after(drafted()), asked=alone), RevisionPublished)
    assert isinstance(tried(after(drafted(by=CONSOLE)), CONSOLE, alone), RevisionPublished)


def test_command_line_is_nobodys_second_person() -> None:
    for wrote in (CONSOLE, HE):
        assert tried(after(drafted(by=wrote)), CONSOLE, wish(LAW)) is Reason.SECOND_PERSON

    assert isinstance(tried(after(drafted(by=CONSOLE)), CONSOLE, wish(LINE)), RevisionPublished)


def test_file_of_the_machine_that_touches_the_law_takes_two_people_of_the_chat() -> None:
    on_disk = replace(drafted(by=CONSOLE), origin=Origin.DISK)
    asked = ApprovalAsked(at=AT, by=HE.person, playbook=SLUG, revision=ONE)

    assert tried(after(on_disk), HE, wish(LAW)) is Reason.SECOND_PERSON
    assert tried(after(on_disk, asked), HE, wish(LAW)) is Reason.SECOND_PERSON
    event = tried(after(on_disk, asked), MA, wish(LAW))
    plain = tried(after(on_disk), HE, wish(LINE))

    assert isinstance(event, RevisionPublished)
    assert isinstance(plain, RevisionPublished)
    assert (event.by, event.approved_by, plain.approved_by) == (MA.person, None, None)


def test_same_draft_again_is_nothing_and_another_ones_words_are_written_down() -> None:
    assert make_draft(HE, after(drafted()), drafted()) is None
    assert make_draft(MA, after(drafted()), drafted(by=MA)) == (drafted(by=MA),)


def test_draft_that_says_what_serves_and_one_too_many_are_refused() -> None:
    many = [drafted(Revision(f"{number:064x}"), parent=None) for number in range(MOST_DRAFTS)]

    assert make_draft(HE, after(), drafted(DISK)) == Refusal(Reason.NOTHING_CHANGED)
    refused = make_draft(HE, after(*many), drafted(THREE))
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.TOO_MANY_DRAFTS


# The file on disk.


def test_file_that_changed_serves_where_nobody_published_anything() -> None:
    event = take_from_disk(SLUG, after(drafted()), TWO, (LINE,), AT)

    assert event == (replace(imported(TWO), changes=(LINE,)),)


def test_file_that_changed_is_a_draft_where_people_lead() -> None:
    events = take_from_disk(SLUG, after(drafted(), published()), TWO, (LINE,), AT)

    assert events is not None
    [event] = events
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


def test_file_that_is_saved_again_and_again_is_one_draft_that_keeps_nobody_from_drafting() -> None:
    saved: list[Event] = [drafted(), published()]
    for number in range(MOST_DRAFTS + 5):
        saved += take_from_disk(SLUG, after(*saved), Revision(f"{number + 16:064x}"), (LINE,), AT) or ()
    theirs = [drafted(Revision(f"{number + 99:064x}"), parent=None, base=ONE) for number in range(19)]

    made = make_draft(HE, after(*saved, *theirs), drafted(TWO))

    assert [each.revision for each in after(*saved).drafts] == [f"{MOST_DRAFTS + 4 + 16:064x}"]
    assert isinstance(made, tuple)


def test_second_look_is_asked_for_a_draft_that_waits() -> None:
    asked = seek_approval(HE, SLUG, after(drafted()), ONE, "please", AT)

    assert isinstance(asked, ApprovalAsked)
    assert after(drafted(), asked).drafts[0].asked
    assert seek_approval(HE, SLUG, after(), ONE, "", AT) == Refusal(Reason.DRAFT_GONE)


def test_retirement_is_led_by_people() -> None:
    retired = PlaybookRetired(at=AT, by=HE.person, playbook=SLUG)

    assert (after().led_by_people, after(retired).led_by_people) == (False, True)
