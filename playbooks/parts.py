"""The files of a book, and the names by which a playbook uses them."""

from dialogs.ids import PlaybookSlug

PLAYBOOK, LISTS, REMEDIES = "playbook", "lists", "remedies"
"""The parts of a book; the last two are also what ``uses`` can name."""
ENTITLEMENTS = "entitlements"
"""The list to pick from that stands in ``remedies.yaml``."""


def path_of(slug: PlaybookSlug, part: str) -> str:
    """Return the path of a part, relative to the library."""
    return f"{slug}/playbook.yaml" if part == PLAYBOOK else f"{part}.yaml"
