"""Whether calls can come past a line that is said word for word, where before they could not."""

from collections.abc import Iterator

from dialogs.ids import StepId
from dialogs.program import Program


def goes_around(old: Program, new: Program) -> bool:
    """Tell whether calls begin elsewhere, or reach a step without such a line that was behind it before.

    Conditions are taken for open and closed: a way that is open for some calls is a way. Programs without
    such lines have nothing to come past.
    """
    read_out = [step.id for step in old.steps.values() if step.verbatim]
    if not read_out:
        return False
    if old.start != new.start:
        return True
    shared, before = set(old.steps) & set(new.steps), _leads(old)
    now = _leads(new)
    return any(
        (_reached(now, new.start, past=line) - _reached(before, old.start, past=line)) & shared
        for line in read_out
        if line in shared
    )


def _leads(program: Program) -> dict[StepId, tuple[StepId, ...]]:
    """Return where each step leads; what ends a detour leads back to where the walk stood before."""
    return {step: tuple(_targets(program, step)) for step in program.steps}


def _targets(program: Program, step: StepId) -> Iterator[StepId]:
    answer = program.steps[step].answer
    for choice in (*program.choices_at(step), *(() if answer is None else (answer,))):
        yield from (each for each in (choice.target, *choice.exits.values()) if each in program.steps)


def _reached(leads: dict[StepId, tuple[StepId, ...]], start: StepId, *, past: StepId) -> set[StepId]:
    """Return the steps that can be reached without ``past``, which is not among them."""
    found, waiting = {past}, [start]
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting += leads[step]
    return found - {past}
