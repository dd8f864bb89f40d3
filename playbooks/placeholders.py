"""Names in braces that stand for something the call knows."""

from dialogs.placeholders import PLACEHOLDER


def without_placeholders(text: str) -> str:
    """Return ``text`` with its placeholders cut out."""
    return PLACEHOLDER.sub("", text)


def placeholder_count(text: str) -> int:
    """Return how often a name in braces stands in ``text``."""
    return len(PLACEHOLDER.findall(text))


def are_braces_balanced(text: str) -> bool:
    """Tell whether every brace of ``text`` belongs to a name."""
    named = placeholder_count(text) if "{" in text else 0
    return text.count("{") == named == text.count("}")
