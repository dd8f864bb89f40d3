"""Cards that speak of the deadlines of several complaints, or of those that are near: list and reminder."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.complaints import ComplaintState, Deadline
from dialogs.deadlines import DeadlinePolicy
from dialogs.ids import SessionId
from dialogs.render.deadline_look import TO_LIST
from dialogs.render.deadlines import deadline_line
from dialogs.render.layout import in_rows
from dialogs.texts import Phrase

MOST_LISTED = 8
"""Complaints of a list on one card."""
Waiting = tuple[ComplaintState, SessionId, Sequence[Deadline]]
"""A complaint, the call from which it is seen, and what is still to be kept in it, the nearest first."""


def with_list(card: Card) -> Card:
    """Return the deadlines of one complaint with a way to those of all."""
    way = Button(Phrase("deadline.to_list"), Verb.DEADLINES, TO_LIST)
    return replace(card, buttons=(*card.buttons, (way,)))


def waiting_list(
    actor: Actor,
    policy: DeadlinePolicy,
    found: Sequence[Waiting],
    today: date,
) -> Card:
    """Draw the complaints with what is still to be kept, as they come, each with the way to its deadlines."""
    shown = found[:MOST_LISTED]
    body = [
        Block(
            BlockKind.BODY,
            Phrase(
                "deadline.list_line",
                {"alias": complaint.called, "line": deadline_line(policy, complaint, each, today)},
            ),
        )
        for complaint, _, open_ones in shown
        for each in open_ones
    ] or [Block(BlockKind.HINT, Phrase("deadline.list_empty"))]
    if len(found) > len(shown):
        body.append(Block(BlockKind.HINT, Phrase("deadline.list_more", {"count": len(found) - len(shown)})))
    buttons = [
        Button(Phrase("deadline.open_complaint", {"alias": complaint.called}), Verb.DEADLINES, session)
        for complaint, session, _ in shown
    ]
    head = Block(BlockKind.BODY, Phrase("deadline.list_head"))
    return Card((head, *body), in_rows(buttons, 2), language=actor.language, call_language=actor.language)


def reminder(
    actor: Actor, policy: DeadlinePolicy, complaint: ComplaintState, due: Sequence[Deadline], today: date
) -> Card:
    """Remind of what is due soon; the button leads to the deadlines of the complaint."""
    head = {"alias": complaint.alias, "number": complaint.number}
    key = "errand.deadline_near" if complaint.alias else "errand.deadline_near_stored"
    lines = [Block(BlockKind.BODY, deadline_line(policy, complaint, each, today)) for each in due]
    button = Button(Phrase("button.deadlines"), Verb.DEADLINES, complaint.session)
    return Card(
        (Block(BlockKind.BODY, Phrase(key, head)), *lines),
        ((button,),),
        language=actor.language,
        call_language=actor.language,
    )
