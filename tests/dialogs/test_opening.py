"""How a call begins."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dialogs.commands import OpenSession
from dialogs.events import ComplaintReceived
from dialogs.ids import ComplaintId, SessionId, is_time_ordered_id, time_ordered_id
from dialogs.opening import ALIASES, alias, complaint_number, free_alias, open_session
from dialogs.program import Channel
from dialogs.refusals import Reason, Refusal
from dialogs.texts import Language
from tests.builders.calls import AGENT, CALL, COMPLAINT, NOON, SHANGHAI, opened
from tests.builders.complaints import FIRST_CALL, received
from tests.builders.program import SMALL

AT = NOON.astimezone(UTC)
WISH = OpenSession(
    actor=AGENT,
    session=CALL,
    complaint=COMPLAINT,
    alias="Pine-10",
    playbook=SMALL.playbook,
    product="card",
    channel=Channel.PHONE,
    call_language=Language.ZH,
)


def test_new_complaint_is_received_and_its_call_opened() -> None:
    assert open_session(SMALL, WISH, (), NOON) == (opened(), (received(), FIRST_CALL))


def test_day_of_receipt_is_the_firms_own() -> None:
    after_midnight = datetime(2030, 1, 3, 0, 30, tzinfo=SHANGHAI)

    begun = open_session(SMALL, WISH, (), after_midnight)

    assert not isinstance(begun, Refusal)
    assert begun[0].at == datetime(2030, 1, 2, 16, 30, tzinfo=UTC)
    assert isinstance(begun[1][0], ComplaintReceived)
    assert (begun[1][0].received_on, begun[1][0].number) == (after_midnight.date(), "HJ-300103-AINT")


def test_second_call_of_a_complaint_keeps_its_alias_and_product() -> None:
    second = replace(WISH, session=SessionId("SECOND"), alias="Egret-99", product="policy")

    begun = open_session(SMALL, second, (received(), FIRST_CALL), NOON)

    assert begun == (
        replace(opened(), session=second.session),
        (replace(FIRST_CALL, session=second.session),),
    )


@pytest.mark.parametrize(
    "wish",
    [
        replace(WISH, product="no-such-product"),
        replace(WISH, alias="张三"),
        replace(WISH, alias="Pine-10 13800138000"),
        replace(WISH, alias=""),
    ],
)
def test_product_or_alias_that_we_did_not_propose_is_unknown(wish: OpenSession) -> None:
    assert open_session(SMALL, wish, (), NOON) == Refusal(Reason.UNKNOWN)


@pytest.mark.parametrize("language", Language)
def test_every_alias_is_one_of_its_own_and_opens_a_call(language: Language) -> None:
    names = [alias(number, language) for number in range(ALIASES)]

    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert [each for each in names if isinstance(_opened_as(each), Refusal)] == []
    assert alias(ALIASES, language) == alias(0, language)


@pytest.mark.parametrize("language", Language)
def test_alias_that_stands_for_another_complaint_is_passed_over(language: Language) -> None:
    known = {alias(7, language), alias(8, language)}

    assert [free_alias(number, known) for number in (6, 7, 8, 9)] == [6, 9, 9, 9]
    assert free_alias(ALIASES - 1, {alias(ALIASES - 1, language)}) == 0


def test_when_every_alias_stands_for_a_complaint_one_is_taken_again() -> None:
    known = {alias(number, Language.ZH) for number in range(ALIASES)}

    assert free_alias(7, known) == 7


def _opened_as(name: str) -> object:
    return open_session(SMALL, replace(WISH, alias=name), (), NOON)


def test_number_of_a_complaint_tells_the_day_and_nothing_of_the_customer() -> None:
    assert re.fullmatch(r"HJ-300102-WXYZ", complaint_number(ComplaintId("0" * 22 + "WXYZ"), NOON))


def test_ids_sort_by_time_and_then_by_chance() -> None:
    later = NOON.replace(microsecond=1000)
    ids = [time_ordered_id(NOON, 0), time_ordered_id(NOON, 2**80 - 1), time_ordered_id(later, 0)]

    assert sorted(ids) == ids
    assert len(set(ids)) == 3
    assert all(is_time_ordered_id(each) for each in ids)
    assert time_ordered_id(NOON, 2**80) == time_ordered_id(NOON, 0)


@pytest.mark.parametrize("text", ["", "0" * 25, "0" * 27, "0" * 25 + "I", "0" * 25 + "a", "0" * 25 + "/"])
def test_text_of_another_shape_is_no_id(text: str) -> None:
    assert not is_time_ordered_id(text)


@pytest.mark.parametrize("language", [*Language])
def test_alias_shares_its_word_with_no_call_that_is_open(language: Language) -> None:
    open_calls = [alias(400, language), alias(455, language), alias(520, language)]

    chosen = free_alias(431, (), open_calls)

    assert alias(431, language).partition("-")[0] == alias(400, language).partition("-")[0]
    assert (free_alias(431, ()), chosen) == (431, 540)


def test_alias_shares_a_word_where_every_word_is_at_hand() -> None:
    assert free_alias(7, (), [alias(each, Language.ZH) for each in range(0, ALIASES, 90)]) == 7
