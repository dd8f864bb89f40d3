"""Where the next text of a chat goes, and how many taps came late.

The first outlives a restart, since the chat still shows what was asked for. It is kept among the shown cards,
at message 0 of the chat, where no message ever stands. Late taps are counted by each program for itself.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.telegram.deeds import Glance
from bot.telegram.latest import Latest
from dialogs.cards import Panel
from dialogs.events import SummarySection
from dialogs.ids import SessionId, is_time_ordered_id
from dialogs.ports import ShownCard, ShownCards

_NOWHERE: Final = 0
"""No message has this number."""
_MOST_RACES: Final = 5
MOST_LATE: Final = 10_000
"""Calls of which late taps are counted at once."""


class Awaited(StrEnum):
    """Words that a person was asked for, apart from notes."""

    SECTION = "section"
    REMARK = "remark"
    WHISPER = "whisper"
    """A line to an agent who is on the phone."""
    ANSWER = "answer"
    PERSON = "person"
    TERM = "term"
    LAW = "law"
    """A word that a law card holds."""
    CASE = "case"
    """A word that a case holds."""
    LINE = "line"
    """Other words of a playbook's line."""
    COMMENT = "comment"
    """Why a draft is published."""
    REASON = "reason"
    """Why a release is recalled."""
    REQUEST = "request"
    """What a second person should look at."""
    GIVEN = "given"
    """An answer in writing, to be corrected."""
    TRIED = "tried"
    """Whatever is said in a walk through a draft."""


OF_PLAYBOOKS: Final = frozenset(
    {Awaited.LINE, Awaited.COMMENT, Awaited.REASON, Awaited.REQUEST, Awaited.TRIED}
)
"""Words about a playbook, and about no call."""


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the next text of a chat goes."""

    awaited: Awaited
    session: SessionId = SessionId("")
    """Empty where the words are about no call."""
    section: SummarySection | None = None
    about: str = ""
    """The place in a playbook, as its button has it."""
    move: int = 0
    """The move whose answer is to be corrected; 0 for none."""

    def encode(self) -> str:
        """Return what :meth:`read` takes back."""
        if self.about:
            return f"{self.awaited} {self.about}"
        return " ".join((self.awaited, self.session, str(self.move) if self.move else self.section or ""))

    def glance_at(self, session: SessionId) -> Glance:
        """Return how the card of ``session`` says that the next text goes here, if it is about that call."""
        if session == self.session and self.awaited is Awaited.GIVEN:
            return Glance(Panel.ANSWERS, str(self.move))
        if session == self.session and self.section is not None:
            return Glance(Panel.SUMMARY, self.section)
        return Glance()

    @classmethod
    def read(cls, text: str) -> "Focus | None":
        """Return what :meth:`encode` was given; none for anything else."""
        match text.split(" "):
            case [(Awaited.TERM | Awaited.LAW | Awaited.CASE) as awaited, "", ""]:
                return cls(Awaited(awaited))
            case [Awaited.GIVEN, session, move] if move.isdecimal() and is_time_ordered_id(session):
                return cls(Awaited.GIVEN, SessionId(session), move=int(move))
            case [awaited, session, section] if awaited in set(Awaited) and is_time_ordered_id(session):
                named = SummarySection(section) if section in set(SummarySection) else None
                return cls(Awaited(awaited), SessionId(session), named)
            case [awaited, about] if awaited in OF_PLAYBOOKS:
                return cls(Awaited(awaited), about=about)
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Attention:
    """Where the next text of each chat goes."""

    shown: ShownCards

    async def focus(self, chat: int) -> Focus | None:
        """Return where the next text of ``chat`` goes, if anywhere special."""
        kept = await self.shown.at(chat, _NOWHERE)
        return Focus.read(kept.digest) if kept else None

    async def turn_to(self, chat: int, focus: Focus) -> None:
        """Let the next text of ``chat`` go to ``focus``."""
        kept = ShownCard(
            chat=chat, message=_NOWHERE, session=None, version=0, digest=focus.encode(), live=False
        )
        for _ in range(_MOST_RACES):
            if await self.shown.record(kept, after=await self.shown.at(chat, _NOWHERE)):
                return

    async def forget(self, chat: int) -> None:
        """Let the next text of ``chat`` be a note again."""
        if await self.shown.at(chat, _NOWHERE) is not None:
            await self.shown.forget(chat, _NOWHERE)


@dataclass(frozen=True, slots=True)
class LateTaps:
    """How many taps of each call came late to this program since one counted; forgotten when it ends.

    It holds a number for each call whose latest tap came late, which one that counts takes away. One that
    counted elsewhere is known by the version of the call, which a late tap leaves as it is, and its number
    goes once there are too many.
    """

    _counts: Latest[SessionId, tuple[int, int]] = field(default_factory=lambda: Latest(MOST_LATE))
    """Version of a call, and how many came late since."""

    def came_late(self, session: SessionId, version: int) -> int:
        """Count one more tap of ``session`` that came late, and return how many there are."""
        count = self.so_far(session, version) + 1
        self._counts.note(session, (version, count))
        return count

    def so_far(self, session: SessionId, version: int) -> int:
        """Return how many taps of ``session`` came late since one counted."""
        known, count = self._counts.get(session) or (version, 0)
        return count if known == version else 0

    def on_time(self, session: SessionId) -> None:
        """Forget the late taps of ``session``: one counted."""
        self._counts.forget(session)
