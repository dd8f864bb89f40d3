"""Statements that go on working when a newer program has added columns to a table."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from storage.postgres.statements import FOLDER as POSTGRES
from storage.sql.statements import FOLDER as SQLITE
from storage.sql.statements import SHARED

WRITES = re.compile(r"(?:INSERT|REPLACE)(?: OR \w+)? INTO (\w+)(\s*\()?", re.IGNORECASE)


def without_columns(texts: Sequence[str]) -> list[str]:
    """Return the tables that a row is written into by the places of its values alone."""
    return [found[1] for text in texts for found in WRITES.finditer(text) if not found[2]]


@pytest.mark.parametrize("folder", [SQLITE, POSTGRES])
def test_every_row_is_written_by_the_names_of_its_columns(folder: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for each in (SHARED, folder) for path in each.glob("*.sql")]

    assert sum(len(WRITES.findall(text)) for text in texts) > 15
    assert without_columns(texts) == []


def test_row_that_is_written_by_places_is_caught() -> None:
    assert without_columns(
        ["INSERT INTO a (x) VALUES (1); REPLACE INTO b VALUES (1); INSERT INTO c\nSELECT 1"]
    ) == [
        "b",
        "c",
    ]
