"""Loads SQL by name: the statements stand in files of their own, each under a line ``-- name: …``."""

import re
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).with_name("queries")
_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def queries(file: str) -> Mapping[str, str]:
    """Return the statements of ``queries/<file>.sql`` by name.

    Raises:
        ValueError: a name stands twice, or there are words before the first name.
    """
    return named((FOLDER / f"{file}.sql").read_text(encoding="utf-8"))


def named(sql: str) -> Mapping[str, str]:
    """Return the statements of ``sql`` by name; see :func:`queries`."""
    before, *parts = _NAME.split(sql)
    names, bodies = parts[::2], parts[1::2]
    if before.strip() or len(set(names)) != len(names):
        raise ValueError("every statement needs a name of its own")
    return {name: body.strip() for name, body in zip(names, bodies, strict=True)}
