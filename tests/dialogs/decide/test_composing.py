"""Two or three real options, within authority, with compliance asked."""

from dataclasses import replace
from datetime import UTC

import pytest

from dialogs.decide import Decision
from dialogs.decide.composing import fitting, may_grant
from dialogs.events import ComplianceConfirmed, OptionPicked
from dialogs.ids import RemedyId
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.texts import Phrase
from tests.builders.calls import AGENT, CHIEF, NOON, Wishes, call, composing
from tests.builders.program import SMALL

AT, BY = NOON.astimezone(UTC), AGENT.person
NOTHING = Decision()


def test_option_is_ticked_once_and_unticked_once() -> None:
    made = composing()
    tick, untick = made.wish.pick("letter"), made.wish.pick("letter", picked=False)
    assert made.ask(untick) == NOTHING
    assert made.ask(tick) == Decision((OptionPicked(at=AT, by=BY, remedy=RemedyId("letter"), picked=True),))

    assert made.do(tick).ask(tick) == NOTHING
    assert made.ask(untick) == Decision(
        (OptionPicked(at=AT, by=BY, remedy=RemedyId("letter"), picked=False),)
    )
    assert made.do(untick).state.walk.picked == ()


def test_three_options_are_enough() -> None:
    made = composing().pick("letter", "fee-back", "contact")

    assert made.ask(made.wish.pick("report")) == Refusal(Reason.TOO_MANY_OPTIONS, values={"most": 3})
    assert made.do(made.wish.pick("letter", picked=False)).pick("report").state.walk.picked == (
        RemedyId("fee-back"),
        RemedyId("contact"),
        RemedyId("report"),
    )


def test_option_beyond_authority_names_who_may_grant_it() -> None:
    made = composing()

    refusal = Refusal(Reason.BEYOND_AUTHORITY, values={"role": Phrase("role.supervisor")})
    assert made.ask(made.wish.pick("gift")) == refusal
    assert isinstance(made.ask(Wishes(made, replace(AGENT, role=Role.SUPERVISOR)).pick("gift")), Decision)


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        (Role.STAFF, {"staff"}),
        (Role.TRAINER, {"staff"}),
        (Role.SUPERVISOR, {"staff", "supervisor"}),
        (Role.ADMIN, {"staff", "supervisor", "admin"}),
    ],
)
def test_each_role_grants_what_is_its_own_and_below(role: Role, granted: set[str]) -> None:
    gift = SMALL.remedies[RemedyId("gift")]

    assert {
        by for by in ("staff", "supervisor", "admin") if may_grant(role, replace(gift, granted_by=by))
    } == granted


def test_option_for_another_product_is_unknown() -> None:
    made = composing("card")

    assert made.ask(made.wish.pick("course")) == Refusal(Reason.UNKNOWN)
    assert made.ask(made.wish.pick("no-such-remedy")) == Refusal(Reason.UNKNOWN)
    assert [each.id for each in fitting(SMALL, "card")] == ["letter", "fee-back", "contact", "report", "gift"]
    assert "course" in [each.id for each in fitting(SMALL, "policy")]


def test_nothing_is_ticked_on_another_step() -> None:
    made = call()

    assert made.ask(made.wish.pick("letter")) == Refusal(Reason.STALE)


def test_option_that_needs_compliance_closes_the_offer_until_it_is_signed_off() -> None:
    made = composing("policy").pick("report", "letter")
    refused = made.ask(made.wish.choose("put"))
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.CLOSED

    tap = made.wish.confirm("report")
    assert made.ask(tap) == Decision((ComplianceConfirmed(at=AT, by=BY, remedy=RemedyId("report")),))
    assert made.do(tap).ask(tap) == NOTHING
    assert made.choose("put").step == "answer"


def test_option_of_another_product_needs_no_compliance() -> None:
    assert composing("card").pick("report").choose("put").step == "answer"


def test_compliance_is_confirmed_only_for_what_waits_for_it() -> None:
    made = composing("policy").pick("letter")

    assert made.ask(made.wish.confirm("letter")) == Refusal(Reason.UNKNOWN)
    assert made.ask(made.wish.confirm("report")) == Refusal(Reason.UNKNOWN)


def test_option_that_a_supervisor_granted_can_be_unticked_by_anybody() -> None:
    made = composing()
    made.do(Wishes(made, CHIEF).pick("gift"))

    assert made.do(made.wish.pick("gift", picked=False)).state.walk.picked == ()


def test_call_of_a_supervisor_is_decided_by_the_supervisors_authority() -> None:
    made = composing()

    made.do(Wishes(made, CHIEF).pick("gift"))

    assert made.state.walk.picked == (RemedyId("gift"),)
