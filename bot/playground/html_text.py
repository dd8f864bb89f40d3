"""Telegram's HTML parse mode: the tags it knows, and its exact complaints with byte offsets.

The rules follow the open source of Telegram's own library (its function `parse_html`): names fall to lower
case, only `&lt; &gt; &amp; &quot;` and numeric references are decoded, `</>` closes any tag, offsets in
complaints count bytes.
"""

from dataclasses import dataclass, field, replace

from bot.playground.entities import Entity, units
from bot.playground.errors import bad_request
from bot.playground.html_reader import SPACES, Reader, refuse

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "pre": "pre",
    "code": "code",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_ARGUMENTS = {
    "a": ("href", ""),
    "code": ("class", "language-"),
    "span": ("class", "tg-"),
    "tg-emoji": ("emoji-id", ""),
    "tg-time": ("unix", ""),
}


def parse_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the plain text of a source and its entities; raises ApiError with Telegram's sentence."""
    parser = _Parser(Reader(source.encode().replace(b"\0", b" ") + b"\0"))
    return parser.parsed()


@dataclass(frozen=True, slots=True)
class _OpenTag:
    name: str
    argument: str
    offset: int
    begins: int


@dataclass(slots=True)
class _Parser:
    reader: Reader
    text: list[str] = field(default_factory=list)
    offset: int = 0
    stack: list[_OpenTag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def parsed(self) -> tuple[str, tuple[Entity, ...]]:
        while not self.reader.ended():
            if not self.reader.sees("<"):
                self._put(self.reader.take_reference() or self.reader.take_character().decode())
                continue
            begin = self.reader.at
            self.reader.at += 1
            if self.reader.sees("/"):
                self.reader.at += 1
                self._end_tag(begin)
            else:
                self._start_tag(begin)
        if self.stack:
            refuse(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].name}"')
        return "".join(self.text), tuple(_without_language(entity) for entity in self.entities)

    def _put(self, character: str) -> None:
        self.text.append(character)
        self.offset += units(character)

    def _start_tag(self, begin: int) -> None:
        name = self.reader.take(_names_a_tag).lower()
        if self.reader.ended():
            refuse(f"Unclosed start tag at byte offset {begin}")
        if name not in _KINDS:
            refuse(f'Unsupported start tag "{name}" at byte offset {begin}')
        argument = self._attributes(name, begin)
        if name == "span" and argument != "spoiler":
            refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.reader.at += 1
        self.stack.append(_OpenTag(name, argument, self.offset, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        wanted, prefix = _ARGUMENTS.get(tag, ("", ""))
        while not self.reader.sees(">"):
            self.reader.skip_spaces()
            if self.reader.sees(">"):
                break
            name, value = self._attribute(tag, begin)
            if name == wanted and value.startswith(prefix):
                argument = value.removeprefix(prefix)
            elif tag == "blockquote" and name == "expandable":
                argument = name
        return argument

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self.reader.take(lambda byte: byte not in SPACES and byte not in b"=>")
        if not name:
            refuse(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self.reader.skip_spaces()
        if tag == "blockquote" and name == "expandable" and not self.reader.sees("="):
            return name, ""
        if not self.reader.sees("="):
            refuse(
                "Expected equal sign in declaration of an attribute of "
                f'the tag "{tag}" at byte offset {begin}'
            )
        self.reader.at += 1
        self.reader.skip_spaces()
        if self.reader.ended():
            refuse(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self.reader.take_value()
        if self.reader.ended():
            refuse(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def _end_tag(self, begin: int) -> None:
        if not self.stack:
            refuse(f"Unexpected end tag at byte offset {begin}")
        name = self.reader.take(_names_a_tag).lower()
        self.reader.skip_spaces()
        if not self.reader.sees(">"):
            refuse(f"Unclosed end tag at byte offset {begin}")
        self.reader.at += 1
        tag = self.stack[-1]
        if name and name != tag.name:
            refuse(f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"')
        self.stack.pop()
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        entity = Entity(_KINDS[tag.name], tag.offset, self.offset - tag.offset)
        match tag.name:
            case "pre" | "code":
                self._close_code(entity, tag)
                return
            case "a":
                address = tag.argument or "".join(self.text[tag.begins :])
                if "." not in address and "://" not in address:
                    return  # Telegram drops a link that leads nowhere and keeps its text
                entity = replace(entity, extra=(("url", address),))
            case "tg-emoji":
                if not tag.argument.isdecimal():
                    raise bad_request("Invalid custom emoji identifier specified")
                entity = replace(entity, extra=(("custom_emoji_id", tag.argument),))
            case "tg-time" if tag.argument.isdecimal():
                entity = replace(entity, extra=(("unix_time", int(tag.argument)),))
            case "blockquote" if tag.argument:
                entity = replace(entity, kind="expandable_blockquote")
        self.entities.append(entity)

    def _close_code(self, entity: Entity, tag: _OpenTag) -> None:
        """Join `<pre><code class="language-x">` into one pre entity that names its language."""
        language = (("language", tag.argument),) if tag.argument else ()
        before = self.entities[-1] if self.entities else entity
        joined = {before.kind, entity.kind} == {"pre", "code"} and before.offset == entity.offset
        if joined and before.length == entity.length and (before.extra or language):
            self.entities[-1] = replace(entity, kind="pre", extra=before.extra or language)
        else:
            self.entities.append(replace(entity, extra=language))


def _names_a_tag(byte: int) -> bool:
    return byte not in SPACES and byte != ord(">")


def _without_language(entity: Entity) -> Entity:
    """Only a pre entity names a language: a code that no pre encloses loses it."""
    return replace(entity, extra=()) if entity.kind == "code" else entity
