"""Writes the pages of ``docs/reference/``, and the schemas of the library, from the code: ``make docs``."""

import argparse
import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import ModuleType

from bot import settings
from bot.arguments import parser
from bot.settings import LIBRARY
from dialogs import deadlines, program, roles, texts
from dialogs.events import (
    access,
    complaint,
    crisis,
    fact,
    people,
    playbook,
    questions,
    reaching,
    recall,
    review,
    session,
)
from docs.law_cards import law_parts
from docs.mission import mission_parts
from docs.sources import Attribute, classes_of, first_line, table, tree_of
from playbooks.glossary import glossary
from playbooks.json_schema import schemas
from playbooks.rules import ENTRIES, OF_CASES, terms
from playbooks.rules.example import beside
from playbooks.rules.rule import Entry
from playbooks.rules.spoken import KINDS
from playbooks.unsaid import unsaid

REFERENCE = Path(__file__).parent / "reference"
MEASURED = tuple(
    f"{name}.{kind}"
    for name in ("performance", "log-performance", "postgres-performance", "playbook-performance")
    for kind in ("json", "md")
)
"""What `make bench`, `bench-log` and `bench-playbooks` write there: measured, not to be had from code."""
WRITTEN = ("reliability.md",)
"""What people write there; a test sees that the proofs it names are there."""
_NAME = re.compile(r"\w+")
_MADE = "<!-- Written by `make docs` from {source}: change it there. -->"


def pages() -> Mapping[str, str]:
    """Return every page of the reference by its file name."""
    return {
        "command-line.md": _page("The command line", "bot/arguments.py", _commands()),
        "events.md": _page("Events", "dialogs/events/", _events()),
        "law-cards.md": _page("Law cards", "playbooks/library/law/", law_parts(LIBRARY)),
        "mission.md": _page("The mission", "playbooks/library/mission.yaml", mission_parts(LIBRARY)),
        "rules.md": _page("Rules of a playbook", "playbooks/rules/", _rules()),
        "settings.md": _page("Settings", "bot/settings.py", _settings()),
    }


