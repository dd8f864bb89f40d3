"""One hash for many: the Merkle tree of RFC 9162, section 2.1.1."""

import hashlib
from collections.abc import Sequence
from typing import Final

_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of ``leaves`` in their order; of none, the hash of nothing.

    Leaves and nodes are hashed with different first bytes, so that neither passes for the other.
    """
    level = [hashlib.sha256(_LEAF + leaf).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").digest()
    # Pairing neighbours from the left and carrying a last odd one up is the RFC's split at powers of two.
    while len(level) > 1:
        paired = [
            hashlib.sha256(_NODE + level[place] + level[place + 1]).digest()
            for place in range(0, len(level) - 1, 2)
        ]
        level = paired + level[len(paired) * 2 :]
    return level[0]
