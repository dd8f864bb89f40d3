"""Names in braces that stand for something the call knows."""

import re

BUILT_IN = ("offer_1", "offer_2", "offer_3", "accepted", "owed", "promise", "due")
"""Filled in by the bot: the latest offers, what was accepted or is owed, the latest promise and its time."""
RESERVED = frozenset((*BUILT_IN, "fact", "feeling", "demand", "note"))
"""Names that no slot can have; the last four are where words go."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces."""
    return frozenset(_PLACEHOLDER.findall(text))


def are_braces_balanced(text: str) -> bool:
    """Tell whether every brace of ``text`` belongs to a name."""
    rest = _PLACEHOLDER.sub("", text)
    return "{" not in rest and "}" not in rest
