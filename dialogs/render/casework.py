"""Cases on their way: begun from a call, handed in, waiting for a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.case import Case
from dialogs.events import ApprovalAsked, DraftDiscarded, Event, PlaybookRetired, RevisionPublished
from dialogs.ids import CaseId, PersonId, SessionId
from dialogs.publishing import Draft
from dialogs.publishing.decide import needs_another
from dialogs.render.cases import case_told
from dialogs.render.tags import tag_of
from dialogs.texts import Phrase, Text, Value

THROW_AWAY: Final = "x"
"""Deletes the message that the button stands under."""
LIST: Final = "l"
"""Shows what waits."""
_SIGNS: Final = 40
"""Of a revision, in a button: as many as fit, for nobody may find two forms that begin alike."""


def with_case(card: Card, session: SessionId) -> Card:
    """Return the timeline of a call that ended with a way to make a case of it, above its last row."""
    begin = Button(Phrase("button.make_case"), Verb.CASEWORK, session)
    return replace(card, buttons=(*card.buttons[:-1], (begin,), *card.buttons[-1:]))


def under_draft(actor: Actor) -> Card:
    """Say what to do with the file that was begun, under it."""
    blocks = (
        Block(BlockKind.BODY, Phrase("casework.begun")),
        Block(BlockKind.HINT, Phrase("casework.write")),
        Block(BlockKind.HINT, Phrase("casework.send_back")),
    )
    return _card(actor, blocks, (Button(Phrase("button.delete_file"), Verb.CASEWORK, THROW_AWAY),))


def draft_failed(actor: Actor, session: SessionId) -> Card:
    """Say that no file came of it, and what can be done."""
    failed = Block(BlockKind.NOTICE, Phrase("casework.failed", {"session": session}))
    return _card(actor, (failed,), (Button(Phrase("button.try_again"), Verb.CASEWORK, session),))


def handed_in(actor: Actor, case: Case) -> Card:
    """Say that a case waits for somebody else now."""
    blocks = (
        Block(BlockKind.TOLD, Phrase("cases.handed_in")),
        Block(BlockKind.BODY, Phrase("case.name", {"title": case.title})),
    )
    return _card(actor, blocks, (_opening(Phrase("button.see_case"), case.id),))


def case_news(to: Actor, case: CaseId, event: Event, by: Text | str) -> Card | None:
    """Tell of what became of a case; none for what nobody need hear of."""
    told: dict[str, Value] = {"name": by, "case": case}
    match event:
        case ApprovalAsked():
            key, button = "casework.asked", _opening(Phrase("button.see_case"), case)
            return _card(to, (Block(BlockKind.BODY, Phrase(key, told)),), (button,))
        case RevisionPublished():
            return _card(to, (Block(BlockKind.BODY, Phrase("casework.published", told)),))
        case PlaybookRetired():
            return _card(to, (Block(BlockKind.BODY, Phrase("casework.retired", told)),))
        case DraftDiscarded():
            return _card(to, (Block(BlockKind.BODY, Phrase("casework.taken_back", told)),))
        case _:
            return None


def waiting_cases(actor: Actor, cases: Sequence[Case]) -> Card:
    """List the cases that wait for a second person."""
    head = Phrase("casework.waiting", {"count": len(cases)}) if cases else Phrase("casework.none_waits")
    rows = tuple((_opening(Phrase("case.name", {"title": each.title}), each.id),) for each in cases)
    close = Button(Phrase("button.not_now"), Verb.CASEWORK, THROW_AWAY)
    return _card(actor, (Block(BlockKind.BODY, head),), *rows, (close,))


def waiting_case(actor: Actor, case: Case, draft: Draft, names: Mapping[PersonId, str], today: date) -> Card:
    """Show a case that waits, whole, with the one question that the second person answers."""
    by: dict[str, Value] = {"name": names.get(draft.by, str(draft.by)), "at": draft.at}
    blocks = [Block(BlockKind.STATUS, Phrase("casework.by", by)), *case_told(case, today, waits=True)]
    rows: list[tuple[Button, ...]] = []
    if needs_another(actor, draft):
        blocks.append(Block(BlockKind.HINT, Phrase("refused.case_second_person")))
    else:
        blocks.append(Block(BlockKind.NOTICE, Phrase("casework.question")))
        value = f"p.{tag_of(case.id)}.{draft.revision[:_SIGNS]}"
        rows.append((Button(Phrase("button.publish_case"), Verb.CASEWORK, value),))
    if actor.person in draft.authors:
        value = f"t.{tag_of(case.id)}.{draft.revision[:_SIGNS]}"
        rows.append((Button(Phrase("button.take_case_back"), Verb.CASEWORK, value),))
    rows.append((Button(Phrase("button.waiting_cases"), Verb.CASEWORK, LIST),))
    return _card(actor, tuple(blocks), *rows)


def published(actor: Actor, case: Case) -> Card:
    """Say that everybody finds a case now."""
    return _done(actor, case, "cases.published")


def taken_back(actor: Actor, case: Case) -> Card:
    """Say that a case waits no more."""
    return _done(actor, case, "cases.taken_back")


def _done(actor: Actor, case: Case, key: str) -> Card:
    blocks = (
        Block(BlockKind.TOLD, Phrase(key)),
        Block(BlockKind.BODY, Phrase("case.name", {"title": case.title})),
    )
    return _card(actor, blocks, (Button(Phrase("button.waiting_cases"), Verb.CASEWORK, LIST),))


def is_revision(draft: Draft, signs: str) -> bool:
    """Tell whether a button was drawn of this very form of a draft."""
    return draft.revision[:_SIGNS] == signs


def _opening(label: Text, case: CaseId) -> Button:
    return Button(label, Verb.CASEWORK, f"v.{tag_of(case)}")


def _card(actor: Actor, blocks: tuple[Block, ...], *rows: tuple[Button, ...]) -> Card:
    return Card(blocks, rows, language=actor.language, call_language=actor.language)
