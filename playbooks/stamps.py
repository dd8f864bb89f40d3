"""When the files of a library were changed, without reading them."""

from collections.abc import Mapping
from pathlib import Path

Stamps = Mapping[str, tuple[int, int]]
"""Path within the library → when it was changed (nanoseconds), and its size."""


def stamps_of(library: Path) -> Stamps:
    """Return when each YAML file of a library was changed; one that cannot be looked at is left out."""
    found: dict[str, tuple[int, int]] = {}
    for path in (*library.glob("*.yaml"), *library.glob("*/*.yaml")):
        try:
            seen = path.stat()
        except OSError:
            continue
        found[path.relative_to(library).as_posix()] = (seen.st_mtime_ns, seen.st_size)
    return found
