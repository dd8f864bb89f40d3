"""What must be forgotten is forgotten, and what must be kept is kept, on every store."""

from datetime import date, datetime, timedelta

import pytest

from dialogs.commands import EditSummary, NoteWords
from dialogs.events import (
    HoldLifted,
    HoldPlaced,
    StorageOnlyBegun,
    SummarySection,
    WordsErased,
    WordsNoted,
)
from dialogs.ids import PersonId, SessionId, access_stream
from dialogs.people import CONSOLE
from dialogs.ports import (
    AccessDeed,
    AccessFilter,
    Kept,
    ShownCard,
)
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from dialogs.service import Erased, Refused, SessionRecord, Told
from dialogs.texts import Phrase, Value
from tests.dialogs.service.erasing import ASKED, RULE, SAID, YEAR, asked, door, ended, erase, events
from tests.firm import ADMIN, AGENT, FAR_SUPERVISOR, OTHER_AGENT, SUPERVISOR, Firm


@pytest.fixture
def firm(firm_on_each_store: Firm) -> Firm:
    return firm_on_each_store


async def test_words_of_a_call_that_no_rule_keeps_are_erased(firm: Firm) -> None:
    session = await ended(firm)
    shown = ShownCard(chat=AGENT, message=5, session=session, version=1, digest="d")
    await firm.storage.shown.record(shown, after=None)
    firm.pass_time(YEAR + timedelta(days=1))

    answer = await erase(firm, session)

    *before, last = await events(firm, session)
    assert answer == Erased(left_in_chats=1)
    assert last == WordsErased(at=firm.clock(), by=CONSOLE.person, reason=ASKED, left_in_chat=1)
    assert [each.words for each in before if isinstance(each, WordsNoted)] == [Sealed.erased()]
    assert await asked(firm, session) == [True]


async def test_call_that_goes_on_is_not_erased_and_stays_open(firm: Firm) -> None:
    session = (await firm.opened()).state.session
    firm.pass_time(5 * YEAR)

    assert await erase(firm, session) == Refusal(Reason.GOING_ON)
    assert (len(await events(firm, session)), await asked(firm, session)) == (1, [])


async def test_rule_that_runs_refuses_with_its_name_and_day_and_shuts_the_call(firm: Firm) -> None:
    session = await ended(firm)

    first, second = await erase(firm, session), await erase(firm, session)

    why = Refusal(Reason.MUST_BE_KEPT, values={"rule": RULE.title, "until": "2027-11-24"})
    shut = [each for each in await events(firm, session) if isinstance(each, StorageOnlyBegun)]
    assert (first, second) == (why, why)
    assert [(each.rule, each.until) for each in shut] == [("all", date(2027, 11, 24))]
    assert await asked(firm, session) == [False, False]


async def test_call_is_erased_on_the_day_that_was_named_and_not_a_day_before(firm: Firm) -> None:
    session = await ended(firm)
    firm.hands[0] = datetime(2027, 11, 23, 23, 59, tzinfo=firm.office.zone)
    early = await erase(firm, session)
    firm.hands[0] = datetime(2027, 11, 24, 0, 0, tzinfo=firm.office.zone)

    assert isinstance(early, Refusal)
    assert early.values["until"] == "2027-11-24"
    assert isinstance(await erase(firm, session), Erased)


async def test_hold_refuses_with_its_file_number_and_shuts_the_call(firm: Firm) -> None:
    session = await ended(firm)
    firm.pass_time(2 * YEAR)
    held = await door(firm).hold(CONSOLE, session, " 沪01-17 ", firm.cause())

    answer = await erase(firm, session)

    [shut] = [each for each in await events(firm, session) if isinstance(each, StorageOnlyBegun)]
    assert (held, answer) == (Told(), Refusal(Reason.HELD, values={"reference": "沪01-17"}))
    assert (shut.rule, shut.until) == ("hold", None)


