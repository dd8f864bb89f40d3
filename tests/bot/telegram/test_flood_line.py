"""What waits in one chat: once each, the latest last, and never without bound."""

from bot.telegram.chat_line import MOST_WAITING, ChatLine
from bot.telegram.deeds import Delete, ShowCard, Tell
from dialogs.cards import Block, BlockKind, Card
from dialogs.texts import Bilingual, Phrase

CHAT = 7001
SORRY, DONE = Tell(CHAT, Phrase("stranger.sorry")), Tell(CHAT, Phrase("toast.done"))


def redraw(text: str, over: int | None = 5) -> ShowCard:
    return ShowCard(CHAT, Card((Block(BlockKind.BODY, Bilingual(text, text)),)), over)


def waiting(line: ChatLine) -> list[object]:
    found = list[object]()
    while (each := line.next()) is not None:
        found.append(each.deed)
    return found


def test_same_words_wait_once_and_the_last_thing_said_is_read_last() -> None:
    line = ChatLine()
    for deed in (SORRY, DONE, SORRY, SORRY):
        line.join(deed)

    assert waiting(line) == [DONE, SORRY]


def test_same_words_in_answer_to_different_messages_are_different() -> None:
    line = ChatLine()
    answers = [Tell(CHAT, Phrase("toast.done"), reply_to=message) for message in (1, 2)]
    for deed in answers:
        line.join(deed)

    assert waiting(line) == answers


def test_older_wish_for_a_message_gives_way_and_other_messages_keep_theirs() -> None:
    line = ChatLine()
    for deed in (redraw("一"), redraw("甲", 6), redraw("二"), redraw("三")):
        line.join(deed)

    assert waiting(line) == [redraw("甲", 6), redraw("三")]


def test_new_cards_with_different_words_all_stay() -> None:
    line = ChatLine()
    for deed in (redraw("一", None), redraw("二", None), redraw("一", None)):
        line.join(deed)

    assert waiting(line) == [redraw("二", None), redraw("一", None)]


def test_wish_under_way_knows_that_a_newer_one_waits() -> None:
    line = ChatLine()
    line.join(redraw("二"))

    assert line.supersedes(redraw("一"))
    assert not line.supersedes(redraw("一", 6))
    assert not line.supersedes(redraw("一", None))


def test_who_waits_for_older_words_is_served_by_those_that_took_their_place() -> None:
    line = ChatLine()
    older, newer = line.join(SORRY), line.join(SORRY)

    assert older is not None
    assert newer is not None
    assert older.done is newer.done


def test_full_line_takes_only_what_takes_somebodys_place() -> None:
    line = ChatLine()
    for message in range(MOST_WAITING):
        assert line.join(Delete(CHAT, message)) is not None

    assert line.join(SORRY) is None
    assert line.join(Delete(CHAT, 3)) is not None
    assert (len(line), line.missed) == (MOST_WAITING, 1)
