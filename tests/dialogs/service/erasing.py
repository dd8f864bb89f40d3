"""Calls that ended, and the door through which they are erased."""

from datetime import timedelta

from dialogs.commands import EndSession, NoteWords
from dialogs.events import (
    ErasureAsked,
    ErasureReason,
    Event,
)
from dialogs.ids import SessionId, access_stream, session_stream
from dialogs.people import CONSOLE
from dialogs.ports import (
    Erasures,
)
from dialogs.program import Outcome
from dialogs.refusals import Refusal
from dialogs.retention import RetentionPolicy
from dialogs.sealed import Sealed
from dialogs.service import Done, Erased, ErasureService
from tests.builders.rules import policy_of, rule_of
from tests.firm import AGENT, Firm

SAID = "他说柜台收了两次手续费"
YEAR = timedelta(days=366)
RULE = rule_of()
ASKED = ErasureReason.ASKED


def door(
    firm: Firm, policy: RetentionPolicy | None = None, erasures: Erasures | None = None
) -> ErasureService:
    return ErasureService(firm.office, policy or policy_of(RULE), erasures or firm.storage.erasures)


async def noted(firm: Firm, session: SessionId, words: str = SAID) -> None:
    wish = NoteWords(
        actor=await firm.actor(AGENT), session=session, words=Sealed(words), said_at=firm.clock()
    )
    assert isinstance(await firm.does(wish), Done)


async def ended(firm: Firm) -> SessionId:
    """A call with words that was ended."""
    session = (await firm.opened()).state.session
    await noted(firm, session)
    wish = EndSession(actor=await firm.actor(AGENT), session=session, outcome=Outcome.DECLINED)
    assert isinstance(await firm.does(wish), Done)
    return session


async def events(firm: Firm, session: SessionId) -> list[Event]:
    return list(await firm.storage.events.load(session_stream(session)))


async def asked(firm: Firm, session: SessionId) -> list[bool]:
    deeds = await firm.storage.events.load(access_stream(session))
    return [each.granted for each in deeds if isinstance(each, ErasureAsked)]


async def erase(firm: Firm, session: SessionId, **other: object) -> Erased | Refusal:
    return await door(firm, **other).erase(CONSOLE, session, ASKED, firm.cause())  # type: ignore[arg-type]