async def test_lifting_a_hold_leaves_the_call_shut_until_it_is_asked_for_anew(firm: Firm) -> None:
    session = await ended(firm)
    firm.pass_time(2 * YEAR)
    await door(firm).hold(CONSOLE, session, "沪01-17", firm.cause())
    await erase(firm, session)

    lifted = await door(firm).lift(CONSOLE, session, firm.cause())
    stands = (await firm.office.calls.at(session)).kept
    answer = await erase(firm, session)

    assert (lifted, stands, answer) == (Told(), Kept.STORED, Erased())
    assert [type(each) for each in await events(firm, session)][-4:] == [
        HoldPlaced,
        StorageOnlyBegun,
        HoldLifted,
        WordsErased,
    ]


async def test_hold_and_its_end_are_noted_among_the_deeds(firm: Firm) -> None:
    session = await ended(firm)
    for cause in (firm.cause(), firm.cause()):
        await door(firm).hold(CONSOLE, session, "沪01-17", cause)
    await door(firm).lift(CONSOLE, session, firm.cause())

    lines = await firm.storage.views.accesses(await firm.actor(ADMIN), AccessFilter(session=session))

    assert [(line.deed, line.by, line.detail) for line in lines] == [
        (AccessDeed.HOLD_LIFTED, CONSOLE.person, ""),
        (AccessDeed.HELD, CONSOLE.person, "沪01-17"),
    ]


async def test_second_hold_is_refused_since_it_would_end_with_the_first(firm: Firm) -> None:
    session = await ended(firm)
    keeping = door(firm)

    async def hold(reference: str) -> Told | Refusal:
        return await keeping.hold(CONSOLE, session, reference, firm.cause())

    assert await hold("沪01-17") == Told()
    assert await hold("沪01-17") == Told(changed=False)
    known: dict[str, Value] = {"reference": "沪01-17", "since": firm.clock()}
    assert await hold("沪02-18") == Refusal(Reason.HELD_ALREADY, values=known)
    assert await hold("  ") == Refusal(Reason.EMPTY)
    assert await hold("x" * 101) == Refusal(Reason.TOO_LONG, values={"most": 100})


async def test_calls_that_are_held_are_listed_with_their_holds_to_admins_alone(firm: Firm) -> None:
    session, keeping = await ended(firm), door(firm)
    await keeping.hold(CONSOLE, session, "沪01-17", firm.cause())

    held = await keeping.held(CONSOLE)
    for_others = await keeping.held(await firm.actor(SUPERVISOR))
    await keeping.lift(CONSOLE, session, firm.cause())

    assert [(line.session, hold.reference) for line, hold in held] == [(session, "沪01-17")]
    assert list(for_others) == list(await keeping.held(CONSOLE)) == []


async def test_nobody_holds_what_is_erased_and_nobody_lifts_what_is_not_held(firm: Firm) -> None:
    session = await ended(firm)
    lifted = await door(firm).lift(CONSOLE, session, firm.cause())
    firm.pass_time(2 * YEAR)
    await erase(firm, session)

    assert lifted == Refusal(Reason.NOT_HELD)
    assert await door(firm).hold(CONSOLE, session, "x", firm.cause()) == Refusal(Reason.WORDS_ERASED)


@pytest.mark.parametrize("person", [AGENT, OTHER_AGENT, SUPERVISOR, FAR_SUPERVISOR])
async def test_only_admins_and_the_command_line_erase_hold_and_look(firm: Firm, person: PersonId) -> None:
    session = await ended(firm)
    firm.pass_time(2 * YEAR)
    actor, keeping = await firm.actor(person), door(firm)
    no = Refusal(Reason.FORBIDDEN, values={"who": Phrase("role.admin")})
    none = SessionId(firm.new_id())

    assert await keeping.erase(actor, session, ASKED, firm.cause()) == no
    assert await keeping.erase(actor, none, ASKED, firm.cause()) == no
    assert await keeping.hold(actor, session, "x", firm.cause()) == no
    assert await keeping.lift(actor, session, firm.cause()) == no
    assert await keeping.run(actor, date(2030, 1, 1), dry_run=False) == no
    assert list(await keeping.due(actor, date(2030, 1, 1))) == []
    assert await keeping.erase(await firm.actor(ADMIN), none, ASKED, firm.cause()) == Refusal(
        Reason.NO_SESSION
    )
    assert (await firm.office.calls.at(session)).kept is Kept.OPEN


