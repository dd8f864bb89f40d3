"""Telegram's HTML, read with the standard library's parser: what stands in it, and what Telegram refuses."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final, NamedTuple

from telegram.constants import MessageLimit

TAGS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("b", "strong", "i", "em", "u", "ins", "s", "strike", "del"), frozenset[str]()),
    **dict.fromkeys(("tg-spoiler", "pre"), frozenset[str]()),
    "tg-emoji": frozenset({"emoji-id"}),
    "tg-time": frozenset({"unix", "format"}),
    "span": frozenset({"class"}),
    "code": frozenset({"class"}),
    "a": frozenset({"href"}),
    "blockquote": frozenset({"expandable"}),
}
"""The tags that Telegram takes, each with its attributes; of all others it says that they are unsupported."""
NEEDED: Final[Mapping[str, str]] = {"a": "href", "tg-emoji": "emoji-id"}
"""The attribute without which a tag does nothing; of a link Telegram leaves the bare words."""
_ENTITIES: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_BEYOND_UNICODE: Final = 0x110000
_HALVES: Final = range(0xD800, 0xE000)
_DIGITS: Final = 9
"""More of them Telegram does not read, and leaves the number standing."""


class Read(NamedTuple):
    """A text without its markup, and what is wrong with the markup."""

    plain: str
    complaints: Sequence[str]


@lru_cache(4096)
def read(source: str) -> Read:
    """Read a text in Telegram's HTML; complaints name offsets, never words."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    if reader.open:
        reader.complaints.append(f"{len(reader.open)} tags are not closed")
    if reader.tags > MessageLimit.MESSAGE_ENTITIES:
        reader.complaints.append(f"has {reader.tags} tags, of which {MessageLimit.MESSAGE_ENTITIES:d} count")
    return Read("".join(reader.plain), tuple(reader.complaints))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.plain: list[str] = []
        self.open: list[str] = []
        self.tags = 0
        self.complaints: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        allowed = TAGS.get(tag)
        if allowed is None:
            self._complain("a tag that Telegram does not know")
        elif any(name not in allowed for name, _ in attrs):
            self._complain("an attribute that Telegram does not know")
        elif tag == "span" and dict(attrs).get("class") != "tg-spoiler":
            self._complain("a span that is no spoiler")
        elif tag in NEEDED and not dict(attrs).get(NEEDED[tag]):
            self._complain("a tag without what it is for")
        if self.open and self.open[-1] in {"pre", "code"} and (self.open[-1], tag) != ("pre", "code"):
            self._complain("a tag within code")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self._complain("an end that matches no start")

    def handle_data(self, data: str) -> None:
        if "<" in data:
            self._complain("a bare <")
        self.plain.append(data)

    def handle_entityref(self, name: str) -> None:
        if name not in _ENTITIES:
            self._complain("a character by a name that Telegram does not know")
        self.plain.append(_ENTITIES.get(name, f"&{name};"))

    def handle_charref(self, name: str) -> None:
        code = _code(name)
        if code is None:
            self._complain("a character by a number that none has")
        self.plain.append(f"&#{name};" if code is None else chr(code))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._complain("a tag that closes itself")

    def handle_comment(self, data: str) -> None:
        del data
        self._complain("a comment")

    def handle_decl(self, decl: str) -> None:
        del decl
        self._complain("a declaration")

    def handle_pi(self, data: str) -> None:
        del data
        self._complain("an instruction")

    def unknown_decl(self, data: str) -> None:
        del data
        self._complain("a declaration")

    def _complain(self, what: str) -> None:
        line, column = self.getpos()
        self.complaints.append(f"{what}, line {line} column {column}")


def _code(name: str) -> int | None:
    """Return the code point of a numeric reference such as `65` or `x41`, None when no character has it."""
    digits, radix = (name[1:], 16) if name[0] in "xX" else (name, 10)
    code = int(digits, radix) if len(digits) <= _DIGITS else 0
    return code if 0 < code < _BEYOND_UNICODE and code not in _HALVES else None
