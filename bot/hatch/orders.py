"""What the command line can order, and how it is carried out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, assert_never

from msgspec import Meta, Struct

from bot.hatch.cases import hand_in, let_be_found
from bot.hatch.playbooks import approve, publish_file, recall, roll_back
from bot.nightly import warn_of_unreadable
from bot.press import case_press_of, press_of
from bot.refused import at_the_command_line
from bot.retention_file import read_policy
from bot.settings import Settings
from dialogs.actors import Actor
from dialogs.events import ErasureReason
from dialogs.ids import CaseId, Cause, PersonId, PlaybookSlug, SessionId, TeamId
from dialogs.people import CONSOLE
from dialogs.refusals import Refusal
from dialogs.render.people import one
from dialogs.roles import Role
from dialogs.service import (
    AccessService,
    Erased,
    ErasureService,
    Office,
    PeopleService,
    PublishingService,
    Told,
)
from dialogs.service.shelf import Tells
from dialogs.texts import Language, Phrase
from storage.opening import Storage

_OFTEN: Final = 100
"""Calls erased between two words about how far it has come."""
REFUSED: Final = 1
"""The exit code of what was not done."""
_Id = Annotated[PersonId, Meta(gt=0, lt=2**53)]
_Session = Annotated[SessionId, Meta(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}\Z")]
_Name = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
_Team = Annotated[TeamId, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+\Z")]

_Slug = Annotated[PlaybookSlug, Meta(pattern=r"^[a-z][a-z0-9-]{0,23}\Z")]
_Case = Annotated[CaseId, Meta(pattern=r"^[a-z][a-z0-9-]{0,23}\Z")]
_Path = Annotated[str, Meta(min_length=1, max_length=4096, pattern=r"^[^\x00]+\Z")]
_Release = Annotated[str, Meta(pattern=r"^[0-9a-f]{1,64}\Z")]
_Comment = Annotated[str, Meta(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*\Z")]


class Order(Struct, frozen=True, forbid_unknown_fields=True, tag_field="order"):
    """Something that the command line wants done."""


class AddPerson(Order, tag="people add", frozen=True):
    """Let somebody in."""

    person: _Id
    name: _Name
    role: Role
    team: _Team
    language: Language


class ChangeRole(Order, tag="people role", frozen=True):
    """Give somebody another role, and another team if one is named."""

    person: _Id
    role: Role
    team: _Team | None


class Disable(Order, tag="people disable", frozen=True):
    """Shut somebody out."""

    person: _Id


class Enable(Order, tag="people enable", frozen=True):
    """Let somebody in again."""

    person: _Id


class NoteReading(Order, tag="session show", frozen=True):
    """Note that a call is shown."""

    session: _Session


class NoteExport(Order, tag="export session", frozen=True):
    """Note that a call is written to a file."""

    session: _Session


class NoteListExport(Order, tag="export sessions", frozen=True):
    """Note that a list of so many calls is written to a file."""

    calls: Annotated[int, Meta(ge=0, lt=2**53)]


class NoteSearch(Order, tag="session find", frozen=True):
    """Note that the words of calls were searched, and so many calls found."""

    found: Annotated[int, Meta(ge=0, lt=2**53)]


class EraseCall(Order, tag="erase", frozen=True):
    """Erase the words of a call, because somebody who is entitled to it asked."""

    session: _Session


class HoldCall(Order, tag="hold", frozen=True):
    """Keep a call whatever the rules, for the file number ``reference``."""

    session: _Session
    reference: _Name


class LiftHold(Order, tag="hold lift", frozen=True):
    """Let the rules count again for a call."""

    session: _Session


class EraseDue(Order, tag="retention run", frozen=True):
    """Erase the words of every call that no rule of retention keeps any more."""


class PublishPlaybook(Order, tag="playbook publish", frozen=True):
    """Publish a file of this machine, written by ``by`` or by nobody knows whom."""

    path: _Path
    comment: _Comment
    by: _Id | None = None


class ApprovePlaybook(Order, tag="playbook approve", frozen=True):
    """Publish a draft, named by the start of its revision, in the name of the second person."""

    playbook: _Slug
    revision: _Release | None
    comment: _Comment
    by: _Id


class RollBackPlaybook(Order, tag="playbook rollback", frozen=True):
    """Let new calls begin on an earlier release again, named by its number or the start of its revision."""

    playbook: _Slug
    revision: _Release
    comment: _Comment


class RecallPlaybook(Order, tag="playbook recall", frozen=True):
    """Take a release back for good, from calls that run too; they go on in ``successor``, or what serves."""

    playbook: _Slug
    revision: _Release
    reason: Annotated[str, Meta(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
    successor: _Slug | None


class PublishCase(Order, tag="case publish", frozen=True):
    """Hand in the file of a case on this machine, in the name of who wrote it."""

    path: _Path
    by: _Id
    comment: _Comment


class ApproveCase(Order, tag="case approve", frozen=True):
    """Let everybody find a case in one form, named by the start of its revision, for the second person."""

    case: _Case
    revision: _Release
    by: _Id
    comment: _Comment


class RetireCase(Order, tag="case retire", frozen=True):
    """Let nobody find a case any more."""

    case: _Case
    by: _Id
    comment: _Comment


OfPeople = AddPerson | ChangeRole | Disable | Enable
OfNotes = NoteReading | NoteExport | NoteListExport | NoteSearch
OfKeeping = EraseCall | HoldCall | LiftHold | EraseDue
OfPlaybooks = PublishPlaybook | ApprovePlaybook | RollBackPlaybook | RecallPlaybook
OfCases = PublishCase | ApproveCase | RetireCase
AnyOrder = OfPeople | OfNotes | OfKeeping | OfPlaybooks | OfCases


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What an order may need, whoever carries it out: the settings, the open log, the office over it."""

    settings: Settings
    storage: Storage
    office: Office


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an order came to: an exit code, and what to say of it."""

    code: int
    say: Phrase

    @classmethod
    def of(cls, told: Told | Refusal) -> "Outcome":
        """Return the outcome of what a service was asked for."""
        if isinstance(told, Refusal):
            return cls(REFUSED, at_the_command_line(told))
        if isinstance(told, Erased) and told.changed:
            key = "erase.done_but" if told.left_in_chats else "erase.done"
            return cls(0, Phrase(key, {"left": told.left_in_chats}))
        return cls(0, Phrase("toast.done" if told.changed else "people.already_so"))


Tell = Callable[[Phrase], None]
"""Hears how far an order has come."""


async def perform(room: Room, order: AnyOrder, cause: Cause, tell: Tell) -> Outcome:
    """Carry out an order, once for ``cause``.

    Raises:
        StorageUnavailableError: nothing is known to be written.
    """
    match order:
        case AddPerson() | ChangeRole() | Disable() | Enable():
            return await _of_people(room.office, order, cause)
        case NoteReading() | NoteExport() | NoteListExport() | NoteSearch():
            return await _of_notes(AccessService(room.office), order, cause)
        case EraseCall() | HoldCall() | LiftHold() | EraseDue():
            policy = read_policy(room.settings.retention)
            erasures = ErasureService(room.office, policy, room.storage.erasures)
            return await _of_keeping(erasures, order, cause, tell)
        case PublishPlaybook() | ApprovePlaybook() | RollBackPlaybook() | RecallPlaybook():
            return await _of_playbooks(room, order, cause)
        case PublishCase() | ApproveCase() | RetireCase():
            return await _of_cases(room, order, cause)
        case _:
            assert_never(order)


async def _of_playbooks(room: Room, order: OfPlaybooks, cause: Cause) -> Outcome:
    press = press_of(room.settings, room.storage, room.office)
    await press.begin()
    match order:
        case PublishPlaybook(by=person) | ApprovePlaybook(by=person):
            by = CONSOLE if person is None else await room.office.directory.actor(person)
            if by is None:
                return Outcome(REFUSED, Phrase("people.nobody", {"person": person or 0}))
            return _said(await _published(press, order, by, cause), "drafts.published")
        case RollBackPlaybook(playbook=playbook, revision=revision, comment=comment):
            told = await roll_back(press, playbook, revision, comment, cause)
            return _said(told, "releases.rolled_back")
        case RecallPlaybook(playbook=playbook, revision=revision, reason=reason, successor=successor):
            told = await recall(press, playbook, revision, reason, successor, cause)
            return _said(told, "releases.recalled_now")
        case _:
            assert_never(order)


async def _published(
    press: PublishingService, order: PublishPlaybook | ApprovePlaybook, by: Actor, cause: Cause
) -> Told | Refusal:
    if isinstance(order, PublishPlaybook):
        return await publish_file(press, Path(order.path), order.comment, by, cause)
    return await approve(press, order.playbook, order.revision, order.comment, by, cause)


async def _of_cases(room: Room, order: OfCases, cause: Cause) -> Outcome:
    actor = await room.office.directory.actor(order.by)
    if actor is None:
        return Outcome(REFUSED, Phrase("people.nobody", {"person": order.by}))
    press = case_press_of(room.storage, room.office)
    match order:
        case PublishCase(path=path, comment=comment):
            return _said(await hand_in(press, actor, Path(path), comment, cause), "cases.handed_in")
        case ApproveCase(case=case, revision=named, comment=comment):
            return _said(await let_be_found(press, actor, case, named, comment, cause), "cases.published")
        case RetireCase(case=case, comment=comment):
            return _said(await press.retire(actor, case, comment, cause, Tells.EVERYBODY), "cases.retired")
        case _:
            assert_never(order)


def _said(told: Told | Refusal, key: str) -> Outcome:
    """Return the outcome in the words of the chat, where something changed."""
    changed = isinstance(told, Told) and told.changed
    return Outcome(0, Phrase(key)) if changed else Outcome.of(told)


async def _of_notes(accesses: AccessService, order: OfNotes, cause: Cause) -> Outcome:
    match order:
        case NoteReading(session=session):
            return Outcome.of(await accesses.opened(CONSOLE, session, cause))
        case NoteExport(session=session):
            return Outcome.of(await accesses.exported(CONSOLE, session, cause))
        case NoteListExport(calls=calls):
            return Outcome.of(await accesses.listed(CONSOLE, calls, cause))
        case NoteSearch(found=found):
            return Outcome.of(await accesses.searched(CONSOLE, found, cause))
        case _:
            assert_never(order)


async def _of_keeping(erasures: ErasureService, order: OfKeeping, cause: Cause, tell: Tell) -> Outcome:
    match order:
        case EraseCall(session=session):
            return Outcome.of(await erasures.erase(CONSOLE, session, ErasureReason.ASKED, cause))
        case HoldCall(session=session, reference=reference):
            return Outcome.of(await erasures.hold(CONSOLE, session, reference, cause))
        case LiftHold(session=session):
            return Outcome.of(await erasures.lift(CONSOLE, session, cause))
        case EraseDue():
            return await _erase_due(erasures, tell)
        case _:
            assert_never(order)


async def _erase_due(erasures: ErasureService, tell: Tell) -> Outcome:
    def erased(number: int, of: int) -> None:
        if number == of or not number % _OFTEN:
            tell(Phrase("keeping.progress", {"number": number, "of": of}))

    today = erasures.office.now().date()
    report = await erasures.run(CONSOLE, today, dry_run=False, progress=erased, unreadable=warn_of_unreadable)
    if isinstance(report, Refusal):
        return Outcome(REFUSED, report.phrase)
    return Outcome(0, Phrase("keeping.erased", {"count": report.erased, "left": report.left_in_chats}))


async def _of_people(office: Office, order: OfPeople, cause: Cause) -> Outcome:
    people = PeopleService(office)
    if isinstance(order, AddPerson):
        joined, _ = await people.team_called(order.team)
        told = await people.admit(order.person, order.name, order.role, joined, order.language, cause)
        return await _as_they_stand(office, order.person, told)
    known = await office.directory.actor(order.person)
    if known is None:
        return Outcome(REFUSED, Phrase("people.nobody", {"person": order.person}))
    match order:
        case ChangeRole(person=person, role=role, team=team):
            named = known.team if team is None else (await people.team_called(team))[0]
            told = await people.change_role(CONSOLE, person, role, named, cause)
        case Disable(person=person):
            told = await people.shut_out(CONSOLE, person, cause)
        case Enable(person=person):
            told = await people.let_in(CONSOLE, person, cause)
        case _:
            assert_never(order)
    return await _as_they_stand(office, order.person, told)


async def _as_they_stand(office: Office, person: PersonId, told: Told | Refusal) -> Outcome:
    """Return who was changed, as they are now."""
    member = await office.directory.actor(person)
    if isinstance(told, Refusal) or not told.changed or member is None:
        return Outcome.of(told)
    return Outcome(0, Phrase("people.changed", {"person": person, "member": one(member)}))
