"""The Bot API as aiogram's models have it: methods and objects, the names of their fields, and their types.

aiogram's sources are read and not run: to import its models takes three seconds, in each process of the
suite. `test_models.py` holds this reading against the models themselves.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

METHODS, TYPES = "methods", "types"
ANYTHING: Final = "anything"
FILE: Final = "InputFile"
_SIMPLE: Final = {"str": "str", "int": "int", "float": "float", "bool": "bool", FILE: FILE, "DateTime": "int"}
_ANYTHING: Final = frozenset({"Any", "dict", "RichTextUnion", "Exception"})
"""Not read any further: a rich text may hold rich texts."""
_ROOTS: Final = frozenset({"TelegramObject", "MutableTelegramObject"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One type that a value may have: `str`, `int`, `float`, `bool`, `list`, a file, anything, an object."""

    name: str
    of: tuple["Kind", ...] = ()
    """What a list holds."""


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method, or one field of an object."""

    required: bool
    annotation: str

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The types of which its value must have one."""
        return kinds(self.annotation)


@dataclass(frozen=True, slots=True)
class Model:
    """A method or an object; the name as aiogram writes it, which begins with a capital."""

    name: str
    fields: Mapping[str, Field]
    required: frozenset[str]


@cache
def model(folder: str, name: str) -> Model | None:
    """Return a method (of :data:`METHODS`) or an object (of :data:`TYPES`); its name may be in any case."""
    path = sources(folder).get(name.lower())
    found = (
        next((each for each in _classes(path) if each.name.lower() == name.lower()), None) if path else None
    )
    if found is None:
        return None
    fields = dict(_fields(found))
    return Model(found.name, fields, frozenset(each for each in fields if fields[each].required))


@cache
def sources(folder: str) -> Mapping[str, Path]:
    """Return aiogram's files of a folder by the lower-case name of the class that each holds."""
    spec = find_spec("aiogram")
    assert spec is not None
    assert spec.origin is not None
    every = (Path(spec.origin).parent / folder).glob("*.py")
    return {path.stem.replace("_", ""): path for path in every if path.stem not in {"__init__", "base"}}


@cache
def kinds(annotation: str) -> tuple[Kind, ...]:
    """Return the types that an annotation names, without None; raises ValueError for one that is new here."""
    return tuple(_kinds(ast.parse(annotation, mode="eval").body))


def _classes(path: Path) -> Iterator[ast.ClassDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (each for each in tree.body if isinstance(each, ast.ClassDef))


def _fields(found: ast.ClassDef) -> Iterator[tuple[str, Field]]:
    for parent in found.bases:
        if isinstance(parent, ast.Name) and parent.id not in _ROOTS:
            inherited = model(TYPES, parent.id)
            yield from inherited.fields.items() if inherited else ()
    for line in found.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            written, (name, required) = ast.unparse(line.annotation), _on_the_wire(line.target.id, line.value)
            # A literal marks what kind of object it is: aiogram fills it in, and a server asks for it.
            yield name, Field(required or written.startswith("Literal"), written)


def _on_the_wire(name: str, value: ast.expr | None) -> tuple[str, bool]:
    """Return a field's name in JSON, and whether it has no default."""
    if not isinstance(value, ast.Call) or ast.unparse(value.func) != "Field":
        return name, value is None
    aliases = [
        each.value.value
        for each in value.keywords
        if isinstance(each.value, ast.Constant) and each.arg == "alias"
    ]
    return str((aliases or [name])[0]), ast.unparse(value.args[0]) == "..."


def _kinds(node: ast.expr) -> Iterator[Kind]:
    match node:
        case ast.BinOp(left=left, right=right):
            yield from _kinds(left)
            yield from _kinds(right)
        case ast.Name(id=name):
            yield from _named(name)
        case ast.Subscript(value=ast.Name(id=name), slice=inner):
            yield from _generic(name, inner)
        case ast.Attribute():
            yield Kind("int")  # datetime.datetime and its like are what aiogram makes of a number
        case ast.Constant(value=None):
            pass  # absence
        case _:
            raise ValueError(f"a type that was never met: {ast.unparse(node)}")


def _named(name: str) -> Iterator[Kind]:
    if name in _SIMPLE:
        yield Kind(_SIMPLE[name])
    elif name in _ANYTHING:
        yield Kind(ANYTHING)
    elif (alias := _alias(name)) is not None:
        yield from _kinds(alias)
    elif name != "Default":  # aiogram's own mark for what the bot's settings say
        yield Kind(name)


def _generic(name: str, inner: ast.expr) -> Iterator[Kind]:
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if name == "list":
        yield Kind("list", tuple(_kinds(inner)))
    elif name == "Literal":
        yield Kind("bool" if ast.unparse(inner) == "True" else "str")
    elif name in _ANYTHING:
        yield Kind(ANYTHING)
    elif name == "Annotated":
        yield from _kinds(parts[0])
    else:
        raise ValueError(f"a type that was never met: {name}")


def _alias(name: str) -> ast.expr | None:
    path = sources(TYPES).get(name.lower())
    lines = ast.parse(path.read_text(encoding="utf-8")).body if path else []
    named = (each for each in lines if isinstance(each, ast.AnnAssign) and ast.unparse(each.target) == name)
    return next((each.value for each in named), None)
