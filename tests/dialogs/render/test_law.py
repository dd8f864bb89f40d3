"""The cards of a search in the law: lists of five, one card opened, and the way back."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.lawbook import LawBook
from dialogs.render.law import law_card, law_kind
from dialogs.render.look import LONGEST, Look
from dialogs.render.looking import about, hits, start
from dialogs.service.looking import Found
from dialogs.texts import Bilingual, Language, Phrase
from tests.builders.calls import CHIEF
from tests.builders.law import book_of, law_of
from tests.builders.program import both

TODAY = date(2026, 11, 28)
MANY = book_of(*(law_of(f"card-{number}", zh=f"名{number}", topics=("claims",)) for number in range(1, 8)))
DOUBTED = law_of(
    "doubted",
    zh="期限",
    en="time limit",
    number=("3日", "3 days"),
    topics=("claims", "fees"),
    confidence="C",
    to_confirm=True,
    check_by=date(2026, 11, 27),
)


def values(card: Card) -> list[str]:
    return [each.value for row in card.buttons for each in row]


def keys(card: Card) -> list[str]:
    return [block.text.key for block in card.blocks if isinstance(block.text, Phrase)]


def listed(words: str, page: int = 0, book: LawBook = MANY) -> Card:
    return hits(CHIEF, law_kind(book), Found(words, tuple(book.cards.values()), ()), page)


@given(st.text(max_size=40), st.integers(0, 99), st.sampled_from(["", "0123ab"]))
def test_look_comes_back_as_it_went_or_without_its_list(words: str, page: int, card: str) -> None:
    look = Look(words=words, page=page, card=card)
    value = look.value

    assert len(value) <= LONGEST
    assert value.isascii()
    assert Look.read(value) == (look if look.is_kept else Look(card=card))
    assert look.is_kept or len(words) > 8


@given(st.text(max_size=60))
def test_forged_look_never_raises(value: str) -> None:
    look = Look.read(value)

    assert look is None or look.page < 100


def test_list_shows_five_cards_and_turns_its_pages() -> None:
    first, second = listed("名"), listed("名", page=1)

    assert [row[0].label for row in first.buttons[:5]] == [
        Phrase("button.law_card", {"place": place, "name": Bilingual(f"名{place}", "An invented rul…")})
        for place in range(1, 6)
    ]
    assert first.buttons[5] == (
        Button(Phrase("button.page_after"), Verb.LAW, Look(words="名", page=1).value),
    )
    assert [row[0].label for row in second.buttons[2:3]] == [Phrase("button.page_before")]
    assert len(keys(second)) == 3


def test_words_too_long_for_a_button_are_asked_to_be_shorter() -> None:
    card = listed("很长很长的一段话" * 5)

    assert "law.shorter" in keys(card)
    assert Look(page=1).value not in values(card)


def test_only_what_was_read_in_full_stands_as_a_line_to_say() -> None:
    read, look = law_of("read", topics=("fees",)), Look(topic="claims")
    book = book_of(read, DOUBTED)
    of_read = law_card(book, CHIEF, read, look.opened(read.id), Language.ZH, TODAY)
    of_doubted = law_card(book, CHIEF, DOUBTED, look.opened(DOUBTED.id), Language.ZH, TODAY)

    assert Block(BlockKind.SAY, read.how_to_say, spoken=True) in of_read.blocks
    assert of_read.call_language is Language.ZH
    assert [each.kind for each in of_doubted.blocks if each.kind is BlockKind.SAY] == []
    assert keys(of_doubted) == [
        "law.name_with_number",
        "fact.how_to_say",
        "fact.to_confirm",
        "fact.overdue",
        "fact.head_without_article",
        "fact.confidence_c",
        "law.source",
    ]


def test_open_card_leads_back_to_its_list_and_on_to_its_other_topics() -> None:
    look = Look(topic="claims", page=0).opened(DOUBTED.id)
    card = law_card(book_of(DOUBTED), CHIEF, DOUBTED, look, Language.ZH, TODAY)
    alone = law_card(book_of(DOUBTED), CHIEF, DOUBTED, Look(), Language.ZH, TODAY)

    assert [each.label for each in card.buttons[0]] == [
        Phrase("button.law_more", {"topic": Bilingual("收费", "Fees")})
    ]
    assert card.buttons[1][0].value == replace(look, card="").value
    assert [each.label for each in alone.buttons[-1]] == [
        Phrase("button.law_again"),
        Phrase("button.close_law"),
    ]


def test_nothing_found_offers_what_may_be_meant_and_the_topics() -> None:
    card = hits(CHIEF, law_kind(MANY), Found("mein", (), ("名1",)), 0)
    bare = hits(CHIEF, law_kind(MANY), Found("月亮", (), ()), 0)

    assert keys(card) == ["law.nothing", "law.perhaps"]
    assert values(card)[:2] == [Look(words="名1").value, Look(topic="claims").value]
    assert keys(bare) == ["law.nothing", "law.nothing_near"]


def test_start_offers_the_topics_that_have_cards_and_says_so_when_there_are_none() -> None:
    card, empty = start(CHIEF, law_kind(MANY)), start(CHIEF, law_kind(LawBook()))

    assert card.buttons[0][0].label == Phrase(
        "button.law_topic", {"topic": Bilingual("理赔", "Claims"), "count": 7}
    )
    assert keys(card) == ["law.ask", "ask.law"]
    assert keys(empty) == ["law.no_cards"]


def test_topic_lists_its_cards() -> None:
    assert keys(about(CHIEF, law_kind(MANY), "claims", 1)) == ["law.topic", "law.hit", "law.hit"]


def test_long_rule_is_cut_in_a_list_and_whole_on_its_card() -> None:
    long = replace(law_of("long", zh="长"), says=both("规" * 60))
    book = book_of(long, law_of("other", zh="长"))
    in_list = next(each.text for each in listed("长", book=book).blocks if each.kind is BlockKind.LISTED)

    assert isinstance(in_list, Phrase)
    shown = in_list.values["says"]
    assert isinstance(shown, Bilingual)
    assert shown.zh == "规" * 35 + "…"
    assert (
        Block(BlockKind.LISTED, long.says) in law_card(book, CHIEF, long, Look(), Language.ZH, TODAY).blocks
    )
