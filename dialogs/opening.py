"""How a call begins: what it writes to its own stream and to its complaint's."""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from dialogs.commands import OpenSession
from dialogs.events import CallOpened, ComplaintEvent, ComplaintReceived, Event, SessionOpened
from dialogs.ids import ComplaintId
from dialogs.program import Program
from dialogs.refusals import Reason, Refusal
from dialogs.texts import Bilingual, Language

_ALIAS = re.compile(r"[\w ]{1,12}-\d{2}")
_WORDS = (
    Bilingual("青松", "Pine"),
    Bilingual("白鹭", "Egret"),
    Bilingual("晨光", "Dawn"),
    Bilingual("云杉", "Spruce"),
    Bilingual("远山", "Ridge"),
    Bilingual("清泉", "Spring"),
    Bilingual("银杏", "Ginkgo"),
    Bilingual("海棠", "Quince"),
    Bilingual("秋实", "Harvest"),
    Bilingual("新竹", "Bamboo"),
    Bilingual("月桥", "Bridge"),
    Bilingual("芦苇", "Reed"),
)
ALIASES = len(_WORDS) * 90
"""How many aliases there are; an alias is told apart from another by its complaint's number, never alone."""


def alias(number: int, language: Language) -> str:
    """Return alias ``number`` (below :data:`ALIASES`): a word that tells nothing of anybody, and digits."""
    word, tail = divmod(number % ALIASES, 90)
    return f"{_WORDS[word].said_in(language)}-{tail + 10}"


def free_alias(number: int, taken: Collection[str], at_hand: Collection[str] = ()) -> int:
    """Return the first alias from ``number`` on that is none of ``taken`` in any language.

    Another customer's alias on a new call would make two of them one. When all are taken, it is ``number``.
    Nor does it share its word with one of those ``at_hand``, the calls that are open now, while there is
    another word: who looks twice a minute from one to the other reads the word alone.
    """
    wanted = range(number, number + ALIASES)
    free = [each for each in wanted if all(alias(each, spoken) not in taken for spoken in Language)]
    words = {each.partition("-")[0] for each in at_hand}
    apart = (each for each in free if all(_word(each, spoken) not in words for spoken in Language))
    return next(apart, next(iter(free), number)) % ALIASES


def _word(number: int, language: Language) -> str:
    return alias(number, language).partition("-")[0]


def complaint_number(complaint: ComplaintId, now: datetime) -> str:
    """Return our number of a complaint: the local day it came in, and four characters of its id."""
    return f"HJ-{now:%y%m%d}-{complaint[-4:]}"


def open_session(
    program: Program, command: OpenSession, complaint: Sequence[Event], now: datetime
) -> tuple[SessionOpened, tuple[ComplaintEvent, ...]] | Refusal:
    """Return the call's first event and what its complaint records; ``now`` is in the firm's zone.

    ``complaint`` is what the complaint's stream holds; empty for a new one.
    """
    if command.product not in program.lists.get("products", {}) or not _ALIAS.fullmatch(command.alias):
        return Refusal(Reason.UNKNOWN)
    at, by = now.astimezone(UTC), command.actor.person
    called = CallOpened(at=at, by=by, session=command.session)
    received = next((event for event in complaint if isinstance(event, ComplaintReceived)), None)
    opened = SessionOpened(
        at=at,
        by=by,
        session=command.session,
        complaint=command.complaint,
        alias=received.alias if received else command.alias,
        team=command.actor.team,
        playbook=program.playbook,
        revision=program.revision,
        start=program.start,
        product=received.product if received else command.product,
        channel=command.channel,
        call_language=command.call_language,
    )
    if received is not None:
        return opened, (called,)
    new = ComplaintReceived(
        at=at,
        by=by,
        complaint=command.complaint,
        number=complaint_number(command.complaint, now),
        alias=command.alias,
        team=command.actor.team,
        product=command.product,
        received_on=now.date(),
    )
    return opened, (new, called)
