"""Why a file is no YAML, in words for a trainer: the parser's complaint, or the mark that made it stumble."""

import re

from playbooks.diagnostics import Diagnostic
from playbooks.places import LINE_END, Place
from playbooks.wide_marks import Slip, reasons, slips, words_for

NOT_YAML, WIDE_MARK = "PB004", "PB020"
_INDENTED = re.compile(r"\A(?: *(?:#[^\n]*)?\n)* +[^\s#]")
"""A file whose first key does not stand at the left."""
_SYNTAX = (
    ("cannot start any token", "this character cannot stand here", "put the text in quotes"),
    ("mapping values are not allowed", "a colon stands where none can be", "put the text in quotes"),
    ("could not find expected ':'", 'a line without "key: value"', "add a colon and a space after the key"),
    (
        "expected key",
        "this line does not belong to what stands above",
        "check the indentation and the quotes",
    ),
    ("expected <block end>", "this line does not belong to what stands above", "check the indentation"),
    (
        "expected '-' indicator",
        "this line does not belong to the list above",
        'check the indentation and the "-"',
    ),
    (
        "expected ',' or",
        "a bracket is not closed, or a comma is missing",
        "look at the brackets of this line",
    ),
    (
        "expected node content",
        "something is missing here, or a bracket is not closed",
        "look at the brackets and commas",
    ),
    ("unexpected end of stream", "the file ends within quotes", "close the quotes"),
    ("escape", "this escape is not known", r"write \\ for a backslash, or use single quotes"),
    ("document start", "a second document begins", "keep one document in a file"),
)
"""Part of the parser's own words → ours, with what to do."""
_TOO_FAR = (
    "this line is indented too far",
    "line it up with the key above; a text that goes on here needs quotes",
)
_TOO_NEAR = ("this line begins further left than the first", "begin every key of the file at one column")


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
    return tuple(Diagnostic.error(file, place, WIDE_MARK, *words_for(mark)) for place, mark in sorted(found))


def _syntax(file: str, text: str, problem: str, mark: Place) -> Diagnostic:
    """Turn the parser's complaint into words for a trainer."""
    line, column = mark
    lines = LINE_END.split(text)
    if line >= len(lines):  # the end of a file whose last line is not ended counts as a line of its own
        line, column = len(lines) - 1, len(lines[-1])
    shown = lines[line]
    before = shown[:column]
    if "\t" in shown[: column + 1] and not shown[: column + 1].strip():
        message, hint = "a tab indents this line", "use spaces"
    elif "mapping values" in problem and ": " not in before:
        # The colon ends the first key of its line, which the parser took for more of the text above.
        column = len(before) - len(before.lstrip())
        message, hint = _TOO_FAR
    elif "document start" in problem and _INDENTED.search(text):
        message, hint = _TOO_NEAR
    else:
        known = ((message, hint) for part, message, hint in _SYNTAX if part in problem)
        message, hint = next(
            known, ("this is not YAML that we can read", "check the indentation and the quotes")
        )
    return Diagnostic.error(file, (line + 1, column + 1), NOT_YAML, message, hint)
