"""Small typed names, and the one way to make an id that sorts by time."""

from datetime import datetime
from enum import StrEnum
from typing import NewType

from msgspec import Struct

PersonId = NewType("PersonId", int)
"""A person's Telegram user id; positive."""
TeamId = NewType("TeamId", str)
SessionId = NewType("SessionId", str)
"""26 characters of Crockford base 32, ordered by time: one call within a complaint."""
ComplaintId = NewType("ComplaintId", str)
"""26 characters of Crockford base 32, ordered by time."""
PlaybookSlug = NewType("PlaybookSlug", str)
Revision = NewType("Revision", str)
"""Lower-case hex SHA-256 of a playbook's closure."""
StageId = NewType("StageId", str)
StepId = NewType("StepId", str)
ChoiceId = NewType("ChoiceId", str)
ItemId = NewType("ItemId", str)
RemedyId = NewType("RemedyId", str)
EntitlementId = NewType("EntitlementId", str)
FactId = NewType("FactId", str)
CaseId = NewType("CaseId", str)
"""A law card's name."""
SignId = NewType("SignId", str)
"""A sign that a call is more than a complaint."""
Cause = NewType("Cause", str)
"""What made us write, e.g. ``tg:<bot>:tap:<callback query id>``: the same cause never writes twice."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 80


class StreamKind(StrEnum):
    """The kinds of stream that the log holds."""

    COMPLAINT = "complaint"
    SESSION = "session"
    REVIEW = "review"
    PERSON = "person"
    PLAYBOOK = "playbook"
    ACCESS = "access"


class StreamId(Struct, frozen=True, order=True, gc=False):
    """One stream of the log: ``session/01J…``. A struct, since it is looked up several times an append."""

    kind: StreamKind
    key: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


def session_stream(session: SessionId) -> StreamId:
    """Name the stream of one call."""
    return StreamId(StreamKind.SESSION, session)


def review_stream(session: SessionId) -> StreamId:
    """Name the stream that a supervisor writes beside a call."""
    return StreamId(StreamKind.REVIEW, session)


def access_stream(session: SessionId) -> StreamId:
    """Name the stream that says who read, exported, erased a call."""
    return StreamId(StreamKind.ACCESS, session)


def member_access_stream(person: PersonId) -> StreamId:
    """Name the stream that says who gave a person which role."""
    return StreamId(StreamKind.ACCESS, f"member-{person}")


def list_access_stream(person: PersonId) -> StreamId:
    """Name the stream of what a person did with many calls at once: exported a list, searched."""
    return StreamId(StreamKind.ACCESS, f"list-{person}")


def complaint_stream(complaint: ComplaintId) -> StreamId:
    """Name the stream of one complaint."""
    return StreamId(StreamKind.COMPLAINT, complaint)


def person_stream(person: PersonId) -> StreamId:
    """Name the stream of one member of the firm."""
    return StreamId(StreamKind.PERSON, str(person))


def invitation_stream(code_digest: str) -> StreamId:
    """Name the stream of one invitation, by the digest of its code (the code itself is never stored)."""
    return StreamId(StreamKind.PERSON, f"invitation-{code_digest}")


def playbook_stream(playbook: PlaybookSlug) -> StreamId:
    """Name the stream of one playbook: its drafts and releases."""
    return StreamId(StreamKind.PLAYBOOK, playbook)


def shelf_stream() -> StreamId:
    """Name the stream that lists the playbooks that have a history; no slug is called so."""
    return StreamId(StreamKind.PLAYBOOK, "*")


CASES = "cases/"
"""How the keys begin of streams that are those of cases."""


def case_stream(case: CaseId) -> StreamId:
    """Name the stream of one case: its drafts and releases, as a playbook has them."""
    return StreamId(StreamKind.PLAYBOOK, f"{CASES}{case}")


def cases_stream() -> StreamId:
    """Name the stream that lists the cases that have a history; no slug is called so."""
    return StreamId(StreamKind.PLAYBOOK, f"{CASES}*")


def time_ordered_id(now: datetime, random_bits: int) -> str:
    """Make 26 characters that sort by ``now`` (milliseconds) and then by ``random_bits`` (80 are used)."""
    number = (int(now.timestamp() * 1000) << _RANDOM_BITS) | (random_bits & ((1 << _RANDOM_BITS) - 1))
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


def is_time_ordered_id(text: str) -> bool:
    """Tell whether ``text`` has the shape of :func:`time_ordered_id` (says nothing of whether it exists)."""
    return len(text) == 26 and all(character in _ALPHABET for character in text)  # noqa: PLR2004
