"""From a text and a language to a sentence."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from string import Formatter
from typing import assert_never

from bot.words.catalogue import WordsMissingError, catalogue
from bot.words.moments import TimeStyle, say_day, say_money, say_time
from dialogs.money import Money
from dialogs.sealed import Sealed
from dialogs.texts import Bilingual, Filled, Language, Phrase, Several, Text, Value

Say = Callable[[Text], str]
"""Says a text in a language that is settled."""
SayIn = Callable[[Text, Language], str]
UNKNOWN = "…"
"""Stands for a value that is missing, so that a call goes on."""
_STYLES = frozenset(TimeStyle)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """Says texts in a time zone.

    A key or field that is missing never breaks a call: its key is logged and the sentence is said without the
    value. With ``strict``, as in tests, it raises :class:`WordsMissingError`.
    """

    zone: tzinfo
    strict: bool = False

    def say(self, text: Text, language: Language, now: datetime | None = None) -> str:
        """Return ``text`` in ``language`` as plain text; a face escapes it for its screen.

        ``now`` (aware) tells today from other days; without it times are said with their whole date. Texts in
        a row are parts of one line; inside a sentence they are the items of a list.
        """
        return _Speaking(self, language, now).say(text, "join.line")


@dataclass(frozen=True, slots=True)
class _Speaking:
    """One text on its way to words."""

    words: Words
    language: Language
    now: datetime | None

    def say(self, text: Text, joined_by: str = "join.list") -> str:
        match text:
            case Bilingual():
                return text.said_in(self.language)
            case Phrase(key=key, values=values):
                return self._fill(key, self._sentence(key), values, TimeStyle.SHORT)
            case Filled(text=template, values=values):
                return self._fill("a playbook's text", template.said_in(self.language), values, TimeStyle.DAY)
            case Sealed():
                return self._sentence("words.erased") if text.is_erased else text.reveal()
            case Several(items=items):
                return self._sentence(joined_by).join(self.say(item) for item in items)
            case _:
                assert_never(text)

    def _sentence(self, key: str) -> str:
        try:
            return catalogue(self.language).sentence(key)
        except WordsMissingError:
            self._miss(key, "key")
            return key

    def _fill(self, key: str, template: str, values: Mapping[str, Value], style: TimeStyle) -> str:
        """Put values for ``{name}`` and ``{name:style}``; what a value holds is never read as a template."""
        try:
            fields = list(Formatter().parse(template))
        except ValueError:
            self._miss(key, "braces")
            return template
        return "".join(self._parts(key, fields, values, style))

    def _parts(
        self,
        key: str,
        fields: list[tuple[str, str | None, str | None, str | None]],
        values: Mapping[str, Value],
        style: TimeStyle,
    ) -> Iterator[str]:
        for literal, name, spec, conversion in fields:
            yield literal
            if name is None:
                continue
            if name not in values or conversion or spec not in _STYLES:
                self._miss(key, "field")
                yield UNKNOWN
            else:
                yield self._value(values[name], TimeStyle(spec) if spec else style)

    def _value(self, value: Value, style: TimeStyle) -> str:
        match value:
            case str():
                return value
            case int():
                return str(value)
            case datetime():
                return say_time(catalogue(self.language), value, style, self.words.zone, self.now)
            case date():  # after the times, which are days too
                return say_day(catalogue(self.language), value, style, self._today())
            case Money():
                return say_money(catalogue(self.language), value)
            case _:
                return self.say(value)

    def _today(self) -> date | None:
        return None if self.now is None else self.now.astimezone(self.words.zone).date()

    def _miss(self, key: str, what: str) -> None:
        """Log the key alone: values are people's words."""
        if self.words.strict:
            msg = f"{key}: {what}"
            raise WordsMissingError(msg)
        _LOG.warning("words_missing", extra={"key": key, "missing": what})
