"""The list of playbooks, and one of them: what serves, since when, what waits."""

from collections.abc import Mapping, Sequence
from typing import Final

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.events import Origin
from dialogs.ids import PersonId, Revision
from dialogs.people import CONSOLE
from dialogs.publishing import Draft, Release
from dialogs.render.layout import Rows, in_pairs
from dialogs.render.playbooks.places import At, Deed
from dialogs.service.shelf import Shelved
from dialogs.texts import Bilingual, Phrase, Several, Text, Value

MOST: Final = 30
"""Playbooks, or drafts, on one card."""
Names = Mapping[PersonId, str]
"""People by name, as the directory has them."""


def shelf_card(actor: Actor, shelved: Sequence[Shelved], notices: Sequence[Phrase] = ()) -> Card:
    """List the playbooks with their state and how many calls are on each."""
    lines = [Block(BlockKind.BODY, _line(each)) for each in shelved[:MOST]]
    buttons = [
        At.of(each.playbook).button(Phrase("playbooks.open", {"title": _title(each)}), Deed.PLAYBOOK)
        for each in shelved[:MOST]
        if each.is_readable
    ]
    return card(
        actor,
        [
            Block(BlockKind.BODY, Phrase("playbooks.head", {"count": len(shelved)})),
            *(Block(BlockKind.NOTICE, notice) for notice in notices),
            *lines,
            Block(BlockKind.HINT, Phrase("playbooks.send_file")),
        ],
        in_pairs(buttons),
    )


def playbook_card(
    actor: Actor,
    shelved: Shelved,
    latest: Revision | None,
    names: Names,
    notices: Sequence[Phrase] = (),
) -> Card:
    """Show one playbook: what new calls begin on, the drafts that wait, and what can be done."""
    history, here = shelved.history, At.of(shelved.playbook)
    lines = [
        Block(BlockKind.BODY, Phrase("playbooks.one", {"title": _title(shelved), "slug": shelved.playbook})),
        *(Block(BlockKind.TOLD, notice) for notice in notices),
        Block(BlockKind.STATUS, state_of(shelved)),
        Block(BlockKind.STATUS, Phrase("playbooks.in_use", {"count": shelved.in_use})),
    ]
    if history.release is not None:
        lines.append(Block(BlockKind.BODY, release_line(history.release, names)))
    if history.schedule is not None:
        values: dict[str, Value] = {
            "day": history.schedule.from_day.isoformat(),
            "name": named(history.schedule.by, names),
        }
        lines.append(Block(BlockKind.NOTICE, Phrase("playbooks.waits_for_day", values)))
    rows: list[tuple[Button, ...]] = []
    if history.schedule is not None:
        rows.append((here.button(Phrase("playbooks.cancel_day"), Deed.CANCEL_DAY),))
    if latest is not None:
        own = At.of(shelved.playbook, latest)
        rows.append(
            (
                own.button(Phrase("playbooks.change"), Deed.STAGES),
                own.button(Phrase("playbooks.try"), Deed.TRY),
            )
        )
    rows += [_draft_row(shelved, each, names) for each in reversed(history.drafts[-MOST:])]
    ways = [here.button(Phrase("playbooks.history"), Deed.HISTORY)] if history.version else []
    if shelved.program is not None:
        ways.append(here.button(Phrase("playbooks.retire"), Deed.RETIRE))
    return card(actor, lines, (*rows, *in_pairs(ways), back_to_shelf()))


def state_of(shelved: Shelved) -> Phrase:
    """Say in which state a playbook is."""
    history = shelved.history
    if not shelved.is_readable:
        return Phrase("playbooks.state_unreadable")
    if history.retired:
        return Phrase("playbooks.state_retired")
    stands = shelved.stands
    if shelved.program is None and stands is not None and (stands.valid_from or stands.valid_to):
        days: dict[str, Value] = {
            "first": "" if stands.valid_from is None else stands.valid_from.isoformat(),
            "last": "" if stands.valid_to is None else stands.valid_to.isoformat(),
        }
        return Phrase("playbooks.state_outside", days)
    if shelved.program is None:
        waits = history.is_ours or (shelved.title is not None and not history.drafts)
        return Phrase("playbooks.state_waits" if waits else "playbooks.state_draft")
    if not history.is_ours:
        return Phrase("playbooks.state_disk")
    return Phrase("playbooks.state_published", {"number": history.releases[-1].number})


def release_line(release: Release, names: Names) -> Phrase:
    """Say what serves: its number, since when, by whom, and why."""
    values: dict[str, Value] = {
        "number": release.number,
        "at": release.at,
        "name": named(release.by, names),
        "comment": comment_of(release.comment),
        "count": len(release.changes),
        "authors": authors_of(release, names),
        "back": release.back_to or 0,
    }
    if release.imported:
        return Phrase("playbooks.release_imported", values)
    if release.approved_by is not None:
        key = "playbooks.release_back_approved" if release.back_to else "playbooks.release_approved"
        return Phrase(key, values)
    return Phrase("playbooks.release_back" if release.back_to else "playbooks.release", values)


def authors_of(release: Release, names: Names) -> Several:
    """Return who wrote a release, by name."""
    told = (named(each, names) for each in release.authors)
    return Several(tuple(Bilingual(each, each) if isinstance(each, str) else each for each in told))


def comment_of(comment: str) -> Phrase | str:
    """Return a comment in quotes, nothing when there is none."""
    return Phrase("playbooks.comment", {"comment": comment}) if comment else ""


def named(person: PersonId, names: Names) -> Text | str:
    """Return who it was: by name, or as the command line, which no directory knows."""
    return Phrase("access.console") if person == CONSOLE.person else names.get(person, str(person))


def writer(draft: Draft, names: Names) -> Text | str:
    """Return who wrote a draft: of a file that was saved on the machine, only that is known."""
    is_file = draft.origin is Origin.DISK and draft.by == CONSOLE.person
    return Phrase("drafts.by_file") if is_file else named(draft.by, names)


def back_to_shelf() -> tuple[Button, ...]:
    """Return the way back to the list."""
    return (Button(Phrase("button.playbooks"), Verb.PLAYBOOKS),)


def card(actor: Actor, lines: Sequence[Block], rows: Rows) -> Card:
    """Put a trainer's card together."""
    return Card(tuple(lines), rows, language=actor.language, call_language=actor.language)


def _line(each: Shelved) -> Phrase:
    values: dict[str, Value] = {
        "title": _title(each),
        "state": state_of(each),
        "count": each.in_use,
        "drafts": len(each.history.drafts),
    }
    return Phrase("playbooks.line_drafts" if each.history.drafts else "playbooks.line", values)


def _title(each: Shelved) -> Text | str:
    return each.title or each.playbook


def _draft_row(shelved: Shelved, draft: Draft, names: Names) -> tuple[Button, ...]:
    values: dict[str, Value] = {"name": writer(draft, names), "at": draft.at}
    label = Phrase("playbooks.draft_asked" if draft.asked else "playbooks.draft", values)
    return (At.of(shelved.playbook, draft.revision).button(label, Deed.DRAFT),)
