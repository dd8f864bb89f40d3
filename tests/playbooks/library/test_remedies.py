"""What may be offered, by whom, and what is never haggled over."""

import pytest

from dialogs.decide.composing import fitting, may_grant, needs_compliance
from dialogs.roles import Role
from tests.playbooks.library.calling import five_steps

PRODUCTS = list(five_steps().lists["products"])


@pytest.mark.parametrize("product", PRODUCTS)
def test_staff_have_two_options_for_every_product_without_asking_anybody(product: str) -> None:
    free = [
        remedy.id
        for remedy in fitting(five_steps(), product)
        if may_grant(Role.STAFF, remedy) and not needs_compliance(remedy, product) and remedy.ceiling is None
    ]

    assert len(free) >= 2


@pytest.mark.parametrize("product", ["life", "property"])
def test_whatever_costs_money_outside_an_insurance_contract_needs_compliance(product: str) -> None:
    costly = [remedy for remedy in fitting(five_steps(), product) if remedy.ceiling is not None]

    assert costly
    assert [remedy.id for remedy in costly if not needs_compliance(remedy, product)] == []


@pytest.mark.parametrize("product", ["wealth", "other"])
def test_losses_on_investments_are_never_made_good_by_goodwill(product: str) -> None:
    assert [remedy.id for remedy in fitting(five_steps(), product) if remedy.kind == "money"] == []


def test_money_has_a_ceiling_and_everything_else_may_do_without() -> None:
    money = [remedy for remedy in five_steps().remedies.values() if remedy.kind == "money"]

    assert money
    assert [remedy.id for remedy in money if remedy.ceiling is None] == []


def test_catalogue_offers_more_than_money() -> None:
    kinds = {remedy.kind for remedy in five_steps().remedies.values()}

    assert kinds == {"money", "speed", "recognition", "process", "service"}
    assert 8 <= len(five_steps().remedies) <= 12
    assert 5 <= len(five_steps().entitlements) <= 7


def test_lists_fit_one_card() -> None:
    assert {name: len(items) for name, items in five_steps().lists.items() if len(items) > 8} == {}
    assert set(five_steps().lists) == {"products", "touchpoints", "causes", "promises", "demands"}