def write(folder: Path = REFERENCE) -> None:
    """Write every page into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in pages().items():
        (folder / name).write_text(words, encoding="utf-8")


def _page(title: str, source: str, parts: Iterator[str]) -> str:
    return "\n\n".join((f"# {title}", _MADE.format(source=source), *parts)) + "\n"


def _code(words: object) -> str:
    return f"`{words}`" if str(words) else ""


# ------------------------------------------------------------------------------------------------ the rules


def _rules() -> Iterator[str]:
    yield (
        "What `hejie playbook check` can say. An error keeps a playbook from being used; a warning asks"
        " somebody to look. The examples are parts of the small playbook at the end of this page: what they"
        " name stands in place of what is there."
    )
    yield (
        "A warning that is meant to stand is allowed by a comment at the end of its line, with a reason:"
        " `# allow PB321: the customer's own words`. Several codes are parted by commas. An error cannot be"
        " allowed."
    )
    rows = [
        (f"[{each.code}](#{each.code.lower()})", each.severity.value, each.title)
        for each in (*ENTRIES, *OF_CASES)
    ]
    yield table(("code", "", "what is wrong"), rows)
    for each in ENTRIES:
        yield from _rule(each)
    yield "## What is asked of cases"
    right = _yaml(OF_CASES[0].good)
    yield f"A case is a file in `cases/`; the examples show it whole. This one is right:\n\n{right}"
    for each in OF_CASES:
        yield from _rule(each, shows_right=False)
    yield from _unsaid()
    yield from _terms()
    yield "## The small playbook of the examples"
    for name, held in beside("").items():
        if name.startswith("deep-"):
            continue  # they only go into each other
        yield f"`{name}`:\n\n{_yaml(held.decode())}"


def _rule(entry: Entry, *, shows_right: bool = True) -> Iterator[str]:
    yield f"## {entry.code}\n\n**{entry.title}** ({entry.severity.value}). {entry.why}"
    yield f"Wrong:\n\n{_yaml(entry.bad)}"
    if shows_right:
        yield f"Right:\n\n{_yaml(entry.good)}"


def _unsaid() -> Iterator[str]:
    yield "## What lines to say do without"
    yield f"The words of {', '.join(KINDS.values())}, as they stand in `playbooks/rules/unsaid.toml`."
    rows = [
        (KINDS[each.kind], "、".join(each.words["zh"]), ", ".join(each.words["en"]), each.why, each.instead)
        for each in unsaid()
    ]
    yield table(("code", "中文", "English", "why not", "instead"), rows)


def _terms() -> Iterator[str]:
    yield f"## What terms are called\n\nThe words of {terms.RULE.code}: `playbooks/rules/glossary.toml`."
    rows = [(each.zh, ", ".join(each.en), ", ".join(each.unused)) for each in glossary()]
    yield table(("中文", "English", "not"), rows)


def _yaml(words: str) -> str:
    return f"```yaml\n{words.rstrip()}\n```"


# --------------------------------------------------------------------------------------------- the settings


def _settings() -> Iterator[str]:
    yield (
        "Read from the environment, and what it leaves out from `.env` in the folder where `hejie` is"
        " started. An empty one counts as left out. All that cannot be used are named at once, and no value"
        " is ever printed."
    )
    told = {each.name: each for each in classes_of(settings)["Settings"].attributes}
    default = settings.Settings()
    rows = [
        (
            _code(variable),
            told[name].words,
            _code(_shown(getattr(default, name))),
            _code(settings.EXAMPLES[variable]),
        )
        for variable, name in _variables().items()
    ]
    yield table(("variable", "what it says", "when left out", "example"), rows)


def _variables() -> Mapping[str, str]:
    """Return the name that each variable has inside :class:`Settings`, as ``read_settings`` joins them."""
    calls = [node for node in ast.walk(tree_of(settings)) if isinstance(node, ast.Call)]
    keywords = [
        keyword for call in calls if ast.unparse(call.func) == "Settings" for keyword in call.keywords
    ]
    found = {
        str(ast.literal_eval(each.value.args[0])): str(each.arg)
        for each in keywords
        if isinstance(each.value, ast.Call)
    }
    return {variable: found[variable] for variable in settings.EXAMPLES}


def _shown(value: object) -> str:
    if isinstance(value, settings.Listen):
        return f"{value.host}:{value.port}"
    return "" if value in {None, ()} else str(value)


# ----------------------------------------------------------------------------------------- the command line


def _commands() -> Iterator[str]:
    top = parser()
    yield f"{top.description} {top.epilog}"
    for command in _leaves(top):
        yield f"## {command.prog}\n\n{command.description}"
        yield f"```sh\n{' '.join((command.prog, *_usage(command)))}\n```"
        if rows := [_argument(each) for each in _arguments(command)]:
            yield table(("argument", "what it says", "one of", "when left out"), rows)


def _leaves(command: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    groups = [each for each in command._actions if isinstance(each, argparse._SubParsersAction)]
    if not groups:
        yield command
    for group in groups:
        for below in group.choices.values():
            yield from _leaves(below)


def _arguments(command: argparse.ArgumentParser) -> list[argparse.Action]:
    return [each for each in command._actions if not isinstance(each, argparse._HelpAction)]


def _usage(command: argparse.ArgumentParser) -> Iterator[str]:
    """Tell how each argument is typed; those of which only one is taken stand together."""
    groups = {each: group for group in command._mutually_exclusive_groups for each in group._group_actions}
    for action in _arguments(command):
        group = groups.get(action)
        if group is None:
            must = action.required and action.nargs != argparse.ZERO_OR_MORE
            yield _typed(action) if must else f"[{_typed(action)}]"
        elif action is group._group_actions[0]:
            either = " | ".join(map(_typed, group._group_actions))
            yield f"({either})" if group.required else f"[{either}]"


def _typed(action: argparse.Action) -> str:
    said = " ".join((*action.option_strings[:1], *([_value(action)] if action.nargs != 0 else [])))
    return f"{said} …" if action.nargs == argparse.ZERO_OR_MORE else said


def _value(action: argparse.Action) -> str:
    if isinstance(action.metavar, tuple):
        return " ".join(action.metavar)
    return action.metavar or action.dest.upper()


def _argument(action: argparse.Action) -> tuple[str, str, str, str]:
    choices = ", ".join(_code(each) for each in action.choices or ())
    default = "" if action.default in {None, False} else _code(action.default)
    return (_code(_typed(action)), action.help or "", choices, default)


# ----------------------------------------------------------------------------------------------- the events


def _events() -> Iterator[str]:
    yield (
        "The log consists of these. Each stands in the stream of what it speaks of, numbered 1, 2, 3 … there,"
        " which is its *version*. A released event is never changed: a new one takes its place, and the old"
        " ones are lifted to it as they are read. `Sealed` are words of a person: masked, then encrypted."
    )
    every = classes_of(fact)["Fact"]
    yield f"{every.words}\n\n{_attributes(every.attributes)}"
    named = set[str]()
    for module in (session, questions, recall, crisis, reaching, complaint, review, access, people, playbook):
        yield f"## {first_line(str(module.__doc__)).rstrip('.')}"
        for name, described in classes_of(module).items():
            named |= {word for each in described.attributes for word in _NAME.findall(each.type)}
            if not described.is_enum:
                yield f"### {name}\n\n{described.words}" + _below(_attributes(described.attributes))
    yield "## What a field may hold"
    enums = [
        found for module in (session, playbook, deadlines, program, roles, texts) for found in _enums(module)
    ]
    rows = [
        (_code(each.__name__), ", ".join(_code(one.value) for one in each))
        for each in enums
        if each.__name__ in named
    ]
    yield table(("type", "one of"), rows)


def _below(words: str) -> str:
    return f"\n\n{words}" if words else ""


def _attributes(attributes: Sequence[Attribute]) -> str:
    rows = [(_code(each.name), _code(each.type), each.words) for each in attributes]
    return table(("field", "type", ""), rows) if rows else ""


def _enums(module: ModuleType) -> list[type[Enum]]:
    held = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Enum)]
    return [each for each in held if each.__module__ == module.__name__]


def write_schemas(library: Path = LIBRARY) -> None:
    """Write what editors read beside the playbooks."""
    for name, words in schemas().items():
        (library / name).write_text(words, encoding="utf-8")


if __name__ == "__main__":
    write()
    write_schemas()
