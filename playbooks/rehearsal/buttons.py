"""What a button of a card does, as a deed that can be done again."""

from dialogs.cards import Button, Verb
from dialogs.events import PauseReason
from playbooks.rehearsal.deeds import Deed, Kind
from playbooks.rehearsal.walk import Walk

_KINDS = {
    Verb.CHOOSE: Kind.TAP,
    Verb.BACK: Kind.BACK,
    Verb.JUMP: Kind.JUMP,
    Verb.PICK: Kind.PICK,
    Verb.UNPICK: Kind.UNPICK,
    Verb.TICK: Kind.TICK,
    Verb.UNTICK: Kind.UNTICK,
    Verb.COMPLIANCE: Kind.COMPLIANCE,
    Verb.TEMPERATURE: Kind.TEMPERATURE,
    Verb.FLAG: Kind.FLAG,
    Verb.HELP: Kind.HELP,
    Verb.RESUME: Kind.RESUME,
    Verb.END: Kind.END,
    Verb.CALL_LANGUAGE: Kind.SPEAK,
}


def deed_of(button: Button, walk: Walk) -> Deed | None:
    """Return what a button does; none when it needs other people, other calls or a chat."""
    match button.verb:
        case Verb.PAUSE:
            return Deed(Kind.PAUSE, button.value or PauseReason.ASKED)
        case Verb.MOVE_WORDS:
            return Deed(Kind.MOVE, button.value.partition(".")[2])
        case Verb.CHANGE_ANSWER:
            return _correction(button.value, walk)
        case verb if verb in _KINDS:
            return Deed(_KINDS[verb], button.value)
        case _:
            return None


def _correction(value: str, walk: Walk) -> Deed:
    """Read ``<move>.<place of the choice>.<reroute>`` as the card wrote it."""
    version, place, reroute = map(int, value.split("."))
    step = next(each for each in walk.state.path if each.version == version).before.step
    choice = walk.setting.program.steps[step].choices[place]
    return correction(version, choice.id, walk, goes_back=reroute == 1)


def correction(version: int, to: str, walk: Walk, *, goes_back: bool = False) -> Deed:
    """Return the correction of the answer that a move gave: to a choice, or to what is written instead."""
    step = next(each for each in walk.state.path if each.version == version).before.step
    visits = [each.version for each in walk.state.path if each.before.step == step and each.choice]
    visit = visits.index(version) + 1 if len(visits) > 1 else 0
    return Deed(Kind.CORRECT, to, step, visit, goes_back=goes_back)
