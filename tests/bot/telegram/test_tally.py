"""Taps and refusals are counted once, by kind, when they are dealt with."""

from collections.abc import AsyncIterator

import pytest

from bot.telegram.callback_data import encode
from bot.telegram.handlers.front_desk import FrontDesk, front_desk
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Tap, Words
from dialogs.cards import Button, Verb
from dialogs.commands import Pause
from dialogs.ids import Cause, PersonId, SessionId
from dialogs.ports import StorageUnavailableError
from dialogs.texts import Phrase
from tests.bot.telegram.tallying import Heard
from tests.firm import ADMIN, AGENT, NINE, SECOND_ADMIN, Firm, open_firm

STRANGER = PersonId(99)


@pytest.fixture
async def firm() -> AsyncIterator[Firm]:
    async with open_firm() as opened:
        yield opened


def desk_of(firm: Firm, heard: Heard) -> FrontDesk:
    wiring = Wiring(
        by_hand=False,
        office=firm.office,
        sessions=firm.sessions,
        reviews=firm.reviews,
        people=firm.people,
        shown=firm.storage.shown,
        bot_name="bot",
        tally=heard,
    )
    return front_desk(wiring)


def tap(data: str, person: PersonId = AGENT, number: int = 1) -> Tap:
    return Tap(
        cause=Cause(f"tg:1:tap:{number}"),
        person=person,
        chat=person,
        message=1,
        name="虚构",
        language_code="zh-hans",
        at=NINE,
        query=str(number),
        data=data,
    )


def words(text: str, person: PersonId) -> Words:
    cause = Cause("tg:1:text:1:1")
    return Words(
        cause=cause, person=person, chat=person, message=1, name="", language_code="", at=NINE, text=text
    )


def choose(choice: str) -> Button:
    return Button(Phrase("x"), Verb.CHOOSE, choice)


async def test_tap_that_counts_is_counted_by_its_verb(firm: Firm) -> None:
    heard, done = Heard(), await firm.opened()
    first = done.program.steps[done.state.walk.step].choices[0].id

    await desk_of(firm, heard).handle(tap(encode(choose(first), done.state.session, done.state.turn)))

    assert (heard.taps, heard.refusals) == ([Verb.CHOOSE], [])


async def test_late_tap_is_counted_with_its_refusal(firm: Firm) -> None:
    heard, done = Heard(), await firm.opened()
    choices = done.program.steps[done.state.walk.step].choices
    buttons = (choose(choices[0].id), choose("elsewhere"))

    for number, button in enumerate(buttons):
        await desk_of(firm, heard).handle(
            tap(encode(button, done.state.session, done.state.turn), number=number)
        )

    assert (heard.taps, heard.refusals) == ([Verb.CHOOSE, Verb.CHOOSE], ["stale"])


async def test_costly_refusal_stands_in_the_toast_and_on_the_card_and_is_counted_once(firm: Firm) -> None:
    heard, done = Heard(), await firm.opened()
    await firm.does(Pause(actor=await firm.actor(AGENT), session=done.state.session))
    first = done.program.steps[done.state.walk.step].choices[0].id

    await desk_of(firm, heard).handle(tap(encode(choose(first), done.state.session, done.state.turn)))

    assert heard.refusals == ["paused"]


async def test_refusal_that_stands_only_on_a_card_is_counted(
    firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    heard = Heard()
    await firm.people.shut_out(await firm.actor(ADMIN), SECOND_ADMIN, firm.cause())

    await desk_of(firm, heard).handle(tap(f"1:-:0:pp:y.{ADMIN}", ADMIN))

    assert (heard.taps, heard.refusals) == ([Verb.PEOPLE], ["last_admin"])
    assert [each.message for each in caplog.records if each.name.endswith("front_desk")] == [
        f"tg:1:tap:1 by {ADMIN} is answered refused.last_admin"
    ]


@pytest.mark.parametrize(
    ("data", "person", "verb", "why"),
    [
        ("客户的话", AGENT, None, "unknown"),
        ("1:-:0:pp", AGENT, Verb.PEOPLE, "forbidden"),
        ("1:-:0:nw", STRANGER, Verb.NEW, "stranger"),
    ],
)
async def test_tap_that_is_refused_is_counted_by_kind_alone(
    firm: Firm, data: str, person: PersonId, verb: Verb | None, why: str
) -> None:
    heard = Heard()

    await desk_of(firm, heard).handle(tap(data, person))

    assert (heard.taps, heard.refusals) == ([verb], [why])


@pytest.mark.parametrize(
    ("text", "person", "refusals"),
    [
        ("你好", STRANGER, ["stranger"]),
        ("/people", AGENT, ["forbidden"]),
        ("/end", AGENT, ["no_session"]),
        ("/help", AGENT, []),
    ],
)
async def test_words_are_no_tap_and_may_be_refused(
    firm: Firm, text: str, person: PersonId, refusals: list[str]
) -> None:
    heard = Heard()

    await desk_of(firm, heard).handle(words(text, person))

    assert (heard.taps, heard.refusals) == ([], refusals)


class Away:
    """A store that is away."""

    async def actor(self, person: PersonId) -> None:
        raise StorageUnavailableError


async def test_tap_that_comes_again_because_the_storage_was_away_is_counted_once(firm: Firm) -> None:
    heard, there = Heard(), firm.office.directory
    data = f"1:{SessionId('01JDMZ0000ABCDEFGHJKMNPQRS')}:1:fl"
    object.__setattr__(firm.office, "directory", Away())
    with pytest.raises(StorageUnavailableError):
        await desk_of(firm, heard).handle(tap(data))
    object.__setattr__(firm.office, "directory", there)

    await desk_of(firm, heard).handle(tap(data))

    assert heard.taps == [Verb.FLAG]
