"""A scenario file as it was written: who does or sees what, in which order."""

import re
from dataclasses import dataclass
from pathlib import Path

from bot.playground.people import GROUP
from bot.settings import LIBRARY
from dialogs.roles import Role
from dialogs.texts import Language
from playbooks.source import Plain, Source, read
from tests.scenarios.house import Member

Value = str | tuple[str, ...] | dict[str, str]
DOES = (
    "types",
    "taps",
    "replies",
    "edits",
    "sends",
    "forwards",
    "writes in the group",
    "uses the link shown to",
)
FINDS = (
    "sees",
    "does not see",
    "sees struck through",
    "card says",
    "card does not say",
    "has buttons",
    "has no button",
    "has this many live cards",
    "is told",
    "still finds",
    "no longer finds",
    "counts from here",
    "has tapped at most",
    "has typed at most",
)
BESIDE = ("log", "nothing is written", "time passes", "note")
LIBRARIES = Path(__file__).parent / "libraries"
_PERSON = re.compile(rf"(?P<who>[a-z ]+?) (?P<verb>{'|'.join((*DOES, *FINDS))})")
_ROLES = {
    "agent": Role.STAFF,
    "supervisor": Role.SUPERVISOR,
    "trainer": Role.TRAINER,
    "admin": Role.ADMIN,
}
_PEOPLE = {
    "林晓": 7001,
    "周敏": 7002,
    "何老师": 7003,
    "陈一": 7004,
    "高主任": 7005,
    "路人": 7099,
    "群": GROUP,
}
_CAST = {
    "agent": "林晓",
    "supervisor": "周敏",
    "trainer": "何老师",
    "second agent": "陈一",
    "admin": "高主任",
    "stranger": "路人",
    "group": "群",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a scenario."""

    place: str
    who: str
    """Empty for what nobody does, such as time that passes."""
    verb: str
    value: Value


@dataclass(frozen=True, slots=True)
class Script:
    """One scenario."""

    about: str
    cast: dict[str, int]
    members: tuple[Member, ...]
    steps: tuple[Step, ...]
    library: Path = LIBRARY
    """The folder of playbooks that the bot has."""
    chat_files: bool = False
    """Whether the firm lets files go to the chat."""


class ScriptError(Exception):
    """A scenario file cannot be read: the sentence says where and what to do."""


def read_script(path: Path) -> Script:
    """Read a scenario file through the guarded reader of playbooks.

    Raises:
        ScriptError: it is not YAML that we take, or a line is none of those in the README.
    """
    source = read(path.name, path.read_bytes())
    if source.tree is None or source.diagnostics:
        raise ScriptError("\n".join(map(str, source.diagnostics)))
    cast = _cast(source)
    return Script(
        about=str(source.tree.get("about", "")),
        cast={who: _PEOPLE[name] for who, name in cast.items()},
        members=_members(cast, Language(str(source.tree.get("language", "zh")))),
        steps=_steps(source),
        library=_library(source),
        chat_files=source.tree.get("chat files") == "on",
    )


def _library(source: Source) -> Path:
    """Return a library of these tests, or that of the house when none is named."""
    named = source.tree.get("library") if source.tree else None
    return LIBRARY if named is None else LIBRARIES / str(named)


def _cast(source: Source) -> dict[str, str]:
    """Return who plays what; a person who is given another part leaves the usual one."""
    listed = source.tree.get("cast") if source.tree else None
    changed = {who: str(name) for who, name in listed.items()} if isinstance(listed, dict) else {}
    return {who: name for who, name in _CAST.items() if name not in changed.values()} | changed


def _members(cast: dict[str, str], language: Language) -> tuple[Member, ...]:
    """Let in whoever has a role; ``far`` people belong to another team, admins to the head office."""
    people: dict[str, Member] = {}
    for who, name in cast.items():
        role = _ROLES.get(who.rpartition(" ")[2])
        if role is not None:
            team = "总部" if role is Role.ADMIN else "二组" if who.startswith("far ") else "一组"
            people[name] = Member(_PEOPLE[name], name, role, team, language)
    return tuple(people.values())


def _steps(source: Source) -> tuple[Step, ...]:
    tree = source.tree or {}
    listed = tree.get("steps")
    if not isinstance(listed, list):
        raise ScriptError(f"{source.file}: put the conversation under steps:")
    return tuple(
        _step(f"{source.file}:{source.place(('steps', place))[0]}", each) for place, each in enumerate(listed)
    )


def _step(place: str, each: Plain) -> Step:
    if not isinstance(each, dict) or len(each) != 1:
        raise ScriptError(f"{place}: a step is one line such as agent taps: 知道了")
    [(key, value)] = each.items()
    if key in BESIDE:
        return Step(place, "", key, _value(value))
    found = _PERSON.fullmatch(key)
    if found is None:
        raise ScriptError(f"{place}: {key!r} is no step: look into README.md")
    return Step(place, found["who"], found["verb"], _value(value))


def _value(value: Plain) -> Value:
    if isinstance(value, list):
        return tuple(map(str, value))
    if isinstance(value, dict):
        return {name: str(each) for name, each in value.items()}
    return "" if value is None else str(value)
