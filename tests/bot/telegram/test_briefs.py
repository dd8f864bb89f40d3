"""The brief for a regulator in the chat: who is shown the way, and what an old button says."""

import pytest

from bot.telegram.deeds import AnswerTap, Delete, SendFile, ShowCard
from dialogs.cards import Card, Verb
from dialogs.ids import PersonId
from dialogs.texts import Phrase
from tests.bot.telegram.driving import CALL
from tests.bot.telegram.lobby import ADMIN, AGENT, SUPERVISOR, Came, Lobby


async def firm(*, chat_files: bool) -> Lobby:
    made = Lobby(chat_files=chat_files)
    await made.admit()
    await made.opens()
    return made


def shown(came: Came) -> Card:
    [card] = [deed.card for deed in came.deeds if isinstance(deed, ShowCard)]
    return card


def verbs(card: Card) -> list[Verb]:
    return [button.verb for row in card.buttons for button in row]


@pytest.mark.parametrize(
    ("person", "chat_files", "is_offered"),
    [
        (SUPERVISOR, True, True),
        (ADMIN, True, True),
        (AGENT, True, False),
        (SUPERVISOR, False, False),
        (ADMIN, False, False),
    ],
)
async def test_way_to_the_brief_is_shown_to_who_may_have_it_where_files_may_go_to_chats(
    person: PersonId, chat_files: bool, is_offered: bool
) -> None:
    lobby = await firm(chat_files=chat_files)

    card = shown(await lobby.taps(person, Verb.TIMELINE, CALL))

    assert (Verb.BRIEF in verbs(card)) is is_offered


async def test_old_button_says_how_to_get_it_from_the_command_line_once_files_are_off() -> None:
    lobby = await firm(chat_files=False)

    came = await lobby.taps(SUPERVISOR, Verb.BRIEF, f"{CALL}w")

    [answer] = came.deeds
    assert isinstance(answer, AnswerTap)
    assert (answer.say, answer.alert) == (Phrase("refused.chat_files_off", {"session": CALL}), True)
    assert came.events == ()


async def test_who_may_not_have_it_is_told_so_and_not_how_to_get_it() -> None:
    lobby = await firm(chat_files=False)

    came = await lobby.taps(AGENT, Verb.BRIEF, f"{CALL}w")

    assert came.is_refused_as(AGENT, "refused.forbidden")


async def test_second_tap_on_the_same_button_sends_no_second_file() -> None:
    lobby = await firm(chat_files=True)

    first = await lobby.taps(SUPERVISOR, Verb.BRIEF, f"{CALL}w")
    second = await lobby.taps(SUPERVISOR, Verb.BRIEF, f"{CALL}w")

    assert [type(deed) for deed in first.deeds] == [AnswerTap, SendFile]
    assert [type(deed) for deed in second.deeds] == [AnswerTap]
    assert (first.events, second.events) == (("SessionExported",), ())


async def test_trying_again_is_another_file_noted_anew() -> None:
    lobby = await firm(chat_files=True)
    first = await lobby.taps(SUPERVISOR, Verb.BRIEF, f"{CALL}m")
    [parcel] = [deed for deed in first.deeds if isinstance(deed, SendFile)]
    [again, _] = [button for row in parcel.failed.buttons for button in row]

    second = await lobby.taps(SUPERVISOR, again.verb, again.value)

    assert again.value == f"{CALL}m1"
    assert [type(deed) for deed in second.deeds] == [AnswerTap, SendFile]
    assert second.events == ("SessionExported",)


async def test_trying_again_does_something_after_ten_failures_too() -> None:
    lobby = await firm(chat_files=True)
    value, sent = f"{CALL}m", []

    for _ in range(12):
        came = await lobby.taps(SUPERVISOR, Verb.BRIEF, value)
        parcels = [deed for deed in came.deeds if isinstance(deed, SendFile)]
        sent.append(len(parcels))
        value = parcels[0].failed.buttons[0][0].value if parcels else value

    assert sent == [1] * 12


async def test_name_of_the_file_holds_our_number_and_nobodys_words() -> None:
    lobby = await firm(chat_files=True)

    came = await lobby.taps(SUPERVISOR, Verb.BRIEF, f"{CALL}w")

    [parcel] = [deed for deed in came.deeds if isinstance(deed, SendFile)]
    assert (parcel.name, parcel.over, parcel.about) == ("brief-HJ-261123-PQRS.docx", 5, CALL)


async def test_file_is_deleted_from_the_chat_by_its_own_button() -> None:
    lobby = await firm(chat_files=True)

    came = await lobby.taps(SUPERVISOR, Verb.BRIEF, "x")

    assert came.deeds[1:] == (Delete(SUPERVISOR, 5),)
