"""Playbooks that are gone into, as parts of the program that goes into them: ids become ``slug/id``.

A part brings only the steps to which one can come from where it is gone into, and what it offers everywhere
on its own rail.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from dialogs.guards import AllOf, AnyOf, Guard, Not, Visits
from dialogs.ids import PlaybookSlug, StageId, StepId
from dialogs.program import RETURN, Choice, Everywhere, Program, Stage, Step, part_of

Key = TypeVar("Key")
Value = TypeVar("Value")


def step_in(part: PlaybookSlug, step: StepId) -> StepId:
    """Return what a step of a part is called in the program that goes into it; what names a part stays."""
    return step if step == RETURN or part_of(step) else StepId(f"{part}/{step}")


def offered_by(entry: Everywhere) -> str:
    """Return the part that offers something on its own steps; empty for the playbook itself."""
    return part_of(min(entry.stages, default=StageId("")))


def with_parts(program: Program, parts: Mapping[PlaybookSlug, Program]) -> Program:
    """Return ``program`` with the parts that it goes into, directly or not.

    Raises:
        LookupError: a part or its step is not there; never after the rules have passed.
    """
    steps = dict(_reached(program, parts))
    if not steps:
        return program
    used = [program, *(part for slug, part in parts.items() if any(part_of(each) == slug for each in steps))]
    return replace(
        program,
        steps=_frozen({**program.steps, **steps}),
        stages=_frozen({**program.stages, **_stages(parts, steps.values())}),
        everywhere=(*program.everywhere, *_everywhere(parts, {step.stage for step in steps.values()})),
        slots=_first_of(each.slots for each in used),
        remedies=_first_of(each.remedies for each in used),
        entitlements=_first_of(each.entitlements for each in used),
        lists=_first_of(each.lists for each in used),
        facts=_first_of(each.facts for each in used),
    )


def _reached(program: Program, parts: Mapping[PlaybookSlug, Program]) -> Mapping[StepId, Step]:
    """Return the steps of parts to which one can come, under their names in the program."""
    choices = [choice for step in program.steps.values() for choice in _ways_of(step)]
    choices += [each.choice for each in program.everywhere]
    waiting = [to for choice in choices for to in _leads(choice) if part_of(to)]
    found: dict[StepId, Step] = {}
    for name in waiting:
        if name in found:
            continue
        slug = PlaybookSlug(part_of(name))
        own = StepId(name.rpartition("/")[2])
        found[name] = _within(slug, parts[slug].steps[own])
        offered = (_choice_within(slug, each.choice) for each in parts[slug].everywhere_at(own))
        for choice in (*_ways_of(found[name]), *offered):
            waiting += _leads(choice)
    return found


def _leads(choice: Choice) -> list[StepId]:
    """Return the steps to which a choice leads, by exits too."""
    return [each for each in (choice.target, *choice.exits.values()) if each != RETURN]


def _within(part: PlaybookSlug, step: Step) -> Step:
    """Return a step under its name in the program."""
    return replace(
        step,
        id=step_in(part, step.id),
        stage=StageId(f"{part}/{step.stage}"),
        choices=tuple(_choice_within(part, choice) for choice in step.choices),
        answer=None if step.answer is None else _choice_within(part, step.answer),
    )


def _ways_of(step: Step) -> tuple[Choice, ...]:
    """Return what leads out of a step, an answer in writing included."""
    return step.choices if step.answer is None else (*step.choices, step.answer)


def _choice_within(part: PlaybookSlug, choice: Choice) -> Choice:
    """Return a choice that leads to steps under their names in the program."""
    exits = _frozen({name: step_in(part, to) for name, to in choice.exits.items()})
    when = None if choice.when is None else _guard_within(part, choice.when)
    return replace(choice, target=step_in(part, choice.target), exits=exits, when=when)


def _guard_within(part: PlaybookSlug, guard: Guard) -> Guard:
    """Return a guard that asks of steps under their names in the program."""
    match guard:
        case Visits(step=step):
            return replace(guard, step=step_in(part, step))
        case Not(inner):
            return Not(_guard_within(part, inner))
        case AllOf(guards):
            return AllOf(tuple(_guard_within(part, each) for each in guards))
        case AnyOf(guards):
            return AnyOf(tuple(_guard_within(part, each) for each in guards))
        case _:
            return guard


def _stages(parts: Mapping[PlaybookSlug, Program], steps: Iterable[Step]) -> Mapping[StageId, Stage]:
    """Return the stages of the steps of parts: all aside, each beginning with the first of its steps."""
    stages: dict[StageId, Stage] = {}
    for step in steps:
        if step.stage not in stages:
            slug, _, name = step.stage.rpartition("/")
            stage = parts[PlaybookSlug(slug)].stages[StageId(name)]
            stages[step.stage] = Stage(
                step.stage, stage.title, step.id, aside=True, rail_of_part=not stage.aside
            )
    return stages


def _everywhere(parts: Mapping[PlaybookSlug, Program], stages: Collection[StageId]) -> Iterator[Everywhere]:
    """Yield what parts offer everywhere: on their own rail, or in the stages that they name."""
    for slug, part in parts.items():
        rail = [stage.id for stage in part.stages.values() if not stage.aside]
        for each in part.everywhere:
            offered = {StageId(f"{slug}/{stage}") for stage in each.stages or rail}.intersection(stages)
            if offered:
                yield replace(each, choice=_choice_within(slug, each.choice), stages=frozenset(offered))


def _first_of(mappings: Iterable[Mapping[Key, Value]]) -> Mapping[Key, Value]:
    """Join mappings; of two with the same key the first counts."""
    joined: dict[Key, Value] = {}
    for mapping in mappings:
        joined = {**mapping, **joined}
    return _frozen(joined)


def _frozen(mapping: Mapping[Key, Value]) -> Mapping[Key, Value]:
    """Return a view that nobody can write through."""
    return MappingProxyType(dict(mapping))
