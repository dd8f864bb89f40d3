"""A file of the machine that changed: what becomes of it by the history of its playbook."""

from dataclasses import replace

import pytest

from dialogs.events import ApprovalAsked, DraftDiscarded, DraftMade, Event, Origin, PlaybookImported
from dialogs.ids import PersonId, Revision
from dialogs.people import CONSOLE
from dialogs.publishing import History, fold_history, take_from_disk
from tests.builders.histories import (
    AT,
    DISK,
    HE,
    ONE,
    SLUG,
    TWO,
    after,
    drafted,
    published,
)


def of_disk(parent: Revision | None = DISK) -> DraftMade:
    return replace(drafted(by=CONSOLE), origin=Origin.DISK, parent=parent)


def saved(history: History, revision: Revision, *, serves: bool = False) -> tuple[Event, ...] | None:
    return take_from_disk(SLUG, history, revision, (), AT, serves=serves)


def thrown(by: PersonId) -> DraftDiscarded:
    return DraftDiscarded(at=AT, by=by, playbook=SLUG, revision=ONE)


def test_file_waits_as_a_draft_whoever_published_before_and_serves_only_where_files_may() -> None:
    imported = PlaybookImported(at=AT, by=CONSOLE.person, playbook=SLUG, revision=ONE)

    assert saved(after(), ONE) == (of_disk(),)
    assert saved(after(), ONE, serves=True) == (imported,)
    assert saved(fold_history(()), ONE) == (replace(of_disk(None), base=None),)
    led = after(drafted(TWO), published(TWO))
    assert saved(led, ONE, serves=True) == (replace(of_disk(TWO), base=TWO),)


@pytest.mark.parametrize("back_to", [DISK, TWO], ids=["what serves", "what served before"])
def test_draft_is_taken_back_with_the_file_that_made_it(back_to: Revision) -> None:
    history = after(drafted(TWO), published(TWO), replace(of_disk(TWO), base=TWO))

    assert saved(history, back_to) == (thrown(CONSOLE.person),)


def test_draft_that_a_colleague_was_asked_to_look_at_stays_whatever_the_file_says_now() -> None:
    asked = ApprovalAsked(at=AT, by=HE.person, playbook=SLUG, revision=ONE)

    assert saved(after(of_disk(), asked), DISK) is None


def test_draft_that_somebody_threw_away_comes_again_with_no_look_and_with_no_restart() -> None:
    gone = after(of_disk(), thrown(HE.person))

    assert saved(gone, ONE) is None
    assert saved(gone, TWO) is not None
    assert saved(after(of_disk(), thrown(CONSOLE.person)), ONE) == (of_disk(),)
    again = after(of_disk(), thrown(HE.person), drafted(), thrown(CONSOLE.person))
    assert saved(again, ONE) == (of_disk(),)
