from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dialogs.actors import Actor
from dialogs.events import (
    AnswerChanged,
    CallLanguageChanged,
    CarriedOver,
    Event,
    HelpAsked,
    HelpTaken,
    Jumped,
    MomentFlagged,
    PauseReason,
    SessionEnded,
    SessionHandedOver,
    SessionPaused,
    SessionRated,
    SessionReopened,
    SessionResumed,
    TemperatureTaken,
    WentBack,
)
from dialogs.ids import ChoiceId, PlaybookSlug, Revision, SessionId, StageId, StepId, review_stream
from dialogs.ports import SessionFilter, SessionLine, SessionStatus
from dialogs.program import Channel, Outcome
from dialogs.texts import Language
from storage.opening import Storage
from tests.storage.builders import (
    ADMIN,
    BOSS,
    COACH,
    EVERYBODY,
    LIN,
    MEI,
    NOON,
    REVISION,
    SUN,
    admit,
    after,
    call,
    chosen,
    opened,
    write,
)

FIRST = SessionLine(
    session=SessionId("S1"),
    complaint=opened().complaint,
    alias="青松-10",
    agent=LIN.person,
    agent_name="测试林",
    team=LIN.team,
    playbook=opened().playbook,
    revision=REVISION,
    product="card",
    status=SessionStatus.LIVE,
    outcome=None,
    step="greet",
    temperature=None,
    opened_at=NOON,
    last_tap_at=NOON,
    ended_at=None,
    help_open=False,
    score=None,
    version=1,
)
T, BY = after(1), LIN.person
GREET, LISTEN = StepId("greet"), StepId("listen")
ENDED = SessionEnded(at=T, by=BY, outcome=Outcome.AGREED)
LED_ON = CarriedOver(
    at=T,
    by=BY,
    step=GREET,
    playbook=PlaybookSlug("successor"),
    revision=Revision("9" * 64),
    target=LISTEN,
    reason="编造的原因",
)
OVER = replace(FIRST, status=SessionStatus.ENDED, outcome=Outcome.AGREED, ended_at=T)
CORRECTED = AnswerChanged(at=T, by=BY, move=2, step=GREET, old=ChoiceId("a"), new=ChoiceId("b"))


@pytest.mark.parametrize(
    ("events", "line"),
    [
        ((chosen("listen", at=T),), replace(FIRST, step="listen")),
        (
            (Jumped(at=T, by=BY, step=GREET, stage=StageId("offer"), target=LISTEN),),
            replace(FIRST, step="listen"),
        ),
        ((chosen("listen", at=T), WentBack(at=T, by=BY, undoes=2, target=GREET)), FIRST),
        ((chosen("listen", at=T), CORRECTED), replace(FIRST, step="listen")),
        ((chosen("listen", at=T), replace(CORRECTED, target=StepId("offer"))), replace(FIRST, step="offer")),
        ((TemperatureTaken(at=T, by=BY, level=4, step=GREET),), replace(FIRST, temperature=4)),
        ((MomentFlagged(at=T, by=BY, step=GREET),), FIRST),
        ((HelpAsked(at=T, by=BY, step=GREET),), replace(FIRST, help_open=True)),
        ((HelpAsked(at=T, by=BY, step=GREET), HelpTaken(at=T, by=BOSS.person)), FIRST),
        ((HelpAsked(at=T, by=BY, step=GREET), ENDED), OVER),
        (
            (SessionPaused(at=T, by=BY, reason=PauseReason.ASKED),),
            replace(FIRST, status=SessionStatus.PAUSED),
        ),
        (
            (SessionPaused(at=T, by=BY, reason=PauseReason.ASKED), SessionResumed(at=T, by=BY)),
            FIRST,
        ),
        ((ENDED,), OVER),
        ((ENDED, SessionReopened(at=T, by=BY)), FIRST),
        (
            (
                chosen("bye", at=T),
                replace(ENDED, by_move=True),
                WentBack(at=T, by=BY, undoes=2, target=GREET),
            ),
            FIRST,
        ),
        ((LED_ON,), replace(FIRST, step="listen", playbook=LED_ON.playbook, revision=LED_ON.revision)),
        (
            (SessionHandedOver(at=T, by=BOSS.person, to=MEI.person),),
            replace(FIRST, agent=MEI.person, agent_name=MEI.name),
        ),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
async def test_line_of_a_call_says_where_it_stands(
    storage: Storage, events: tuple[Event, ...], line: SessionLine, *, at_once: bool
) -> None:
    await admit(storage)

    if at_once:
        await write(storage, call(), opened(), *events)
    else:
        for event in (opened(), *events):
            await write(storage, call(), event)

    expected = replace(line, last_tap_at=T, version=1 + len(events))
    assert await storage.views.session(ADMIN, SessionId("S1")) == expected


async def test_latest_rating_counts_and_is_no_tap_of_the_call(storage: Storage) -> None:
    await admit(storage)
    await write(storage, call(), opened(), ENDED)
    reviews = [SessionRated(at=after(9), by=BOSS.person, score=score) for score in (2, 5)]

    await write(storage, review_stream(SessionId("S1")), *reviews)

    assert await storage.views.session(LIN, SessionId("S1")) == replace(
        OVER, last_tap_at=T, version=2, score=5
    )


async def test_agent_whom_nobody_admitted_is_named_by_id(storage: Storage) -> None:
    await write(storage, call(), opened())

    assert await storage.views.session(LIN, SessionId("S1")) == replace(FIRST, agent_name="11")


async def three_calls(storage: Storage) -> None:
    await admit(storage)
    await write(storage, call("S1"), opened("S1", LIN))
    await write(storage, call("S2"), opened("S2", MEI, at=after(1)))
    await write(storage, call("S3"), opened("S3", SUN, at=after(2)))
    await write(storage, call("S4"), opened("S4", BOSS, at=after(3)))


def ids(lines: object) -> list[str]:
    assert isinstance(lines, list)
    return [line.session for line in lines]


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        (LIN, ["S1"]),
        (SUN, ["S3"]),
        (BOSS, ["S4", "S2", "S1"]),
        (COACH, []),
        (ADMIN, ["S4", "S3", "S2", "S1"]),
    ],
)
async def test_lists_show_only_what_the_actor_may_see(
    storage: Storage, actor: Actor, seen: list[str]
) -> None:
    await three_calls(storage)

    listed = ids(await storage.views.sessions(actor, SessionFilter()))
    alone = [await storage.views.session(actor, SessionId(each)) for each in ("S4", "S3", "S2", "S1")]

    assert listed == seen
    assert [line.session for line in alone if line is not None] == seen


