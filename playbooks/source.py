"""From bytes to plain values with the place of each: the one reader of YAML, and its guards.

The stream of events is walked once, with an explicit stack, and left at the first event that no playbook
needs: an anchor, an alias, a tag, the 21st level. Nothing is composed or constructed by the YAML library: its
fast loader ends the process on 100,000 open brackets, its slow one unfolds aliases without end.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from playbooks.diagnostics import Diagnostic, Severity
from playbooks.limits import MAX_DEPTH, MAX_EVENTS, MAX_FILE_BYTES

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
"""Everything that a file can hold; keys are always text, exactly as written."""
Trail = tuple[str | int, ...]
"""The way to a value: keys and list positions (from 0), from the top of the file."""
Place = tuple[int, int]
"""Line and column, from 1."""

_PARSER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters but tab and line ends, marks that turn the direction of writing, lone surrogates."""

_SYNTAX = (
    ("cannot start any token", "this character cannot stand here", "put the text in quotes"),
    ("mapping values are not allowed", "a colon stands where none can be", "put the text in quotes"),
    ("could not find expected ':'", 'a line without "key: value"', "add a colon and a space after the key"),
    (
        "expected key",
        "this line does not belong to what stands above",
        "check the indentation and the quotes",
    ),
    ("expected <block end>", "this line does not belong to what stands above", "check the indentation"),
    (
        "expected '-' indicator",
        "this line does not belong to the list above",
        'check the indentation and the "-"',
    ),
    (
        "expected ',' or",
        "a bracket is not closed, or a comma is missing",
        "look at the brackets of this line",
    ),
    (
        "expected node content",
        "something is missing here, or a bracket is not closed",
        "look at the brackets and commas",
    ),
    ("unexpected end of stream", "the file ends within quotes", "close the quotes"),
    ("escape", "this escape is not known", r"write \\ for a backslash, or use single quotes"),
    ("document start", "a second document begins", "keep one document in a file"),
)
"""Part of the parser's own words → ours, with what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as read: its values, where each stands, and what is wrong with it."""

    file: str
    tree: dict[str, Plain] | None
    """None when the file could not be read to its end."""
    keys: Mapping[Trail, Place] = field(default_factory=dict)
    values: Mapping[Trail, Place] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    def place(self, trail: Trail) -> Place:
        """Return where the value at ``trail`` stands, or the nearest thing around it."""
        for length in range(len(trail), -1, -1):
            if (found := self.values.get(trail[:length])) is not None:
                return found
        return (1, 1)

    def key_place(self, trail: Trail) -> Place:
        """Return where the key of the value at ``trail`` stands; items of a list have none."""
        return self.keys.get(trail) or self.place(trail)


def read(file: str, content: bytes) -> Source:
    """Read one YAML file; ``file`` is how findings name it. Never raises: all that is wrong is a finding."""
    text, found = _decoded(file, content)
    if text is None:
        return Source(file, None, diagnostics=found)
    return _Reading(file).read(text)


def _decoded(file: str, content: bytes) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """Return the text of ``content``, or why it is none."""
    if len(content) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024
        return None, (
            _error(file, (1, 1), "PB001", f"the file is larger than {limit} KiB", "split it in two"),
        )
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as broken:
        before = content[: broken.start].decode("utf-8", "replace")
        hint = "save the file as UTF-8"
        return None, (_error(file, _place_after(before), "PB002", "this is not UTF-8 text", hint),)
    if (invisible := _INVISIBLE.search(text)) is not None:
        place = _place_after(text[: invisible.start()])
        return None, (_error(file, place, "PB003", *_invisible_words(invisible.group())),)
    return text, ()


def _place_after(before: str) -> Place:
    """Return the place of the character that follows ``before``."""
    line_start = max(before.rfind("\n"), before.rfind("\r")) + 1
    lines = len(re.findall(r"\r\n|\r|\n", before))
    return (lines + 1, len(before) - line_start + 1)


def _invisible_words(character: str) -> tuple[str, str]:
    """Say that a character cannot be seen, with its number."""
    return f"an invisible character stands here (U+{ord(character):04X})", "delete it and type the text again"


def _error(file: str, place: Place, code: str, message: str, hint: str = "") -> Diagnostic:
    """Make a finding that stops."""
    return Diagnostic(file, place[0], place[1], code, Severity.ERROR, message, hint)


class _Stop(Exception):
    """Reading ends here; the finding is the argument."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still open."""

    trail: Trail
    container: dict[str, Plain] | list[Plain]
    awaits_key: bool
    key: str = ""
    """The key that waits for its value; mappings only."""


