"""One call by the rules of the bot, kept as a pattern out of which any number of calls are made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace as with_fields

from dialogs.events import Event
from dialogs.ids import ComplaintId, PersonId, SessionId, StreamKind
from dialogs.opening import alias, complaint_number
from dialogs.ports import Write
from dialogs.program import Program
from dialogs.texts import Language
from storage.codec import Encoded, encode
from storage.projections.calls import project_session
from storage.projections.complaints import project_complaint
from storage.rows import ComplaintRow, SessionRow
from storage.sealing import holds_words
from storage.sql.values import stored_time
from tests.benchmarks.log.calls import ALIAS, Call, agent
from tests.kill.script import Step

_AT: Final = datetime(2001, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
_AGENT: Final = 4_242_424_242
_SESSION, _COMPLAINT = SessionId("0000000000SESSXN0000000000"), ComplaintId("0000000000CXMPLT0000000000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks:
    """What differs from call to call, and from append to append."""

    session: SessionId
    complaint: ComplaintId
    number: str
    alias: str
    agent: PersonId
    at: datetime

    @classmethod
    def of(
        cls, session: SessionId, complaint: ComplaintId, person: PersonId, chance: int, at: datetime
    ) -> "Blanks":
        """Return the blanks of a call; ``chance`` chooses its alias."""
        return cls(
            session=session,
            complaint=complaint,
            number=complaint_number(complaint, at),
            alias=alias(chance, Language.ZH),
            agent=person,
            at=at,
        )


@dataclass(frozen=True, slots=True)
class Form:
    """An event whose blanks are to be filled in."""

    kind: StreamKind
    version: int
    encoded: Encoded
    blanks: tuple[tuple[bytes, str], ...]
    """What stands in the body for each blank that it has."""
    has_words: bool

    def filled(self, texts: Mapping[str, bytes]) -> Encoded:
        """Return the event with its blanks filled in, its words in the clear."""
        body = self.encoded.body
        for mark, name in self.blanks:
            body = body.replace(mark, texts[name])
        return Encoded(self.encoded.type, self.encoded.type_version, body)


@dataclass(frozen=True, slots=True)
class Stage:
    """One append of the pattern, and the rows as they stand after it."""

    forms: tuple[Form, ...]
    versions: tuple[tuple[StreamKind, int], ...]
    session: SessionRow
    complaint: ComplaintRow
    ended: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A whole call."""

    stages: Sequence[Stage]

    @property
    def events(self) -> int:
        """Return how many events it has, with those of its complaint."""
        return sum(len(stage.forms) for stage in self.stages)

    def rows(self, stage: int, opened: Blanks, at: datetime) -> tuple[SessionRow, ComplaintRow]:
        """Return the rows of a call that stands behind ``stage``, whose last append was made ``at``."""
        found = self.stages[stage]
        session = with_fields(
            found.session,
            session=opened.session,
            complaint=opened.complaint,
            alias=opened.alias,
            agent=opened.agent,
            opened_at=opened.at,
            last_tap_at=at,
            ended_at=at if found.ended else None,
        )
        complaint = ComplaintRow(
            complaint=opened.complaint,
            number=opened.number,
            alias=opened.alias,
            team=found.complaint.team,
            product=found.complaint.product,
            received_on=found.complaint.received_on,
            calls=found.complaint.calls,
            last_agent=opened.agent,
            last_call_at=opened.at,
            settled=found.complaint.settled,
        )
        return session, complaint


def in_body(stored: str) -> bytes:
    """Return a stored time as it stands in a body."""
    return f"{stored[:-6]}Z".encode()


def texts_of(blanks: Blanks) -> Mapping[str, bytes]:
    """Return what is filled in, as it stands in a body; ``at`` is the moment when the call began."""
    return {
        "at": in_body(stored_time(blanks.at)),
        "agent": b"%d" % blanks.agent,
        "session": blanks.session.encode(),
        "complaint": blanks.complaint.encode(),
        "number": blanks.number.encode(),
        "alias": blanks.alias.encode(),
    }


def pattern(program: Program, steps: Sequence[Step], zone: ZoneInfo) -> Pattern:
    """Walk ``steps`` by the rules and keep what came of it."""
    actor = replace(agent(0), person=PersonId(_AGENT))
    call = Call(program=program, actor=actor, steps=steps)
    now = _AT.astimezone(zone)
    marks = tuple((mark, name) for name, mark in texts_of(_blanks(now)).items())
    stages = list[Stage]()
    session: SessionRow | None = None
    complaint: ComplaintRow | None = None
    for writes in _appends(call, now):
        forms = list[Form]()
        for write in writes:
            for version, event in enumerate(write.events, write.expected + 1):
                forms.append(_form(write.stream.kind, version, event, marks))
                if write.stream.kind is StreamKind.SESSION:
                    session = project_session(session, version, event)
                else:
                    complaint = project_complaint(complaint, event)
        assert session is not None
        assert complaint is not None
        versions = tuple((write.stream.kind, write.expected + len(write.events)) for write in writes)
        stages.append(Stage(tuple(forms), versions, session, complaint, session.ended_at is not None))
    return Pattern(stages)


def _blanks(now: datetime) -> Blanks:
    return Blanks(
        session=_SESSION,
        complaint=_COMPLAINT,
        number=complaint_number(_COMPLAINT, now),
        alias=ALIAS,
        agent=PersonId(_AGENT),
        at=_AT,
    )


def _appends(call: Call, now: datetime) -> Iterator[Sequence[Write]]:
    yield call.begun(now, _SESSION, _COMPLAINT)
    while not call.is_over:
        yield call.next(now)


def _form(kind: StreamKind, version: int, event: Event, marks: Sequence[tuple[bytes, str]]) -> Form:
    encoded = encode(event)
    found = tuple((mark, name) for mark, name in marks if mark in encoded.body)
    return Form(kind, version, encoded, found, holds_words(encoded))
