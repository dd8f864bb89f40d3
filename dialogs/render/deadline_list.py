"""Cards that speak of the deadlines of several complaints, or of those that are near: list and reminder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.complaints import ComplaintState, Deadline
from dialogs.deadlines import DeadlinePolicy
from dialogs.ids import SessionId
from dialogs.program import Owner
from dialogs.render.deadline_look import TO_LIST
from dialogs.render.deadlines import deadline_line
from dialogs.render.layout import in_rows
from dialogs.texts import Phrase, Text, Value

MOST_LISTED = 8
"""Complaints of a list on one card."""
_NOBODY: Final[Mapping[SessionId, str]] = {}
Waiting = tuple[ComplaintState, SessionId, Sequence[Deadline]]
"""A complaint, the call from which it is seen, and what is still to be kept in it, the nearest first."""


def with_list(card: Card) -> Card:
    """Return the deadlines of one complaint with a way to those of all."""
    way = Button(Phrase("deadline.to_list"), Verb.DEADLINES, TO_LIST)
    return replace(card, buttons=(*card.buttons, (way,)))


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """Something that was promised, with the call that it leads to."""

    called: Text | str
    """What the complaint is called, as :func:`called` has it."""
    session: SessionId
    promise: Text
    owner: Owner
    due: datetime
    is_late: bool = False

    @property
    def block(self) -> Block:
        """Return it as a line of a card."""
        said: dict[str, Value] = {
            "alias": self.called,
            "promise": self.promise,
            "owner": Phrase(f"owner.{self.owner}"),
            "due": self.due,
        }
        return Block(
            BlockKind.BODY, Phrase("deadline.promise_late" if self.is_late else "deadline.promise_line", said)
        )


def called(complaint: ComplaintState, agent: str) -> Phrase | str:
    """Say which complaint it is, and whose call, where ``agent`` names somebody."""
    if not agent:
        return complaint.called
    return Phrase("deadline.of_agent", {"alias": complaint.called, "name": agent})


def waiting_list(
    actor: Actor,
    policy: DeadlinePolicy,
    found: Sequence[Waiting],
    today: date,
    promises: Sequence[PromiseLine] = (),
    agents: Mapping[SessionId, str] = _NOBODY,
) -> Card:
    """Draw what was promised, then the complaints with what is still to be kept, each with the way to it.

    ``agents`` names whose calls they are that are not the actor's own.
    """
    shown, promised = found[:MOST_LISTED], promises[:MOST_LISTED]
    body = [
        Block(
            BlockKind.BODY,
            Phrase(
                "deadline.list_line",
                {
                    "alias": called(complaint, agents.get(session, "")),
                    "line": deadline_line(policy, complaint, each, today),
                },
            ),
        )
        for complaint, session, open_ones in shown
        for each in open_ones
    ] or [Block(BlockKind.HINT, Phrase("deadline.list_empty"))]
    if len(found) > len(shown):
        body.append(Block(BlockKind.HINT, Phrase("deadline.list_more", {"count": len(found) - len(shown)})))
    ways = {session: complaint.called for complaint, session, _ in shown}
    buttons = [
        Button(Phrase("deadline.open_complaint", {"alias": alias}), Verb.DEADLINES, session)
        for session, alias in ways.items()
    ]
    above = (Block(BlockKind.BODY, Phrase("deadline.promises_head")), *(each.block for each in promised))
    head = Block(BlockKind.BODY, Phrase("deadline.list_head"))
    lines = (*(above if promised else ()), head, *body)
    return Card(lines, in_rows(buttons, 2), language=actor.language, call_language=actor.language)


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
