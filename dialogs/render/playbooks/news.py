"""What the other trainers and the admins are told of a playbook, once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Card
from dialogs.events import (
    ApprovalAsked,
    DraftMade,
    Event,
    Origin,
    PlaybookImported,
    PlaybookRetired,
    RevisionPublished,
    RevisionRecalled,
    RevisionScheduled,
    RolledBack,
    ScheduleDropped,
)
from dialogs.ids import PlaybookSlug
from dialogs.ports import NoticeKind, Trouble
from dialogs.publishing import History
from dialogs.render.playbooks.findings import trouble_of
from dialogs.render.playbooks.places import At, Deed
from dialogs.render.playbooks.shelf import back_to_shelf, card, comment_of
from dialogs.texts import Phrase, Text, Value

FEW: Final = 3
"""Findings in one message: whoever mends them sees the others when they check."""
_NEWS: Final = {
    DraftMade: "news.disk_draft",
    RevisionPublished: "news.published",
    RevisionScheduled: "news.scheduled",
    ScheduleDropped: "news.schedule_dropped",
    RolledBack: "news.rolled_back",
    PlaybookRetired: "news.retired",
    RevisionRecalled: "news.recalled",
    PlaybookImported: "news.imported",
}


def news_card(
    to: Actor,
    playbook: PlaybookSlug,
    title: Text | str,
    event: Event,
    by: Text | str,
    history: History,
    *,
    begins: bool = True,
) -> Card | None:
    """Tell of one event; none when it is not worth telling any more.

    ``begins`` says whether new calls begin on the playbook now.
    """
    if isinstance(event, ApprovalAsked):
        return _asked(to, playbook, title, event, by, history)
    key = _NEWS.get(type(event))
    if isinstance(event, PlaybookImported) and not begins:
        key = "news.imported_waits"
    if key is None or (isinstance(event, DraftMade) and not _waits(history)):
        return None
    values: dict[str, Value] = {
        "title": title,
        "name": by,
        "comment": comment_of(getattr(event, "comment", "") or getattr(event, "reason", "")),
        "day": event.from_day.isoformat() if isinstance(event, RevisionScheduled) else "",
    }
    button = At.of(playbook).button(Phrase("playbooks.open", {"title": title}), Deed.PLAYBOOK)
    head = Phrase(f"errand.{NoticeKind.PLAYBOOK_NEWS}")
    return card(to, [Block(BlockKind.BODY, head), Block(BlockKind.BODY, Phrase(key, values))], ((button,),))


def with_others(news: Card, others: int) -> Card:
    """Say in the news of a file that so many others wait as well."""
    if not others:
        return news
    return replace(
        news, blocks=(*news.blocks, Block(BlockKind.BODY, Phrase("news.other_drafts", {"count": others})))
    )


def with_others_serving(news: Card, others: int) -> Card:
    """Say in the news of a file that serves that so many others changed with it and serve as well."""
    if not others:
        return news
    said = Phrase("news.others_serving", {"count": others})
    return replace(news, blocks=(*news.blocks, Block(BlockKind.BODY, said)))


def broken_card(to: Actor, troubles: Sequence[Trouble]) -> Card:
    """Tell what is wrong with files of the library: the first findings, and how many more there are."""
    lines = [
        Block(BlockKind.BODY, Phrase("news.broken")),
        *(Block(BlockKind.NOTICE, trouble_of(each, to.language)) for each in troubles[:FEW]),
    ]
    if len(troubles) > FEW:
        lines.append(Block(BlockKind.HINT, Phrase("news.broken_more", {"count": len(troubles) - FEW})))
    return card(to, lines, (back_to_shelf(),))


def mended_card(to: Actor) -> Card:
    """Tell that all files of the library are good again."""
    return card(to, [Block(BlockKind.BODY, Phrase("news.mended"))], (back_to_shelf(),))


def _waits(history: History) -> bool:
    """Tell whether a file still waits as a draft: who saves it as it was has taken its draft back."""
    return any(each.origin is Origin.DISK for each in history.drafts)


def _asked(
    to: Actor,
    playbook: PlaybookSlug,
    title: Text | str,
    event: ApprovalAsked,
    by: Text | str,
    history: History,
) -> Card | None:
    """Ask for a second look; none when the draft is gone, or ``to`` wrote in it."""
    draft = history.draft(event.revision)
    if draft is None or to.person in draft.authors:
        return None
    values: dict[str, Value] = {"title": title, "name": by, "comment": comment_of(event.comment)}
    body = Phrase(f"errand.{NoticeKind.APPROVAL_ASKED}", values)
    look = At.of(playbook, event.revision).button(Phrase("news.look"), Deed.DRAFT)
    return card(to, [Block(BlockKind.BODY, body)], ((look,),))
