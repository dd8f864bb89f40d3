"""The shape of ``phrases.yaml``: texts that several playbooks share, by id."""

from typing import Literal

from playbooks.words import Line, Record


class Phrase(Record):
    """One text in both languages."""

    zh: Line
    en: Line


class Phrases(Record):
    """The whole file."""

    format: Literal[1]
    phrases: dict[str, Phrase]


class Unread(dict[str, Phrase]):
    """Stands for a file that is not there or cannot be read: that is told once, not at each phrase."""

    def __contains__(self, phrase: object) -> bool:
        """Know every phrase."""
        return True

    def __missing__(self, phrase: str) -> Phrase:
        """Return a text that says nothing."""
        return Phrase(zh="……", en="…")
