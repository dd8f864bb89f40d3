"""What the pages are made of: what only the sources know of a class, and tables."""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field as its class writes it, with the words below it."""

    name: str
    type: str
    words: str


@dataclass(frozen=True, slots=True)
class Described:
    """A class: the first line about it, and its fields."""

    words: str
    attributes: tuple[Attribute, ...]
    is_enum: bool


def tree_of(module: ModuleType) -> ast.Module:
    """Return the source of ``module``, parsed."""
    return ast.parse(inspect.getsource(module))


def classes_of(module: ModuleType) -> Mapping[str, Described]:
    """Return the classes of ``module`` in their order; only the source knows the words below a field."""
    return {
        node.name: Described(
            first_line(ast.get_docstring(node) or ""),
            tuple(_fields(node)),
            any(ast.unparse(base) == "StrEnum" for base in node.bases),
        )
        for node in tree_of(module).body
        if isinstance(node, ast.ClassDef)
    }


def _fields(node: ast.ClassDef) -> Iterator[Attribute]:
    for place, each in enumerate(node.body):
        if isinstance(each, ast.AnnAssign):
            below = node.body[place + 1 : place + 2]
            yield Attribute(ast.unparse(each.target), ast.unparse(each.annotation), _words(below))


def _words(below: Sequence[ast.stmt]) -> str:
    match below:
        case [ast.Expr(value=ast.Constant(value=str() as words))]:
            return " ".join(words.split()).replace("``", "`")
        case _:
            return ""


def first_line(words: str) -> str:
    """Return the first line of a docstring as Markdown."""
    return words.partition("\n")[0].replace("``", "`")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
