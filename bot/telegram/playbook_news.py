"""What trainers are told of a playbook, drawn when it goes out."""

from datetime import datetime, timedelta
from typing import Final

from bot.telegram.doubt import in_doubt
from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.events import ApprovalAsked, DraftMade, Event, Origin, PlaybookImported, PlaybookListed
from dialogs.ids import CASES, CaseId, PlaybookSlug, playbook_stream, shelf_stream
from dialogs.ports import EventStore, Notice
from dialogs.publishing import fold_history
from dialogs.render.casework import case_news
from dialogs.render.playbooks import news_card, with_others, with_others_serving
from dialogs.service import Office
from dialogs.texts import Phrase

_TOGETHER: Final = timedelta(minutes=1)
"""How long a library takes to be read anew at most."""


async def playbook_news(office: Office, to: Actor, notice: Notice, *, again: bool) -> Card | None:
    """Return the card that tells of one event of a playbook; none when it is not worth telling any more.

    Raises:
        StorageUnavailableError: the log cannot be read now.
    """
    if notice.about.key.startswith(CASES):
        return await _of_case(office, to, notice, again=again)
    if require(to, Action.WRITE_PLAYBOOKS) is not None:
        return None
    playbook, events = PlaybookSlug(notice.about.key), await office.store.load(notice.about)
    event = events[notice.version - 1]
    by, program = await office.directory.actor(event.by), office.programs.current(playbook)
    title = None if program is None else program.title
    if title is None and isinstance(
        event, DraftMade | ApprovalAsked | PlaybookImported
    ):  # no call begins on it yet
        title = (await office.programs.at(playbook, event.revision)).title
    card = news_card(
        to,
        playbook,
        title or playbook,
        event,
        Phrase("access.console") if by is None else by.name,
        fold_history(events),
        begins=program is not None,
    )
    if card is not None and _is_of_disk(event):
        card = with_others(card, await _other_files(office.store, playbook))
    if card is not None and isinstance(event, PlaybookImported):
        card = with_others_serving(card, await _others_since(office.store, playbook, event.at))
    return in_doubt(card) if card is not None and again else card


async def _of_case(office: Office, to: Actor, notice: Notice, *, again: bool) -> Card | None:
    """Tell of one event of a case to whoever may be its second person, or wrote it."""
    event = (await office.store.load(notice.about))[notice.version - 1]
    if require(to, Action.PUBLISH_CASES) is not None:
        return None
    by = await office.directory.actor(event.by)
    name = Phrase("access.console") if by is None else by.name
    card = case_news(to, CaseId(notice.about.key.removeprefix(CASES)), event, name)
    return in_doubt(card) if card is not None and again else card


def _is_of_disk(event: Event) -> bool:
    return isinstance(event, DraftMade) and event.origin is Origin.DISK


async def _others_since(store: EventStore, playbook: PlaybookSlug, at: datetime) -> int:
    """Return how many other playbooks took a new form from their file together with this one."""
    listed = (each.playbook for each in await store.load(shelf_stream()) if isinstance(each, PlaybookListed))
    latest = [(await store.load(playbook_stream(each)))[-1:] for each in listed if each != playbook]
    return sum(
        isinstance(event, PlaybookImported) and at <= event.at <= at + _TOGETHER
        for last in latest
        for event in last
    )


async def _other_files(store: EventStore, playbook: PlaybookSlug) -> int:
    """Return of how many other playbooks a file waits as a draft."""
    listed = (each.playbook for each in await store.load(shelf_stream()) if isinstance(each, PlaybookListed))
    histories = [fold_history(await store.load(playbook_stream(each))) for each in listed if each != playbook]
    return sum(any(draft.is_of_disk for draft in each.drafts) for each in histories)
