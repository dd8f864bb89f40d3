"""The name of a playbook's exact wording: a digest of all the bytes it is compiled from."""

import hashlib
from collections.abc import Mapping

from dialogs.ids import Revision


def revision_of(sources: Mapping[str, bytes]) -> Revision:
    """Return the lower-case hex SHA-256 of a closure: relative path → bytes, in the order of the paths.

    Lengths stand before paths and contents, so that no two closures can run together into the same bytes.
    """
    digest = hashlib.sha256()
    for path in sorted(sources):
        for part in (path.encode(), sources[path]):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return Revision(digest.hexdigest())