@pytest.mark.parametrize("actor", EVERYBODY)
async def test_disabled_person_sees_nothing(storage: Storage, actor: Actor) -> None:
    await three_calls(storage)
    await write(storage, call("own"), opened("own", actor))
    shut_out = replace(actor, disabled=True)
    views = storage.views

    assert await views.session(actor, SessionId("own")) is not None
    assert await views.session(shut_out, SessionId("own")) is None
    assert list(await views.sessions(shut_out, SessionFilter())) == []
    assert list(await views.own_sessions(shut_out)) == []
    assert list(await views.open_complaints(shut_out)) == []
    assert await views.last_channel(shut_out) is None
    assert await views.call_language(shut_out) is None


async def test_supervisor_sees_an_own_call_in_another_team(storage: Storage) -> None:
    await three_calls(storage)
    await write(storage, call("S3"), SessionHandedOver(at=after(4), by=ADMIN.person, to=BOSS.person))

    assert ids(await storage.views.sessions(BOSS, SessionFilter())) == ["S4", "S3", "S2", "S1"]
    assert await storage.views.session(SUN, SessionId("S3")) is None


@pytest.mark.parametrize(
    ("narrowed", "seen"),
    [
        (SessionFilter(), ["S4", "S3", "S2", "S1"]),
        (SessionFilter(agent=MEI.person), ["S2"]),
        (SessionFilter(outcome=Outcome.AGREED), ["S1"]),
        (SessionFilter(outcome=Outcome.DECLINED), []),
        (SessionFilter(open_only=True), ["S4", "S3", "S2"]),
        (SessionFilter(limit=2), ["S4", "S3"]),
        (SessionFilter(limit=2, offset=1), ["S3", "S2"]),
        (SessionFilter(offset=4), []),
        (SessionFilter(agent=LIN.person, open_only=True), []),
    ],
)
async def test_list_is_narrowed(storage: Storage, narrowed: SessionFilter, seen: list[str]) -> None:
    await three_calls(storage)
    await write(storage, call("S1"), ENDED)
    await write(storage, call("S2"), SessionPaused(at=T, by=MEI.person, reason=PauseReason.ASKED))

    assert ids(await storage.views.sessions(ADMIN, narrowed)) == seen


