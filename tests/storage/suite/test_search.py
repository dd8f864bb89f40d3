"""What is found in the words of calls, by whom, on every store."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs import program
from dialogs.actors import Actor
from dialogs.events import (
    ErasureReason,
    Event,
    RemarkMade,
    StorageOnlyBegun,
    SummaryEdited,
    SummarySection,
    WordsErased,
    WordsMoved,
    WordsMovedAway,
    WordsNoted,
)
from dialogs.ids import SessionId, StepId, review_stream
from dialogs.sealed import Sealed
from storage.manner import Manner
from storage.opening import Storage
from tests.storage.builders import (
    ADMIN,
    BOSS,
    COACH,
    EVERYBODY,
    LIN,
    MEI,
    NOON,
    SUN,
    admit,
    after,
    call,
    opened,
    write,
)
from tests.storage.places import Place, file, memory, served

STORES = ["memory", "sqlite", "sqlite with an index", "postgres", "postgres with an index"]


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Search answers alike on every store, and with an index as without."""
    if request.param == "memory":
        return memory()
    manner = Manner(index="with an index" in request.param)
    if "postgres" in request.param:
        return served(request.getfixturevalue("url"), tmp_path, manner=manner)
    return file(tmp_path, manner=manner)


def noted(words: str, *, minute: float = 1, place: program.Place = program.Place.NOTE) -> WordsNoted:
    at = after(minute)
    return WordsNoted(
        at=at, by=LIN.person, place=place, words=Sealed(words), step=StepId("greet"), said_at=at
    )


def summed_up(words: str, *, minute: float = 2) -> SummaryEdited:
    return SummaryEdited(
        at=after(minute), by=LIN.person, section=SummarySection.REPORTED, words=Sealed(words)
    )


async def found(storage: Storage, term: str, actor: Actor = ADMIN, limit: int = 20) -> list[str]:
    return [each.line.session for each in await storage.views.search(actor, term, limit)]


async def four_calls(storage: Storage) -> None:
    await admit(storage)
    for minute, (session, agent) in enumerate((("S1", LIN), ("S2", MEI), ("S3", SUN), ("S4", BOSS))):
        await write(storage, call(session), opened(session, agent, at=after(minute)), noted("多扣了年费"))


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        (LIN, []),
        (SUN, []),
        (COACH, []),
        (BOSS, ["S4", "S2", "S1"]),
        (ADMIN, ["S4", "S3", "S2", "S1"]),
    ],
)
async def test_search_reaches_what_the_actor_may_search_and_the_latest_call_comes_first(
    storage: Storage, actor: Actor, seen: list[str]
) -> None:
    await four_calls(storage)

    assert await found(storage, "年费", actor) == seen


@pytest.mark.parametrize("actor", EVERYBODY)
async def test_disabled_person_finds_nothing(storage: Storage, actor: Actor) -> None:
    await four_calls(storage)

    assert await found(storage, "年费", replace(actor, disabled=True)) == []


async def test_supervisor_finds_an_own_call_in_another_team(storage: Storage) -> None:
    await four_calls(storage)
    await write(storage, call("S5"), replace(opened("S5", BOSS), team=SUN.team), noted("年费"))

    assert set(await found(storage, "年费", BOSS)) == {"S5", "S4", "S2", "S1"}


@pytest.mark.parametrize(
    ("words", "term", "holds"),
    [
        ("客户说多扣了年费", "年费", True),
        ("客户说多扣了年费", "费", True),
        ("客户说多扣了年费", "年 费", False),
        ("Charged the ANNUAL fee twice", "annual fee", True),
        ("Charged the annual\n  fee twice", "annual fee", True),
        ("charged the annual fee", "x", False),
        ("ＡＢＣ１２３", "abc123", True),
        ("尾号 6222 0212 3456 7890 123", "****0123", True),
        ("a", "a", True),
        ("很气愤！！", "！", False),
        ("很气愤！！", "!", True),
        ("anything", "", False),
    ],
)
async def test_term_is_found_as_it_is_written_but_for_width_case_and_white_space(
    storage: Storage, words: str, term: str, *, holds: bool
) -> None:
    await admit(storage)
    await write(storage, call(), opened(), noted(words))

    assert await found(storage, term) == (["S1"] if holds else [])


async def test_what_is_found_is_the_line_of_the_call_with_its_latest_words_that_hold_the_term(
    storage: Storage,
) -> None:
    await admit(storage)
    said = [noted("年费第一次", minute=1), noted("年费第二次", minute=3), noted("别的", minute=4)]
    await write(storage, call(), opened(), *said)

    [hit] = await storage.views.search(ADMIN, "年费", 20)

    assert hit.line == await storage.views.session(ADMIN, SessionId("S1"))
    assert (hit.version, hit.said_at, hit.words) == (3, after(3), Sealed("年费第二次"))


GONE = WordsMovedAway(at=after(5), by=LIN.person, noted=2, session=SessionId("S2"))


@pytest.mark.parametrize(
    ("events", "seen"),
    [
        ([noted("年费")], True),
        ([noted("年费"), GONE], False),
        ([noted("年费"), noted("还是年费"), GONE], True),
        ([noted("年费"), WordsMoved(at=after(5), by=LIN.person, noted=2, place=program.Place.FACT)], True),
        ([summed_up("年费")], True),
        ([summed_up("年费"), summed_up("改好了", minute=3)], False),
        ([summed_up("还没有"), summed_up("年费", minute=3)], True),
        ([summed_up("年费"), replace(summed_up("别的"), section=SummarySection.AGREED)], True),
    ],
)
async def test_only_words_that_still_stand_are_found(
    storage: Storage, events: list[Event], *, seen: bool
) -> None:
    await admit(storage)

    await write(storage, call(), opened(), *events)

    assert await found(storage, "年费") == (["S1"] if seen else [])


async def test_words_beside_the_call_are_not_searched(storage: Storage) -> None:
    await admit(storage)
    await write(storage, call(), opened())
    await write(
        storage,
        review_stream(SessionId("S1")),
        RemarkMade(at=after(3), by=BOSS.person, version=1, words=Sealed("年费")),
    )

    assert await found(storage, "年费") == []


@pytest.mark.parametrize(
    "event",
    [
        StorageOnlyBegun(at=after(9), by=ADMIN.person, rule="hold", until=None),
        WordsErased(at=after(9), by=ADMIN.person, reason=ErasureReason.ASKED, left_in_chat=0),
    ],
)
async def test_call_that_is_kept_for_a_rule_alone_or_erased_is_never_found(
    storage: Storage, event: Event
) -> None:
    await four_calls(storage)
    await write(storage, call("S2"), event)

    assert await found(storage, "年费") == ["S4", "S3", "S1"]


async def test_no_more_calls_are_found_than_were_asked_for(storage: Storage) -> None:
    await four_calls(storage)

    assert await found(storage, "年费", limit=3) == ["S4", "S3", "S2"]
    assert await found(storage, "年费", limit=0) == []


async def test_search_goes_on_beyond_what_is_looked_at_in_one_go(storage: Storage) -> None:
    """More calls than a page holds; several begin in the same microsecond."""
    await admit(storage)
    names = [f"S{number:03}" for number in range(200)]
    for number, name in enumerate(names):
        begun = opened(name, at=NOON + timedelta(seconds=number // 3))
        await write(storage, call(name), begun, noted("一半" if number % 2 else "另外"))

    assert await found(storage, "一半", limit=500) == names[::-1][::2]
