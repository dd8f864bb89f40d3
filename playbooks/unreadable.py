"""Why a file is no YAML, in words for a trainer: the parser's complaint, or the mark that made it stumble."""

import re

from dialogs.causes import Cause
from playbooks.diagnostics import Diagnostic
from playbooks.places import LINE_END, Place
from playbooks.wide_marks import Slip, reasons, slips, words_for

NOT_YAML, WIDE_MARK = "PB004", "PB020"
_INDENTED = re.compile(r"\A(?: *(?:#[^\n]*)?\n)* +[^\s#]")
"""A file whose first key does not stand at the left."""
_Told = tuple[str, str, Cause | None]
"""What is wrong, what to do, and the name of it."""
_SYNTAX: tuple[tuple[str, _Told], ...] = (
    (
        "cannot start any token",
        ("this character cannot stand here", "put the text in quotes", Cause.PB004_CHARACTER),
    ),
    (
        "mapping values are not allowed",
        ("a colon stands where none can be", "put the text in quotes", Cause.PB004_COLON),
    ),
    (
        "could not find expected ':'",
        ('a line without "key: value"', "add a colon and a space after the key", Cause.PB004_NO_COLON),
    ),
    (
        "expected key",
        (
            "this line does not belong to what stands above",
            "check the indentation and the quotes",
            Cause.PB004_APART,
        ),
    ),
    (
        "expected <block end>",
        ("this line does not belong to what stands above", "check the indentation", Cause.PB004_APART),
    ),
    (
        "expected '-' indicator",
        (
            "this line does not belong to the list above",
            'check the indentation and the "-"',
            Cause.PB004_ITEM,
        ),
    ),
    (
        "expected ',' or",
        (
            "a bracket is not closed, or a comma is missing",
            "look at the brackets of this line",
            Cause.PB004_BRACKET,
        ),
    ),
    (
        "expected node content",
        (
            "something is missing here, or a bracket is not closed",
            "look at the brackets and commas",
            Cause.PB004_MISSING,
        ),
    ),
    ("unexpected end of stream", ("the file ends within quotes", "close the quotes", Cause.PB004_QUOTE)),
    (
        "escape",
        (
            "this escape is not known",
            r"write \\ for a backslash, or use single quotes",
            Cause.PB004_ESCAPE,
        ),
    ),
    ("document start", ("a second document begins", "keep one document in a file", Cause.PB004_SECOND)),
)
"""Part of the parser's own words → ours."""
_UNKNOWN: _Told = ("this is not YAML that we can read", "check the indentation and the quotes", None)
_TAB: _Told = ("a tab indents this line", "use spaces", Cause.PB004_TAB)
_TOO_FAR: _Told = (
    "this line is indented too far",
    "line it up with the key above; a text that goes on here needs quotes",
    Cause.PB004_TOO_FAR,
)
_TOO_NEAR: _Told = (
    "this line begins further left than the first",
    "begin every key of the file at one column",
    Cause.PB004_TOO_NEAR,
)


def complaints(file: str, text: str, problem: str, mark: Place) -> tuple[Diagnostic, ...]:
    """Return what to mend first: full-width marks if they are the reason, else what the parser says.

    ``mark`` is its line and column, both from 0.
    """
    said = _syntax(file, text, problem, mark)
    return _named(file, reasons(text, (said.line, said.column))) or (said,)


def misread(file: str, text: str, slip: Slip) -> tuple[Diagnostic, ...]:
    """Return a finding for every full-width mark of a file in which at least ``slip`` hides its structure."""
    found = slips(text)
    return _named(file, found if any(line == slip[0][0] for (line, _), _ in found) else [slip, *found])


def _named(file: str, found: list[Slip]) -> tuple[Diagnostic, ...]:
    return tuple(_wide(file, place, mark) for place, mark in sorted(found))


def _wide(file: str, place: Place, mark: str) -> Diagnostic:
    message, hint, cause = words_for(mark)
    return Diagnostic.error(file, place, WIDE_MARK, message, hint).because(cause)


def _syntax(file: str, text: str, problem: str, mark: Place) -> Diagnostic:
    """Turn the parser's complaint into words for a trainer."""
    line, column = mark
    lines = LINE_END.split(text)
    if line >= len(lines):  # the end of a file whose last line is not ended counts as a line of its own
        line, column = len(lines) - 1, len(lines[-1])
    shown = lines[line]
    before = shown[:column]
    if "\t" in shown[: column + 1] and not shown[: column + 1].strip():
        message, hint, cause = _TAB
    elif "mapping values" in problem and ": " not in before:
        # The colon ends the first key of its line, which the parser took for more of the text above.
        column = len(before) - len(before.lstrip())
        message, hint, cause = _TOO_FAR
    elif "document start" in problem and _INDENTED.search(text):
        message, hint, cause = _TOO_NEAR
    else:
        known = (told for part, told in _SYNTAX if part in problem)
        message, hint, cause = next(known, _UNKNOWN)
    return Diagnostic.error(file, (line + 1, column + 1), NOT_YAML, message, hint).because(cause)
