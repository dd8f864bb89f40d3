"""The brief for a regulator as a file in the chat: the way to it, and what the chat says of it."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from dialogs.actors import Actor
from dialogs.briefs import Brief
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ids import SessionId
from dialogs.texts import Phrase, Value

THROW_AWAY = "x"
"""Deletes the message that the button stands under."""
_WISH = re.compile(r"([0-9A-HJKMNP-TV-Z]{26})([wm])?([0-9])?", re.ASCII)
_TRIES = 10


class FileKind(StrEnum):
    """What kind of file a brief is wanted as."""

    WORD = "w"
    PLAIN = "m"

    @property
    def suffix(self) -> str:
        """Return how the name of such a file ends."""
        return ".docx" if self is FileKind.WORD else ".md"


@dataclass(frozen=True, slots=True)
class BriefWish:
    """What a button asks for; it travels inside it and is checked when it comes back."""

    session: SessionId
    kind: FileKind | None = None
    """None to be asked which."""
    tried: int = 0
    """How often before, by its last digit; told apart from a tap that came twice."""

    @property
    def value(self) -> str:
        """Encode for a button."""
        return f"{self.session}{self.kind or ''}{self.tried or ''}"

    @classmethod
    def read(cls, value: str) -> "BriefWish | None":
        """Decode what :attr:`value` encoded; none for anything else."""
        found = _WISH.fullmatch(value)
        if found is None or (found[3] and not found[2]):
            return None
        return cls(SessionId(found[1]), FileKind(found[2]) if found[2] else None, int(found[3] or 0))

    @property
    def again(self) -> "BriefWish":
        """Return the same wish once more."""
        return replace(self, tried=(self.tried + 1) % _TRIES)


def with_brief(card: Card, session: SessionId) -> Card:
    """Return the timeline of a call with a way to its brief, above the row that leads back to the list."""
    to_brief = Button(Phrase("button.regulator_brief"), Verb.BRIEF, BriefWish(session).value)
    return replace(card, buttons=(*card.buttons[:-1], (to_brief,), *card.buttons[-1:]))


def brief_choice(actor: Actor, session: SessionId, alias: str) -> Card:
    """Ask as what kind of file a brief is wanted, and say where it will lie."""
    kinds = tuple(
        Button(Phrase(f"button.brief_{kind.name.lower()}"), Verb.BRIEF, BriefWish(session, kind).value)
        for kind in FileKind
    )
    blocks = (
        Block(BlockKind.BODY, Phrase("brief_file.ask", {"alias": alias})),
        Block(BlockKind.HINT, Phrase("brief_file.noted")),
        Block(BlockKind.NOTICE, Phrase("brief_file.leaves")),
    )
    return _card(actor, blocks, kinds, (Button(Phrase("button.not_now"), Verb.BRIEF, THROW_AWAY),))


def brief_under_way(actor: Actor) -> Card:
    """Say that a brief is being written."""
    return _card(actor, (Block(BlockKind.BODY, Phrase("brief_file.writing")),))


def brief_failed(actor: Actor, wish: BriefWish) -> Card:
    """Say that no file came of it, and what can be done."""
    failed = Block(BlockKind.NOTICE, Phrase("brief_file.failed", {"session": wish.session}))
    again = Button(Phrase("button.try_again"), Verb.BRIEF, wish.again.value)
    return _card(actor, (failed,), (again, Button(Phrase("button.not_now"), Verb.BRIEF, THROW_AWAY)))


def under_brief(actor: Actor, brief: Brief) -> Card:
    """Say what a brief lacks, under the file: nobody may take it for finished."""
    found: dict[str, Value] = {"gaps": len(brief.gaps), "contradictions": len(brief.contradictions)}
    blocks = (
        Block(BlockKind.BODY, Phrase("brief_file.sent", {"number": brief.number, "alias": brief.alias})),
        Block(BlockKind.NOTICE, Phrase("brief_file.found", found)),
        Block(BlockKind.HINT, Phrase("brief_file.inner")),
        Block(BlockKind.HINT, Phrase("brief_file.save")),
    )
    return _card(actor, blocks, (Button(Phrase("button.delete_file"), Verb.BRIEF, THROW_AWAY),))


def _card(actor: Actor, blocks: tuple[Block, ...], *rows: tuple[Button, ...]) -> Card:
    return Card(blocks, rows, language=actor.language, call_language=actor.language)
