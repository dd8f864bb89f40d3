"""A law card is checked like a line to say, whether a playbook names it or not."""

from datetime import date

import pytest

from playbooks.cards import check_card
from playbooks.shelf import InMemory

CARD = """\
format: 1
id: fees-shown
instrument: {zh: "《编造的办法》", en: "The invented measures"}
in_force: "2020-03-01"
says: {zh: "收费要先公示。", en: "A fee is published first."}
number: {zh: "3日", en: "3 days"}
how_to_say:
  zh: "分期收费都会先公示。"
  en: "Every fee is published first."
topics: [fees, disclosure]
words: {zh: [公示], en: [price list]}
source: "编造"
confidence: A
check_by: "2099-01-31"
"""
LONG = "收费都会先公示，" * 10


def found(replaced: str = "", by: str = "") -> list[tuple[str, int]]:
    assert replaced in CARD
    shelf = InMemory({"law/fees-shown.yaml": CARD.replace(replaced, by, 1).encode()})
    return [(each.code, each.line) for each in check_card(shelf, "fees-shown", date(2026, 1, 2))]


def test_card_with_all_keys_is_fine() -> None:
    assert found() == []


def test_card_can_say_when_it_was_issued_where_nobody_has_read_since_when_it_is_in_force() -> None:
    assert found("in_force:", "issued:") == []


@pytest.mark.parametrize(
    ("replaced", "by", "code", "line"),
    [
        ("分期收费都会先公示。", LONG, "PB513", 8),
        ("收费要先公示。", LONG * 3, "PB513", 5),
        ("分期收费都会先公示。", "这是规定，收费先公示。", "PB321", 8),
        ("分期收费都会先公示。", "按第12条，收费先公示。", "PB324", 8),
        ("Every fee is", "收费 is", "PB305", 9),
        ("收费要先公示。", "收费,先公示。", "PB306", 5),
        ("Every fee is", "Installments are", "PB327", 9),
        ("confidence: A", "confidence: C", "PB512", 13),
        ("confidence: A", "confidence: A\nto_confirm: true", "PB512", 14),
        ("[fees, disclosure]", "[fees, disclosures]", "PB016", 10),
        ("words: {zh", "words: {fr", "PB013", 11),
        ('in_force: "2020-03-01"\n', "", "PB012", 1),
        ("in_force:", 'issued: "2020-02-14"\nin_force:', "PB017", 1),
    ],
)
def test_slip_in_a_card_is_told_at_its_place(replaced: str, by: str, code: str, line: int) -> None:
    assert found(replaced, by) == [(code, line)]


def test_line_that_must_be_long_is_allowed_by_a_remark_that_is_of_use() -> None:
    allowed = f'"{LONG}"  # allow PB513: the three limits belong together'
    for_nothing = '"分期收费都会先公示。"  # allow PB513: it was longer once'

    assert found('"分期收费都会先公示。"', allowed) == []
    assert found('"分期收费都会先公示。"', for_nothing) == [("PB903", 8)]
