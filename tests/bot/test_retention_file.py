"""The rules of retention as a file: those that come with the program, and every slip at once."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from bot.retention_file import SHIPPED, read_policy
from bot.settings import LIBRARY, SettingsError
from dialogs.retention import Basis, Confidence, DoubtKind, Erasing, doubts
from dialogs.texts import Bilingual
from playbooks.check import check
from tests.bot.written import written

UNCONFIRMED = "erase may be nightly only once somebody has confirmed the rules: say who, in confirmed_by"
EMPTY = "cannot be used: list should have at least 1 item after validation, not 0"
GOOD = """
format = 1
erase = "nightly"
confirmed_by = "虚构的合规"
confirmed_on = 2026-11-28
default = "rest"

[rules.cards]
zh = "卡"
en = "Cards"
products = ["card"]
years = 5
check_by = 2027-11-28
basis = { zh = "某法", en = "Some act", article = "7", in_force = 2025-01-01, confidence = "B" }

[rules.rest]
zh = "其余"
en = "The rest"
months = 18
check_by = 2027-11-28
basis = { zh = "本机构规定", en = "The firm's own rule", confidence = "C" }
"""

WRONG = """
format = 2
erase = "nightly"
colour = "red"
default = "nobody"
confirmed_by = "虚构的合规"

[rules.hold]
zh = "x"
en = "x"
check_by = 2027-11-28
basis = { zh = "x", en = "x", confidence = "D" }
years = true

[rules.cards]
zh = ""
year = 5
check_by = "2027-11-28"
products = []
basis = { zh = "x", en = "x", article = "7", confidence = "C" }

[rules.long]
zh = "x"
en = "x"
years = 101
check_by = 2027-11-28
basis = { zh = "x", en = "x", confidence = "A" }

[rules.both]
zh = "x"
en = "x"
years = 1
months = 12
check_by = 2027-11-28
basis = { zh = "x", en = "x", confidence = "A" }
"""


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        read_policy(written(folder / "rules.toml", text))
    return [str(problem) for problem in raised.value.problems]


def test_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path / "rules.toml", GOOD))

    cards, rest = policy.rules
    assert (policy.default, policy.erase) == (rest, Erasing.NIGHTLY)
    assert (policy.confirmed_by, policy.confirmed_on) == ("虚构的合规", date(2026, 11, 28))
    assert (cards.id, cards.title, cards.months) == ("cards", Bilingual("卡", "Cards"), 60)
    assert (cards.products, rest.products, rest.months) == (frozenset({"card"}), frozenset(), 18)
    assert cards.basis == Basis(
        law=Bilingual("某法", "Some act"),
        confidence=Confidence.B,
        article="7",
        in_force=date(2025, 1, 1),
    )


def test_all_slips_are_named_at_once_with_the_path_of_their_key(tmp_path: Path) -> None:
    assert problems(tmp_path, WRONG) == [
        "rules.toml: colour is not a key that we know",
        "rules.toml: confirmed_by and confirmed_on go together: who confirmed these rules, and when",
        "rules.toml: default must name one of the rules: it is for the products that none of them names",
        f"rules.toml: {UNCONFIRMED}",
        "rules.toml: format cannot be used: input should be 1",
        "rules.toml: rules.both must say how long: either years or months",
        "rules.toml: rules.cards.basis names an article below confidence B: look it up first",
        "rules.toml: rules.cards.check_by cannot be used: input should be a valid date",
        "rules.toml: rules.cards.en is missing",
        f"rules.toml: rules.cards.products {EMPTY}",
        "rules.toml: rules.cards.year is not a key that we know: did you mean years?",
        "rules.toml: rules.cards.zh cannot be used: string should have at least 1 character",
        "rules.toml: rules.hold needs another name: this is the word for a hold",
        "rules.toml: rules.hold.basis.confidence cannot be used: input should be 'A', 'B' or 'C'",
        "rules.toml: rules.hold.years cannot be used: input should be a valid integer",
        "rules.toml: rules.long.years cannot be used: input should be less than or equal to 100",
    ]


def test_file_that_is_no_toml_or_not_there_is_said(tmp_path: Path) -> None:
    [said] = problems(tmp_path, "format = ")
    assert said.startswith(f"{tmp_path / 'rules.toml'} is no TOML: Invalid value")

    with pytest.raises(SettingsError, match=r"HEJIE_RETENTION names .*none\.toml"):
        read_policy(tmp_path / "none.toml")


def test_night_without_a_name_under_the_rules_is_refused(tmp_path: Path) -> None:
    nobody = GOOD.replace('confirmed_by = "虚构的合规"\n', "").replace("confirmed_on = 2026-11-28\n", "")

    [said] = problems(tmp_path, nobody)

    assert said == f"rules.toml: {UNCONFIRMED}"
    assert (
        read_policy(written(tmp_path / "rules.toml", nobody.replace("nightly", "by_hand"))).confirmed_on
        is None
    )


def test_shipped_rules_erase_nothing_by_themselves_and_ask_for_a_confirmation() -> None:
    policy = read_policy()
    products = {
        product for program in check(LIBRARY).programs for product in program.lists.get("products", {})
    }

    found = doubts(policy, date(2026, 11, 28), products)

    assert policy.erase is Erasing.BY_HAND
    assert [each.kind for each in found] == [DoubtKind.UNCONFIRMED]


def test_shipped_rules_rest_on_what_was_looked_up_alone() -> None:
    for rule in read_policy().rules:
        assert rule.basis.confidence in {Confidence.A, Confidence.B}
        assert rule.basis.in_force is not None
        assert bool(rule.basis.article) == (rule.basis.confidence is Confidence.A)


def test_shipped_rules_keep_each_product_as_long_as_the_longest_law_behind_it() -> None:
    policy = read_policy()

    assert {
        product: (policy.rule_for(product).id, policy.rule_for(product).months // 12)
        for product in ("card", "loan", "account", "payment", "wealth", "life", "property", "other")
    } == {
        "card": ("identity-and-transactions", 10),
        "loan": ("identity-and-transactions", 10),
        "account": ("identity-and-transactions", 10),
        "payment": ("identity-and-transactions", 10),
        "wealth": ("identity-and-transactions", 10),
        "life": ("identity-and-transactions", 10),
        "property": ("insurance-beyond-one-year", 10),
        "other": ("identity-and-transactions", 10),
    }


def test_complaint_measures_are_no_source_of_years() -> None:
    """Their article 28 names none; the file says so, and no rule is founded on them."""
    text = SHIPPED.read_text(encoding="utf-8")

    assert "第28条要求存档备查，没有写年数" in text
    assert "投诉处理管理办法" not in str(tomllib.loads(text))
