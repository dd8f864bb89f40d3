"""The files of a book, and the names by which a playbook uses them."""

from dialogs.ids import PlaybookSlug

PLAYBOOK, LISTS, REMEDIES, PHRASES = "playbook", "lists", "remedies", "phrases"
"""The parts of a book; all but the first are also what ``uses`` can name."""
SHARED = (LISTS, REMEDIES, PHRASES)
"""The parts that stand beside the folders of the playbooks."""
ENTITLEMENTS = "entitlements"
"""The list to pick from that stands in ``remedies.yaml``."""
LAW = "law"
"""The folder of the law cards, a file each; as a part, a card is called ``law/<id>``."""

CASES = "cases"
"""The folder of the cases, a file each; as a part, a case is called ``cases/<id>``."""

REHEARSALS = "rehearsals"
"""The folder of the rehearsals, beside the ``playbook.yaml`` that they play."""


def path_of(slug: PlaybookSlug, part: str) -> str:
    """Return the path of a part, relative to the library."""
    return f"{slug}/playbook.yaml" if part == PLAYBOOK else f"{part}.yaml"


def card_of(path: str) -> str | None:
    """Return the id of the law card at this path of a library; none when no card stands there."""
    folder, _, name = path.partition("/")
    return name.removesuffix(".yaml") if folder == LAW and name.endswith(".yaml") else None


def card_part(card: str) -> str:
    """Return the part that the law card of this id is."""
    return f"{LAW}/{card}"


def case_part(case: str) -> str:
    """Return the part that the case of this id is."""
    return f"{CASES}/{case}"


def rehearsal_path(named: str) -> str:
    """Return the path of the rehearsal ``playbook/name``, relative to the library."""
    return "{0}/{2}/{1}.yaml".format(*named.split("/", 1), REHEARSALS)
