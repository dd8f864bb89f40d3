"""The oracle is a second opinion only for as long as it knows nothing of what it judges."""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.house.tree import tracked

ORACLE = "tests.oracle"
LIBRARIES = frozenset({"starlette", "telegram"})
"""What the opinion is taken from, and the words in which a server listens; aiogram is read, not imported."""


def modules() -> dict[str, str]:
    """The sources of the oracle by file name, without its own tests, which serve the playground."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in tracked("tests/oracle/*.py")
        if not path.name.startswith("test_")
    }


def strangers(source: str) -> list[str]:
    """What a module of the oracle imports, wherever in it, that is not the oracle's own and no library."""
    return [name for name in imports(ast.parse(source)) if not belongs(name)]


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                yield from ("." * level + ".".join(filter(None, [module, each.name])) for each in names)


def belongs(name: str) -> bool:
    first = name.partition(".")[0]
    return first in LIBRARIES | sys.stdlib_module_names or name.startswith(f"{ORACLE}.")


def test_oracle_imports_none_of_our_code() -> None:
    found = {name: strangers(source) for name, source in modules().items()}

    assert {"judge.py", "overhearing.py"} < found.keys()
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("line", "stranger"),
    [
        ("import bot.playground.limits", "bot.playground.limits"),
        ("from bot import playground", "bot.playground"),
        ("def late():\n    from dialogs.card import Card", "dialogs.card.Card"),
        ("if TYPE_CHECKING:\n    import storage", "storage"),
        ("from tests.bot.playground.driving import AGENT", "tests.bot.playground.driving.AGENT"),
        ("from tests import bot", "tests.bot"),
        ("from . import judge", ".judge"),
    ],
)
def test_planted_import_is_found(line: str, stranger: str) -> None:
    for source in modules().values():
        assert strangers(f"{source}\n{line}\n") == [stranger]
