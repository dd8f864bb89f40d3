"""What law cards can be about: the list in ``topics.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dialogs.index import Topic
from dialogs.texts import Bilingual

_FILE = Path(__file__).with_suffix(".toml")


@cache
def topics() -> Mapping[str, Topic]:
    """Return each topic by its id, in the order in which they are offered."""
    held = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: Topic(name, Bilingual(each["zh"], each["en"]), tuple(each["words"]))
        for name, each in held.items()
    }
