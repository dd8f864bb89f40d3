"""How long a call must be kept: the longest rule wins, in local days, leap days and all."""

from calendar import isleap
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.retention import (
    LONGEST,
    Doubt,
    DoubtKind,
    RetentionPolicy,
    RetentionRule,
    doubts,
    keep_until,
    local_day,
)
from tests.builders.rules import policy_of, rule_of

PRODUCTS = ("card", "loan", "life", "other")
Keeps = Callable[[RetentionPolicy, str, date], tuple[RetentionRule, date]]
rules = st.builds(
    rule_of,
    st.just("x"),
    months=st.integers(1, LONGEST),
    products=st.frozensets(st.sampled_from(PRODUCTS), max_size=3),
)
policies = st.lists(rules, min_size=1, max_size=5).map(lambda made: policy_of(*made))
days = st.dates(date(2020, 1, 1), date(2400, 12, 31))


def shortest(policy: RetentionPolicy, product: str, ended_on: date) -> tuple[RetentionRule, date]:
    """Keep no longer than any one rule asks: the slip that the property must see."""
    applying = [rule for rule in policy.rules if rule.applies_to(product)] or [policy.default]
    rule = min(applying, key=lambda each: each.months)
    return rule, rule.free_on(ended_on)


def is_longest(keeps: Keeps, policy: RetentionPolicy, product: str, ended_on: date) -> bool:
    rule, until = keeps(policy, product, ended_on)
    applying = [each for each in policy.rules if not each.products or product in each.products]
    ends = [each.free_on(ended_on) for each in applying]
    return until == max(ends) and rule in applying if applying else rule is policy.default


@given(policies, st.sampled_from(PRODUCTS), days)
def test_longest_rule_that_applies_wins_and_else_the_default(
    policy: RetentionPolicy, product: str, ended_on: date
) -> None:
    assert is_longest(keep_until, policy, product, ended_on)


def test_policy_that_keeps_the_shortest_is_caught() -> None:
    policy = policy_of(rule_of("long", months=120), rule_of("short", months=12))

    assert is_longest(keep_until, policy, "card", date(2026, 11, 28))
    assert not is_longest(shortest, policy, "card", date(2026, 11, 28))


@given(days, st.integers(1, 100))
def test_years_are_counted_to_the_same_day_and_that_day_is_kept_whole(ended_on: date, years: int) -> None:
    last = rule_of("x", months=12 * years).free_on(ended_on) - timedelta(days=1)

    leap_day = (ended_on.month, ended_on.day) == (2, 29)
    short = leap_day and not isleap(ended_on.year + years)
    assert last == ended_on.replace(year=ended_on.year + years, day=28 if short else ended_on.day)


@given(days, days, st.integers(1, LONGEST), st.integers(1, LONGEST))
def test_later_end_or_longer_rule_never_frees_a_call_earlier(
    one: date, other: date, few: int, many: int
) -> None:
    earlier, later = sorted((one, other))
    shorter, longer = sorted((few, many))

    assert rule_of("x", months=shorter).free_on(earlier) <= rule_of("x", months=shorter).free_on(later)
    assert rule_of("x", months=shorter).free_on(one) <= rule_of("x", months=longer).free_on(one)


@pytest.mark.parametrize(
    ("ended_on", "months", "free_on"),
    [
        (date(2026, 11, 28), 60, date(2031, 11, 29)),
        (date(2028, 2, 29), 12, date(2029, 3, 1)),
        (date(2028, 2, 29), 48, date(2032, 3, 1)),
        (date(2027, 2, 28), 12, date(2028, 2, 29)),
        (date(2027, 1, 31), 1, date(2027, 3, 1)),
        (date(2027, 12, 31), 12, date(2029, 1, 1)),
    ],
)
def test_ends_of_months_and_leap_days(ended_on: date, months: int, free_on: date) -> None:
    assert rule_of("x", months=months).free_on(ended_on) == free_on


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Asia/Shanghai", date(2026, 11, 29)),
        ("UTC", date(2026, 11, 28)),
        ("America/New_York", date(2026, 11, 28)),
        ("Pacific/Kiritimati", date(2026, 11, 29)),
    ],
)
def test_day_of_the_end_is_the_firms_own(zone: str, day: date) -> None:
    assert local_day(datetime(2026, 11, 28, 16, 30, tzinfo=UTC), ZoneInfo(zone)) == day


def test_of_equal_rules_the_first_is_named() -> None:
    first, second = rule_of("first", months=60), rule_of("second", months=60)

    assert policy_of(first, second).rule_for("card") is first


def test_what_somebody_should_look_at_is_told() -> None:
    stale = rule_of("stale", check_by=date(2026, 11, 27), products=frozenset({"card", "crad"}))
    fresh = rule_of("fresh", check_by=date(2026, 11, 28))

    found = doubts(policy_of(stale, fresh), date(2026, 11, 28), {"card"})

    assert found == (
        Doubt(DoubtKind.UNCONFIRMED),
        Doubt(DoubtKind.CHECK_OVERDUE, "stale", "2026-11-27"),
        Doubt(DoubtKind.UNKNOWN_PRODUCT, "stale", "crad"),
    )


def test_confirmed_rules_that_are_fresh_raise_no_doubt() -> None:
    policy = policy_of(rule_of("fresh"), confirmed_on=date(2026, 11, 1))

    assert doubts(policy, date(2026, 11, 28), set()) == ()
