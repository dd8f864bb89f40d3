"""Every error of a file's shape in one pass, in plain words and at its place."""

import types
import typing
from collections.abc import Iterator, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dialogs.causes import Cause
from playbooks.diagnostics import Diagnostic
from playbooks.nearby import meant
from playbooks.places import Place
from playbooks.source import Plain, Source, Trail
from playbooks.words import SHARED

Shape = TypeVar("Shape", bound=BaseModel)

_LANGUAGES = {"zh": "Chinese", "en": "English"}
_MAY_BE_NOTHING = "ceiling"
"""The one key after which ``null`` says something: a remedy that costs no money."""
_Expected = tuple[str, str, Cause | None]
"""What should stand there, what to do, and the name of it."""
_EXPECTED: Mapping[str, _Expected] = {
    "string_type": ("a text", "put it in quotes", Cause.PB015_TEXT),
    "int_type": ("a whole number", "write digits, without quotes", Cause.PB015_NUMBER),
    "bool_type": ("true or false", "write true or false, without quotes", Cause.PB015_BOOL),
    "list_type": ("a list", 'write "- " before each entry, or [a, b]', Cause.PB015_LIST),
    "dict_type": ("keys with values", "write key: value", Cause.PB015_KEYS),
    "model_type": ("keys with values", "write key: value", Cause.PB015_KEYS),
    "date_type": ("a day", "write 2027-05-31", Cause.PB015_DAY),
    "condition_type": (
        "a condition",
        'write, say, "temperature <= 3 and has(restatement)"',
        Cause.PB015_CONDITION,
    ),
    "temperature_change": (
        "a temperature",
        "write 1 to 5, or +1 or -1 to change it by one",
        Cause.PB015_TEMPERATURE,
    ),
}
_WORDS: _Expected = ("a text in both languages", "write {zh: ..., en: ...}", Cause.PB015_WORDS)


def shaped(
    source: Source, shape: type[Shape], shared: Mapping[str, object] | None = None
) -> tuple[Shape | None, tuple[Diagnostic, ...]]:
    """Return the file as ``shape``, or none and all that is wrong with it.

    ``shared`` are the texts that it may name as phrases; none when it uses no ``phrases.yaml``.
    """
    if source.tree is None:
        return None, ()
    blanks = dict(_blanks(source, source.tree, ())) if source.has_nothing else {}
    document: Shape | None = None
    found: list[Diagnostic] = []
    try:
        document = shape.model_validate(source.tree, context={SHARED: shared})
    except ValidationError as broken:
        for detail in broken.errors(include_url=False):
            if detail["input"] is None and detail["type"] != "extra_forbidden":
                continue  # told better as a blank
            blanks.pop(detail["loc"], None)
            found.append(_finding(source, shape, detail))
    if blanks or found:
        return None, (*blanks.values(), *found)
    return document, ()


def _blanks(source: Source, value: Plain, trail: Trail) -> Iterator[tuple[Trail, Diagnostic]]:
    """Find keys and list marks after which nothing stands."""
    match value:
        case None:
            if trail[-1] != _MAY_BE_NOTHING:
                words = f"nothing stands after {_named(trail)}"
                yield (
                    trail,
                    _error(source, source.key_place(trail), "PB011", words, "fill it in or delete it"),
                )
        case dict():
            for key, inner in value.items():
                yield from _blanks(source, inner, (*trail, key))
        case list():
            for number, inner in enumerate(value):
                yield from _blanks(source, inner, (*trail, number))
        case _:
            pass


def _named(trail: Trail) -> str:
    """Name the last key of a trail, or the mark of a list."""
    return f'"{trail[-1]}"' if isinstance(trail[-1], str) else 'a "-"'


def _error(source: Source, place: Place, code: str, message: str, hint: str) -> Diagnostic:
    """Make a finding that stops."""
    return Diagnostic.error(source.file, place, code, message, hint)


def _finding(source: Source, shape: type[BaseModel], detail: ErrorDetails) -> Diagnostic:
    """Turn one complaint of the validator into a finding."""
    trail: Trail = detail["loc"]
    match detail["type"]:
        case "missing":
            return _missing(source, trail)
        case "extra_forbidden":
            return _unknown_key(source, shape, trail, detail["input"])
        case "literal_error":
            return _not_allowed(source, trail, detail)
        case "string_too_short":
            return _error(
                source, source.place(trail), "PB014", f"the text after {_named(trail)} is empty", "write it"
            )
        case "too_short":
            return _error(
                source, source.place(trail), "PB014", f"{_named(trail)} is empty", "it needs an entry"
            )
        case "string_pattern_mismatch" | "greater_than_equal":
            hint = "write the amount in 分 or cents, and the currency as three capital letters"
            words = f"{_named(trail)} does not fit"
            return _error(source, source.place(trail), "PB016", words, hint).because(Cause.PB016_MONEY)
        case "no_way" | "no_day":
            hint = str(detail.get("ctx", {}).get("known", 'add "to: ..."'))
            cause = Cause.PB012_WAY if detail["type"] == "no_way" else Cause.PB012_DAY
            return _error(source, source.place(trail), "PB012", detail["msg"], hint).because(cause)
        case "phrase":
            hint = str(detail.get("ctx", {}).get("known", ""))
            place = source.place((*trail, "phrase"))
            return _error(source, place, "PB019", detail["msg"], hint).because(_cause(detail))
        case "day" | "month":
            return _no_day(source, trail, detail)
        case "condition":
            return _condition(source, trail, detail)
        case "one_key" | "slot_is" | "slot_origin":
            told = detail.get("ctx", {})
            hint = str(told.get("known", "keep one of them"))
            found = _error(source, source.place(trail), "PB017", detail["msg"], hint)
            return found.because(_cause(detail), str(told.get("instead", "")))
        case kind:
            expected, hint, why = _expected(kind, detail)
            words = f"{_at(trail)}expected {expected}, found {_found(detail['input'])}"
            return _error(source, source.place(trail), "PB015", words, hint).because(why)