async def test_same_request_twice_erases_and_refuses_once(firm: Firm) -> None:
    session, keeping = await ended(firm), door(firm)
    cause = firm.cause()
    refused = [await keeping.erase(CONSOLE, session, ASKED, cause) for _ in range(2)]
    firm.pass_time(2 * YEAR)
    late = await keeping.erase(CONSOLE, session, ASKED, cause)
    cause = firm.cause()
    granted = [await keeping.erase(CONSOLE, session, ASKED, cause) for _ in range(2)]

    assert refused[0] == refused[1]
    assert late == Refusal(Reason.ALREADY_DONE)
    assert granted == [Erased(), Erased(changed=False)]
    assert await asked(firm, session) == [False, True]


async def test_erased_call_lets_go_of_the_words_at_hand(firm: Firm) -> None:
    session = await ended(firm)
    before = await firm.office.calls.at(session)
    firm.pass_time(2 * YEAR)

    await erase(firm, session)

    assert [note.words for note in before.noted] == [Sealed(SAID)]
    assert session not in firm.office.calls._kept
    assert [note.words for note in (await firm.office.calls.at(session)).noted] == [Sealed.erased()]


async def test_nobody_is_shown_a_call_that_is_kept_for_a_rule_alone(firm: Firm) -> None:
    session = await ended(firm)
    await erase(firm, session)
    shut = Refusal(Reason.STORAGE_ONLY)

    for person in (AGENT, SUPERVISOR, ADMIN):
        actor = await firm.actor(person)
        assert await firm.reviews.read(actor, session, firm.cause()) == shut
        assert await firm.sessions.look(actor, session) == Refused(shut)
        assert await firm.storage.views.session(actor, session) is None
    far = await firm.actor(FAR_SUPERVISOR)
    assert await firm.reviews.read(far, session, firm.cause()) == Refusal(Reason.FORBIDDEN)
    assert [each.by for each in await firm.storage.events.load(access_stream(session))] == [CONSOLE.person]


async def test_erased_call_is_read_and_says_so(firm: Firm) -> None:
    session = await ended(firm)
    firm.pass_time(2 * YEAR)
    await erase(firm, session)

    record = await firm.reviews.read(await firm.actor(SUPERVISOR), session, firm.cause())

    assert isinstance(record, SessionRecord)
    assert record.timeline.entries[-1].text.key == "log.erased"
    assert [
        each.text.values["words"] for each in record.timeline.entries if each.text.key == "log.noted"
    ] == [Sealed.erased()]


@pytest.mark.parametrize(
    ("years", "reason"), [(0, Reason.STORAGE_ONLY), (2, Reason.WORDS_ERASED)], ids=["stored", "erased"]
)
async def test_nothing_is_added_to_a_call_that_is_shut(firm: Firm, years: int, reason: Reason) -> None:
    session, other = await ended(firm), (await firm.opened()).state.session
    agent, chief, words = await firm.actor(AGENT), await firm.actor(SUPERVISOR), Sealed("补一句")
    await firm.reviews.remark(chief, session, Sealed("慢一点"), firm.cause())
    note = (await firm.office.calls.at(session)).noted[0].version
    firm.pass_time(years * YEAR)
    await erase(firm, session)
    length, reviews = len(await events(firm, session)), firm.reviews

    refused = [
        await firm.does(NoteWords(actor=agent, session=session, words=words, said_at=firm.clock())),
        await firm.does(
            EditSummary(actor=agent, session=session, section=SummarySection.AGREED, words=words)
        ),
        await firm.sessions.move_words_to(agent, session, note, other, firm.cause()),
        await reviews.remark(chief, session, words, firm.cause()),
        await reviews.rate(chief, session, 4, firm.cause()),
        await reviews.answer(agent, session, words, firm.cause()),
    ]

    reasons = [each.refusal.reason if isinstance(each, Refused) else each for each in refused]
    expected = [reason] * 3 if years else [reason, reason, Reason.NO_SESSION]
    assert reasons == [*expected, *[Refusal(reason)] * 3]
    assert len(await events(firm, session)) == length
