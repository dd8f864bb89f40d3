"""What has changed from one program to another, as values; a face tells them in words."""

import dataclasses
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeGuard

from dialogs.events import Touch
from dialogs.ids import StepId
from dialogs.program import (
    Choice,
    Everywhere,
    Program,
    Step,
)
from dialogs.slots import Slot
from dialogs.texts import Bilingual
from playbooks.bypass import goes_around
from playbooks.inlining import offered_by
from playbooks.sensitive import Around, Way, leads_the_walk, texts_within, touched

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_ALIKE = 0.6
"""So much of its words must a step keep to be the same step under another name."""
_FOLLOWS = frozenset({"playbook", "revision", "parts", "start"})
"""Fields of a program that name it, or follow from others."""
_ID = "id"
_NOTHING: tuple[object, ...] = (None, (), "")
_AS_A_WHOLE = frozenset({"when", "effects"})
"""Fields that are told as one thing: what a choice asks for, and what it writes down."""


class Happened(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    """Its id is another; whatever else changed in it is a change of its own."""
    REORDERED = "reordered"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was."""

    happened: Happened
    way: Way
    """Where it stands in the newer program, or stood in the older: ``("steps", "greet", "say")``."""
    old: object
    """A text in both languages, a target, a guard, effects, a whole step …; none for what is added."""
    new: object
    touches: frozenset[Touch] = frozenset()
    """What a second person should look at; empty when one is enough."""


def difference(old: Program | None, new: Program) -> tuple[Change, ...]:
    """Return all that calls will show or do otherwise, part by part; all of it where there is no ``old``.

    Spelling does not count: comments, quotes, the order of steps in the file, an older format. A step under
    another name is told once; what leads to it has not moved.
    """
    old = old or _with_nothing_in_it(new)
    names = _renamed_steps(old, new)
    renamed = _under_new_names(old, names)
    comparing = _Comparing(
        {now: before for before, now in names.items()},
        frozenset(step.id for program in (renamed, new) for step in program.steps.values() if step.verbatim),
        goes_around(renamed, new),
    )
    return tuple(comparing.parts((), renamed, new, ()))


def _with_nothing_in_it(program: Program) -> Program:
    """Return a program of the same name and title with no step and nothing to offer, to compare with."""
    return Program(program.playbook, program.revision, program.title, program.start, stages={}, steps={})


@dataclass(frozen=True, slots=True)
class _Comparing:
    """One comparison; ``around`` holds the steps and choices in which a thing stands, old and new."""

    old_names: Mapping[str, str]
    """Steps under a new name → the name that they had."""
    read_out: frozenset[str]
    """The steps whose line is said word for word."""
    goes_around: bool
    """Whether calls come past one of them now: whatever leads the walk may be why."""

    def walk(self, way: Way, old: object, new: object, around: Around) -> Iterator[Change]:
        """Yield what differs between two things that stand at the same place."""
        if old == new and not (way == ("steps",) and self.old_names) and not _begins_elsewhere(way, old, new):
            return
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self.named(way, old, new, around)
        elif isinstance(old, tuple) and isinstance(new, tuple) and way[-1] not in _AS_A_WHOLE:
            yield from self.row(way, old, new, around)
        elif type(old) is type(new) and _is_part(new):
            yield from self.parts(way, old, new, around)
        else:
            yield self.change(_happened(old, new), way, old, new, around)

    def parts(self, way: Way, old: object, new: "DataclassInstance", around: Around) -> Iterator[Change]:
        """Yield what differs in the fields of two things of one type."""
        within = (*around, *(each for each in (old, new) if isinstance(each, Step | Choice)))
        for field in dataclasses.fields(new):
            one, other = getattr(old, field.name), getattr(new, field.name)
            if field.name == _ID or (field.name == "name" and isinstance(other, str)):
                continue
            if isinstance(new, Program) and field.name in _FOLLOWS:
                continue
            if field.name == "say" and _has_variants(old) and _has_variants(new):
                continue  # the first variant, which is told as one
            deeper = way if isinstance(new, Everywhere) and field.name == "choice" else (*way, field.name)
            yield from self.walk(deeper, one, other, within)

    def row(
        self, way: Way, old: tuple[object, ...], new: tuple[object, ...], around: Around
    ) -> Iterator[Change]:
        """Yield what differs in two rows: by name where things have one, else by position, from 1."""
        if all(map(_is_part, (*old, *new))):
            yield from self.named(way, _by_name(old), _by_name(new), around)
            return
        if not all(isinstance(each, Bilingual) for each in (*old, *new)):
            yield self.change(_happened(old, new), way, old, new, around)
            return
        for number in range(max(len(old), len(new))):
            one = old[number] if number < len(old) else None
            other = new[number] if number < len(new) else None
            yield from self.walk((*way, str(number + 1)), one, other, around)

    def named(
        self, way: Way, old: Mapping[str, object], new: Mapping[str, object], around: Around
    ) -> Iterator[Change]:
        """Yield what differs in two sets of named things."""
        steps = way == ("steps",)
        old_names = self.old_names if steps else _same_words(old, new)
        then = old if steps else {_new_name(old_names, name): thing for name, thing in old.items()}
        for name, thing in new.items():
            here = (*way, name)
            if name in old_names:
                yield self.change(Happened.RENAMED, here, old_names[name], name, around)
            if name in then:
                yield from self.walk(here, then[name], thing, around)
            else:
                yield self.change(Happened.ADDED, here, None, thing, around)
        for name, thing in then.items():
            if name not in new:
                yield self.change(Happened.REMOVED, (*way, name), thing, None, around)
        before, now = [name for name in then if name in new], [name for name in new if name in then]
        if before != now and not steps:
            yield self.change(Happened.REORDERED, way, tuple(before), tuple(now), around)

    def change(self, happened: Happened, way: Way, old: object, new: object, around: Around) -> Change:
        """Return one change with what it touches.

        An id under another name touches nothing, and another order only where calls come past a line by it.
        """
        touches = frozenset[Touch]()
        if happened not in {Happened.RENAMED, Happened.REORDERED}:
            touches = touched(way, old, new, around, self.read_out)
        if self.goes_around and happened is not Happened.RENAMED and leads_the_walk(way, old, new):
            touches |= {Touch.VERBATIM}
        return Change(happened, way, old, new, touches)


def _happened(old: object, new: object) -> Happened:
    """Say what became of a single thing."""
    if old in _NOTHING:
        return Happened.ADDED
    return Happened.REMOVED if new in _NOTHING else Happened.CHANGED


def _begins_elsewhere(way: Way, old: object, new: object) -> bool:
    """Tell whether stages stand in another order: mappings of the same things are equal in any order."""
    return way == ("stages",) and isinstance(old, Mapping) and isinstance(new, Mapping) and [*old] != [*new]


def _is_part(thing: object) -> "TypeGuard[DataclassInstance]":
    """Tell whether a thing is looked into, and not told as a whole."""
    return isinstance(thing, Program | Everywhere | Slot) or (
        dataclasses.is_dataclass(thing) and hasattr(thing, _ID)
    )


def _has_variants(thing: object) -> bool:
    """Tell whether a step has several ways to say its line."""
    return isinstance(thing, Step) and bool(thing.variants)


def _by_name(row: tuple[object, ...]) -> Mapping[str, object]:
    """Return the things of a row by their names."""
    return {_name_of(each): each for each in row}


def _name_of(thing: object) -> str:
    if isinstance(thing, Everywhere):
        part = offered_by(thing)
        return f"{part}/{thing.choice.id}" if part else str(thing.choice.id)
    return str(getattr(thing, _ID))


def _same_words(old: Mapping[str, object], new: Mapping[str, object]) -> Mapping[str, str]:
    """Return new name → old name, of things whose words stayed as they were."""
    gone = {tuple(texts_within(thing)): name for name, thing in old.items() if name not in new}
    come = [(name, tuple(texts_within(thing))) for name, thing in new.items() if name not in old]
    return {name: gone.pop(words) for name, words in come if words and words in gone}


def _new_name(old_names: Mapping[str, str], name: str) -> str:
    """Return the name that a thing has now."""
    return next((now for now, before in old_names.items() if before == name), name)


def _renamed_steps(old: Program, new: Program) -> Mapping[StepId, StepId]:
    """Return old name → new name, of steps that kept most of their words."""
    gone = [step for name, step in old.steps.items() if name not in new.steps]
    found: dict[StepId, StepId] = {}
    for name, step in new.steps.items():
        if name in old.steps or not gone:
            continue
        likest = max(gone, key=lambda each: _likeness(each, step))
        if _likeness(likest, step) >= _ALIKE:
            found[likest.id] = name
            gone.remove(likest)
    return found


def _likeness(old: Step, new: Step) -> float:
    """Return how much of their words two steps share, 0 to 1; the same line is enough."""
    if old.say == new.say:
        return 1.0
    before, now = (" ".join(texts_within(step)) for step in (old, new))
    return difflib.SequenceMatcher(None, before, now, autojunk=False).ratio()


def _under_new_names(program: Program, names: Mapping[StepId, StepId]) -> Program:
    """Return a program as it would be with its steps under other names."""
    if not names:
        return program

    def renamed(choice: Choice) -> Choice:
        exits = {name: names.get(step, step) for name, step in choice.exits.items()}
        return dataclasses.replace(choice, target=names.get(choice.target, choice.target), exits=exits)

    steps = {
        names.get(name, name): dataclasses.replace(
            step,
            id=names.get(name, name),
            choices=tuple(map(renamed, step.choices)),
            answer=None if step.answer is None else renamed(step.answer),
        )
        for name, step in program.steps.items()
    }
    stages = {
        name: dataclasses.replace(stage, start=names.get(stage.start, stage.start))
        for name, stage in program.stages.items()
    }
    everywhere = tuple(dataclasses.replace(each, choice=renamed(each.choice)) for each in program.everywhere)
    start = names.get(program.start, program.start)
    return dataclasses.replace(program, start=start, steps=steps, stages=stages, everywhere=everywhere)