def _unknown_key(source: Source, shape: type[BaseModel], trail: Trail, value: object) -> Diagnostic:
    """Say that a key is not known; a key without a value in a text is what follows an unquoted comma."""
    key, known = str(trail[-1]), _keys_at(shape, trail[:-1])
    if value is None and set(known) >= set(_LANGUAGES):
        hint = "put a text that holds a comma in quotes"
        words = f'the text is cut before "{key[:40]}"'
        return _error(source, source.key_place(trail), "PB013", words, hint).because(Cause.PB013_CUT)
    return _error(source, source.key_place(trail), "PB013", f'unknown key "{key[:40]}"', meant(key, known))


def _no_day(source: Source, trail: Trail, detail: ErrorDetails) -> Diagnostic:
    """Say that a text is no day or month, with one that is."""
    is_day = detail["type"] == "day"
    hint = f"write {'2027-05-31' if is_day else '2027-05'}"
    found = _error(source, source.place(trail), "PB016", detail["msg"], hint)
    return found.because(Cause.PB016_DAY if is_day else Cause.PB016_MONTH)


def _condition(source: Source, trail: Trail, detail: ErrorDetails) -> Diagnostic:
    """Say what is wrong with a condition, at its very character."""
    told = detail["ctx"]
    place = source.place_within(trail, str(detail["input"]), int(told["at"]))
    found = _error(source, place, "PB021", str(told["said"]), str(told["known"]))
    return found.because(_cause(detail), str(told["instead"]))


def _missing(source: Source, trail: Trail) -> Diagnostic:
    """Say which key is missing, at the mapping that lacks it."""
    place, key = source.place(trail[:-1]), str(trail[-1])
    if (language := _LANGUAGES.get(key)) is not None:
        hint = "every text stands in both languages"
        return _error(source, place, "PB018", f'the {language} text ("{key}") is missing', hint)
    return _error(source, place, "PB012", f'"{key}" is missing', f'add "{key}: ..."')


def _not_allowed(source: Source, trail: Trail, detail: ErrorDetails) -> Diagnostic:
    """Say which values a key can have."""
    value = detail["input"]
    written = f'"{value[:40]}"' if isinstance(value, str) else _found(value)
    allowed = [
        _written(part.strip("'")) for part in str(detail["ctx"]["expected"]).replace(" or ", ", ").split(", ")
    ]
    hint = meant(value, allowed) if isinstance(value, str) else f"known here: {', '.join(allowed)}"
    words = f"{_at(trail)}{written} is not a value that can stand here"
    return _error(source, source.place(trail), "PB016", words, hint)


def _written(value: str) -> str:
    """Return a value as a file has it."""
    return value.lower() if value in {"True", "False"} else value


def _expected(kind: str, detail: ErrorDetails) -> _Expected:
    """Say what should stand here, with what to do and the name of that."""
    if kind == "model_type" and detail.get("ctx", {}).get("class_name") in {"Words", "Said"}:
        return _WORDS
    return _EXPECTED.get(kind, ("something else", "compare with the guide", None))


def _cause(detail: ErrorDetails) -> Cause | None:
    """Return the cause that came with a complaint of our own."""
    cause = detail.get("ctx", {}).get("cause")
    return None if cause is None else Cause(cause)


def _at(trail: Trail) -> str:
    """Begin a sentence with the key that it is about."""
    return f"{_named(trail)}: " if trail and isinstance(trail[-1], str) else ""


def _found(value: object) -> str:
    """Say what kind of thing stands here."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value}"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "keys with values"


def _keys_at(shape: type[BaseModel], trail: Trail) -> list[str]:
    """Return the keys that the mapping at ``trail`` can have; none when it takes any."""
    inner: object = shape
    for part in trail:
        inner = _within(inner, part)
    if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
        return []
    return [field.alias or name for name, field in inner.model_fields.items()]


def _within(shape: object, part: str | int) -> object:
    """Return the shape of one part of ``shape``: a field, a list's entry or a mapping's value."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        fields = {field.alias or name: field for name, field in shape.model_fields.items()}
        return _bare(fields[str(part)].annotation) if part in fields else None
    arguments = typing.get_args(shape)
    return _bare(arguments[-1]) if arguments else None


def _bare(shape: object) -> object:
    """Return a shape without ``Annotated`` and ``| None``."""
    if typing.get_origin(shape) is typing.Annotated:
        return _bare(typing.get_args(shape)[0])
    if typing.get_origin(shape) in {typing.Union, types.UnionType}:
        return _bare(next(each for each in typing.get_args(shape) if each is not type(None)))
    return shape
