"""Walks through drafts that go on in chats: what was tapped and said, from which they are walked again.

Each update may reach another program, so that none can keep a walk to itself. It stands among the shown
cards, at message -1 of its chat, where no message ever stands, until it ends.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from dialogs.masking import mask
from dialogs.ports import ShownCard, ShownCards
from dialogs.roles import Role
from dialogs.texts import Language

_NOWHERE: Final = -1
"""No message has this number."""
_MOST_RACES: Final = 5


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """How a walk went; what was written in it with identifiers masked."""

    place: str
    """The revision that is walked, as its buttons have it."""
    role: Role
    language: Language
    begun: datetime
    """Aware UTC, to the second."""
    steps: tuple[tuple[int, int | str], ...] = ()
    """When, in seconds since it began, and the number of a button or what was written."""

    def and_then(self, done: int | str, now: datetime) -> "Course":
        """Return the course after one more step, done at ``now`` (aware)."""
        said = mask(done).text if isinstance(done, str) else done
        last = self.steps[-1][0] if self.steps else 0
        seconds = max(int((now - self.begun).total_seconds()), last)
        return msgspec.structs.replace(self, steps=(*self.steps, (seconds, said)))

    @property
    def now(self) -> datetime:
        """Return the time of the latest step, aware UTC."""
        return self.begun + timedelta(seconds=self.steps[-1][0] if self.steps else 0)


def to_the_second(now: datetime) -> datetime:
    """Return ``now`` (aware) as a course begins at it."""
    return now.astimezone(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Walks:
    """The course of the walk that goes on in each chat."""

    shown: ShownCards

    async def of(self, chat: int) -> Course | None:
        """Return how the walk in ``chat`` went so far; none where there is none."""
        kept = await self.shown.at(chat, _NOWHERE)
        return None if kept is None else _read(kept.digest)

    async def begin(self, chat: int, course: Course) -> bool:
        """Let ``course`` take the place of any other."""
        return await self._put(chat, course, lambda _: True)

    async def go_on(self, chat: int, course: Course) -> bool:
        """Take one step more; false when another step was taken meanwhile."""
        before = msgspec.structs.replace(course, steps=course.steps[:-1])
        return await self._put(chat, course, lambda kept: kept is not None and _read(kept.digest) == before)

    async def end(self, chat: int) -> None:
        """Forget the walk in ``chat``, if one goes on."""
        if await self.shown.at(chat, _NOWHERE) is not None:
            await self.shown.forget(chat, _NOWHERE)

    async def _put(self, chat: int, course: Course, may: Callable[[ShownCard | None], bool]) -> bool:
        """Compare and set; a mere count of messages below is no race."""
        for _ in range(_MOST_RACES):
            before = await self.shown.at(chat, _NOWHERE)
            if not may(before):
                return False
            kept = ShownCard(
                chat=chat, message=_NOWHERE, session=None, version=0, digest=_written(course), live=False
            )
            if await self.shown.record(kept, after=before):
                return True
        return False


def _written(course: Course) -> str:
    return msgspec.json.encode(course).decode()


def _read(text: str) -> Course | None:
    try:
        return msgspec.json.decode(text, type=Course)
    except msgspec.DecodeError:
        return None
