"""What is asked of a playbook only when it is a whole call, and not a piece or an exercise."""

from playbooks.book import Book
from playbooks.graph import all_edges, reachable, start_of

MIN_STEPS = 10
"""Fewer steps than this are a piece of a call, or a trainer's first try."""


def is_whole_call(book: Book) -> bool:
    """Tell whether a playbook is long enough to be a call from its first word to its last."""
    has_end = any(step.kind == "end" for step in book.playbook.steps)
    return not book.is_part and len(book.playbook.steps) >= MIN_STEPS and has_end


def empathy_steps(book: Book) -> frozenset[str]:
    """Return the steps of the stages in which the feeling is acknowledged, as their ids or titles say."""
    stages = {
        stage.id
        for stage in book.playbook.stages
        if "共情" in stage.title.zh or "empath" in stage.title.en.lower() or stage.id.startswith("empath")
    }
    return frozenset(step.id for step in book.playbook.steps if step.stage in stages)


def reached_without(book: Book, left_out: frozenset[str]) -> frozenset[str]:
    """Return the steps to which some walk comes without passing through one of ``left_out``."""
    start = start_of(book)
    if start is None or start in left_out:
        return frozenset()
    edges = {step: set(following) - left_out for step, following in all_edges(book).items()}
    return reachable(start, edges)
