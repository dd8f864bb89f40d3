"""Lines typed by a person, or told by a file; while nothing is typed, one can look elsewhere."""

import os
import select
from dataclasses import dataclass, field
from typing import Protocol, TextIO

_MOST = 4096
"""Bytes of one line: as many as a terminal holds."""

_HALF_WIDTH = {0x3000: " "} | {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}


def as_key(line: str) -> str:
    """Return a line as a key, half-width: a Chinese keyboard may give ``２``, ``ｂ`` or a wide space."""
    return line.translate(_HALF_WIDTH).strip()


class Keyboard(Protocol):
    """Where the lines come from."""

    def line(self, patience: float) -> str | None:
        """Return the next line, or none when ``patience`` (seconds) has passed without one.

        Raises:
            EOFError: there will be none any more.
        """
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """Lines of a file or pipe: they are there, or they come when they come."""

    lines: TextIO

    def line(self, patience: float) -> str | None:
        """Return the next line, however long it takes."""
        del patience
        line = self.lines.readline()
        if not line:
            raise EOFError
        return line


@dataclass(slots=True)
class Typed:
    """Lines of a terminal, which gives them whole, edited and ended with Enter."""

    descriptor: int
    encoding: str = "utf-8"
    begun: bytes = field(default=b"")
    """What came of a line whose end has not come yet."""

    def line(self, patience: float) -> str | None:
        """Return what was typed, once Enter was pressed."""
        if b"\n" not in self.begun:
            ready, _, _ = select.select([self.descriptor], [], [], patience)
            if not ready:
                return None
            self.begun += self._come()
        line, ended, rest = self.begun.partition(b"\n")
        if not ended:
            return None
        self.begun = rest
        return line.decode(self.encoding, "replace")

    def _come(self) -> bytes:
        try:
            came = os.read(self.descriptor, _MOST)
        except OSError as gone:  # a terminal whose window was closed
            raise EOFError from gone
        if not came:
            raise EOFError
        return came


def keyboard_of(lines: TextIO) -> Keyboard:
    """Return how to read ``lines``: with patience from a terminal, as they come from anything else.

    Where the system cannot wait for both a terminal and a clock (Windows), a change is seen at the next line.
    """
    if not lines.isatty() or os.name != "posix":
        return Told(lines)
    return Typed(lines.fileno(), lines.encoding or "utf-8")
