"""Reads a file of rules in TOML, every error at once, each with the path of its key."""

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.settings import Problem, SettingsError
from dialogs.texts import Bilingual
from playbooks.words import Line, Record

Shape = TypeVar("Shape", bound=BaseModel)
Across = Callable[[Mapping[str, object]], Iterable[tuple[str, str]]]
"""Tells what does not fit together in a document, whatever else is wrong: the path of a key, and what."""


class SaidEntry(Record):
    """A text in both languages."""

    zh: Line
    en: Line

    @property
    def both(self) -> Bilingual:
        """Return it as the core knows it."""
        return Bilingual(self.zh, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesFile(Generic[Shape]):
    """A kind of file."""

    variable: str
    """The setting that names one."""
    shape: type[Shape]
    parts: tuple[type[BaseModel], ...]
    """What the shape is made of, to guess which key was meant."""
    across: Across
    ours: frozenset[str]
    """Types of errors whose message is a sentence of ours."""

    def read(self, path: Path) -> Shape:
        """Return what stands in the file at ``path``.

        Raises:
            SettingsError: it cannot be used; all that is wrong is named.
        """
        document = self._document(path)
        problems = [Problem(f"{path.name}: {key}", what) for key, what in self.across(document)]
        read: Shape | None = None
        try:
            read = self.shape.model_validate(document)
        except ValidationError as broken:
            problems += [self._problem(path.name, detail) for detail in broken.errors(include_url=False)]
        if problems or read is None:
            raise SettingsError(tuple(sorted(problems, key=lambda each: each.variable)))
        return read

    def _document(self, path: Path) -> Mapping[str, object]:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            problem = Problem(
                self.variable,
                f"names {path}, which is not there, is no text in UTF-8, or is not for this user to read",
            )
            raise SettingsError((problem,)) from error
        except tomllib.TOMLDecodeError as error:
            raise SettingsError((Problem(str(path), f"is no TOML: {error}"),)) from error

    def _problem(self, file: str, detail: ErrorDetails) -> Problem:
        where = ".".join(map(str, detail["loc"]))
        if detail["type"] == "missing":
            what = "is missing"
        elif detail["type"] == "extra_forbidden":
            what = self._unknown(str(detail["loc"][-1]))
        elif detail["type"] in self.ours:
            what = detail["msg"]
        else:
            what = f"cannot be used: {detail['msg'][0].lower()}{detail['msg'][1:]}"
        return Problem(f"{file}: {where}", what)

    def _unknown(self, key: str) -> str:
        entries: tuple[type[BaseModel], ...] = (self.shape, *self.parts)
        known = [each.alias or name for entry in entries for name, each in entry.model_fields.items()]
        near = difflib.get_close_matches(key, known, n=1)
        return f"is not a key that we know: did you mean {near[0]}?" if near else "is not a key that we know"
