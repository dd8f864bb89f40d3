"""From the format in which a playbook is written to the one that is read: pure, one step a version.

A released step is never edited. The bytes of a file, and so its revision, stay what they were.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from playbooks.formats.lift_1_to_2 import lift_1_to_2
from playbooks.source import Plain, Source

Tree = dict[str, Plain]
LIFTS: Mapping[int, Callable[[Tree], Tree]] = {1: lift_1_to_2}
"""Format → the step from it to the next one."""


def lifted(source: Source) -> Source:
    """Return a playbook as it would stand in the newest format; one of no known format stays as it is."""
    tree = source.tree
    while tree is not None and (lift := _lift_from(tree.get("format"))) is not None:
        tree = lift(tree)
    return source if tree is source.tree else replace(source, tree=tree)


def _lift_from(format_: Plain) -> Callable[[Tree], Tree] | None:
    """Return the step from a format to the next one; none from the newest, and from what is no format."""
    return LIFTS.get(format_) if isinstance(format_, int) and not isinstance(format_, bool) else None
