"""From bytes to plain values with the place of each: the one reader of YAML, and its guards.

The stream of events is walked once, with an explicit stack, and left at the first event that no playbook
needs: an anchor, an alias, a tag, the 21st level. Nothing is composed or constructed by the YAML library: its
fast loader ends the process on 100,000 open brackets, its slow one unfolds aliases without end.
"""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import yaml

from dialogs.causes import Cause
from playbooks.diagnostics import Diagnostic
from playbooks.limits import MAX_DEPTH, MAX_EVENTS, MAX_FILE_BYTES, MAX_FINDINGS
from playbooks.places import Place, place_after, place_within
from playbooks.remarks import Remark, remarks
from playbooks.unreadable import complaints, misread
from playbooks.wide_marks import Slip, slip_of

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
"""Everything that a file can hold; keys are always text, exactly as written."""
Trail = tuple[str | int, ...]
"""The way to a value: keys and list positions (from 0), from the top of the file."""

_PARSER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_DIGITS = frozenset("0123456789")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters but tab and line ends, marks that turn the direction of writing, lone surrogates."""

_NO_PLACES: dict[str | int, Place] = {}
_NOTHING_INNER: "dict[str | int, Node]" = {}


class Node:
    """A mapping or list with the places of what it holds."""

    __slots__ = ("awaits_key", "container", "inner", "key", "key_places", "place", "places")

    def __init__(
        self, container: "dict[str, Plain] | list[Plain]", place: Place, *, awaits_key: bool
    ) -> None:
        self.container = container
        self.place = place
        self.places: dict[str | int, Place] = {}
        self.key_places: dict[str | int, Place] = {} if awaits_key else _NO_PLACES
        self.inner: dict[str | int, Node] = _NOTHING_INNER
        """One for all that hold single values only, and never written to: most hold no more."""
        self.awaits_key = awaits_key
        self.key = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as read: its values, where each stands, and what is wrong with it."""

    file: str
    tree: dict[str, Plain] | None
    """None when the file could not be read to its end."""
    root: Node | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    has_nothing: bool = False
    """Whether some key or list mark has nothing after it."""
    remarks: Mapping[int, Remark] = field(default_factory=dict)
    """Line → the comment on it that allows a warning."""
    mended: tuple[Trail, ...] = ()
    """Places of which the rules are asked about something else than was written."""
    text: str = ""
    """The whole file, as far as it is text."""

    def place(self, trail: Trail) -> Place:
        """Return where the value at ``trail`` stands, or the nearest thing around it."""
        if self.root is None:
            return (1, 1)
        node, place = self.root, self.root.place
        for part in trail:
            if part not in node.places:
                break
            place = node.places[part]
            if part not in node.inner:
                break
            node = node.inner[part]
        return place

    def place_within(self, trail: Trail, value: str, at: int) -> Place:
        """Return where character ``at`` (from 0) of the text ``value`` at ``trail`` stands.

        What an older format said otherwise than by a text is pointed at as a whole.
        """
        node = self.root
        for part in trail:
            node = None if node is None else node.inner.get(part)
        begins = self.place(trail)
        return begins if node is not None else place_within(self.text, begins, value, at)

    def key_place(self, trail: Trail) -> Place:
        """Return where the key of the value at ``trail`` stands; items of a list have none."""
        node = self.root
        for part in trail[:-1]:
            node = None if node is None else node.inner.get(part)
        if node is None or trail[-1] not in node.key_places:
            return self.place(trail)
        return node.key_places[trail[-1]]


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
            Diagnostic.error(
                file, (1, 1), "PB001", f"the file is larger than {limit} KiB", "split it in two"
            ),
        )
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as broken:
        before = content[: broken.start].decode("utf-8", "replace")
        hint = "save the file as UTF-8"
        return None, (Diagnostic.error(file, place_after(before), "PB002", "this is not UTF-8 text", hint),)
    if (invisible := INVISIBLE.search(text)) is not None:
        place = place_after(text[: invisible.start()])
        return None, (Diagnostic.error(file, place, "PB003", *_invisible_words(invisible.group())),)
    return text, ()


