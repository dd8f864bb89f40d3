"""Names that a rehearsal uses, where there is no such thing."""

from collections.abc import Iterable

from dialogs.causes import Cause
from playbooks.nearby import meant
from playbooks.rehearsal.comparing import Difference
from playbooks.rehearsal.deeds import Deed, Kind
from playbooks.rehearsal.walk import Walk
from playbooks.source import Trail

_Told = tuple[str, str, Cause]
"""What is wrong, what to do, and the name of it."""


def names_nothing(walk: Walk, deed: Deed) -> bool:
    """Tell whether ``deed`` ticks what there is not, which the rules may refuse for another reason."""
    program = walk.setting.program
    if deed.kind in {Kind.TICK, Kind.UNTICK}:
        return all(item.id != deed.value for item in program.steps[walk.state.walk.step].items)
    return deed.kind in {Kind.PICK, Kind.UNPICK} and deed.value not in program.remedies


def no_product(product: str, products: Iterable[str]) -> Difference:
    """Say that the product of a rehearsal is none of ``products``."""
    words, hint = f'there is no product "{product}"', meant(product, products)
    return Difference(("product",), "RH107", words, hint, parts=True, cause=Cause.RH107_PRODUCT)


def unknown(walk: Walk, deed: Deed, trail: Trail) -> Difference:
    """Say that a deed, which stands at ``trail``, names nothing, with what may have been meant."""
    words, hint, cause = _told(walk, deed)
    return Difference(trail, "RH107", words, hint, parts=True, cause=cause)


def _told(walk: Walk, deed: Deed) -> _Told:
    program, step, value = walk.setting.program, walk.state.walk.step, deed.value
    match deed.kind:
        case Kind.TAP:
            words = f'there is no answer "{value}" at "{step}"'
            known: list[str] = [choice.id for choice in program.choices_at(step)]
            return words, meant(value, known), Cause.RH107_ANSWER
        case Kind.JUMP:
            words = f'there is no stage "{value}" to jump to'
            known = [stage.id for stage in program.stages.values() if not stage.aside]
            return words, meant(value, known), Cause.RH107_STAGE
        case Kind.PICK | Kind.UNPICK | Kind.COMPLIANCE:
            words = f'"{value}" cannot be ticked at "{step}"'
            hint = "" if value in program.remedies else meant(value, program.remedies)
            return words, hint, Cause.RH107_REMEDY
        case Kind.TICK | Kind.UNTICK:
            words = f'there is nothing "{value}" to tick at "{step}"'
            known = [item.id for item in program.steps[step].items]
            return words, meant(value, known), Cause.RH107_ITEM
        case Kind.CORRECT:
            words = f'no answer given at "{deed.at}" can become "{value}"'
            return words, "look at the ids of that step", Cause.RH107_CORRECT
        case _:
            words = f'"{deed}" cannot be done at "{step}"'
            return words, "compare with the guide", Cause.RH107_DEED
