"""Which steps of a file the findings are about."""

from collections.abc import Iterable, Mapping

from playbooks.book import Book
from playbooks.diagnostics import Diagnostic
from playbooks.parts import PLAYBOOK


def troubled_steps(book: Book, findings: Iterable[Diagnostic]) -> Mapping[str, tuple[str, ...]]:
    """Return step id → the codes of the findings within it, each once, in the order of the file."""
    source = book.sources[PLAYBOOK]
    begins = [
        (source.place(("steps", number))[0], step.id) for number, step in enumerate(book.playbook.steps)
    ]
    troubled: dict[str, dict[str, None]] = {}
    for each in findings:
        if each.file != source.file:
            continue
        above = [name for line, name in begins if line <= each.line]
        if above:
            troubled.setdefault(above[-1], {})[each.code] = None
    return {name: tuple(codes) for name, codes in troubled.items()}
