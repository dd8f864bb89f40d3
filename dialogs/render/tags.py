"""How a button names what has a long name."""

import hashlib


def tag_of(name: str) -> str:
    """Return six characters that stand for a thing inside a button, whatever else the library holds."""
    return hashlib.sha256(name.encode()).hexdigest()[:6]
