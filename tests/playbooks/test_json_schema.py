"""The schemas for editors say what the shapes say, and every shipped file fits."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.settings import LIBRARY
from playbooks.editor_words import editor_words
from playbooks.json_schema import SHAPES, first_line, schemas
from playbooks.source import read
from tests.playbooks.samples import GOOD

KEYWORDS = frozenset(
    {
        *("$ref", "$schema", "additionalProperties", "allOf", "anyOf", "const", "default", "definitions"),
        *("description", "enum", "format", "items", "maxProperties", "maximum", "minItems", "minLength"),
        *(
            "minProperties",
            "minimum",
            "oneOf",
            "pattern",
            "properties",
            "required",
            "type",
            "maxLength",
            "maxItems",
        ),
    }
)
"""What we use of draft 7."""


OF_FOLDERS = {
    "law": "law-card.schema.json",
    "cases": "case.schema.json",
    "rehearsals": "rehearsal.schema.json",
}
"""Folders whose files are all of one shape."""


def named(path: Path) -> str:
    return OF_FOLDERS.get(path.parent.name, f"{path.stem}.schema.json")


def files(library: Path) -> list[Path]:
    return sorted(path for path in library.rglob("*.yaml") if named(path) in SHAPES)


@cache
def validator(name: str) -> Draft7Validator:
    return Draft7Validator(json.loads(schemas()[name]))


def complaints(path: Path, tree: object) -> list[str]:
    return [each.message for each in validator(named(path)).iter_errors(tree)]


def keywords(node: object) -> set[str]:
    found: set[str] = set()
    if isinstance(node, list):
        return found.union(*map(keywords, node)) if node else found
    if not isinstance(node, dict):
        return found
    for key, inner in node.items():
        found.add(key)
        if key in {"properties", "definitions"}:
            found = found.union(*map(keywords, inner.values()))
        elif key not in {"enum", "default", "const", "required"}:
            found |= keywords(inner)
    return found


def test_every_schema_is_as_make_docs_writes_it() -> None:
    held = {path.name: path.read_text(encoding="utf-8") for path in LIBRARY.glob("*.schema.json")}

    assert held == schemas()


@pytest.mark.parametrize("name", SHAPES)
def test_schema_keeps_to_draft_7(name: str) -> None:
    schema = json.loads(schemas()[name])

    Draft7Validator.check_schema(schema)
    assert keywords(schema) - KEYWORDS == set()
    assert schema["type"] == "object"


@pytest.mark.parametrize("path", files(LIBRARY), ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_shipped_file_fits_the_schema_that_its_first_line_names(path: Path) -> None:
    content = path.read_bytes()
    begins = content.decode().splitlines()[0]

    assert begins == first_line(f"{'../' * (len(path.relative_to(LIBRARY).parts) - 1)}{named(path)}")
    assert (path.parent / begins.partition("=")[2]).resolve() == LIBRARY / named(path)
    assert complaints(path, read(path.name, content).tree) == []


@pytest.mark.parametrize("path", files(GOOD), ids=lambda path: path.relative_to(GOOD).as_posix())
def test_good_file_of_the_tests_fits_too(path: Path) -> None:
    assert complaints(path, read(path.name, path.read_bytes()).tree) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title:", "titel:"),
        ("check_by:", "check-by:"),
        ("kind: end", "kind: finish"),
        ("verbatim: true", "verbatim: wahr"),
        ("from_temperature: 4", "from_temperature: four"),
        ("set: {matter: fee}", "set: {matter: fee}, agreed: true"),
        ("hints: [{zh: 慢一点, en: Slowly}]", "hints: 慢一点"),
        ("zh: 我在听。, en: I am here.", "zh: 我在听。"),
    ],
)
def test_slip_is_underlined(old: str, new: str) -> None:
    path = GOOD / "small-call" / "playbook.yaml"
    text = path.read_text(encoding="utf-8").replace("- set: {matter: fee}", "- {set: {matter: fee}}")
    assert old in text

    assert complaints(path, read(path.name, text.replace(old, new).encode()).tree) != []


def shapes_of(*names: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        schema = json.loads(schemas()[name])
        found |= {SHAPES[name].__name__: schema, **schema["definitions"]}
    return found


SPOKEN = ("playbook.schema.json", "rehearsal.schema.json", "law-card.schema.json", "case.schema.json")
"""The files that trainers write in an editor."""


def test_editor_says_in_both_languages_what_each_key_is() -> None:
    silent = [
        f"{name}.{key}"
        for name, shape in shapes_of(*SPOKEN).items()
        for form in (shape, *shape.get("anyOf", []))
        for key, inner in form.get("properties", {}).items()
        if " · " not in inner.get("description", "")
    ]
    assert silent == []


def test_no_words_are_kept_for_a_key_that_is_gone() -> None:
    shapes = shapes_of(*SPOKEN)

    gone = [
        f"{name}.{key}"
        for name, words in editor_words().items()
        for key in words
        if not any(
            key in form.get("properties", {}) for form in (shapes[name], *shapes[name].get("anyOf", []))
        )
    ]
    assert gone == []
