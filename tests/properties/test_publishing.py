"""Whatever trainers wish for, in whatever order: what serves was published, and by whom it may be."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dialogs.actors import Actor
from dialogs.events import ChangeKind, DraftMade, Event, LineChange, Origin, RevisionPublished, Touch
from dialogs.ids import PersonId, PlaybookSlug, Revision, TeamId
from dialogs.people import CONSOLE
from dialogs.publishing import (
    History,
    Judged,
    drop_draft,
    fold_history,
    make_draft,
    publish,
    publish_due,
    recall,
    retire,
    roll_back,
    schedule,
    take_from_disk,
)
from dialogs.publishing.decide import Wish
from dialogs.refusals import Refusal
from dialogs.roles import Role

SLUG = PlaybookSlug("five-steps")
AT = datetime(2026, 11, 23, 6, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PEOPLE = tuple(Actor(PersonId(number), "x", Role.TRAINER, TeamId("t")) for number in (1, 2, 3))
REVISIONS = tuple(Revision(f"{number:064x}") for number in range(6))
TOUCHY = frozenset(REVISIONS[::2])
"""Revisions whose changes touch the law, whatever they are compared with."""
WISHES = st.lists(
    st.tuples(
        st.integers(0, 8), st.sampled_from(PEOPLE), st.sampled_from(REVISIONS), st.sampled_from(REVISIONS)
    ),
    max_size=25,
)


def wish_for(revision: Revision) -> Wish:
    touches = (Touch.LAW,) if revision in TOUCHY else ()
    change = LineChange(where="greet/say.zh", kind=ChangeKind.CHANGED, touches=touches)
    return Wish(judged=Judged(changes=(change,)), comment="", now=AT, second_person=True)


def wished(history: History, what: int, who: Actor, revision: Revision, other: Revision) -> tuple[Event, ...]:
    """Return what one wish comes to."""
    match what:
        case 0 | 1:
            parent = other if history.draft(other) else history.latest
            waits = history.draft(other)
            base = waits.base if waits else history.latest
            draft = DraftMade(
                at=AT,
                by=who.person,
                playbook=SLUG,
                revision=revision,
                origin=Origin.LINE,
                parent=parent,
                base=base,
            )
            came: object = make_draft(who, history, draft)
        case 2 | 3:
            came = publish(who, SLUG, history, revision, wish_for(revision))
        case 4:
            days = (TODAY + timedelta(days=1), TODAY)
            came = schedule(who, SLUG, history, revision, wish_for(revision), days)
        case 5:
            came = publish_due(SLUG, history.schedule, AT) if history.schedule else None
        case 6:
            came = roll_back(who, SLUG, history, revision, wish_for(revision))
        case 7:
            came = (
                retire(who, SLUG, history, "", AT)
                if revision < other
                else recall(who, SLUG, history, revision, "why", AT)
            )
        case _:
            came = (
                drop_draft(who, SLUG, history, revision, AT)
                if revision < other
                else take_from_disk(SLUG, history, revision, (), AT)
            )
    if came is None or isinstance(came, Refusal):
        return ()
    return came if isinstance(came, tuple) else (came,)


def lived(wishes: list[tuple[int, Actor, Revision, Revision]]) -> list[Event]:
    events: list[Event] = []
    for each in wishes:
        events += wished(fold_history(events), *each)
    return events


@given(WISHES)
def test_what_serves_was_released_and_was_not_recalled(
    wishes: list[tuple[int, Actor, Revision, Revision]],
) -> None:
    history = fold_history(lived(wishes))

    assert history.serving is None or history.released(history.serving) is not None
    assert history.serving not in history.recalled
    assert [each.number for each in history.releases] == list(range(1, len(history.releases) + 1))


@given(WISHES)
def test_nobody_publishes_alone_what_touches_the_law(
    wishes: list[tuple[int, Actor, Revision, Revision]],
) -> None:
    for event in lived(wishes):
        if isinstance(event, RevisionPublished) and event.revision in TOUCHY:
            assert event.by == CONSOLE.person or event.by not in event.authors
            of_a_file = CONSOLE.person in event.authors
            assert event.approved_by == (None if of_a_file else event.by)


@given(WISHES)
def test_nothing_is_published_over_what_its_draft_has_not_seen(
    wishes: list[tuple[int, Actor, Revision, Revision]],
) -> None:
    events = lived(wishes)
    for number, event in enumerate(events):
        if isinstance(event, RevisionPublished):
            before = fold_history(events[:number])
            draft = before.draft(event.revision)
            assert draft is not None
            assert draft.base == before.latest


@given(WISHES)
def test_day_that_is_set_is_for_a_draft_that_waits(
    wishes: list[tuple[int, Actor, Revision, Revision]],
) -> None:
    history = fold_history(lived(wishes))

    assert history.schedule is None or history.draft(history.schedule.revision) is not None
