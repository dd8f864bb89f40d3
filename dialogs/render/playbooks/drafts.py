"""A draft: what it changes, what the checker says, and what can become of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card
from dialogs.people import CONSOLE
from dialogs.ports import Changed, Finding
from dialogs.program import Program
from dialogs.publishing import Draft, Judged
from dialogs.publishing.decide import FARTHEST, needs_another
from dialogs.render.layout import in_pairs
from dialogs.render.playbooks.findings import finding_of
from dialogs.render.playbooks.lines import where_of
from dialogs.render.playbooks.places import At, Deed
from dialogs.render.playbooks.shelf import Names, card, writer
from dialogs.texts import Bilingual, Language, Phrase, Several, Text, Value

FEW: Final = 3
"""Changes that a draft's own card shows; all of them are a tap away."""
PAGE: Final = 8
"""Changes, or findings, on one card."""
_DAYS: Final = (1, 2, 3, 7, 14, 30)
_DAY_ZERO: Final = date(2020, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft with what is known of it."""

    title: Bilingual
    draft: Draft
    judged: Judged
    changed: Sequence[Changed]
    findings: Sequence[Finding]
    behind: bool
    """Whether something else was published since it was begun."""
    begins: bool = True
    """Whether calls may begin on it today."""
    second_person: bool
    """Whether the firm asks for a second person where a change matters."""


def draft_card(
    actor: Actor, here: At, drafted: Drafted, names: Names, notices: Sequence[Phrase] = ()
) -> Card:
    """Show what a draft changes, and offer to try it, publish it, have it looked at, or throw it away."""
    draft = drafted.draft
    head: dict[str, Value] = {"title": drafted.title, "name": writer(draft, names), "at": draft.at}
    lines = [
        Block(BlockKind.BODY, Phrase("drafts.head", head)),
        *(Block(BlockKind.TOLD, notice) for notice in notices),
        Block(BlockKind.STATUS, Phrase(f"drafts.from_{draft.origin}")),
        *(_change_blocks(drafted.changed[:FEW])),
        *_more(drafted.changed),
        *_warnings(drafted.findings, actor.language),
    ]
    if draft.comment:
        lines.append(Block(BlockKind.BODY, Phrase("playbooks.comment", {"comment": draft.comment})))
    alone = needs_another(actor, draft) and bool(drafted.judged.touches) and drafted.second_person
    lines += _standing(drafted, alone=alone)
    ways = [
        here.button(Phrase("playbooks.try"), Deed.TRY),
        here.button(Phrase("playbooks.change"), Deed.STAGES),
    ]
    rows = (tuple(ways), *_becoming(here, drafted, alone=alone), _leaving(here, drafted))
    return card(actor, lines, rows)


def discarding_card(actor: Actor, here: At, draft: Draft, names: Names, *, has_day: bool) -> Card:
    """Ask whether a draft of somebody else, or one that waits for a day, shall be thrown away."""
    who: dict[str, Value] = {"name": writer(draft, names), "at": draft.at}
    lines = [Block(BlockKind.BODY, Phrase("drafts.discard_ask", who))]
    if has_day:
        lines.append(Block(BlockKind.NOTICE, Phrase("drafts.discard_day")))
    now = here.button(Phrase("drafts.discard_now"), Deed.DISCARD_NOW)
    return card(actor, lines, ((now, here.button(Phrase("playbooks.back"), Deed.DRAFT)),))


def findings_card(actor: Actor, findings: Sequence[Finding], again: Button | None, title: Text) -> Card:
    """Say why what was written cannot be used: nothing was kept."""
    errors = [each for each in findings if each.is_error]
    lines = [
        Block(BlockKind.BODY, title),
        *(
            Block(BlockKind.NOTICE, finding_of(each, actor.language, alone=again is not None))
            for each in errors[:PAGE]
        ),
    ]
    if len(errors) > PAGE:
        lines.append(Block(BlockKind.HINT, Phrase("drafts.more_findings", {"count": len(errors) - PAGE})))
    return card(actor, lines, () if again is None else ((again,),))


def differences_card(actor: Actor, here: At, title: Text, changed: Sequence[Changed], back: Button) -> Card:
    """Show what differs, a page at a time; ``here`` counts the pages from 0."""
    page = min(here.first or 0, max(len(changed) - 1, 0) // PAGE)
    shown = changed[page * PAGE : (page + 1) * PAGE]
    lines = [
        Block(BlockKind.BODY, Phrase("drafts.differences", {"title": title, "count": len(changed)})),
        *_change_blocks(shown),
    ]
    turn = [here.at(page - 1).button(Phrase("people.page_before"), Deed.DIFFERENCES)] if page else []
    if len(changed) > (page + 1) * PAGE:
        turn.append(here.at(page + 1).button(Phrase("people.page_after"), Deed.DIFFERENCES))
    return card(actor, lines, (*([tuple(turn)] if turn else []), (back,)))


def asking_card(actor: Actor, here: At, now: Deed, question: Phrase) -> Card:
    """Ask for a comment, which is optional: the next text is it."""
    skip = Phrase("drafts.publish_now" if now is Deed.PUBLISH_NOW else "drafts.approval_now")
    return card(
        actor,
        [Block(BlockKind.NEXT_TEXT, question)],
        ((here.button(skip, now), here.button(Phrase("playbooks.back"), Deed.DRAFT)),),
    )


def numbered(day: date) -> int:
    """Return a day as a number that fits a button, until 2047."""
    return (day - _DAY_ZERO).days


def read_day(number: int) -> date:
    """Return the day of a number; any number is some day."""
    return _DAY_ZERO + timedelta(days=number)


def days_card(actor: Actor, here: At, program: Program, today: date) -> Card:
    """Ask from which day a draft is to serve: one on which calls may begin on it, its first among them."""
    first = 0 if program.valid_from is None else (program.valid_from - today).days
    days = [
        here.at(numbered(day)).button(
            Phrase("drafts.from_day", {"day": f"{day:%m-%d}", "count": ahead}), Deed.DAYS
        )
        for ahead in sorted({*_DAYS, first})
        if 0 < ahead <= FARTHEST.days and program.is_valid_on(day := today + timedelta(days=ahead))
    ]
    back = here.button(Phrase("playbooks.back"), Deed.DRAFT)
    return card(actor, [Block(BlockKind.BODY, Phrase("drafts.which_day"))], (*in_pairs(days), (back,)))


def _change_blocks(changed: Sequence[Changed]) -> list[Block]:
    blocks: list[Block] = []
    for each in changed:
        touches = Several(tuple(Phrase(f"touch.{touch}") for touch in each.change.touches))
        key = "drafts.change_touches" if each.change.touches else "drafts.change"
        what = Phrase(key, {"where": where_of(each.change), "touches": touches})
        blocks.append(Block(BlockKind.BODY, what))
        if each.before is not None:
            blocks.append(Block(BlockKind.STRUCK, Phrase("playbooks.words", {"words": each.before})))
        if each.after is not None:
            blocks.append(Block(BlockKind.BODY, Phrase("drafts.after", {"words": each.after})))
    return blocks


def _more(changed: Sequence[Changed]) -> list[Block]:
    if not changed:
        return [Block(BlockKind.HINT, Phrase("drafts.nothing_changed"))]
    left = len(changed) - FEW
    return [Block(BlockKind.HINT, Phrase("drafts.more", {"count": left}))] if left > 0 else []


def _warnings(findings: Sequence[Finding], language: Language) -> list[Block]:
    warnings = [each for each in findings if not each.is_error]
    return [Block(BlockKind.HINT, finding_of(each, language)) for each in warnings[:FEW]]


def _standing(drafted: Drafted, *, alone: bool) -> list[Block]:
    """Say what stands between a draft and new calls."""
    judged, lines = drafted.judged, list[Block]()
    if drafted.behind:
        lines.append(Block(BlockKind.NOTICE, Phrase("refused.draft_behind")))
    if judged.is_part:
        lines.append(Block(BlockKind.NOTICE, Phrase("refused.only_a_part")))
    if not drafted.begins:
        lines.append(Block(BlockKind.NOTICE, Phrase("refused.not_valid_then")))
    if judged.errors:
        lines.append(Block(BlockKind.NOTICE, Phrase("refused.has_errors", {"count": judged.errors})))
    if judged.failing:
        lines.append(Block(BlockKind.NOTICE, Phrase("refused.rehearsals_fail", {"count": judged.failing})))
    if not judged.rehearsals:
        lines.append(Block(BlockKind.HINT, Phrase("drafts.no_rehearsals")))
    if alone:
        touches = Several(tuple(Phrase(f"touch.{touch}") for touch in judged.touches))
        lines.append(Block(BlockKind.NOTICE, Phrase(_why_alone(drafted.draft), {"touches": touches})))
    return lines


def _why_alone(draft: Draft) -> str:
    """Return what keeps somebody from publishing a draft alone."""
    if not {*draft.authors, *draft.asked_by} - {CONSOLE.person}:
        return "drafts.writer_unknown"
    return "drafts.asked" if draft.asked else "drafts.needs_second"


def _becoming(here: At, drafted: Drafted, *, alone: bool) -> tuple[tuple[Button, ...], ...]:
    """Return the ways to new calls, as far as they are open to this person."""
    if drafted.behind:
        return ((here.button(Phrase("drafts.carry_over"), Deed.CARRY_OVER),),)
    if drafted.judged.errors or drafted.judged.failing or drafted.judged.is_part:
        return ()
    if alone:
        return ((here.button(Phrase("drafts.seek_approval"), Deed.APPROVAL),),)
    now = here.button(Phrase("drafts.publish"), Deed.PUBLISH)
    later = here.button(Phrase("drafts.schedule"), Deed.DAYS)
    return ((now, later) if drafted.begins else (later,),)


def _leaving(here: At, drafted: Drafted) -> tuple[Button, ...]:
    differences = here.button(Phrase("drafts.all_changes"), Deed.DIFFERENCES)
    return (
        *((differences,) if len(drafted.changed) > FEW else ()),
        here.button(Phrase("drafts.discard"), Deed.DISCARD),
        At(here.tag).button(Phrase("playbooks.back"), Deed.PLAYBOOK),
    )
