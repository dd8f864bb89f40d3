"""Names that the deeds of a rehearsal use, where there is no such thing."""

from playbooks.nearby import meant
from playbooks.rehearsal.deeds import Deed, Kind
from playbooks.rehearsal.walk import Walk


def names_nothing(walk: Walk, deed: Deed) -> bool:
    """Tell whether ``deed`` ticks what there is not, which the rules may refuse for another reason."""
    program = walk.setting.program
    if deed.kind in {Kind.TICK, Kind.UNTICK}:
        return all(item.id != deed.value for item in program.steps[walk.state.walk.step].items)
    return deed.kind in {Kind.PICK, Kind.UNPICK} and deed.value not in program.remedies


def unknown(walk: Walk, deed: Deed) -> tuple[str, str]:
    """Say that a deed names nothing, with what may have been meant."""
    program, step, value = walk.setting.program, walk.state.walk.step, deed.value
    match deed.kind:
        case Kind.TAP:
            known: list[str] = [choice.id for choice in program.choices_at(step)]
            return f'there is no answer "{value}" at "{step}"', meant(value, known)
        case Kind.JUMP:
            known = [stage.id for stage in program.stages.values() if not stage.aside]
            return f'there is no stage "{value}" to jump to', meant(value, known)
        case Kind.PICK | Kind.UNPICK | Kind.COMPLIANCE:
            return f'"{value}" cannot be ticked at "{step}"', meant(value, program.remedies)
        case Kind.TICK | Kind.UNTICK:
            items = [item.id for item in program.steps[step].items]
            return f'there is nothing "{value}" to tick at "{step}"', meant(value, items)
        case Kind.CORRECT:
            return f'no answer given at "{deed.at}" can become "{value}"', "look at the ids of that step"
        case _:
            return f'"{deed}" cannot be done at "{step}"', "compare with the guide"
