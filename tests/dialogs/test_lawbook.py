"""A law card is found by a word in either language, the best first, and quickly."""

import pytest

from dialogs.lawbook import LawBook
from dialogs.texts import Bilingual
from tests.builders.law import book_of, law_of

DECISION = law_of(
    "claim-decision",
    zh="核定期限, 多久有结果",
    en="decision time, how long",
    says=("收到索赔请求后30日内核定。", "A claim is decided within 30 days."),
    number=("30日", "30 days"),
    topics=("claims",),
)
REFUSAL = law_of("claim-refusal", zh="拒赔", en="refusal notice", topics=("claims", "firm"), confidence="B")
PRICES = law_of(
    "fees-shown",
    zh="公示, 价目表",
    en="price list, fee schedule",
    says=("收费要公示，不得拒赔了事。", "Fees are published, e.g. on 130 pages."),
    topics=("fees", "claims"),
)
GUESS = law_of(
    "fees-guess", zh="公示", en="published fees", topics=("fees",), confidence="C", to_confirm=True
)
BOOK = book_of(DECISION, REFUSAL, PRICES, GUESS)


def found(words: str, book: LawBook = BOOK) -> list[str]:
    return [card.id for card in book.find(words)]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("核定期限", ["claim-decision"]),
        ("赔", ["claim-refusal", "claim-decision", "fees-shown"]),
        ("拒赔", ["claim-refusal", "fees-shown"]),
        ("公示", ["fees-shown", "fees-guess"]),
        ("理赔", ["claim-decision", "claim-refusal", "fees-shown"]),
        ("手续费", ["fees-shown", "fees-guess"]),
        ("30", ["claim-decision"]),
        ("３０日", ["claim-decision"]),
        ("REFUSAL", ["claim-refusal"]),
        ("refusals", ["claim-refusal"]),
        ("price list", ["fees-shown"]),
        ("list price", ["fees-shown"]),
        ("ist", []),
        ("拒赔 公示", ["fees-shown"]),
        ("拒赔, 核定", ["claim-refusal", "claim-decision", "fees-shown"]),
        ("客户说拒赔了，怎么办", ["claim-refusal"]),
        ("手续费太高了", ["fees-shown", "fees-guess"]),
        ("月亮", []),
        ("，。", []),
        ("", []),
    ],
)
def test_word_finds_these_cards_in_this_order(words: str, ids: list[str]) -> None:
    assert found(words) == ids


def test_topic_lists_the_cards_that_it_leads_first() -> None:
    assert [card.id for card in BOOK.about("claims")] == ["claim-decision", "claim-refusal", "fees-shown"]
    assert BOOK.about("nothing") == ()
    assert dict(BOOK.counts) == {"claims": 3, "fees": 2, "firm": 1}


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("核定了的期限", "核定期限"),
        ("refussal notice", "refusal notice"),
        ("公示牌", "公示"),
    ],
)
def test_slip_and_compound_bring_back_what_was_meant(words: str, meant: str) -> None:
    assert BOOK.alike(words)[0] == meant


def test_nothing_is_like_a_word_from_elsewhere() -> None:
    assert BOOK.alike("月亮") == ()
    assert LawBook().alike("拒赔") == ()


def test_cards_that_share_their_first_word_are_told_apart_by_the_next() -> None:
    assert [BOOK.name(card) for card in (DECISION, PRICES, GUESS)] == [
        Bilingual("核定期限", "decision time"),
        Bilingual("公示·价目表", "price list"),
        Bilingual("公示", "published fees"),
    ]
    assert BOOK.name(law_of("nameless")) is None
