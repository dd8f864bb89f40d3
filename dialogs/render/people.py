"""The cards on which an admin sees and changes who belongs to the firm."""

from collections.abc import Sequence

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ids import TeamId
from dialogs.render.layout import in_pairs
from dialogs.roles import Role
from dialogs.texts import Phrase

MOST = 30
"""Members on one card; a larger firm uses the command line."""


def people_card(actor: Actor, members: Sequence[Actor], notices: Sequence[Phrase] = ()) -> Card:
    """List the members, one button each, and the invitations that can be given out."""
    head = Block(BlockKind.BODY, Phrase("people.head", {"count": len(members)}))
    buttons = [
        Button(
            Phrase("people.member", {"name": each.name, "role": Phrase(f"role.{each.role}")}),
            Verb.PEOPLE,
            f"m.{each.person}",
        )
        for each in members[:MOST]
    ]
    invitations = [
        Button(Phrase("people.invite", {"role": Phrase(f"role.{role}")}), Verb.PEOPLE, f"i.{role}")
        for role in Role
    ]
    return Card(
        (head, *(Block(BlockKind.NOTICE, notice) for notice in notices)),
        (*in_pairs(buttons), *in_pairs(invitations)),
        language=actor.language,
        call_language=actor.language,
    )


def member_card(actor: Actor, member: Actor) -> Card:
    """Show one member and what can be changed."""
    key = "people.one_disabled" if member.disabled else "people.one"
    said = Phrase(key, {"name": member.name, "role": Phrase(f"role.{member.role}"), "team": member.team})
    roles = [
        Button(
            Phrase("people.make", {"role": Phrase(f"role.{role}")}), Verb.PEOPLE, f"r.{role}.{member.person}"
        )
        for role in Role
        if role is not member.role
    ]
    shut = (
        Button(Phrase("people.enable"), Verb.PEOPLE, f"e.{member.person}")
        if member.disabled
        else Button(Phrase("people.disable"), Verb.PEOPLE, f"d.{member.person}")
    )
    return Card(
        (Block(BlockKind.BODY, said),),
        (*in_pairs(roles), (shut,), (Button(Phrase("button.people"), Verb.PEOPLE),)),
        language=actor.language,
        call_language=actor.language,
    )


def invitation_card(actor: Actor, role: Role, team: TeamId, link: str) -> Card:
    """Show the link to hand to somebody; it is shown once and kept nowhere."""
    said = Phrase("people.invited", {"role": Phrase(f"role.{role}"), "team": team})
    return Card(
        (Block(BlockKind.BODY, said), Block(BlockKind.COPY, Phrase("people.link", {"link": link}))),
        ((Button(Phrase("button.people"), Verb.PEOPLE),),),
        language=actor.language,
        call_language=actor.language,
    )