def _invisible_words(character: str) -> tuple[str, str]:
    """Say that a character cannot be seen, with its number."""
    return f"an invisible character stands here (U+{ord(character):04X})", "delete it and type the text again"


class _Stop(Exception):
    """Reading ends here; the findings are the arguments."""

    def __init__(self, *findings: Diagnostic) -> None:
        super().__init__("; ".join(map(str, findings)))
        self.findings = findings


class _Reading:
    """One pass over the events of one file; written for speed, since every save in an editor asks for it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[Node] = []
        self._root: Node | None = None
        self._other_root: Any = None
        """The event of a file that holds a single value."""
        self._documents = 0
        self._has_nothing = False
        self._found: list[Diagnostic] = []
        self._remarks: dict[int, Remark] = {}
        self._slip: Slip | None = None
        """The first full-width mark that made a key of something else."""

    def read(self, text: str) -> Source:
        """Walk the whole text and return what it holds."""
        self._remarks = dict(remarks(text))
        try:
            self._walk(text)
            tree = self._mapping()
        except _Stop as stop:
            return Source(self._file, None, None, (*self._found, *stop.findings))
        return Source(
            self._file,
            tree,
            self._root,
            tuple(self._found),
            self._has_nothing,
            remarks=self._remarks,
            text=text,
        )

    def _walk(self, text: str) -> None:
        """Take every event of the parser, its errors turned into ours."""
        event: Any = None
        try:
            for event in itertools.islice(iter(_PARSER(text).get_event, None), MAX_EVENTS):
                if type(event) is yaml.ScalarEvent:
                    self._scalar(event)
                else:
                    self._structure(event)
        except yaml.MarkedYAMLError as broken:
            mark = broken.problem_mark or broken.context_mark
            place = (0, 0) if mark is None else (mark.line, mark.column)
            raise _Stop(*complaints(self._file, text, broken.problem or "", place)) from broken
        except (yaml.YAMLError, ValueError, OverflowError) as broken:
            # Seen with lone surrogates and numbers beyond Unicode in the slow parser; the place is not told.
            words, hint = "this is not YAML that we can read", "look at the escapes in quotes"
            found = Diagnostic.error(self._file, (1, 1), "PB004", words, hint).because(Cause.PB004_ESCAPE)
            raise _Stop(found) from broken
        if self._slip is not None:
            raise _Stop(*misread(self._file, text, self._slip))
        if type(event) is not yaml.StreamEndEvent:
            raise self._stop(
                event, "PB001", "the file holds too many values", "split it in two", Cause.PB001_MANY
            )

    def _scalar(self, event: Any) -> None:
        """Take a key or a single value."""
        if event.anchor is not None or event.tag is not None:
            raise self._marked(event)
        if self._remarks:
            self._drop_remarks_within(event)
        text: str = event.value
        if not text.isprintable() and (invisible := INVISIBLE.search(text)) is not None:
            raise self._stop(event, "PB003", *_invisible_words(invisible.group()))
        if not self._open:
            self._other_root = event
            return
        node = self._open[-1]
        if self._slip is None and event.implicit[0] and not text.isascii():
            self._look_for_slip(event, is_key=node.awaits_key, is_item=type(node.container) is list)
        if node.awaits_key:
            if text in node.key_places:
                self._twice(node, text, event)
            else:
                node.key_places[text] = _place(event)
            node.key = text
            node.awaits_key = False
        else:
            value = _resolved(text) if event.implicit[0] else text
            if value is None:
                self._has_nothing = True
            self._put(node, value, _place(event))

    def _look_for_slip(self, event: Any, *, is_key: bool, is_item: bool) -> None:
        """Note a full-width mark in an unquoted key or name."""
        if (is_key or is_item) and (mark := slip_of(event.value, is_key=is_key)):
            line, column = _place(event)
            self._slip = ((line, column + event.value.index(mark)), mark)

    def _drop_remarks_within(self, event: Any) -> None:
        """Forget what only looked like a comment: it stands within a text."""
        start, end = event.start_mark, event.end_mark
        for line in range(start.line, end.line + 1):
            remark = self._remarks.get(line + 1)
            if remark is not None and (start.line, start.column) < (line, remark.column) <= (
                end.line,
                end.column,
            ):
                del self._remarks[line + 1]

    def _twice(self, node: Node, key: str, event: Any) -> None:
        """Note a key that stands twice, with both places."""
        line, column = node.key_places[key]
        words = f'the key "{key[:40]}" stands twice, first at {line}:{column}'
        self._found.append(
            Diagnostic.error(self._file, _place(event), "PB008", words, "delete one of the two")
        )
        if len(self._found) >= MAX_FINDINGS:
            raise self._stop(event, "PB008", "so do many others", "mend these first")

    @staticmethod
    def _put(node: Node, value: Plain, place: Place) -> str | int:
        """Put a value into an open mapping or list and return its key or position."""
        container = node.container
        if type(container) is list:
            position = len(container)
            container.append(value)
            node.places[position] = place
            return position
        key = node.key
        cast("dict[str, Plain]", container)[key] = value
        node.places[key] = place
        node.awaits_key = True
        return key

    def _structure(self, event: Any) -> None:
        """Take the begin or end of a mapping, list or document."""
        kind = type(event)
        if kind is yaml.MappingStartEvent:
            self._enter(event, {}, awaits_key=True)
        elif kind is yaml.SequenceStartEvent:
            self._enter(event, [], awaits_key=False)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._open.pop()
        elif kind is yaml.AliasEvent:
            hint = "write the text again in full"
            raise self._stop(event, "PB005", "an alias (*name) is not allowed", hint)
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                hint = 'keep one document in a file, delete the line "---"'
                raise self._stop(event, "PB007", "a second document begins", hint)

    def _enter(self, event: Any, container: "dict[str, Plain] | list[Plain]", *, awaits_key: bool) -> None:
        """Enter a mapping or list."""
        if event.anchor is not None or event.tag is not None:
            raise self._marked(event)
        place = _place(event)
        entered = Node(container, place, awaits_key=awaits_key)
        if not self._open:
            self._root = entered
        elif self._open[-1].awaits_key:
            raise self._stop(event, "PB009", "a key must be one word", "write key: value")
        elif len(self._open) >= MAX_DEPTH:
            hint = f"a file is at most {MAX_DEPTH} levels deep"
            raise self._stop(event, "PB001", "brackets within brackets go too deep", hint, Cause.PB001_DEEP)
        else:
            around = self._open[-1]
            if around.inner is _NOTHING_INNER:
                around.inner = {}
            around.inner[self._put(around, container, place)] = entered
        self._open.append(entered)

    def _marked(self, event: Any) -> _Stop:
        """Refuse an anchor or a tag: they make a file mean what it does not show."""
        hint = "delete it, or put the text in quotes"
        if event.anchor is not None:
            return self._stop(event, "PB005", "an anchor (&name) is not allowed", hint)
        return self._stop(event, "PB006", "a tag (!name) is not allowed", hint)

    def _mapping(self) -> dict[str, Plain]:
        """Return the whole file, which must be a mapping."""
        if self._root is not None and isinstance(self._root.container, dict):
            return self._root.container
        place = (1, 1) if self._other_root is None else _place(self._other_root)
        if self._root is not None:
            place = self._root.place
        empty = self._root is None and (self._other_root is None or self._other_root.value == "")
        words = "the file is empty" if empty else "the file does not hold keys with values"
        found = Diagnostic.error(self._file, place, "PB010", words, 'begin with "format: 1"')
        raise _Stop(found.because(Cause.PB010_EMPTY if empty else Cause.PB010_NO_KEYS))

    def _stop(self, event: Any, code: str, message: str, hint: str, cause: Cause | None = None) -> _Stop:
        """Make the finding that ends the reading, at ``event``."""
        return _Stop(Diagnostic.error(self._file, _place(event), code, message, hint).because(cause))


def _place(event: Any) -> Place:
    """Return where an event begins, counted from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1)


def _resolved(text: str) -> Plain:
    """Return what an unquoted value means: true, false, null, a decimal number, else the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "-0123456789":
        return text  # one with a plus says "so much more", which a bare number could not
    if text in _DIGITS or _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
