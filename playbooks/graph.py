"""Pure questions about where a walk can go; every one is a search over steps, none changes anything."""

from collections.abc import Callable, Collection, Iterable, Mapping

from dialogs.program import RETURN
from playbooks.book import Book

Edges = Mapping[str, Collection[str]]
"""Step → the steps that can follow it."""


def start_of(book: Book) -> str | None:
    """Return the step with which a call begins: the first of the first stage; none when that has no step."""
    first = book.playbook.stages[0].id
    return next((step.id for step in book.playbook.steps if step.stage == first), None)


def all_edges(book: Book) -> Edges:
    """Return every way from step to step, detours included; the end of a detour is no edge."""
    everywhere = {
        stage.id: {entry.to for entry in book.offered_in(stage.id)} for stage in book.playbook.stages
    }
    edges: dict[str, set[str]] = {}
    for step in book.playbook.steps:
        open_here = everywhere.get(step.stage, set()) - {RETURN} if step.kind != "end" else set()
        edges[step.id] = edges.get(step.id, set()) | open_here
    for target in book.targets:
        if target.step is not None and target.to != RETURN:
            edges[target.step.id].add(target.to)
    return edges


def onward_edges(book: Book) -> Edges:
    """Return the ways that lead on: no detours, since they come back where they began; RETURN is one."""
    everywhere = {
        stage.id: {entry.to for entry in book.offered_in(stage.id) if not entry.detour}
        for stage in book.playbook.stages
    }
    edges: dict[str, set[str]] = {
        step.id: set(everywhere.get(step.stage, ())) if step.kind != "end" else set()
        for step in book.playbook.steps
    }
    for target in book.targets:
        if target.step is not None and not target.detour:
            edges[target.step.id].add(target.to)
    return edges


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


def trapped(book: Book) -> frozenset[str]:
    """Return the steps from which no walk comes to an end or back out of a detour.

    A dead end and an unknown target count as ways out here: they are told elsewhere, once.
    """
    edges = onward_edges(book)
    ends = {step.id for step in book.playbook.steps if step.kind == "end"}
    dead_ends = {step.id for step in book.playbook.steps if not step.choices and step.pick is None}
    unknown = {to for following in edges.values() for to in following if to not in edges}
    return frozenset(edges) - with_a_path_to({RETURN, *ends, *dead_ends, *unknown}, edges)


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
