"""What can wait while somebody is on the phone."""

from datetime import timedelta
from typing import Final

from dialogs.ids import SessionId, review_stream
from dialogs.ports import Notice, NoticeKind, SessionStatus
from dialogs.service import Office

LONGEST: Final = timedelta(hours=1)
"""So long a review waits at most: calls that are never closed must not keep it for good."""
HOLDING: Final = timedelta(seconds=20)
"""When it is looked at again."""


async def disturbs(office: Office, notice: Notice) -> bool:
    """Tell whether a notice is a review of an old call, and its agent on the phone in another just now.

    Raises:
        StorageUnavailableError: it cannot be looked up now.
    """
    if notice.kind is not NoticeKind.REVIEWED:
        return False
    agent = await office.directory.actor(notice.to)
    reviewed = SessionId(notice.about.key)
    said = (await office.store.load(review_stream(reviewed)))[notice.version - 1 : notice.version]
    if agent is None or not said or office.clock() - said[0].at >= LONGEST:
        return False
    open_calls = await office.views.own_sessions(agent)
    return any(each.status is SessionStatus.LIVE and each.session != reviewed for each in open_calls)
