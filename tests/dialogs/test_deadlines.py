"""By when a complaint must be dealt with: the arithmetic of days, and the doubts about a policy."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.deadlines import DeadlinePolicy, DeadlineRule, Milestone, Span, doubts, due
from dialogs.ids import FactId
from dialogs.retention import Doubt, DoubtKind
from tests.builders.deadlines import DECISION, OBJECTION, POLICY, REVIEW

Due = Callable[[DeadlineRule, date, Sequence[Span], Sequence[date], Sequence[str]], date]
ONE = timedelta(days=1)
days = st.dates(date(2020, 1, 1), date(2080, 12, 31))
spans = st.builds(lambda day, length: Span(day, day + length * ONE), days, st.integers(0, 90))
pauses = st.lists(spans, max_size=4)
restarts = st.lists(days, max_size=2)
taken = st.sampled_from([(), ("complex",), ("complex", "special")])


def counted_one_by_one(
    rule: DeadlineRule,
    received: date,
    pauses: Sequence[Span],
    restarts: Sequence[date],
    extensions: Sequence[str],
) -> date:
    """Walk the calendar day by day, as a person with a finger on it does."""
    day, left = max((received, *restarts)), rule.days_with(extensions)
    while left:
        day += ONE
        if not any(each.since < day <= each.until for each in pauses):
            left -= 1
    while any(each.since == day < each.until for each in pauses):
        day = max(each.until for each in pauses if each.since == day < each.until)
    return day


def day_itself_counted(
    rule: DeadlineRule,
    received: date,
    pauses: Sequence[Span],
    restarts: Sequence[date],
    extensions: Sequence[str],
) -> date:
    """Make the slip that everybody makes."""
    return due(rule, received, pauses, restarts, extensions) - ONE


def agrees(
    arithmetic: Due, received: date, paused: Sequence[Span], anew: Sequence[date], longer: Sequence[str]
) -> bool:
    apart = _apart(paused)
    return arithmetic(DECISION, received, apart, anew, longer) == counted_one_by_one(
        DECISION, received, apart, anew, longer
    )


def _apart(paused: Sequence[Span]) -> list[Span]:
    """Keep spans that do not touch: a deadline is paused once at a time."""
    kept: list[Span] = []
    for each in sorted(paused, key=lambda span: (span.since, span.until)):
        if not kept or each.since > kept[-1].until:
            kept.append(each)
    return kept


@given(days, pauses, restarts, taken)
def test_arithmetic_agrees_with_a_finger_on_the_calendar(
    received: date, paused: list[Span], anew: list[date], longer: tuple[str, ...]
) -> None:
    assert agrees(due, received, paused, anew, longer)


def test_counting_the_day_itself_is_caught() -> None:
    assert not agrees(day_itself_counted, date(2026, 11, 28), (), (), ())


@given(days, pauses, restarts, taken)
def test_pause_and_extension_never_bring_a_deadline_nearer(
    received: date, paused: list[Span], anew: list[date], longer: tuple[str, ...]
) -> None:
    plain = due(DECISION, received, (), anew)

    assert plain <= due(DECISION, received, paused, anew) <= due(DECISION, received, paused, anew, longer)


@given(days, pauses, taken, st.integers(0, 4000))
def test_count_depends_on_nothing_but_how_many_days_lie_between(
    received: date, paused: list[Span], longer: tuple[str, ...], by: int
) -> None:
    moved = [Span(each.since + by * ONE, each.until + by * ONE) for each in paused]

    assert due(DECISION, received + by * ONE, moved, (), longer) == (
        due(DECISION, received, paused, (), longer) + by * ONE
    )


@pytest.mark.parametrize(
    ("paused", "last"),
    [
        ([], date(2026, 11, 17)),
        ([Span(date(2026, 11, 10), date(2026, 11, 10))], date(2026, 11, 17)),
        ([Span(date(2026, 11, 10), date(2026, 11, 20))], date(2026, 11, 27)),
        ([Span(date(2026, 11, 17), date(2026, 11, 18))], date(2026, 11, 18)),
        ([Span(date(2026, 11, 18), date(2026, 11, 30))], date(2026, 11, 17)),
        ([Span(date(2026, 10, 20), date(2026, 11, 5))], date(2026, 11, 20)),
        (
            [Span(date(2026, 11, 5), date(2026, 11, 8)), Span(date(2026, 11, 7), date(2026, 11, 9))],
            date(2026, 11, 21),
        ),
    ],
)
def test_pause_adds_the_days_between_its_ends_once(paused: list[Span], last: date) -> None:
    assert due(DECISION, date(2026, 11, 2), paused) == last


def test_rules_that_a_milestone_begins_are_those_for_the_product() -> None:
    switched_off = replace(OBJECTION, id="off", enabled=False)
    policy = DeadlinePolicy(rules=(DECISION, REVIEW, OBJECTION, switched_off))

    assert policy.begun_by(Milestone.ACCOUNT_OBJECTION, "card") == (OBJECTION,)
    assert policy.begun_by(Milestone.ACCOUNT_OBJECTION, "life") == ()
    assert policy.milestones("life") == (Milestone.RECEIVED, Milestone.DECISION_TOLD)


def test_whatever_somebody_should_look_at_is_told() -> None:
    stale = replace(DECISION, id="stale", check_by=date(2026, 11, 27))
    unfounded = replace(REVIEW, law=FactId("nowhere"), products=frozenset({"moon"}))

    found = doubts(
        DeadlinePolicy(rules=(stale, unfounded)), date(2026, 11, 28), {"card"}, {"complaint-deadline"}
    )

    assert found == (
        Doubt(DoubtKind.UNCONFIRMED),
        Doubt(DoubtKind.CHECK_OVERDUE, "stale", "2026-11-27"),
        Doubt(DoubtKind.UNKNOWN_PRODUCT, "review-request", "moon"),
        Doubt(DoubtKind.UNKNOWN_CARD, "review-request", "nowhere"),
    )
    confirmed = replace(POLICY, confirmed_on=date(2026, 11, 28))
    assert doubts(confirmed, date(2026, 11, 28), {"card", "account"}, {"complaint-deadline"}) == ()
