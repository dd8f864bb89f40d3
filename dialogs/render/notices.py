"""What the last tap or text was told, and what a supervisor whispers, above the line to say."""

from collections.abc import Iterable

from dialogs.cards import Block, BlockKind, Viewer
from dialogs.state import SessionState
from dialogs.texts import Phrase

_DONE = ("text.", "toast.moved")
"""How the keys begin of what became of a text, and of one that was moved: nothing to be warned of."""


def notices(told: Iterable[Phrase]) -> tuple[Block, ...]:
    """Return a block for each; only what went otherwise than meant is set apart as a warning."""
    return tuple(
        Block(BlockKind.TOLD if phrase.key.startswith(_DONE) else BlockKind.NOTICE, phrase) for phrase in told
    )


def whispered(state: SessionState, viewer: Viewer) -> tuple[Block, ...]:
    """Return a block for each line that a supervisor wrote to the agent in this turn or the one before."""
    return tuple(
        Block(
            BlockKind.WHISPER,
            Phrase("card.whisper", {"name": viewer.whisperers.get(each.by, ""), "words": each.words}),
        )
        for each in state.whispers
    )
