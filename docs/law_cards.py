"""The page of every law card, for compliance: written from the library, which says all of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from dialogs.law import LawCard
from dialogs.lawbook import LawBook
from dialogs.texts import Bilingual
from docs.sources import table
from playbooks.lawshelf import read_law

_HEADS = ("card", "rule", "in force, or issued", "what it says", "sure", "check by", "source")
_NOT_READ = "待合规确认 · to be confirmed"


def law_parts(library: Path) -> Iterator[str]:
    """Yield the parts of the page below its title."""
    book = read_law(library).book
    yield (
        "What the bot shows as the rule behind a line, and what `/law` finds: every card of"
        " `playbooks/library/law/`, under the topic that it is mainly about. **A**: somebody read the text in"
        " full. **B**: quoted by somebody, so the article is for the staff's eyes only. **C**: from memory,"
        " without an article, and not to be said before compliance confirms it. *Check by* is the day"
        " by which the card is compared with the official text again;"
        " `hejie law --overdue` names those that are late."
    )
    yield table(("topic", "cards", "A", "B", "C"), list(_counts(book)))
    for topic, cards in _grouped(book).items():
        title = book.topics[topic].title if topic in book.topics else Bilingual("其他", "Without a topic")
        yield f"## {title.zh} · {title.en}"
        yield table(_HEADS, [_row(card) for card in cards])


def _counts(book: LawBook) -> Iterator[Sequence[str]]:
    for topic, cards in _grouped(book).items():
        yield topic or "-", *_by_confidence(cards)
    yield "**all**", *_by_confidence(list(book.cards.values()))


def _by_confidence(cards: Sequence[LawCard]) -> tuple[str, ...]:
    counted = Counter(card.confidence for card in cards)
    return str(len(cards)), *(str(counted[sure] or "") for sure in "ABC")


def _grouped(book: LawBook) -> dict[str, list[LawCard]]:
    """Return the cards by their leading topic, topics in their order, cards by id."""
    found: dict[str, list[LawCard]] = {topic: [] for topic in (*book.topics, "")}
    for _, card in sorted(book.cards.items()):
        found[card.topics[0] if card.topics else ""].append(card)
    return {topic: cards for topic, cards in found.items() if cards}


def _row(card: LawCard) -> Sequence[str]:
    article = (
        Bilingual("", "") if card.article is None else Bilingual(card.article.zh, f", {card.article.en}")
    )
    number = "" if card.number is None else f"<br>**{card.number.zh} · {card.number.en}**"
    return (
        f"`{card.id}`",
        f"{card.instrument.zh}{article.zh}<br>{card.instrument.en}{article.en}",
        f"{card.day}<br>发布 · issued" if card.only_issued else f"{card.day}",
        f"{card.says.zh}<br>{card.says.en}{number}",
        f"{card.confidence}<br>{_NOT_READ}" if card.to_confirm else card.confidence,
        card.check_by.isoformat(),
        card.source,
    )
