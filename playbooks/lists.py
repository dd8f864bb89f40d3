"""The shape of ``lists.yaml``: short lists that several playbooks share."""

from typing import Literal

from playbooks.words import Line, Record, Words


class Item(Record):
    """One entry: an id with its words."""

    id: Line
    zh: Line
    en: Line

    @property
    def words(self) -> Words:
        """The entry's text."""
        return Words(zh=self.zh, en=self.en)


class Lists(Record):
    """The whole file: name of a list → its entries in order."""

    format: Literal[1]
    lists: dict[str, list[Item]]
