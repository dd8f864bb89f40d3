"""Law cards and cases in the terminal, beside the walk, which stays where it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from bot.pages import case_pages, law_pages
from dialogs.actors import Actor
from dialogs.cards import Button, Card, Verb
from dialogs.casebook import CaseBook
from dialogs.index import Topic
from dialogs.lawbook import LawBook
from dialogs.refusals import Refusal
from dialogs.render.look import AGAIN, CLOSE, Look
from dialogs.texts import Bilingual, Language
from playbooks.caseshelf import read_cases
from playbooks.lawshelf import read_law
from playbooks.shelf import FILE, OnDisk
from playbooks.source import read

COMMANDS: Final[Mapping[str, Verb]] = {"/law": Verb.LAW, "/case": Verb.CASE}
"""What opens them; a word or the id of a card may follow."""


@dataclass(frozen=True)
class Shelves:
    """Implements ``dialogs.ports.Books`` over a folder of playbooks, read when it is first asked."""

    library: Path
    today: date

    def law(self) -> LawBook:
        """Return the law cards of the library."""
        return self._law

    def cases(self) -> CaseBook:
        """Return the cases of the library, with the titles of the playbooks that they are of."""
        return self._cases

    @cached_property
    def _law(self) -> LawBook:
        return read_law(self.library, self.today).book

    @cached_property
    def _cases(self) -> CaseBook:
        shelf = OnDisk(self.library)
        return read_cases(self.library, map(self._topic, shelf.playbooks()), self.today).book

    def _topic(self, playbook: str) -> Topic:
        tree = read(FILE, OnDisk(self.library).content(f"{playbook}/{FILE}")).tree
        title = tree.get("title") if isinstance(tree, dict) else None
        words = title if isinstance(title, dict) else {}
        zh, en = (str(words.get(language, playbook)) for language in Language)
        return Topic(playbook, Bilingual(zh, en))


@dataclass(frozen=True, slots=True)
class Looking:
    """What somebody looks at: the start, a list, or a card that is open."""

    shelves: Shelves
    verb: Verb
    look: Look | None = None
    """None for the start, which asks for a word."""

    def card(self, actor: Actor, call: Language, today: date) -> Card | Refusal:
        """Draw it for ``actor``; a line to say is in the language of the call."""
        pages = law_pages(self.shelves) if self.verb is Verb.LAW else case_pages(self.shelves)
        return pages.start(actor) if self.look is None else pages.looked(actor, self.look, call, today)

    def of(self, words: str) -> "Looking":
        """Return what ``words`` lead to: a card by its id, what holds them, or the start."""
        if not words:
            return replace(self, look=None)
        is_id = words in self._ids
        return replace(self, look=Look().opened(words) if is_id else Look(words=words))

    def tapped(self, button: Button) -> "Looking | None":
        """Return where a button leads; none when it takes the card away."""
        if button.value == CLOSE:
            return None
        if button.value in {"", AGAIN}:
            return replace(self, verb=button.verb, look=None)
        return replace(self, verb=button.verb, look=Look.read(button.value))

    @property
    def _ids(self) -> set[str]:
        if self.verb is Verb.LAW:
            return set(map(str, self.shelves.law().cards))
        return set(map(str, self.shelves.cases().cards))


def asked(typed: str) -> tuple[Verb, str] | None:
    """Return what a line asks to look up, and by which words; none for any other line."""
    command, _, words = typed.strip().replace("／", "/", 1).replace("\u3000", " ").partition(" ")
    verb = COMMANDS.get(command.lower())
    return None if verb is None else (verb, words.strip())
