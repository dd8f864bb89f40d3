"""Two updates of one person reach two programs, which share a log and nothing else."""

from dataclasses import replace

import pytest

from bot.telegram.callback_data import encode
from bot.telegram.deeds import AnswerTap, Deed, SendFile, ShowCall, ShowCard, Sweep
from bot.telegram.handlers.claims import Claims
from bot.telegram.incoming import Tap
from dialogs.cards import Button, Verb
from dialogs.commands import EndSession
from dialogs.events import SummarySection
from dialogs.ids import Cause
from dialogs.program import Outcome
from dialogs.texts import Language, Phrase
from storage.opening import in_memory
from tests.bot.telegram.driving import CALL, ZONE
from tests.bot.telegram.lobby import AGENT, COLLEAGUE, SUPERVISOR, TWO, Came, Lobby


@pytest.fixture
async def programs() -> tuple[Lobby, Lobby]:
    one = Lobby()
    await one.admit()
    await one.opens()
    return one, Lobby(tables=one.tables, numbers=one.numbers)


def notices(came: Came) -> list[Phrase]:
    [shown] = [each for each in came.deeds if isinstance(each, ShowCall)]
    return list(shown.glance.notices)


def late(count: int) -> list[Phrase]:
    return [Phrase("card.late_taps", {"count": count})]


async def test_late_taps_are_counted_from_the_latest_that_counted_wherever_it_did(
    programs: tuple[Lobby, Lobby],
) -> None:
    one, other = programs
    await one.taps(AGENT, Verb.CHOOSE, "goes-on", session=CALL)
    old = f"1:{CALL}:0:{Verb.CHOOSE}:goes-on"
    counted = [notices(await one.forges(AGENT, old.replace("goes-on", choice))) for choice in ("a", "b")]
    await other.taps(AGENT, Verb.CHOOSE, "fee", session=CALL)

    again = notices(await one.forges(AGENT, old.replace("goes-on", "c")))

    assert [*counted, again] == [late(1), late(2), late(1)]


async def test_a_file_that_was_asked_for_twice_is_written_once_whoever_takes_the_taps(
    programs: tuple[Lobby, Lobby],
) -> None:
    one, other = programs

    came = [await each.taps(SUPERVISOR, Verb.BRIEF, f"{CALL}w") for each in (one, other)]

    assert [kinds(each.deeds) for each in came] == [[AnswerTap, SendFile], [AnswerTap]]
    assert [each.events for each in came] == [("SessionExported",), ()]


def kinds(deeds: tuple[Deed, ...]) -> list[type[Deed]]:
    return [type(each) for each in deeds]


def tap(query: str) -> Tap:
    cause = Cause(f"tg:1:tap:{query}")
    return Tap(
        cause=cause,
        person=SUPERVISOR,
        chat=SUPERVISOR,
        message=5,
        name="x",
        language_code="zh",
        at=TWO,
        query=query,
        data="",
    )


async def test_a_tap_that_is_brought_again_after_whoever_took_it_is_gone_still_asks(
    programs: tuple[Lobby, Lobby],
) -> None:
    claims = Claims(in_memory(programs[0].tables, ZONE).shown)

    first = [await claims.is_first(tap(query), 0) for query in ("7", "8", "7")]
    await claims.give_up(tap("7"), 0)
    later = [await claims.is_first(tap("9"), tried) for tried in (0, 1)]

    assert (first, later) == ([True, False, True], [True, True])


async def test_each_try_after_a_failure_is_the_first_of_its_own_however_many_there_were(
    programs: tuple[Lobby, Lobby],
) -> None:
    claims, tries = Claims(in_memory(programs[0].tables, ZONE).shown), [number % 10 for number in range(25)]

    came = [await claims.is_first(tap(str(number)), tried) for number, tried in enumerate(tries)]

    assert all(came)
    assert not await claims.is_first(tap("99"), tries[-1])


async def test_words_go_where_another_program_said_that_they_would(programs: tuple[Lobby, Lobby]) -> None:
    one, other = programs
    await one.does(EndSession(actor=await one.actor(), session=CALL, outcome=Outcome.DECLINED))

    await one.taps(AGENT, Verb.EDIT_SUMMARY, SummarySection.REPORTED, session=CALL)
    came = await other.writes(AGENT, "客户说：多收了一笔")

    assert came.events == ("SummaryEdited",)
    assert (await one.state()).edited == (await other.state()).edited != {}


async def test_a_term_that_one_program_asked_for_is_looked_for_by_another(
    programs: tuple[Lobby, Lobby],
) -> None:
    one, other = programs

    await one.writes(SUPERVISOR, "/find")
    came = await other.writes(SUPERVISOR, "多收")

    assert came.events == ("CallsSearched",)


async def test_one_proposal_opens_one_call_whichever_programs_take_its_taps(
    programs: tuple[Lobby, Lobby],
) -> None:
    one, other = programs
    [proposal] = [
        each.card for each in (await one.writes(COLLEAGUE, "/new")).deeds if isinstance(each, ShowCard)
    ]
    values = [each.value for row in proposal.buttons for each in row if each.verb is Verb.NEW]
    value = next(each for each in values if each.startswith("p."))

    came = [await each.taps(COLLEAGUE, Verb.NEW, value) for each in (one, other)]

    assert [("SessionOpened" in each.events) for each in came] == [True, False]
    [call] = {each.session for came in came for each in came.deeds if isinstance(each, ShowCall)}
    assert call != CALL


async def test_a_choice_and_the_next_are_made_in_two_programs_that_both_know_how_the_call_stands(
    programs: tuple[Lobby, Lobby],
) -> None:
    one, other = programs

    for number, choice in enumerate(("goes-on", "fee", "right")):
        came = await (one, other)[number % 2].taps(AGENT, Verb.CHOOSE, choice, session=CALL)
        assert came.is_let_through

    assert await one.state() == await other.state()
    assert [each.choice for each in (await one.state()).path] == ["goes-on", "fee", "right"]


async def test_call_that_ended_is_swept_by_whoever_takes_the_tap_when_the_first_was_gone_before_that(
    programs: tuple[Lobby, Lobby],
) -> None:
    one, other = programs
    data = encode(Button(Phrase("x"), Verb.END, Outcome.DECLINED), CALL, (await one.state()).turn)
    ending = replace(tap("7"), person=AGENT, chat=AGENT, data=data)
    first = await one._came(ending)

    again = await other._came(ending)

    assert ("SessionEnded" in first.events, again.events) == (True, ())
    assert first.deeds[-1] == again.deeds[-1] == Sweep(AGENT, CALL, Language.ZH)
