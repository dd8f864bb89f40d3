"""What people send, cut down to what we need; a raw update is read once, here, and never stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialogs.ids import Cause, PersonId


class OtherKind(StrEnum):
    """Things that people send and that we cannot use; each gets a short answer that says what to do."""

    PHOTO = "photo"
    VOICE = "voice"
    STICKER = "sticker"
    FILE = "file"
    CONTACT = "contact"
    GROUP = "group"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What everything sent says."""

    cause: Cause
    """``tg:<bot id>:tap:<query id>`` or ``tg:<bot id>:text:<chat>:<message id>[:<edit date>]``."""
    person: PersonId
    chat: int
    message: int
    """The message sent, or the message whose button was tapped."""
    name: str
    """The sender's name as Telegram has it: a member of staff, or a stranger; never logged."""
    language_code: str
    at: datetime
    """Aware UTC: when it was written; for a tap, when it arrived."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text that a message answers."""

    message: int
    text: str
    cause: Cause
    """``tg:<bot id>:text:<chat>:<message id>:kept``: however often it is tapped, the text is kept once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap(Sent):
    """A button was tapped. ``data`` is whatever the client sent: untrusted."""

    query: str
    data: str
    quoted: Quoted | None = None
    """The text that the tapped message answers, as Telegram has it now; none when it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Sent):
    """A text was written, commands included."""

    text: str
    reply_to: int | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Other(Sent):
    """Something else was sent; what it holds is not read."""

    kind: OtherKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Sent):
    """A file was sent that is called a playbook; it is fetched only for who may send one. Untrusted."""

    file: str
    """What the Bot API calls it."""
    size: int
    """Bytes, as far as the Bot API says."""


Incoming = Tap | Words | Document | Other
