"""What the checker has to say about a file: what is wrong, where, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from dialogs.causes import Cause
from dialogs.ports import Finding
from playbooks.places import Place


class Severity(StrEnum):
    """Whether a finding stops the playbook."""

    ERROR = "error"
    """The playbook is not compiled."""
    WARNING = "warning"
    """The playbook works, and someone should look."""


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One finding; line and column count from 1, columns in characters."""

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    hint: str = ""
    """What to do about it; may be empty."""
    cause: Cause | None = field(default=None, compare=False)
    """Which of the things that the code tells of; none where it tells of one."""
    instead: str = field(default="", compare=False)
    """What to write, as the file would have it, where that is more than the hint puts in quotes."""
    named: tuple[str, ...] = field(default=(), compare=False)
    """The names of which it speaks, where they are not simply what the message puts in quotes."""

    @classmethod
    def error(cls, file: str, place: Place, code: str, message: str, hint: str = "") -> Self:
        """Return a finding that stops."""
        return cls(file, *place, code, Severity.ERROR, message, hint)

    def because(self, cause: Cause | None, instead: str = "", named: tuple[str, ...] = ()) -> Self:
        """Return the finding with its cause: words in other languages hang on it."""
        return replace(self, cause=cause, instead=instead, named=named)

    def __str__(self) -> str:
        words = f"{self.message}: {self.hint}" if self.hint else self.message
        return f"{self.file}:{self.line}:{self.column} {self.code} {words}"

    @property
    def finding(self) -> Finding:
        """Return it as the core knows it: of a file that the reader has before them."""
        return Finding(
            line=self.line,
            column=self.column,
            code=self.code,
            message=self.message,
            hint=self.hint,
            is_error=self.severity is Severity.ERROR,
            cause=self.cause,
            instead=self.instead,
            named=self.named,
        )

    def as_json(self) -> dict[str, str | int]:
        """Return plain values for an editor or a build server, one key a field."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "hint": self.hint,
        }


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the findings by file, line and column, each once."""
    return tuple(sorted(set(diagnostics)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any finding stops the playbook."""
    return any(each.severity is Severity.ERROR for each in diagnostics)
