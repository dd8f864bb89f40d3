"""Names in braces that stand for something the call knows."""

import re

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def without_placeholders(text: str) -> str:
    """Return ``text`` with its placeholders cut out."""
    return _PLACEHOLDER.sub("", text)


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces."""
    return frozenset(_PLACEHOLDER.findall(text)) if "{" in text else frozenset()


def placeholder_count(text: str) -> int:
    """Return how often a name in braces stands in ``text``."""
    return len(_PLACEHOLDER.findall(text))


def are_braces_balanced(text: str) -> bool:
    """Tell whether every brace of ``text`` belongs to a name."""
    rest = without_placeholders(text) if "{" in text else text
    return "{" not in rest and "}" not in rest
