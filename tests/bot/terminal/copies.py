"""A copy of the tiny library that a test may write into, and a hand that types and saves in turn."""

import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from bot.terminal.playing import Manner, play_with
from dialogs.texts import Language

LIBRARY = Path(__file__).parent / "library"
FILES = ("tiny-call/playbook.yaml", "lists.yaml", "remedies.yaml")
Move = str | Callable[[], None]
"""A line that is typed, or something done to the files while nothing is typed."""


def clock() -> datetime:
    """14:02 in Shanghai."""
    return datetime(2026, 11, 24, 6, 2, tzinfo=UTC)


def copy_of_the_library(folder: Path) -> Path:
    """Copy the tiny library and return where its playbook is."""
    for name in FILES:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes((LIBRARY / name).read_bytes())
    return folder / "tiny-call" / "playbook.yaml"


def save(playbook: Path, old: str, new: str) -> Callable[[], None]:
    """Return what an editor does: another text in the place of ``old``, in a new file of the same name."""

    def edit() -> None:
        text = playbook.read_text(encoding="utf-8")
        assert old in text, old
        beside = playbook.with_suffix(".new")
        beside.write_text(text.replace(old, new), encoding="utf-8")
        beside.replace(playbook)

    return edit


class Hand:
    """Types lines; between them something may happen while it waits."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self._moves = iter(moves)

    def line(self, patience: float) -> str | None:
        """Return the next line, or none after something else was done."""
        match next(self._moves, None):
            case None:
                raise EOFError
            case str(line):
                return f"{line}\n"
            case do:
                do()
                return None


def shown(path: Path, *moves: Move, language: Language = Language.ZH) -> list[str]:
    """Everything that was shown, cut at the prompts."""
    out = io.StringIO()
    play_with(path, Hand(moves), out, Manner(language=language, clock=clock))
    return [part.strip("\n") for part in out.getvalue().split("› ")]
