"""A file is one noun and a function does one thing: the hard stops of the house."""

import ast

from tests.house.tree import ROOT, tracked

FILE_STOP = 400
FUNCTION_STOP = 50


def oversized(name: str, source: str) -> list[str]:
    lines = source.count("\n")
    findings = [f"{name} has {lines} lines, more than {FILE_STOP}: split it"] if lines > FILE_STOP else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_STOP:
                place = f"{name}:{node.lineno} {node.name}"
                findings.append(f"{place} has {length} lines, more than {FUNCTION_STOP}: split it")
    return findings


def test_no_file_and_no_function_passes_the_hard_stop() -> None:
    findings = [
        finding
        for path in tracked("*.py")
        for finding in oversized(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    ]

    assert findings == []


def test_file_at_the_stop_passes_and_one_line_more_is_found() -> None:
    assert oversized("long.py", "x = 1\n" * FILE_STOP) == []
    assert oversized("long.py", "x = 1\n" * (FILE_STOP + 1)) == [
        "long.py has 401 lines, more than 400: split it"
    ]


def test_function_at_the_stop_passes_and_one_line_more_is_found() -> None:
    at_the_stop = "class Face:\n    async def show(self):\n" + "        x = 1\n" * (FUNCTION_STOP - 1)

    assert oversized("wide.py", at_the_stop) == []
    assert oversized("wide.py", at_the_stop + "        x = 2\n") == [
        "wide.py:2 show has 51 lines, more than 50: split it"
    ]
