"""The shape of ``lists.yaml``: short lists that several playbooks share."""

from typing import Literal

from playbooks.words import Line, Record


class Item(Record):
    """One entry: an id with its words."""

    id: Line
    zh: Line
    en: Line


class Lists(Record):
    """The whole file: name of a list → its entries in order."""

    format: Literal[1, 2]
    lists: dict[str, list[Item]]
