"""Law cards that no law made."""

from datetime import date

from dialogs.ids import FactId
from dialogs.index import Topic
from dialogs.law import LawCard, Synonyms
from dialogs.lawbook import LawBook
from dialogs.texts import Bilingual

TOPICS = {
    "claims": Topic("claims", Bilingual("理赔", "Claims"), ("claim",)),
    "fees": Topic("fees", Bilingual("收费", "Fees"), ("手续费",)),
    "firm": Topic("firm", Bilingual("机构", "Duties of the firm")),
}


def law_of(
    name: str,
    *,
    zh: str = "",
    en: str = "",
    says: tuple[str, str] = ("编造的规定。", "An invented rule."),
    number: tuple[str, str] | None = None,
    topics: tuple[str, ...] = (),
    confidence: str = "A",
    to_confirm: bool = False,
    check_by: date = date(2099, 1, 1),
) -> LawCard:
    """Return a card; ``zh`` and ``en`` are its words, parted by commas."""
    return LawCard(
        id=FactId(name),
        instrument=Bilingual("《编造的办法》", "The invented measures"),
        article=Bilingual("第7条", "art. 7") if confidence != "C" else None,
        day=date(2020, 3, 1),
        says=Bilingual(*says),
        how_to_say=Bilingual("我们照办。", "We will do so."),
        not_to_say=None,
        source="编造",
        confidence=confidence,
        number=None if number is None else Bilingual(*number),
        topics=topics,
        words=Synonyms(_parted(zh), _parted(en)),
        to_confirm=to_confirm,
        check_by=check_by,
    )


def book_of(*cards: LawCard) -> LawBook:
    """Return the cards with the topics."""
    return LawBook({card.id: card for card in cards}, TOPICS)


def _parted(words: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in words.split(",") if each.strip())
