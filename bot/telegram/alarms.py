"""The words of messages about what is more than a complaint: pure cards, drawn when they go out."""

from collections.abc import Sequence

from bot.telegram.errands import Call, call_card, look_button, noted_lines, tail_line
from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.crises import Crisis, came_with_the_call
from dialogs.ports import NoticeKind
from dialogs.program import Place
from dialogs.render.crises import numbers
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
    if kind in {NoticeKind.CRISIS_WITHDRAWN, NoticeKind.CRISIS_ANSWERED}:
        return call_card(to, [_head(f"errand.{kind}", call, crisis)], (), again=again, call=call)
    alone = kind is NoticeKind.CRISIS_UNANSWERED and _declared_it(to, call)
    key = "errand.crisis_unanswered_agent" if alone else f"errand.{kind}"
    return _in_full(to, key, call, crisis, rules, again=again)


def alarm_now(to: Actor, call: Call, declared: int, rules: CrisisRules) -> Card | None:
    """Say what ``to`` was called for as it stands by now; none when no such sign was declared."""
    crisis = call.state.crisis_at(declared)
    if crisis is None:
        return None
    key = _key_now(to, call, crisis)
    if crisis.waits:
        return _in_full(to, key, call, crisis, rules, again=False)
    buttons = () if _declared_it(to, call) else ((look_button(call),),)
    return call_card(to, [_head(key, call, crisis)], buttons, again=False, call=call)


def _key_now(to: Actor, call: Call, crisis: Crisis) -> str:
    if crisis.withdrawn:
        return "errand.crisis_withdrawn"
    if crisis.is_over:
        return "errand.crisis_over"
    if crisis.acknowledged_by is not None:
        return "errand.crisis_taken"
    if crisis.nobody:
        return "errand.crisis_unanswered_agent" if _declared_it(to, call) else "errand.crisis_unanswered"
    turn = crisis.called and crisis.called[-1].person == to.person
    return "errand.crisis_call" if turn else "errand.crisis_call_past"


def _in_full(to: Actor, key: str, call: Call, crisis: Crisis, rules: CrisisRules, *, again: bool) -> Card:
    """Say it with the numbers to ring, and to whoever can come with what is known so far."""
    lines = [_head(key, call, crisis), *numbers(rules.sign(crisis.sign))]
    if _declared_it(to, call):
        return call_card(to, lines, (), again=again, call=call)
    lines += _brief(call)
    if crisis.level is not Level.CRISIS:
        return call_card(to, lines, ((look_button(call),),), again=again, call=call)
    take = Button(Phrase("button.acknowledge"), Verb.ACKNOWLEDGE, call.state.session)
    return call_card(to, lines, ((take,), (look_button(call),)), again=again, call=call)


def _declared_it(to: Actor, call: Call) -> bool:
    """Tell whether it is told to the agent who declared it, and not to who took the call over."""
    own = call.state.agent == to.person
    return own and not came_with_the_call(to, call.state.agent, call.state.crises)


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


def _head(key: str, call: Call, crisis: Crisis) -> Block:
    return Block(BlockKind.BODY, Phrase(key, _values(call, crisis)))


def _values(call: Call, crisis: Crisis) -> dict[str, Value]:
    return {
        "sign": crisis.label,
        "alias": call.state.alias,
        "name": call.agent_name,
        "at": crisis.at,
        "seconds": crisis.wait,
        "by": crisis.acknowledged_name,
        "taken": crisis.acknowledged_at or crisis.at,
        "over": crisis.stood_down_at or crisis.at,
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
    lines += noted_lines(noted)
    return [*lines, *_tail(call)]


def _tail(call: Call) -> Sequence[Block]:
    return [tail_line(entry) for entry in call.tail[-TAIL:]]
