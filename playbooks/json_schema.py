"""What an editor needs to complete and check a file as it is typed: the shapes as JSON Schema, draft 7.

Draft 7 is what the YAML plugins of editors read. What only the rules know (where a name leads, how long a
line is) is not in it: `hejie playbook check` says it.
"""

import json
from collections.abc import Mapping

from pydantic import BaseModel

from playbooks.case import Case
from playbooks.clauses import EffectClause
from playbooks.document import Playbook
from playbooks.editor_words import editor_words
from playbooks.law import LawCard
from playbooks.lists import Lists
from playbooks.mission import Mission
from playbooks.phrases import Phrases
from playbooks.rehearsal.script import Rehearsal
from playbooks.remedies import Remedies

DRAFT = "http://json-schema.org/draft-07/schema#"
SHAPES: Mapping[str, type[BaseModel]] = {
    "playbook.schema.json": Playbook,
    "lists.schema.json": Lists,
    "rehearsal.schema.json": Rehearsal,
    "remedies.schema.json": Remedies,
    "phrases.schema.json": Phrases,
    "law-card.schema.json": LawCard,
    "case.schema.json": Case,
    "mission.schema.json": Mission,
}
"""Name of a schema, which stands in the library → the shape that it tells of."""
_ONE_KEY = frozenset({EffectClause.__name__})
"""Shapes of which an entry says exactly one thing."""
_MAY_BE_NOTHING = "ceiling"
"""The one key after which ``null`` says something."""
_MAPS = frozenset({"properties", "definitions"})
"""Keywords below which the keys are names and no keywords."""


def schemas() -> Mapping[str, str]:
    """Return the text of every schema by the name of its file."""
    return {
        name: f"{json.dumps(schema(shape), ensure_ascii=False, indent=2)}\n" for name, shape in SHAPES.items()
    }


def schema(shape: type[BaseModel]) -> dict[str, object]:
    """Return one shape in the keywords of draft 7."""
    made = shape.model_json_schema(ref_template="#/definitions/{model}")
    definitions = _each(made.pop("$defs", {}))
    told = {name: _told(each, name) for name, each in definitions.items()}
    return {"$schema": DRAFT, **_told(_node(made), shape.__name__), "definitions": told}


def first_line(schema_path: str) -> str:
    """Return the comment by which an editor finds the schema of a file."""
    return f"# yaml-language-server: $schema={schema_path}"


def _told(node: object, name: str) -> dict[str, object]:
    """Return shape ``name`` with what an editor says of each of its keys."""
    words = editor_words().get(name, {})
    found: dict[str, object] = dict(node) if isinstance(node, dict) else {}
    if isinstance(keys := found.get("properties"), dict):
        found["properties"] = {
            key: _with_words(inner, words[key]) if key in words else inner for key, inner in keys.items()
        }
    if isinstance(forms := found.get("anyOf"), list):
        found["anyOf"] = [_told(form, name) for form in forms]
    return found


def _with_words(node: dict[str, object], words: str) -> dict[str, object]:
    """Return a key's shape with words; a reference takes none beside it."""
    return {"allOf": [node], "description": words} if "$ref" in node else {**node, "description": words}


def _each(named: Mapping[str, dict[str, object]]) -> dict[str, object]:
    """Return what stands below names."""
    found: dict[str, object] = {}
    for name, inner in named.items():
        node = _node(inner if name == _MAY_BE_NOTHING else _never_null(inner))
        found[name] = {**node, "minProperties": 1, "maxProperties": 1} if name in _ONE_KEY else node
    return found


def _keyword(key: str, value: object) -> object:
    """Return what stands after a keyword."""
    match value:
        case dict():
            return _each(value) if key in _MAPS else _node(value)
        case list():
            return [_node(each) if isinstance(each, dict) else each for each in value]
        case str():
            return _plain(value) if key == "description" else value
        case _:
            return value


def _node(node: Mapping[str, object]) -> dict[str, object]:
    """Return a part of a schema as draft 7 reads it: no made-up titles, no default of nothing."""
    kept = {
        key: _keyword(key, value)
        for key, value in node.items()
        if key != "title" and (key, value) != ("default", None)
    }
    if "$ref" in kept and len(kept) > 1:
        kept = {"allOf": [{"$ref": kept.pop("$ref")}], **kept}
    return kept


def _never_null(node: dict[str, object]) -> dict[str, object]:
    """Return a field without ``null``: a key that is left out stands for it."""
    union = node.get("anyOf")
    ways = [each for each in union if each != {"type": "null"}] if isinstance(union, list) else []
    if len(ways) != 1:
        return {**node, "anyOf": ways} if ways else node
    return {**{key: value for key, value in node.items() if key != "anyOf"}, **ways[0]}


def _plain(words: str) -> str:
    """Return a docstring as an editor shows it."""
    return " ".join(words.replace("``", "").split())
