"""The two kinds of file say the same, line by line; the Word file is opened again and read."""

import io
import re
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path

import pytest
from docx import Document

from bot.arguments import parser
from bot.brief_docx import brief_as_docx
from bot.brief_file import brief_file
from bot.brief_text import brief_as_markdown
from bot.words import Words
from dialogs.briefs import Brief, write_brief
from dialogs.program import Place
from dialogs.render.briefs import LineKind, laid_out
from dialogs.texts import Language, Phrase
from tests.builders.briefs import agreed, dossier
from tests.builders.calls import NOON, SHANGHAI

YEAR = re.compile(r"\d{4}")
SAY = partial(Words(SHANGHAI, strict=True).say, now=NOON)
HOSTILE = "身份证 110105194912310021，要 *全退* | <w:p/> & 马上"


def brief() -> Brief:
    call = agreed().note(HOSTILE, Place.NOTE)
    return write_brief(dossier(call, complaint=(), cases=(), now=NOON + timedelta(days=1)))


def read_again(content: bytes) -> tuple[list[str], list[list[str]]]:
    """The paragraphs of a Word file, and the rows of its tables."""
    document = Document(io.BytesIO(content))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return [each.text for each in document.paragraphs if each.text.strip()], rows


@pytest.mark.parametrize("language", list(Language))
def test_word_file_opened_again_holds_every_line_of_the_brief(language: Language) -> None:
    lines = laid_out(brief())

    paragraphs, rows = read_again(brief_as_docx(lines, SAY, language))

    said = [SAY(line.text, language) for line in lines if line.kind is not LineKind.DATED]
    assert [each.removeprefix("☐ ") for each in paragraphs] == said
    assert [text for _, text in rows] == [
        SAY(line.text, language) for line in lines if line.kind is LineKind.DATED
    ]
    assert {tuple(YEAR.findall(day)) for day, _ in rows} == {("2030",)}


@pytest.mark.parametrize("language", list(Language))
def test_markdown_holds_every_line_and_no_mark_of_a_customers(language: Language) -> None:
    lines = laid_out(brief())

    text = brief_as_markdown(lines, SAY, language)

    assert text.count("\n- [ ] ") == sum(line.kind is LineKind.FINDING for line in lines) == 4
    assert text.count("\n## ") == sum(line.kind is LineKind.HEADING for line in lines) == 12
    assert r"要 \*全退\* \| \<w:p/\> & 马上" in text
    assert "1949" not in text


@pytest.mark.parametrize("language", list(Language))
def test_comparable_case_is_told_apart_from_what_the_record_of_the_complaint_holds(
    language: Language,
) -> None:
    told = [SAY(line.text, language) for line in laid_out(write_brief(dossier(agreed())))]
    how = SAY(Phrase("brief.case_how"), language)

    [case] = [each for each in told if "2026-09" in each]
    assert told[told.index(case) - 1] == how
    assert how not in [SAY(line.text, language) for line in laid_out(brief())]


def test_suffix_chooses_the_kind_of_file() -> None:
    word, text = (brief_file(brief(), suffix, Language.ZH, SAY) for suffix in (".docx", ".md"))

    assert word.startswith(b"PK")
    assert text.decode().startswith("# 投诉情况说明 · HJ-300102-AINT\n")


def test_what_stays_in_the_house_begins_a_page_of_its_own() -> None:
    document = Document(io.BytesIO(brief_as_docx(laid_out(brief()), SAY, Language.ZH)))

    texts = [each.text for each in document.paragraphs]
    inner = texts.index("内部核对页：交出前取下")
    assert 'w:br w:type="page"' in document.paragraphs[inner - 1]._p.xml
    assert all("☐" not in text for text in texts[:inner])
    assert NOON.astimezone(UTC).year == 2030


def test_command_takes_a_call_and_a_file_of_either_kind() -> None:
    wanted = parser().parse_args(["brief", "--call", "01J", "--out", "brief.docx", "--lang", "en"])

    assert (wanted.call, wanted.out, wanted.lang) == ("01J", Path("brief.docx"), Language.EN)


def test_command_takes_no_other_kind_of_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["brief", "--call", "01J", "--out", "brief.pdf"])

    assert "must end in .docx or .md" in capsys.readouterr().err
