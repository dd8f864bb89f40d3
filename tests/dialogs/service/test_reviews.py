"""Reading calls and writing beside them."""

from dialogs.commands import EndSession
from dialogs.events import RemarkAnswered, RemarkMade
from dialogs.ids import session_stream
from dialogs.ports import NoticeKind
from dialogs.program import Outcome
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from dialogs.service import SessionRecord, Told
from tests.firm import AGENT, FAR_SUPERVISOR, OTHER_AGENT, SUPERVISOR, Firm


async def test_reading_anothers_call_is_recorded_and_the_agent_sees_by_whom(firm: Firm) -> None:
    done = await firm.opened()

    await firm.reviews.read(await firm.actor(SUPERVISOR), done.state.session, firm.cause())
    own = await firm.reviews.read(await firm.actor(AGENT), done.state.session, firm.cause())

    assert isinstance(own, SessionRecord)
    assert [each.by for each in own.readers] == [SUPERVISOR]


async def test_neither_a_colleague_nor_another_teams_supervisor_reads_a_call(firm: Firm) -> None:
    done = await firm.opened()

    for person in (OTHER_AGENT, FAR_SUPERVISOR):
        read = await firm.reviews.read(await firm.actor(person), done.state.session, firm.cause())
        assert read == Refusal(Reason.FORBIDDEN)


async def test_a_remark_is_written_while_the_call_goes_on_and_leaves_the_call_alone(firm: Firm) -> None:
    done = await firm.opened()

    told = await firm.reviews.remark(
        await firm.actor(SUPERVISOR), done.state.session, Sealed("开场很稳"), firm.cause()
    )

    due = await firm.storage.dispatches.due(firm.clock())
    assert told == Told()
    assert [(each.notice.kind, each.notice.to) for each in due] == [(NoticeKind.REVIEWED, AGENT)]
    assert len(await firm.storage.events.load(session_stream(done.state.session))) == 1


async def test_a_call_is_rated_only_after_its_end(firm: Firm) -> None:
    done = await firm.opened()
    supervisor = await firm.actor(SUPERVISOR)

    early = await firm.reviews.rate(supervisor, done.state.session, 4, firm.cause())
    await firm.does(
        EndSession(actor=await firm.actor(AGENT), session=done.state.session, outcome=Outcome.DECLINED)
    )
    rated = await firm.reviews.rate(supervisor, done.state.session, 4, firm.cause())
    again = await firm.reviews.rate(supervisor, done.state.session, 4, firm.cause())

    assert (early, rated, again) == (Refusal(Reason.NOT_ENDED), Told(), Told(changed=False))


async def test_nobody_reviews_their_own_call_but_they_answer(firm: Firm) -> None:
    done = await firm.opened(SUPERVISOR)
    own = await firm.actor(SUPERVISOR)

    assert await firm.reviews.remark(own, done.state.session, Sealed("自评"), firm.cause()) == Refusal(
        Reason.FORBIDDEN
    )
    assert await firm.reviews.answer(own, done.state.session, Sealed("没人说过"), firm.cause()) == Refusal(
        Reason.UNKNOWN
    )


async def test_an_answer_reaches_whoever_remarked(firm: Firm) -> None:
    done = await firm.opened()
    session = done.state.session
    await firm.reviews.remark(await firm.actor(SUPERVISOR), session, Sealed("可以再慢一点"), firm.cause())
    await firm.storage.dispatches.due(firm.clock())

    await firm.reviews.answer(await firm.actor(AGENT), session, Sealed("下次注意"), firm.cause())

    due = await firm.storage.dispatches.due(firm.clock())
    record = await firm.reviews.read(await firm.actor(AGENT), session, firm.cause())
    assert [(each.notice.kind, each.notice.to) for each in due] == [(NoticeKind.REVIEW_ANSWERED, SUPERVISOR)]
    assert isinstance(record, SessionRecord)
    assert [type(each) for each in record.review.said] == [RemarkMade, RemarkAnswered]
