"""A brief as a Word file; the one place that imports ``docx``."""

import io
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from bot.brief_text import day_of
from bot.words import SayIn
from dialogs.render.briefs import Line, LineKind
from dialogs.texts import Language

_LATIN: Final = "Arial"
_CHINESE: Final = "宋体"
_SIZE: Final = Pt(10.5)
_MARGIN: Final = Cm(2.2)
_DAY_WIDTH, _TEXT_WIDTH = Cm(3.6), Cm(13)
_STYLES: Final = ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet")
_UNTICKED: Final = "☐ "


def brief_as_docx(lines: Sequence[Line], say: SayIn, language: Language) -> bytes:
    """Return a laid out brief as the bytes of a .docx; what stays in the house begins a new page."""
    document = Document()
    _set_up(document)
    for kind, group in groupby(lines, key=lambda line: line.kind):
        if kind is LineKind.DATED:
            _table(document, tuple(group), say, language)
            continue
        for line in group:
            _write(document, kind, say(line.text, language))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: WordDocument) -> None:
    """Set margins, and fonts that have Chinese letters: without one named, each machine picks its own."""
    for section in document.sections:
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    for name in _STYLES:
        style = document.styles[name]
        style.font.name = _LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would go before ours
        fonts.set(qn("w:eastAsia"), _CHINESE)
    document.styles["Normal"].font.size = _SIZE


def _write(document: WordDocument, kind: LineKind, text: str) -> None:
    match kind:
        case LineKind.TITLE:
            document.add_heading(text, level=0)
        case LineKind.HEADING:
            document.add_heading(text, level=2)
        case LineKind.INNER_HEADING:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            document.add_heading(text, level=1)
        case LineKind.NOTE:
            document.add_paragraph().add_run(text).italic = True
        case LineKind.FINDING:
            document.add_paragraph(_UNTICKED + text)
        case _:
            document.add_paragraph(text, style="List Bullet")


def _table(document: WordDocument, lines: Sequence[Line], say: SayIn, language: Language) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    # Some programs go by the columns, others by each cell.
    for column, width in zip(table.columns, (_DAY_WIDTH, _TEXT_WIDTH), strict=True):
        column.width = width
    for line in lines:
        day, text = table.add_row().cells
        day.width, text.width = _DAY_WIDTH, _TEXT_WIDTH
        day.text = day_of(line.at, say, language) if line.at is not None else ""
        text.text = say(line.text, language)
