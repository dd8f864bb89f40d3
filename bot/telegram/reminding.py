"""A reminder of deadlines, drawn when it goes out: none when there is nothing to be reminded of any more."""

from bot.telegram.doubt import in_doubt
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.complaints import fold_complaint
from dialogs.ports import Notice
from dialogs.refusals import Refusal
from dialogs.reminders import has_a_later_one, is_void, near
from dialogs.render.deadline_list import reminder
from dialogs.service import DeadlineService, Office


async def reminder_of(office: Office, to: Actor, notice: Notice, *, again: bool) -> Card | None:
    """Return the card of a reminder; none when it was written anew, came too late, or is not for ``to``.

    Raises:
        StorageUnavailableError: the log cannot be read now.
    """
    events, policy, now = await office.store.load(notice.about), office.deadlines, office.now()
    complaint = fold_complaint(events, policy)
    due = near(policy, complaint, now.date())
    late = has_a_later_one(policy, complaint, notice.due_at, now, office.zone)
    if not due or late or is_void(events, notice.version):
        return None
    seen = await DeadlineService(office).look(to, complaint.session)
    if isinstance(seen, Refusal):
        return None
    card = reminder(to, policy, seen.complaint, due, now.date())
    return in_doubt(card) if again else card
