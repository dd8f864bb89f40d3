"""Where a shipped playbook asks for trust, a real case of its own kind of complaint is a tap away."""

import pytest

from bot.settings import LIBRARY
from playbooks.check import check


@pytest.mark.parametrize("scenario", ["claim", "frozen-account", "mis-selling"])
def test_only_the_step_that_asks_for_trust_offers_real_cases(scenario: str) -> None:
    program = check(LIBRARY / scenario).program

    assert program is not None
    assert [step.id for step in program.steps.values() if step.cases] == ["persuade/trust"]
