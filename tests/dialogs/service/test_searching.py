"""Looking for calls by what was said in them."""

import pytest

from dialogs.commands import NoteWords
from dialogs.events import CallsSearched
from dialogs.ids import Cause, PersonId, list_access_stream
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from dialogs.searching import LONGEST_TERM
from dialogs.service import Searched, SearchService
from tests.firm import ADMIN, AGENT, FAR_SUPERVISOR, OTHER_AGENT, SUPERVISOR, Firm

MOST = 2


async def calls(firm: Firm, *words: str, person: PersonId = AGENT) -> list[str]:
    """Hold a call for each of ``words``, in which they are noted."""
    sessions = []
    for each in words:
        state = (await firm.opened(person)).state
        sessions.append(state.session)
        actor = await firm.actor(person)
        await firm.does(
            NoteWords(actor=actor, session=state.session, words=Sealed(each), said_at=firm.clock())
        )
    return [str(each) for each in sessions]


async def search(
    firm: Firm, words: str, person: PersonId = SUPERVISOR, cause: Cause | None = None
) -> Searched | Refusal:
    actor = await firm.actor(person)
    return await SearchService(firm.office).search(actor, Sealed(words), MOST, cause or firm.cause())


async def recorded(firm: Firm, person: PersonId = SUPERVISOR) -> list[tuple[PersonId, int]]:
    events = await firm.storage.events.load(list_access_stream(person))
    return [(each.by, each.found) for each in events if isinstance(each, CallsSearched)]


def ids(searched: Searched | Refusal) -> list[str]:
    assert isinstance(searched, Searched)
    return [str(each.line.session) for each in searched.found]


async def test_search_is_recorded_with_how_many_calls_it_showed_and_not_with_the_term(firm: Firm) -> None:
    await calls(firm, "多扣年费", "年费没有退", "年费的事")

    searched = await search(firm, "年费")

    assert isinstance(searched, Searched)
    assert (len(searched.found), searched.more) == (MOST, True)
    assert await recorded(firm) == [(SUPERVISOR, MOST)]
    assert "年费" not in repr(await firm.storage.events.load(list_access_stream(SUPERVISOR)))


async def test_search_that_finds_nothing_is_recorded_too(firm: Firm) -> None:
    searched = await search(firm, "年费")

    assert searched == Searched(Sealed("年费"), [], more=False)
    assert await recorded(firm) == [(SUPERVISOR, 0)]


async def test_search_delivered_twice_is_recorded_once_and_answered_twice(firm: Firm) -> None:
    sessions = await calls(firm, "多扣年费")
    cause = firm.cause()

    first, second = await search(firm, "年费", cause=cause), await search(firm, "年费", cause=cause)

    assert ids(first) == ids(second) == sessions
    assert await recorded(firm) == [(SUPERVISOR, 1)]


@pytest.mark.parametrize(
    ("person", "sees"),
    [(SUPERVISOR, True), (ADMIN, True), (FAR_SUPERVISOR, False)],
)
async def test_search_reaches_ones_own_team_and_for_admins_everybody(
    firm: Firm, person: PersonId, *, sees: bool
) -> None:
    sessions = await calls(firm, "多扣年费")

    assert ids(await search(firm, "年费", person)) == (sessions if sees else [])


@pytest.mark.parametrize("person", [AGENT, OTHER_AGENT])
async def test_who_may_not_search_learns_nothing_and_nothing_is_written(firm: Firm, person: PersonId) -> None:
    await calls(firm, "多扣年费")

    assert await search(firm, "年费", person) == Refusal(Reason.FORBIDDEN)
    assert await recorded(firm, person) == []


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (" \n ", Refusal(Reason.TERM_EMPTY)),
        ("长" * (LONGEST_TERM + 1), Refusal(Reason.TERM_TOO_LONG, values={"most": LONGEST_TERM})),
    ],
)
async def test_term_that_is_empty_or_a_whole_text_is_refused(
    firm: Firm, words: str, refusal: Refusal
) -> None:
    assert await search(firm, words) == refusal
    assert await recorded(firm) == []


async def test_identifier_is_looked_for_as_it_is_kept(firm: Firm) -> None:
    sessions = await calls(firm, "电话 139-0000-5678", "电话 139-0000-9999")

    assert ids(await search(firm, "13900005678")) == sessions[:1]
