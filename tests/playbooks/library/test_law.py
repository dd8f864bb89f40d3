"""The law cards of the library can be found, told apart, and relied on as far as they say."""

from functools import cache

from bot.settings import LIBRARY
from dialogs.lawbook import LawBook
from dialogs.render.lists import PAGE
from dialogs.render.tags import tag_of
from playbooks.lawshelf import read_law

LONGEST_NAME = 28


@cache
def book() -> LawBook:
    return read_law(LIBRARY).book


def test_there_are_enough_that_somebody_has_read() -> None:
    read = [card for card in book().cards.values() if card.confidence != "C"]

    assert len(read) >= 90
    assert all(card.article is None and card.to_confirm for card in book().cards.values() if card not in read)


def test_each_has_topics_and_words_in_both_languages() -> None:
    bare = [
        card.id
        for card in book().cards.values()
        if not card.topics or min(len(card.words.zh), len(card.words.en)) < 2
    ]

    assert bare == []


def test_each_has_a_button_of_its_own_with_a_short_name() -> None:
    names = {card.id: book().name(card) for card in book().cards.values()}

    assert len({tag_of(card) for card in book().cards}) == len(book().cards)
    assert [
        card for card, name in names.items() if name is None or max(len(name.zh), len(name.en)) > LONGEST_NAME
    ] == []


def test_each_is_found_by_what_it_is_called_on_the_first_page() -> None:
    lost = [
        card.id
        for card in book().cards.values()
        for words in (" ".join(card.words.zh[:2]), " ".join(card.words.en[:2]))
        if card not in book().find(words)[:PAGE]
    ]

    assert lost == []
