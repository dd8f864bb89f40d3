"""What a person is looking at in a chat just now: where the next text goes, and how many taps came late.

It lives in memory only. A restart forgets it: the next text is a note again, and the card says so.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dialogs.events import SummarySection
from dialogs.ids import SessionId

JUST_SWITCHED = timedelta(seconds=3)
"""How long after a switch a text may still have been meant for the call before."""


class Awaited(StrEnum):
    """Words that a person was asked for, apart from notes."""

    SECTION = "section"
    REMARK = "remark"
    ANSWER = "answer"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the next text of a chat goes."""

    awaited: Awaited
    session: SessionId
    section: SummarySection | None = None


@dataclass(slots=True)
class Attention:
    """The focus and the latest switch of each chat, the late taps of each call; bounded by chats in use."""

    _focus: dict[int, Focus] = field(default_factory=dict)
    _late: dict[SessionId, int] = field(default_factory=dict)
    _switched: dict[int, datetime] = field(default_factory=dict)

    def focus(self, chat: int) -> Focus | None:
        """Return where the next text of ``chat`` goes, if anywhere special."""
        return self._focus.get(chat)

    def turn_to(self, chat: int, focus: Focus) -> None:
        """Let the next text of ``chat`` go to ``focus``."""
        self._focus[chat] = focus

    def forget(self, chat: int) -> None:
        """Let the next text of ``chat`` be a note again."""
        self._focus.pop(chat, None)

    def came_late(self, session: SessionId) -> int:
        """Count one more tap of ``session`` that came late, and return how many there are."""
        self._late[session] = self._late.get(session, 0) + 1
        return self._late[session]

    def on_time(self, session: SessionId) -> None:
        """Forget the late taps of ``session``: one counted."""
        self._late.pop(session, None)

    def switched(self, chat: int, at: datetime) -> None:
        """Remember that ``chat`` turned to another call."""
        self._switched[chat] = at

    def has_just_switched(self, chat: int, at: datetime) -> bool:
        """Tell whether a text written at ``at`` may still have been meant for the call before."""
        switched = self._switched.get(chat)
        return switched is not None and at - switched <= JUST_SWITCHED
