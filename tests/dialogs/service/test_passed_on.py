"""A call that passed on: its first owner reads their own part of it, and nobody else does for that."""

from datetime import timedelta

from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from dialogs.service import SessionRecord
from tests.firm import ADMIN, AGENT, OTHER_AGENT, SUPERVISOR, open_firm


async def test_first_owner_reads_their_part_and_the_remark_and_no_more() -> None:
    async with open_firm() as firm:
        done = await firm.opened()
        session, admin = done.state.session, await firm.actor(ADMIN)
        await firm.reviews.remark(await firm.actor(SUPERVISOR), session, Sealed("收得早了些"), firm.cause())
        firm.pass_time(timedelta(minutes=1))
        await firm.people.shut_out(admin, AGENT, firm.cause())
        shut_out = await firm.reviews.read(await firm.actor(AGENT), session, firm.cause())
        await firm.people.let_in(admin, AGENT, firm.cause())
        firm.pass_time(timedelta(minutes=1))
        on = await firm.chooses(done, done.program.steps[done.state.walk.step].choices[0].id, SUPERVISOR)
        del on

        record = await firm.reviews.read(await firm.actor(AGENT), session, firm.cause())
        other = await firm.reviews.read(await firm.actor(OTHER_AGENT), session, firm.cause())

    assert isinstance(record, SessionRecord)
    assert [each.text.key for each in record.timeline.entries] == [
        "log.opened",
        "log.paused_switched",
        "log.handed_over",
    ]
    assert [each.words for each in record.review.said] == [Sealed("收得早了些")]
    assert record.timeline.owners == (AGENT, SUPERVISOR)
    assert shut_out == other == Refusal(Reason.FORBIDDEN)
