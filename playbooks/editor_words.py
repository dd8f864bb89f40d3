"""What an editor says of a key as it is typed, in both languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")


@cache
def editor_words() -> Mapping[str, Mapping[str, str]]:
    """Return name of a shape → key → words; what is not there is shown without."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