@pytest.mark.parametrize(
    ("narrowed", "seen"),
    [
        (SessionFilter(unrated=True), ["S2"]),
        (SessionFilter(hot=True), ["S3", "S2"]),
        (SessionFilter(hot=True, open_only=True), ["S3"]),
        (SessionFilter(hot=True, unrated=True), ["S2"]),
        (SessionFilter(hot=True, agent=MEI.person), ["S2"]),
        (SessionFilter(unrated=True, outcome=Outcome.DECLINED), []),
        (SessionFilter(hot=True, limit=1, offset=1), ["S2"]),
        (SessionFilter(hot=True, day=date(2020, 1, 1)), []),
    ],
)
async def test_list_is_narrowed_to_what_nobody_rated_and_to_what_is_very_hot(
    storage: Storage, narrowed: SessionFilter, seen: list[str]
) -> None:
    await three_calls(storage)
    for name, level in (("S1", 3), ("S2", 4), ("S3", 5)):
        hot = TemperatureTaken(at=T, by=BY, level=level, step=GREET)
        await write(storage, call(name), *((hot,) if name == "S3" else (hot, ENDED)))
    await write(storage, review_stream(SessionId("S1")), SessionRated(at=after(9), by=BOSS.person, score=4))

    assert ids(await storage.views.sessions(ADMIN, narrowed)) == seen


@pytest.mark.parametrize("actor", [LIN, SUN])
async def test_what_is_very_hot_is_listed_to_nobody_who_may_not_see_it(
    storage: Storage, actor: Actor
) -> None:
    await three_calls(storage)
    hot = TemperatureTaken(at=T, by=MEI.person, level=5, step=GREET)
    await write(storage, call("S2"), hot)

    assert list(await storage.views.sessions(actor, SessionFilter(hot=True))) == []


async def test_day_begins_at_local_midnight(storage: Storage) -> None:
    """In Shanghai 2 March begins at 16:00 UTC of 1 March."""
    moments = {
        "before": datetime(2026, 3, 1, 15, 59, 59, 999999, tzinfo=UTC),
        "first": datetime(2026, 3, 1, 16, tzinfo=UTC),
        "last": datetime(2026, 3, 2, 15, 59, 59, 999999, tzinfo=UTC),
        "next": datetime(2026, 3, 2, 16, tzinfo=UTC),
    }
    for name, moment in moments.items():
        await write(storage, call(name), opened(name, at=moment))

    assert ids(await storage.views.sessions(LIN, SessionFilter(day=date(2026, 3, 2)))) == ["last", "first"]
    assert ids(await storage.views.sessions(LIN, SessionFilter(day=date(2026, 3, 1)))) == ["before"]


async def test_calls_of_one_microsecond_are_told_apart_by_id(storage: Storage) -> None:
    for name in ("S2", "S1", "S3"):
        await write(storage, call(name), opened(name))

    assert ids(await storage.views.sessions(LIN, SessionFilter())) == ["S3", "S2", "S1"]


async def test_own_calls_are_those_not_over_with_the_latest_tap_first(storage: Storage) -> None:
    await three_calls(storage)
    for name in ("S5", "S6", "S7"):
        await write(storage, call(name), opened(name, BOSS, at=after(5)))
    await write(storage, call("S7"), ENDED)
    await write(storage, call("S4"), SessionPaused(at=after(7), by=BOSS.person, reason=PauseReason.SWITCHED))
    await write(storage, call("S5"), chosen(at=after(8), by=BOSS))

    assert ids(await storage.views.own_sessions(BOSS)) == ["S5", "S4", "S6"]
    assert ids(await storage.views.own_sessions(ADMIN)) == []


async def test_channel_and_language_are_those_of_the_latest_call(storage: Storage) -> None:
    assert await storage.views.last_channel(LIN) is None
    assert await storage.views.call_language(LIN) is None
    await write(storage, call("S1"), opened("S1", at=after(5), channel=Channel.COUNTER))
    await write(storage, call("S2"), opened("S2", at=after(4)))
    await write(storage, call("S1"), CallLanguageChanged(at=after(6), by=BY, language=Language.EN))

    assert await storage.views.last_channel(LIN) == Channel.COUNTER
    assert await storage.views.call_language(LIN) is Language.EN
    assert await storage.views.last_channel(MEI) is None


async def test_calls_that_have_not_ended_are_counted_by_revision_for_who_writes_playbooks(
    storage: Storage,
) -> None:
    for session in ("S1", "S2", "S3"):
        await write(storage, call(session), opened(session))
    await write(storage, call("S2"), SessionPaused(at=after(1), by=LIN.person, reason=PauseReason.ASKED))
    await write(storage, call("S3"), SessionEnded(at=after(1), by=LIN.person, outcome=Outcome.AGREED))

    seen = {each.person: dict(await storage.views.in_use(each)) for each in (COACH, ADMIN, LIN, BOSS)}

    used = {(opened().playbook, REVISION): 2}
    assert seen == {COACH.person: used, ADMIN.person: used, LIN.person: {}, BOSS.person: {}}
