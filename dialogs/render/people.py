"""The cards on which an admin sees and changes who belongs to the firm."""

from collections.abc import Sequence

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ids import TeamId
from dialogs.render.layout import Rows, in_pairs
from dialogs.roles import Role
from dialogs.texts import Bilingual, Phrase, Several, Value

MOST = 30
"""Members on one page: what a keyboard shows without becoming a search."""


def people_card(
    actor: Actor, members: Sequence[Actor], notices: Sequence[Phrase] = (), page: int = 0
) -> Card:
    """List the people, one button each, a page at a time, and the invitations that can be given out.

    ``members`` may hold disabled people, who are marked; ``page`` counts from 0, and the last stands for any
    beyond it.
    """
    here = min(page, max(len(members) - 1, 0) // MOST)
    count = sum(not each.disabled for each in members)
    head = Block(BlockKind.BODY, Phrase("people.head", {"count": count}))
    buttons = [_named(each) for each in members[here * MOST : (here + 1) * MOST]]
    invitations = [
        Button(Phrase("people.invite", {"role": Phrase(f"role.{role}")}), Verb.PEOPLE, f"i.{role}")
        for role in Role
    ]
    return Card(
        (head, *(Block(BlockKind.NOTICE, notice) for notice in notices)),
        (*in_pairs(buttons), *_pages(here, more=len(members) > (here + 1) * MOST), *in_pairs(invitations)),
        language=actor.language,
        call_language=actor.language,
    )


def _named(member: Actor) -> Button:
    key = "people.member_disabled" if member.disabled else "people.member"
    label = Phrase(key, {"name": member.name, "role": Phrase(f"role.{member.role}")})
    return Button(label, Verb.PEOPLE, f"m.{member.person}")


def _pages(here: int, *, more: bool) -> Rows:
    back = (Button(Phrase("people.page_before"), Verb.PEOPLE, f"p.{here - 1}"),) if here else ()
    on = (Button(Phrase("people.page_after"), Verb.PEOPLE, f"p.{here + 1}"),) if more else ()
    return ((*back, *on),) if back or on else ()


def one(member: Actor) -> Phrase:
    """Return who a member is: name, role and team, and whether they are shut out."""
    key = "people.one_disabled" if member.disabled else "people.one"
    return Phrase(key, {"name": member.name, "role": Phrase(f"role.{member.role}"), "team": member.team})


def member_card(actor: Actor, member: Actor) -> Card:
    """Show one member and what can be changed."""
    roles = [
        Button(
            Phrase("people.make", {"role": Phrase(f"role.{role}")}), Verb.PEOPLE, f"{role}.{member.person}"
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
        (
            Block(BlockKind.BODY, one(member)),
            Block(BlockKind.HINT, Phrase("people.team_by_words", {"person": member.person})),
        ),
        (*in_pairs(roles), (shut,), (Button(Phrase("button.people"), Verb.PEOPLE),)),
        language=actor.language,
        call_language=actor.language,
    )


def new_team_card(actor: Actor, team: TeamId, known: Sequence[TeamId], command: str) -> Card:
    """Ask whether a team is to be made, with the command that makes it."""
    asked: dict[str, Value] = {"team": team, "known": Several(tuple(Bilingual(each, each) for each in known))}
    return Card(
        (
            Block(BlockKind.BODY, Phrase("people.ask_team", asked)),
            Block(BlockKind.COPY, Phrase("people.new_team", {"command": command})),
        ),
        ((Button(Phrase("button.people"), Verb.PEOPLE),),),
        language=actor.language,
        call_language=actor.language,
    )


def shutting_card(actor: Actor, member: Actor, calls: int, heir: str) -> Card:
    """Ask whether somebody is to be shut out; ``calls`` are those that would pass to ``heir``."""
    passing = Phrase("people.calls_pass" if heir else "people.calls_stay", {"count": calls, "name": heir})
    asked = Phrase("people.ask_disable", {"name": member.name, "team": member.team})
    yes = Button(Phrase("people.do_disable", {"name": member.name}), Verb.PEOPLE, f"y.{member.person}")
    return _asking(actor, member, (asked, *((passing,) if calls else ())), yes)


def demoting_card(actor: Actor, member: Actor, role: Role) -> Card:
    """Ask whether an admin is to be one no more."""
    values: dict[str, Value] = {"name": member.name, "role": Phrase(f"role.{role}")}
    yes = Button(Phrase("people.do_make", values), Verb.PEOPLE, f"{role}.{member.person}.y")
    return _asking(actor, member, (Phrase("people.ask_make", values),), yes)


def _asking(actor: Actor, member: Actor, said: Sequence[Phrase], yes: Button) -> Card:
    no = Button(Phrase("button.not_now"), Verb.PEOPLE, f"m.{member.person}")
    return Card(
        tuple(Block(BlockKind.BODY, each) for each in said),
        ((yes,), (no,)),
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
