"""What a command tells whoever typed it: sentences of the catalogue, and how far a long work is."""

import sys
from dataclasses import dataclass
from typing import TextIO

from bot.clock import now
from bot.settings import Settings
from bot.words import Words
from dialogs.texts import Language, Phrase, Value
from storage.ports import Told
from storage.silence import unheard


@dataclass(frozen=True, slots=True)
class Teller:
    """Speaks the language of the settings: results to one stream, what is beside them to another."""

    settings: Settings
    out: TextIO
    aside: TextIO

    def say(self, phrase: str, /, **values: Value) -> None:
        """Tell a result."""
        print(self._said(phrase, values, self.settings.language), file=self.out, flush=True)

    def note(self, phrase: str, /, **values: Value) -> None:
        """Tell what is no result: a program that reads the results does not want it."""
        print(self._said(phrase, values, self.settings.language), file=self.aside, flush=True)

    def say_twice(self, phrase: str, /, **values: Value) -> None:
        """Tell in both languages what nobody may miss."""
        for language in Language:
            print(self._said(phrase, values, language), file=self.aside, flush=True)

    def progress(self, key: str) -> Told:
        """Return what shows on one line of a terminal how far a work is; it is silent anywhere else."""
        if not self.aside.isatty():
            return unheard
        what = self._said(key, {}, self.settings.language)

        def show(done: int, of: int) -> None:
            ends = "\r\x1b[K" if done >= of else ""
            print(f"\r{what} {done}/{of}{ends}", end="", file=self.aside, flush=True)

        return show

    def _said(self, key: str, values: dict[str, Value], language: Language) -> str:
        return Words(self.settings.zone).say(Phrase(key, values), language, now())


def teller(settings: Settings) -> Teller:
    """Return who speaks to this terminal."""
    return Teller(settings, sys.stdout, sys.stderr)
