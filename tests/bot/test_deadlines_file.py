"""The deadlines as a file: the shipped ones beside a count by hand, and every slip at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import pytest

from bot.deadlines_file import read_deadlines
from bot.settings import LIBRARY, SettingsError
from dialogs.deadlines import Milestone, PauseGround, Span, doubts, due
from dialogs.retention import Confidence, DoubtKind
from playbooks.check import check
from tests.bot.written import written

FOUNDED = "must name the law card that founds it, or have confidence C"
LONGER = "must have extensions each longer than the one before, and each with an id of its own"
EMPTY = "cannot be used: list should have at least 1 item after validation, not 0"
MILESTONES = (
    "'received', 'decision_told', 'review_asked', 'claim_made', 'claim_agreed', 'claim_refused', "
    "'account_objection', 'credit_objection' or 'transferred'"
)


@dataclass(frozen=True)
class Sample:
    """A case, and its last day as somebody counted it on a calendar."""

    case: str
    rule: str
    day: date
    last: date
    """Counted with a pencil: the day after ``day`` is the first."""
    extensions: Sequence[str] = ()
    pauses: Sequence[Span] = ()
    restarts: Sequence[date] = ()


SAMPLES = (
    Sample("plain, ends on a Sunday", "complaint-decision", date(2026, 11, 28), date(2026, 12, 13)),
    Sample("complex", "complaint-decision", date(2026, 11, 28), date(2026, 12, 28), ["complex"]),
    Sample(
        "special, over the year",
        "complaint-decision",
        date(2026, 11, 28),
        date(2027, 1, 27),
        ["complex", "special"],
    ),
    Sample("leap February", "complaint-decision", date(2028, 2, 20), date(2028, 3, 6)),
    Sample("spring festival does not roll over", "complaint-decision", date(2027, 1, 29), date(2027, 2, 13)),
    Sample(
        "ten days of mediation",
        "complaint-decision",
        date(2026, 11, 2),
        date(2026, 11, 27),
        pauses=[Span(date(2026, 11, 10), date(2026, 11, 20))],
    ),
    Sample(
        "complex, an appraisal over the year",
        "complaint-decision",
        date(2026, 12, 1),
        date(2027, 1, 15),
        ["complex"],
        [Span(date(2026, 12, 20), date(2027, 1, 4))],
    ),
    Sample(
        "new material on the tenth day",
        "complaint-decision",
        date(2026, 11, 2),
        date(2026, 11, 27),
        restarts=[date(2026, 11, 12)],
    ),
    Sample("customer asks for a review", "review-request", date(2026, 12, 13), date(2027, 1, 12)),
    Sample("review is decided", "review-decision", date(2027, 1, 12), date(2027, 2, 11)),
    Sample("claim is decided", "claim-decision", date(2026, 11, 28), date(2026, 12, 28)),
    Sample("claim is paid in part", "claim-advance", date(2026, 11, 28), date(2027, 1, 27)),
    Sample("claim is paid as agreed", "claim-payment", date(2026, 12, 5), date(2026, 12, 15)),
    Sample("claim is refused, New Year's Day", "claim-refusal", date(2026, 12, 29), date(2027, 1, 1)),
    Sample("objection of an account", "account-objection", date(2026, 11, 28), date(2026, 12, 13)),
    Sample("objection of a credit report", "credit-objection", date(2026, 11, 28), date(2026, 12, 18)),
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.case)
def test_shipped_rules_count_as_a_person_did(sample: Sample) -> None:
    rule = read_deadlines().rule(sample.rule)

    assert rule is not None
    assert due(rule, sample.day, sample.pauses, sample.restarts, sample.extensions) == sample.last


def test_shipped_rules_say_whom_to_ask_where_a_figure_is_not_sure() -> None:
    policy = read_deadlines()

    unsure = {rule.id for rule in policy.rules if rule.to_confirm}
    switched_off = {rule.id for rule in policy.rules if not rule.enabled}

    assert unsure == switched_off == {"central-bank-transfer"}
    assert (policy.remind_before, policy.remind_at) == ((3, 1), time(9))
    assert {rule.id for rule in policy.rules if rule.of_customer} == {"review-request"}


def test_law_card_of_every_shipped_rule_is_in_the_library_and_no_less_sure_than_the_rule() -> None:
    cards = {rule.law: LIBRARY / "law" / f"{rule.law}.yaml" for rule in read_deadlines().rules}

    sure = {rule.law: rule.confidence for rule in read_deadlines().rules}
    found = {
        name: re.search("^confidence: ([ABC])", path.read_text("utf-8"), re.MULTILINE)
        for name, path in cards.items()
    }
    assert {name: each and each[1] for name, each in found.items()} == sure


def test_shipped_rules_name_playbooks_and_taps_that_are_there() -> None:
    for rule in read_deadlines().rules:
        assert all((LIBRARY / playbook / "playbook.yaml").is_file() for playbook in rule.playbooks)
    taps = [each.split("/") for each in read_deadlines().taps]
    programs = {playbook: check(LIBRARY / playbook).program for playbook, _, _ in taps}

    made = [
        (playbook, step, str(choice.id))
        for playbook, program in programs.items()
        if program is not None
        for step in program.steps
        for choice in program.choices_at(step)
    ]
    assert [each for each in taps if tuple(each) not in made] == []
    assert {playbook for playbook, _, _ in taps} == {"frozen-account", "credit-record"}


GOOD = """
format = 1
confirmed_by = "虚构的合规"
confirmed_on = 2026-11-28
remind_before = [1, 5]
remind_at = 08:30:00

