"""What to do in the chat once the log is durable. A handler returns deeds; the presenter does them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.telegram.incoming import Incoming
from bot.words import SayIn
from dialogs.cards import Card, Panel
from dialogs.ids import PersonId, SessionId
from dialogs.texts import Language, Phrase


@dataclass(frozen=True, slots=True)
class Glance:
    """How a person looks at a call's card just now; forgotten at the next tap, and at a restart."""

    panel: Panel = Panel.MAIN
    panel_value: str = ""
    notices: tuple[Phrase, ...] = ()
    noted: int = 0


@dataclass(frozen=True, slots=True)
class AnswerTap:
    """Answer a tap, so that its button stops waiting; a toast when there is something to say."""

    query: str
    say: Phrase | None = None
    language: Language = Language.ZH
    alert: bool = False


@dataclass(frozen=True, slots=True)
class ShowCall:
    """Draw the card of a call for its agent, from the log as it stands when it is drawn."""

    chat: int
    person: PersonId
    session: SessionId
    glance: Glance = Glance()
    anew: bool = False
    """Send a new card below instead of editing the old one."""
    surely: bool = False
    """Draw it even where it is recorded as standing so: what the person did says that it may not."""
    keeps: bool = False
    """Leave open what its person has open, as far as this program drew it: somebody else did something."""


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Show a card that belongs to no call: edit message ``over``, or send a new one."""

    chat: int
    card: Card
    over: int | None = None
    about: SessionId | None = None
    """The call whose words it shows; none for one whose words were erased."""
    reply_to: int | None = None
    """The message that a new one answers."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Send a short message."""

    chat: int
    say: Phrase
    language: Language = Language.ZH
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a message from the chat: it held an identifier, or words that need not stay there."""

    chat: int
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFile:
    """Write a file and send it; message ``over`` says meanwhile how that goes, and leaves once it is sent."""

    chat: int
    over: int | None
    """None for no message that makes room: then only a failure is said, in a message of its own."""
    name: str
    """What the chat is to call it: ASCII, and nobody's words."""
    write: Callable[[SayIn], bytes] = field(compare=False)
    """Writes the file, which may take a second: it is called in a thread."""
    about: SessionId | None
    """The call whose words it holds; none for what holds nobody's."""
    busy: Card | None
    """What ``over`` says while it is written."""
    failed: Card
    """What ``over`` says when it could not be written or sent."""
    under: Card
    """What stands under the file in the chat: at most 1024 characters."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Delete from a chat what carries the words of a call, but for its summary; say what remains."""

    chat: int
    session: SessionId
    language: Language
    summary_too: bool = False


Deed = AnswerTap | ShowCall | ShowCard | Tell | Delete | SendFile | Sweep


class Reception(Protocol):
    """Whoever turns what people send into commands."""

    async def handle(self, incoming: Incoming) -> tuple[Deed, ...]:
        """Carry out what was sent; when this returns, it is durable.

        Raises:
            StorageUnavailableError: nothing was acknowledged; deliver it again later.
        """
        ...
