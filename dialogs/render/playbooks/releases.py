"""What a playbook was: its releases, what each changed, and the way back to one."""

from collections.abc import Mapping, Sequence
from typing import Final

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Card
from dialogs.events import LineChange
from dialogs.ids import PlaybookSlug, Revision
from dialogs.publishing import History, Judged, Release
from dialogs.render.layout import in_pairs
from dialogs.render.playbooks.lines import where_of
from dialogs.render.playbooks.places import At, Deed
from dialogs.render.playbooks.shelf import Names, card, release_line
from dialogs.texts import Bilingual, Phrase, Several, Text, Value

PAGE: Final = 6
"""Releases on one card."""
MOST_LINES: Final = 12
"""Changed lines that a release's card names."""


def history_card(actor: Actor, title: Bilingual | str, here: At, history: History, names: Names) -> Card:
    """List the releases, the latest first, a page at a time."""
    releases = tuple(reversed(history.releases))
    page = min(here.first or 0, max(len(releases) - 1, 0) // PAGE)
    shown = releases[page * PAGE : (page + 1) * PAGE]
    lines = [
        Block(BlockKind.BODY, Phrase("releases.head", {"title": title, "count": len(releases)})),
        *(Block(BlockKind.BODY, release_line(each, names)) for each in shown),
    ]
    buttons = [
        here.at(each.number).button(Phrase("releases.open", {"number": each.number}), Deed.RELEASE)
        for each in shown
    ]
    turn = [here.at(page - 1).button(Phrase("people.page_before"), Deed.HISTORY)] if page else []
    if len(releases) > (page + 1) * PAGE:
        turn.append(here.at(page + 1).button(Phrase("people.page_after"), Deed.HISTORY))
    back = here.at().button(Phrase("playbooks.back"), Deed.PLAYBOOK)
    return card(actor, lines, (*in_pairs(buttons), *([tuple(turn)] if turn else []), (back,)))


def release_card(
    actor: Actor,
    playbook: PlaybookSlug,
    history: History,
    release: Release,
    names: Names,
    in_use: Mapping[Revision, int],
) -> Card:
    """Show one release: who, when, why, which lines; and let new calls begin on it again."""
    here = At.of(playbook, release.revision)
    lines = [
        Block(BlockKind.BODY, release_line(release, names)),
        Block(BlockKind.STATUS, Phrase("playbooks.in_use", {"count": in_use.get(release.revision, 0)})),
        *(Block(BlockKind.BODY, change_of(each)) for each in release.changes[:MOST_LINES]),
        *_left(release.changes),
    ]
    why = history.recalled.get(release.revision)
    if why is not None:
        lines.append(Block(BlockKind.NOTICE, Phrase("releases.recalled", {"reason": why})))
    rows = []
    if why is None and release.revision != history.serving:
        label = Phrase("releases.roll_back", {"number": release.number})
        rows.append((here.at(release.number).button(label, Deed.ROLL_BACK),))
    elif why is None:
        lines.append(Block(BlockKind.STATUS, Phrase("releases.serves")))
    if why is None:
        rows.append((here.button(Phrase("releases.recall"), Deed.RECALL),))
    look = (
        here.button(Phrase("playbooks.try"), Deed.TRY),
        here.button(Phrase("releases.differences"), Deed.DIFFERENCES),
    )
    back = At(here.tag).button(Phrase("playbooks.back_history"), Deed.HISTORY)
    return card(actor, lines, (*rows, look, (back,)))


def rolling_back_card(actor: Actor, here: At, release: Release, judged: Judged, *, alone: bool) -> Card:
    """Ask whether an earlier release shall come back; who may not do it alone can ask another."""
    head: dict[str, Value] = {"number": release.number, "count": len(judged.changes)}
    lines = [
        Block(BlockKind.BODY, Phrase("releases.back", head)),
        *(Block(BlockKind.BODY, change_of(each)) for each in judged.changes[:MOST_LINES]),
        *_left(judged.changes),
    ]
    if alone:
        lines.append(Block(BlockKind.NOTICE, Phrase("refused.second_person_back")))
    now = here.button(Phrase("releases.back_now"), Deed.ROLL_BACK_NOW)
    ask = here.button(Phrase("drafts.seek_approval"), Deed.BRING_BACK)
    back = here.at(release.number).button(Phrase("playbooks.back"), Deed.RELEASE)
    return card(actor, lines, ((ask if alone else now,), (back,)))


def retiring_card(actor: Actor, title: Bilingual | str, here: At, *, in_use: int, is_last: bool) -> Card:
    """Ask whether no new call shall begin on a playbook."""
    lines = [Block(BlockKind.BODY, Phrase("releases.retire", {"title": title, "count": in_use}))]
    if is_last:
        lines.append(Block(BlockKind.NOTICE, Phrase("releases.retire_last")))
    return card(
        actor,
        lines,
        (
            (here.button(Phrase("releases.retire_now"), Deed.RETIRE_NOW),),
            (here.button(Phrase("playbooks.back"), Deed.PLAYBOOK),),
        ),
    )


def change_of(change: LineChange) -> Phrase:
    """Say that a line changed, and what it touches."""
    touches: Text = Several(tuple(Phrase(f"touch.{touch}") for touch in change.touches))
    values: dict[str, Value] = {
        "where": where_of(change),
        "kind": Phrase(f"change.{change.kind}"),
        "touches": touches,
    }
    return Phrase("releases.change_touches" if change.touches else "releases.change", values)


def _left(changes: Sequence[LineChange]) -> list[Block]:
    left = len(changes) - MOST_LINES
    return [Block(BlockKind.HINT, Phrase("drafts.more", {"count": left}))] if left > 0 else []
