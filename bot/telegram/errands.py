"""The words of messages that are sent once, apart from a call's card: pure cards, drawn when they go out."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.doubt import in_doubt
from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.events import InvitationRedeemed
from dialogs.ids import TeamId
from dialogs.people import Invitation
from dialogs.ports import NoticeKind, SessionStatus
from dialogs.program import Program
from dialogs.render.records import LAST_PAGE
from dialogs.roles import Role
from dialogs.state import Noted, SessionState
from dialogs.texts import Phrase, Value
from dialogs.timeline import Entry

TAIL = 5
"""Lines of the timeline that a call for help shows."""


@dataclass(frozen=True, slots=True)
class Call:
    """The call that a message speaks of."""

    program: Program
    state: SessionState
    agent_name: str
    tail: Sequence[Entry] = ()


def help_wanted(to: Actor, kind: NoticeKind, call: Call, *, again: bool) -> Card | None:
    """Ask ``to`` to come to help; none when somebody came already, or the call is over."""
    state = call.state
    if not state.help_asked or state.helper is not None or state.status is SessionStatus.ENDED:
        return None
    stage = call.program.stages[call.program.steps[state.walk.step].stage]
    values: dict[str, Value] = {"name": call.agent_name, "alias": state.alias, "stage": stage.title}
    lines = [Block(BlockKind.BODY, Phrase(f"errand.{kind}", values)), _about(call)]
    if state.temperature is not None:
        lines.append(Block(BlockKind.STATUS, Phrase(f"temperature.{state.temperature}")))
    lines += noted_lines([each for each in state.noted if not each.gone][-1:])
    lines += [tail_line(entry) for entry in call.tail[-TAIL:]]
    take = Button(Phrase("button.take_help"), Verb.TAKE_HELP, state.session)
    return call_card(to, lines, ((take,), (look_button(call),)), again=again, call=call)


def help_is_over(to: Actor, state: SessionState) -> Card | None:
    """Say that the call of which ``to`` was asked to come to help has ended; none while it goes on."""
    if state.status is not SessionStatus.ENDED:
        return None
    said = Block(BlockKind.BODY, Phrase("errand.help_over", {"alias": state.alias}))
    look = Button(Phrase("button.look_at_call"), Verb.TIMELINE, f"{state.session}{LAST_PAGE}")
    return call_card(to, [said], ((look,),), again=False)


def _about(call: Call) -> Block:
    products = call.program.lists.get("products", {})
    values: dict[str, Value] = {
        "product": products.get(call.state.product) or Phrase("card.blank"),
        "playbook": call.program.title,
    }
    return Block(BlockKind.STATUS, Phrase("errand.help_about", values))


def noted_lines(noted: Sequence[Noted]) -> list[Block]:
    """Say what was noted, and where."""
    return [
        Block(
            BlockKind.CAPTURED,
            Phrase("card.captured", {"place": Phrase(f"place.{each.place}"), "words": each.words}),
        )
        for each in noted
    ]


def look_button(call: Call) -> Button:
    """Return the way to the timeline of a call, to where it stands now."""
    return Button(Phrase("button.look_at_call"), Verb.TIMELINE, f"{call.state.session}{LAST_PAGE}")


def reviewed(to: Actor, kind: NoticeKind, call: Call, *, again: bool) -> Card:
    """Tell the agent of a review, or the reviewer of the agent's answer."""
    values: dict[str, Value] = {"alias": call.state.alias, "name": call.agent_name}
    look = Button(Phrase("button.look_at_review"), Verb.TIMELINE, f"{call.state.session}{LAST_PAGE}")
    return call_card(to, [Block(BlockKind.BODY, Phrase(f"errand.{kind}", values))], ((look,),), again=again)


@dataclass(frozen=True, slots=True)
class Passing:
    """Whose call it was, and who shut them out."""

    agent: str
    by: str | Phrase


def handed_over(to: Actor, call: Call, passing: Passing, *, again: bool) -> Card | None:
    """Tell ``to`` that a call is theirs now, from whom and why; none when it is not, or is over."""
    state = call.state
    if state.agent != to.person or state.status is SessionStatus.ENDED:
        return None
    values: dict[str, Value] = {"alias": state.alias, "name": passing.agent, "who": passing.by}
    lines = [Block(BlockKind.BODY, Phrase(f"errand.{NoticeKind.HANDED_OVER}", values))]
    if state.temperature is not None:
        lines.append(Block(BlockKind.STATUS, Phrase(f"temperature.{state.temperature}")))
    lines += [tail_line(entry) for entry in call.tail[-TAIL:]]
    go_on = Button(Phrase("button.resume_call", {"alias": state.alias}), Verb.OPEN, state.session)
    return call_card(to, lines, ((go_on,),), again=again)


def admitted(to: Actor, *, again: bool) -> Card:
    """Welcome ``to``, who was let in."""
    values: dict[str, Value] = {"name": to.name, "role": Phrase(f"role.{to.role}")}
    body = Phrase(f"errand.{NoticeKind.ADMITTED}", values)
    buttons = (
        Button(Phrase("button.new_call"), Verb.NEW),
        Button(Phrase("button.help_page"), Verb.HELP_PAGE),
    )
    return call_card(to, [Block(BlockKind.BODY, body)], (buttons,), again=again)


def invitation_redeemed(to: Actor, digest: str, invitation: Invitation | None, *, again: bool) -> Card | None:
    """Ask an admin whether who used an invitation is who was meant; none once that is settled."""
    if invitation is None or invitation.redeemed is None or invitation.settled:
        return None
    body = Phrase(
        f"errand.{NoticeKind.INVITATION_REDEEMED}",
        _redeemed(invitation.redeemed, invitation.role, invitation.team),
    )
    short = digest[:20]
    buttons = (
        Button(Phrase("button.confirm"), Verb.PEOPLE, f"c.{short}"),
        Button(Phrase("button.refuse"), Verb.PEOPLE, f"x.{short}"),
    )
    return call_card(to, [Block(BlockKind.BODY, body)], (buttons,), again=again)


def _redeemed(by: InvitationRedeemed, role: Role, team: TeamId) -> dict[str, Value]:
    return {"name": by.name, "person": str(by.person), "role": Phrase(f"role.{role}"), "team": team}


def tail_line(entry: Entry) -> Block:
    """Say one line of a timeline, struck through when it was undone."""
    kind = BlockKind.STRUCK if entry.undone else BlockKind.BODY
    return Block(
        kind, Phrase("timeline.entry", {"at": entry.at, "text": entry.text, "seconds": entry.seconds or 0})
    )


def call_card(
    to: Actor,
    lines: Sequence[Block],
    buttons: tuple[tuple[Button, ...], ...],
    *,
    again: bool,
    call: Call | None = None,
) -> Card:
    """Put a card together; ``again`` when it may have come before, which it then says."""
    card = Card(
        tuple(lines),
        buttons,
        session=call.state.session if call else None,
        turn=call.state.turn if call else 0,
        version=call.state.version if call else 0,
        language=to.language,
        call_language=call.state.call_language if call else to.language,
    )
    return in_doubt(card) if again else card
