"""Reading HTML byte by byte: character references, attribute values, and where a run of bytes ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from bot.playground.errors import bad_request

SPACES = b" \t\r\n\x0b\0"
END = 0
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_DECIMAL = b"0123456789"
_HEXADECIMAL = b"0123456789abcdefABCDEF"
_LONGEST_REFERENCE = 10
_LAST_CODE = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def refuse(complaint: str) -> NoReturn:
    """Refuse a text with Telegram's sentence about its markup."""
    raise bad_request(f"Can't parse entities: {complaint}")


@dataclass(slots=True)
class Reader:
    """A source that ends in a zero byte, and the place that has been reached in it."""

    source: bytes
    at: int = 0

    def sees(self, byte: str) -> bool:
        """Tell whether this ASCII character stands at the place."""
        return self.source[self.at] == ord(byte)

    def ended(self) -> bool:
        """Tell whether nothing is left."""
        return self.source[self.at] == END

    def take(self, holds: Callable[[int], bool]) -> str:
        """Step over the bytes for which the test holds and return them."""
        start = self.at
        self.at = self._run(start, holds)
        return self.source[start : self.at].decode()

    def take_character(self) -> bytes:
        """Step over one character of UTF-8 and return its bytes."""
        start = self.at
        self.at += _utf8_size(self.source[start])
        return self.source[start : self.at]

    def skip_spaces(self) -> None:
        """Step over white space."""
        self.at = self._run(self.at, lambda byte: byte in SPACES)

    def take_reference(self) -> str:
        """Decode the character reference at the place; an unknown one is left standing and gives nothing."""
        if not self.sees("&"):
            return ""
        numeric = self.source[self.at + 1] == ord("#")
        end, decoded = self._numeric() if numeric else self._named()
        if decoded:
            self.at = end + (self.source[end] == ord(";"))
        return decoded

    def take_value(self) -> str:
        """Read an attribute's value: a quoted literal, or a name token that falls to lower case."""
        if self.source[self.at] in b"'\"":
            return self._literal()
        start = self.at
        token = self.take(lambda byte: _is_letter(byte) or byte in b"0123456789.-")
        if self.source[self.at] not in SPACES and not self.sees(">"):
            refuse(f"Unexpected end of name token at byte offset {start}")
        return token.lower()

    def _literal(self) -> str:
        quote = self.source[self.at]
        self.at += 1
        value = bytearray()
        while self.source[self.at] not in (quote, END):
            value += self.take_reference().encode() or self.take_character()
        self.at += self.source[self.at] == quote
        return value.decode()

    def _named(self) -> tuple[int, str]:
        end = self._run(self.at + 1, _is_letter)
        return end, _NAMED.get(self.source[self.at + 1 : end], "")

    def _numeric(self) -> tuple[int, str]:
        hexadecimal = self.source[self.at + 2] == ord("x")
        start = self.at + 2 + hexadecimal
        digits = _HEXADECIMAL if hexadecimal else _DECIMAL
        end = self._run(start, lambda byte: byte in digits)
        code = int(self.source[start:end] or b"0", 16 if hexadecimal else 10)
        if code == 0 or code >= _LAST_CODE or end - self.at >= _LONGEST_REFERENCE:
            return end, ""
        if code in _SURROGATES:
            raise bad_request(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return end, chr(code)

    def _run(self, start: int, holds: Callable[[int], bool]) -> int:
        end = start
        while self.source[end] != END and holds(self.source[end]):
            end += 1
        return end


def _is_letter(byte: int) -> bool:
    return chr(byte).isascii() and chr(byte).isalpha()


def _utf8_size(first: int) -> int:
    return 1 + (first >= 0xC0) + (first >= 0xE0) + (first >= 0xF0)  # noqa: PLR2004 — the lead bytes of UTF-8
