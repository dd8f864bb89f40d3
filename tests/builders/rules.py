"""Rules of retention that no firm has."""

from datetime import date

from dialogs.retention import Basis, Confidence, Erasing, RetentionPolicy, RetentionRule
from dialogs.texts import Bilingual

INVENTED = Basis(law=Bilingual("虚构的规定", "an invented rule"), confidence=Confidence.C)


def rule_of(
    name: str = "all",
    *,
    months: int = 12,
    products: frozenset[str] = frozenset(),
    check_by: date = date(2099, 1, 1),
) -> RetentionRule:
    return RetentionRule(
        id=name,
        title=Bilingual(f"规则 {name}", f"rule {name}"),
        months=months,
        basis=INVENTED,
        check_by=check_by,
        products=products,
    )


def policy_of(
    *rules: RetentionRule, erase: Erasing = Erasing.BY_HAND, confirmed_on: date | None = None
) -> RetentionPolicy:
    """Return a policy whose first rule is the default; without rules, one of a year for everything."""
    rules = rules or (rule_of(),)
    return RetentionPolicy(rules=rules, default=rules[0], erase=erase, confirmed_on=confirmed_on)
