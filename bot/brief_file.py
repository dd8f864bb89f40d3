"""The brief for a regulator as a file, of either kind."""

from collections.abc import Sequence

from bot.brief_text import brief_as_markdown
from bot.words import SayIn
from dialogs.briefs import Brief
from dialogs.render.briefs import Line, laid_out
from dialogs.texts import Language

DOCX, MARKDOWN = ".docx", ".md"


def brief_file(brief: Brief, suffix: str, language: Language, say: SayIn) -> bytes:
    """Return a brief as the bytes of a file of that kind: ``.docx``, or else Markdown."""
    lines: Sequence[Line] = laid_out(brief)
    if suffix == DOCX:
        from bot.brief_docx import brief_as_docx  # noqa: PLC0415 - a fifth of a second, for this one file

        return brief_as_docx(lines, say, language)
    return brief_as_markdown(lines, say, language).encode()


def brief_name(brief: Brief, suffix: str) -> str:
    """Return what a file is called where people see it: our own number, and nobody's words."""
    return f"brief-{brief.number}{suffix}"
