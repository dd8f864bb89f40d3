"""What the last tap or text was told, above the line to say."""

from collections.abc import Iterable

from dialogs.cards import Block, BlockKind
from dialogs.texts import Phrase

_DONE = ("text.", "toast.moved")
"""How the keys begin of what became of a text, and of one that was moved: nothing to be warned of."""


def notices(told: Iterable[Phrase]) -> tuple[Block, ...]:
    """Return a block for each; only what went otherwise than meant is set apart as a warning."""
    return tuple(
        Block(BlockKind.TOLD if phrase.key.startswith(_DONE) else BlockKind.NOTICE, phrase) for phrase in told
    )
