"""Pure questions about where a walk can go; every one is a search over steps, none changes anything."""

from collections.abc import Callable, Collection, Iterable, Mapping

from dialogs.program import RETURN
from playbooks.book import Book, Excursion
from playbooks.document import StepEntry, Way

Edges = Mapping[str, Collection[str]]
"""Step → the steps that can follow it."""


ELSEWHERE = "/"
"""Stands for a call that goes on in another playbook, and can end there; no step is called so."""


def start_of(book: Book) -> str | None:
    """Return the step with which a call begins; none when the first stage has no step."""
    return book.start


def starts_of(book: Book) -> list[str]:
    """Return the steps at which one can begin: a call the first; a playbook that is gone into, any stage."""
    if not book.is_part:
        return [] if book.start is None else [book.start]
    firsts: dict[str, str] = {}
    for step in book.playbook.steps:
        firsts.setdefault(step.stage, step.id)
    return [step for stage, step in firsts.items() if stage not in book.aside_stages]


def own_edges(book: Book) -> Edges:
    """Return the ways from step to step that are no end of a detour, what is open everywhere left out."""
    edges: dict[str, set[str]] = {step.id: set() for step in book.playbook.steps}
    for target in book.targets:
        if target.step is not None and target.to != RETURN:
            edges[target.step.id].add(target.to)
    for way in book.excursions:
        if way.step is not None:
            edges[way.step.id].update(way.onward)
    return edges


def all_edges(book: Book) -> Edges:
    """Return every way from step to step, detours included; the end of a detour is no edge."""
    everywhere = {
        stage.id: {to for entry in book.offered_in(stage.id) for to in _targets(entry)} - {RETURN}
        for stage in book.playbook.stages
    }
    edges: dict[str, set[str]] = {}
    own = own_edges(book)
    for step in book.playbook.steps:
        open_here = everywhere.get(step.stage, set()) if step.kind != "end" else set()
        edges[step.id] = set(own[step.id]) | open_here
    return edges


def _targets(way: Way) -> list[str]:
    """Return the steps to which something leads, by exits of another playbook too."""
    return [each.to for each in (way, *way.exits.values()) if each.to is not None]


def onward_edges(book: Book) -> Edges:
    """Return the ways that lead on: no detours, since they come back where they began; RETURN is one.

    A named exit of another playbook leads on, and so does a playbook that can end the call.
    """
    everywhere = {
        stage.id: {
            to
            for entry in book.offered_in(stage.id)
            if entry.into is not None or not entry.detour
            for to in _targets(entry)
        }
        for stage in book.playbook.stages
    }
    edges: dict[str, set[str]] = {
        step.id: set(everywhere.get(step.stage, ())) if step.kind != "end" else set()
        for step in book.playbook.steps
    }
    for target in book.targets:
        if target.step is not None and not target.detour:
            edges[target.step.id].add(target.to)
    for way in book.excursions:
        if way.step is not None:
            edges[way.step.id].update(way.onward)
            if ends_a_call(book, way):
                edges[way.step.id].add(ELSEWHERE)
    return edges


def entered(book: Book, way: Excursion) -> tuple[Book, str] | None:
    """Return the playbook that is gone into, with the step at which it begins, if both are there."""
    called = book.called(way.into)
    if called is None:
        return None
    at = called.start if way.at is None else way.at
    return None if at is None or at not in called.steps else (called, at)


def steps_within(called: Book, at: str) -> frozenset[str]:
    """Return the steps of a playbook to which one can come who goes into it at step ``at``."""
    return reachable(at, all_edges(called))


def ends_a_call(book: Book, way: Excursion, through: Collection[str] = ()) -> bool:
    """Tell whether a call can end in the playbook that is gone into, or further on."""
    found = entered(book, way)
    if found is None or way.into in through:
        return False
    called, at = found
    steps = steps_within(called, at)
    if any(called.steps[step].kind == "end" for step in steps if step in called.steps):
        return True
    onward = [each for each in called.excursions if each.step is not None and each.step.id in steps]
    return any(ends_a_call(called, each, {*through, way.into}) for each in onward)


def reachable(start: str, edges: Edges) -> frozenset[str]:
    """Return the steps to which some walk from ``start`` comes, ``start`` included."""
    return _closure([start], lambda step: edges.get(step, ()))


def with_a_path_to(goals: Iterable[str], edges: Edges) -> frozenset[str]:
    """Return the steps from which some walk comes to one of ``goals``, these included."""
    before: dict[str, set[str]] = {}
    for step, following in edges.items():
        for each in following:
            before.setdefault(each, set()).add(step)
    return _closure(goals, lambda step: before.get(step, ()))


def has_way_out(step: StepEntry) -> bool:
    """Tell whether something leads out of a step: a choice, a pick, or the answer to its question."""
    return bool(step.choices) or step.pick is not None or step.to is not None


def trapped(book: Book) -> frozenset[str]:
    """Return the steps from which no walk comes to an end or back out of a detour.

    A dead end and an unknown target count as ways out here: they are told elsewhere, once.
    """
    edges = onward_edges(book)
    ends = {step.id for step in book.playbook.steps if step.kind == "end"}
    dead_ends = {step.id for step in book.playbook.steps if not has_way_out(step)}
    unknown = {to for following in edges.values() for to in following if to not in edges}
    return frozenset(edges) - with_a_path_to({RETURN, ELSEWHERE, *ends, *dead_ends, *unknown}, edges)


def _closure(seeds: Iterable[str], following: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """Return all that can be come to from ``seeds``, these included."""
    seen = set(seeds)
    waiting = list(seen)
    while waiting:
        for each in following(waiting.pop()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return frozenset(seen)
