"""The words of messages about what is more than a complaint: pure cards, drawn when they go out."""

from collections.abc import Sequence

from bot.telegram.errands import Call, call_card, tail_line
from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.crises import Crisis, came_with_the_call
from dialogs.ports import NoticeKind
from dialogs.program import Place
from dialogs.render.crises import numbers
from dialogs.render.records import LAST_PAGE
from dialogs.severity import CrisisRules, Level
from dialogs.texts import Phrase, Value

ALARMS = frozenset(
    {
        NoticeKind.CRISIS_CALL,
        NoticeKind.CRISIS_UNANSWERED,
        NoticeKind.CRISIS_ANSWERED,
        NoticeKind.CRISIS_WITHDRAWN,
        NoticeKind.CONTACT_TOLD,
    }
)
TAIL = 5
"""Lines of the timeline that a brief shows."""
_BRIEFED = (Place.FACT, Place.DEMAND)
_FACTS = 3


def alarm(
    to: Actor, kind: NoticeKind, call: Call, declared: int, rules: CrisisRules, *, again: bool
) -> Card | None:
    """Tell ``to`` of the sign that event ``declared`` of a call declared; none once that is of no use."""
    crisis = call.state.crisis_at(declared)
    if crisis is None or not _is_wanted(kind, crisis):
        return None
    head = Block(BlockKind.BODY, Phrase(_key(to, kind, call), _values(call, crisis)))
    if kind in {NoticeKind.CRISIS_WITHDRAWN, NoticeKind.CRISIS_ANSWERED}:
        return call_card(to, [head], (), again=again, call=call)
    lines = [head, *numbers(rules.sign(crisis.sign))]
    if to.person == call.state.agent and not came_with_the_call(to, call.state.agent, call.state.crises):
        return call_card(to, lines, (), again=again, call=call)
    lines += _brief(call)
    look = Button(Phrase("button.look_at_call"), Verb.TIMELINE, f"{call.state.session}{LAST_PAGE}")
    if crisis.level is not Level.CRISIS:
        return call_card(to, lines, ((look,),), again=again, call=call)
    take = Button(Phrase("button.acknowledge"), Verb.ACKNOWLEDGE, call.state.session)
    return call_card(to, lines, ((take,), (look,)), again=again, call=call)


def _is_wanted(kind: NoticeKind, crisis: Crisis) -> bool:
    match kind:
        case NoticeKind.CRISIS_CALL:
            return crisis.waits
        case NoticeKind.CRISIS_UNANSWERED:
            return crisis.waits and crisis.nobody
        case NoticeKind.CRISIS_ANSWERED:
            return crisis.acknowledged_by is not None
        case NoticeKind.CONTACT_TOLD:
            return not crisis.is_over
        case _:
            return crisis.withdrawn


def _key(to: Actor, kind: NoticeKind, call: Call) -> str:
    own = to.person == call.state.agent and not came_with_the_call(to, to.person, call.state.crises)
    alone = kind is NoticeKind.CRISIS_UNANSWERED and own
    return "errand.crisis_unanswered_agent" if alone else f"errand.{kind}"


def _values(call: Call, crisis: Crisis) -> dict[str, Value]:
    return {
        "sign": crisis.label,
        "alias": call.state.alias,
        "name": call.agent_name,
        "at": crisis.at,
        "seconds": crisis.wait,
        "by": crisis.acknowledged_name,
    }


def _brief(call: Call) -> list[Block]:
    """Return what happened, where it stands, how hot it is, and what was last written down."""
    state = call.state
    stage = call.program.stages[call.program.steps[state.walk.step].stage]
    stands: dict[str, Value] = {"since": state.opened_at, "stage": stage.title}
    lines = [Block(BlockKind.STATUS, Phrase("errand.stands", stands))]
    if state.temperature is not None:
        lines.append(Block(BlockKind.STATUS, Phrase(f"temperature.{state.temperature}")))
    noted = [each for each in state.noted if each.place in _BRIEFED and not each.gone][-_FACTS:]
    lines += [
        Block(
            BlockKind.CAPTURED,
            Phrase("card.captured", {"place": Phrase(f"place.{each.place}"), "words": each.words}),
        )
        for each in noted
    ]
    return [*lines, *_tail(call)]


def _tail(call: Call) -> Sequence[Block]:
    return [tail_line(entry) for entry in call.tail[-TAIL:]]
