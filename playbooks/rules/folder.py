"""A playbook is called as its folder is."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find a name that differs from the folder's."""
    name = book.playbook.playbook
    if name != book.slug:
        words = f'the playbook is called "{name}", its folder "{book.slug}"'
        yield Finding(("playbook",), words, "give both the same name")


RULE = Rule(
    code="PB108",
    title="Another name than the folder",
    why="Calls remember the playbook by this name; two names for one thing lose one of them.",
    bad="""\
playbook: examples
""",
    good="""\
playbook: example
""",
    check=_check,
)