[rules.answer]
zh = "答复"
en = "Answer"
cases = ["complaint"]
from = "received"
days = 7
law = "some-card"
confidence = "B"
check_by = 2027-11-28
pauses = ["appraisal"]

[[rules.answer.extensions]]
id = "more"
zh = "更久"
en = "More"
days = 9
approval = true
say = { zh = "会晚些", en = "Later." }
"""
WRONG = """
format = 2
colour = "red"
confirmed_on = 2026-11-28
remind_before = [31]

[rules.unfounded]
zh = "x"
en = "x"
cases = []
from = "yesterday"
day = 3
days = 367
confidence = "A"
check_by = 2027-11-28
pauses = ["sleep"]

[rules.shorter]
zh = "x"
en = "x"
cases = ["x"]
from = "received"
days = 15
confidence = "C"
check_by = 2027-11-28
extensions = [{ id = "less", zh = "x", en = "x", days = 15 }]

[rules.alone]
zh = "x"
en = "x"
cases = ["x"]
from = "received"
days = 15
confidence = "A"
check_by = 2027-11-28
"""


def test_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    policy = read_deadlines(written(tmp_path / "days.toml", GOOD))

    [answer] = policy.rules
    assert (policy.confirmed_by, policy.remind_before, policy.remind_at) == (
        "虚构的合规",
        (5, 1),
        time(8, 30),
    )
    assert (answer.milestone, answer.days, answer.law) == (Milestone.RECEIVED, 7, "some-card")
    assert (answer.confidence, answer.pauses) == (Confidence.B, frozenset({PauseGround.APPRAISAL}))
    assert [(each.days, each.needs_approval, each.must_tell) for each in answer.extensions] == [
        (9, True, False)
    ]
    assert [each.kind for each in doubts(policy, date(2026, 11, 28), (), ())] == [DoubtKind.UNKNOWN_CARD]


def test_all_slips_are_named_at_once_with_the_path_of_their_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        read_deadlines(written(tmp_path / "days.toml", WRONG))

    said = [str(problem) for problem in raised.value.problems]
    assert said == [
        "days.toml: colour is not a key that we know",
        "days.toml: confirmed_by and confirmed_on go together: who confirmed these rules, and when",
        "days.toml: format cannot be used: input should be 1",
        "days.toml: remind_before.0 cannot be used: input should be less than or equal to 30",
        f"days.toml: rules.alone {FOUNDED}",
        f"days.toml: rules.shorter {LONGER}",
        f"days.toml: rules.unfounded.cases {EMPTY}",
        "days.toml: rules.unfounded.day is not a key that we know: did you mean days?",
        "days.toml: rules.unfounded.days cannot be used: input should be less than or equal to 366",
        f"days.toml: rules.unfounded.from cannot be used: input should be {MILESTONES}",
        "days.toml: rules.unfounded.pauses.0 cannot be used: input should be 'mediation' or 'appraisal'",
    ]


def test_file_that_is_not_there_is_said_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"HEJIE_DEADLINES names .*, which is not there"):
        read_deadlines(tmp_path / "nowhere.toml")