class _Reading:
    """One pass over the events of one file; written for speed, since every save in an editor asks for it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._stack: list[_Frame] = []
        self._root: Plain = None
        self._documents = 0
        self._keys: dict[Trail, Place] = {}
        self._values: dict[Trail, Place] = {}
        self._found: list[Diagnostic] = []

    def read(self, text: str) -> Source:
        """Walk the whole text and return what it holds."""
        try:
            self._walk(text)
            tree = self._mapping()
        except _Stop as stop:
            return Source(self._file, None, self._keys, self._values, (*self._found, stop.finding))
        return Source(self._file, tree, self._keys, self._values, tuple(self._found))

    def _walk(self, text: str) -> None:
        """Take every event of the parser, its errors turned into ours."""
        try:
            next_event = _PARSER(text).get_event
            event = next_event()
            for _ in range(MAX_EVENTS):
                self._take(event)
                if type(event) is yaml.StreamEndEvent:
                    return
                event = next_event()
        except yaml.MarkedYAMLError as broken:
            raise _Stop(_syntax(self._file, text, broken)) from broken
        except (yaml.YAMLError, ValueError, OverflowError) as broken:
            # Seen with lone surrogates and numbers beyond Unicode in the slow parser; the place is not told.
            words, hint = "this is not YAML that we can read", "look at the escapes in quotes"
            raise _Stop(_error(self._file, (1, 1), "PB004", words, hint)) from broken
        raise self._stop(event, "PB001", "the file holds too many values", "split it in two")

    def _take(self, event: Any) -> None:
        """Take one event into the tree."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent:
            self._open(event, {}, awaits_key=True)
        elif kind is yaml.SequenceStartEvent:
            self._open(event, [], awaits_key=False)
        elif kind in {yaml.MappingEndEvent, yaml.SequenceEndEvent}:
            self._stack.pop()
        elif kind is yaml.AliasEvent:
            hint = "write the text again in full"
            raise self._stop(event, "PB005", "an alias (*name) is not allowed", hint)
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                hint = 'keep one document in a file, delete the line "---"'
                raise self._stop(event, "PB007", "a second document begins", hint)

    def _marked(self, event: Any) -> _Stop:
        """Refuse an anchor or a tag: they make a file mean what it does not show."""
        hint = "delete it, or put the text in quotes"
        if event.anchor is not None:
            return self._stop(event, "PB005", "an anchor (&name) is not allowed", hint)
        return self._stop(event, "PB006", "a tag (!name) is not allowed", hint)

    def _open(self, event: Any, container: "dict[str, Plain] | list[Plain]", *, awaits_key: bool) -> None:
        """Enter a mapping or list."""
        if event.anchor is not None or event.tag is not None:
            raise self._marked(event)
        if self._stack and self._stack[-1].awaits_key:
            raise self._stop(event, "PB009", "a key must be one word", "write key: value")
        if len(self._stack) >= MAX_DEPTH:
            hint = f"a file is at most {MAX_DEPTH} levels deep"
            raise self._stop(event, "PB001", "brackets within brackets go too deep", hint)
        trail = self._put(container, event)
        self._stack.append(_Frame(trail, container, awaits_key))

    def _scalar(self, event: Any) -> None:
        """Take a key or a single value."""
        if event.anchor is not None or event.tag is not None:
            raise self._marked(event)
        text: str = event.value
        if not text.isprintable() and (invisible := _INVISIBLE.search(text)) is not None:
            raise self._stop(event, "PB003", *_invisible_words(invisible.group()))
        if self._stack and self._stack[-1].awaits_key:
            self._key(text, event)
        else:
            self._put(_resolved(text) if event.implicit[0] else text, event)

    def _key(self, name: str, event: Any) -> None:
        """Take a key; the same key again is a finding that names both places."""
        frame = self._stack[-1]
        frame.key, frame.awaits_key = name, False
        place = _place(event)
        first = self._keys.setdefault((*frame.trail, name), place)
        if first is not place:
            words = f'the key "{name[:40]}" stands twice, first at {first[0]}:{first[1]}'
            self._found.append(_error(self._file, place, "PB008", words, "delete one of the two"))

    def _put(self, value: Plain, event: Any) -> Trail:
        """Put a value where it belongs and return its trail."""
        if not self._stack:
            self._root = value
            self._values[()] = _place(event)
            return ()
        frame = self._stack[-1]
        container = frame.container
        if isinstance(container, list):
            trail: Trail = (*frame.trail, len(container))
            container.append(value)
        else:
            trail = (*frame.trail, frame.key)
            container[frame.key] = value
            frame.awaits_key = True
        self._values.setdefault(trail, _place(event))
        return trail

    def _mapping(self) -> dict[str, Plain]:
        """Return the whole file, which must be a mapping."""
        if isinstance(self._root, dict):
            return self._root
        place = self._values.get((), (1, 1))
        if self._root is None:
            raise _Stop(_error(self._file, place, "PB010", "the file is empty", 'begin with "format: 1"'))
        hint = 'begin with "format: 1"'
        raise _Stop(_error(self._file, place, "PB010", "the file does not hold keys with values", hint))

    def _stop(self, event: Any, code: str, message: str, hint: str) -> _Stop:
        """Make the finding that ends the reading, at ``event``."""
        return _Stop(_error(self._file, _place(event), code, message, hint))


def _place(event: Any) -> Place:
    """Return where an event begins."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1)


def _resolved(text: str) -> Plain:
    """Return what an unquoted value means: true, false, null, a decimal number, else the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text


def _syntax(file: str, text: str, broken: yaml.MarkedYAMLError) -> Diagnostic:
    """Turn the parser's complaint into words for a trainer."""
    mark = broken.problem_mark or broken.context_mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    lines = text.splitlines()
    shown = lines[line] if line < len(lines) else ""
    if "\t" in shown[: column + 1] and not shown[: column + 1].strip():
        message, hint = "a tab indents this line", "use spaces"
    else:
        problem = broken.problem or ""
        known = ((message, hint) for part, message, hint in _SYNTAX if part in problem)
        message, hint = next(
            known, ("this is not YAML that we can read", "check the indentation and the quotes")
        )
    return _error(file, (line + 1, column + 1), "PB004", message, hint)
