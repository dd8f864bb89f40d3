"""The catalogue of one language: gettext message ids are keys such as ``card.rail``, never sentences."""

import io
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dialogs.texts import Language

LOCALES = {Language.ZH: "zh_CN", Language.EN: "en"}
_PO = "LC_MESSAGES/hejie.po"


class WordsMissingError(LookupError):
    """A key is in no catalogue, or a text names a field that nobody gave or that cannot be shown so."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language."""

    locale: Locale
    translations: GNUTranslations

    def sentence(self, key: str) -> str:
        """Return the sentence for ``key``, its ``{fields}`` not yet filled.

        Raises:
            WordsMissingError: there is none.
        """
        found = self.translations.gettext(key)
        if found == key:
            raise WordsMissingError(key)
        return found


@cache
def catalogue(language: Language) -> Catalogue:
    """Return the catalogue of ``language``, read once from its ``.po`` file; nothing is compiled to disk."""
    name = LOCALES[language]
    source = files("bot").joinpath("locale", name, _PO)
    compiled = io.BytesIO()
    with source.open("rb") as opened:
        write_mo(compiled, read_po(opened, locale=name, abort_invalid=True))
    compiled.seek(0)
    return Catalogue(Locale.parse(name), GNUTranslations(compiled))
