"""The workshop on the command line: pictures of a playbook, differences, the normal form, a new one."""

import argparse
import asyncio
import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC
from pathlib import Path

from bot.changes import told
from bot.clock import now
from bot.findings import in_words
from bot.settings import LIBRARY, Settings
from bot.storing import read_log
from bot.words import Words
from dialogs.ids import PlaybookSlug
from dialogs.program import Program
from dialogs.texts import Language, Phrase, Text
from playbooks.check import Checked, check, compile_kept
from playbooks.diagnostics import Diagnostic
from playbooks.diagram import diagram, fenced
from playbooks.difference import difference
from playbooks.formatting import formatted
from playbooks.outline import outline
from playbooks.parts import CASES, LAW
from playbooks.scaffold import scaffold
from playbooks.shelf import FILE
from playbooks.source import read

FAILED = 1
_REVISION = re.compile("[0-9a-f]{8,64}")
"""The name of a revision, or how it begins: `hejie playbook history` shows twelve signs."""
_MARKDOWN = ".md"


def carry_out(wanted: argparse.Namespace, settings: Callable[[], Settings], language: Language) -> int:
    """Carry out one command of the workshop, told in ``language``, and return its exit code."""
    match wanted.command:
        case "playbook diagram":
            return show_diagram(wanted.path, language, wanted.to)
        case "playbook outline":
            return show_outline(wanted.path, language)
        case "playbook diff":
            return show_difference(wanted.old, wanted.new, language, settings)
        case "playbook new":
            return make_playbook(wanted.slug, wanted.like, wanted.to or settings().shelf, language)
        case "playbook format":
            return format_files(wanted.path, language, only_check=wanted.check)
        case unknown:
            raise LookupError(unknown)


def show_diagram(path: Path, language: Language, to: Path | None) -> int:
    """Print a playbook as the source of a Mermaid flowchart, or write it; in a ``.md`` it is fenced.

    Returns 1 when its shape is not right.
    """
    checked = _read(path, language)
    if checked.book is None:
        return FAILED
    drawn = diagram(checked.book, language, checked.diagnostics)
    if to is None:
        print(drawn, end="")
        return 0
    to.write_text(fenced(drawn) if to.suffix == _MARKDOWN else drawn, encoding="utf-8")
    print(to)
    return 0


def show_outline(path: Path, language: Language) -> int:
    """Print a playbook as an outline; 1 when its shape is not right."""
    checked = _read(path, language)
    if checked.book is None:
        return FAILED
    print(outline(checked.book, language, checked.diagnostics))
    print(_said(Phrase("outline.signs"), language))
    return 0


def show_difference(old: str, new: str, language: Language, settings: Callable[[], Settings]) -> int:
    """Print what calls will show or do otherwise; 0 also when there is nothing, 1 when one cannot be read."""
    before, after = (_program(each, settings, language) for each in (old, new))
    if before is None or after is None:
        return FAILED
    changes = difference(before, after)
    for change in changes:
        head, *below = told(change)
        print(_said(head, language))
        for line in below:
            print(f"    {_said(line, language)}")
    if not changes:
        print(_said(Phrase("diff.nothing"), language))
    return 0


def make_playbook(slug: str, like: str | None, shelf: Path, language: Language) -> int:
    """Write a new playbook and say where it stands and what the check says; 1 when it has errors."""
    today = now().date()
    made = scaffold(PlaybookSlug(slug), shelf, None if like is None else _folder(like, shelf), today)
    for path in made:
        print(path)
    checked = check(shelf / slug)
    _print_findings(checked.diagnostics, language)
    if checked.program is not None and checked.program.valid_from is not None:
        print(_said(Phrase("scaffold.waits"), language))
    return 0 if checked.is_good else FAILED


def format_files(path: Path, language: Language, *, only_check: bool) -> int:
    """Bring files into their normal form and name those that were not.

    Returns 1 when one cannot be read, and with ``only_check`` when one was not in order.
    """
    files = list(_files(path))
    if not files:
        print(f"{path}: there is no playbook here", file=sys.stderr)
        return FAILED
    failed = False
    for file in files:
        content = file.read_bytes()
        source = read(str(file), content)
        if source.tree is None or source.diagnostics:
            failed = True
            _print_findings(source.diagnostics, language)
        elif (normal := formatted(content)) != content:
            print(file)
            failed = failed or only_check
            if not only_check:
                file.write_bytes(normal)
    return FAILED if failed else 0


def _files(path: Path) -> Iterable[Path]:
    """Yield the file, the playbook of a folder, or all playbooks of a library and what they share."""
    if path.is_file():
        yield path
    elif (path / FILE).is_file():
        yield path / FILE
    else:
        kinds = (f"*/{FILE}", f"{LAW}/*.yaml", f"{CASES}/*.yaml", "*.yaml")
        yield from sorted(file for kind in kinds for file in path.glob(kind))


def _folder(like: str, shelf: Path) -> Path:
    """Return the folder of a playbook that is named by its path, or by its name in one of the libraries."""
    return next((each for each in (shelf / like, LIBRARY / like, Path(like)) if each.is_dir()), Path(like))


def _read(path: Path, language: Language) -> Checked:
    """Check one playbook; what keeps it from being shown goes to the other stream."""
    checked = check(path)
    if checked.parts:
        print(f"{path}: name one playbook, not a library", file=sys.stderr)
    elif checked.book is None:
        _print_findings(checked.diagnostics, language)
    return checked


def _print_findings(found: Iterable[Diagnostic], language: Language) -> None:
    words = Words(UTC)
    for each in found:
        print(in_words(each, words, language), file=sys.stderr)


def _program(named: str, settings: Callable[[], Settings], language: Language) -> Program | None:
    """Return the program at a path, or of a revision that the log keeps; none once it was said why not."""
    path = Path(named)
    if not path.exists() and _REVISION.fullmatch(named):
        program = asyncio.run(_kept(settings(), named))
        if isinstance(program, str):
            print(f"{named}: {program}", file=sys.stderr)
            return None
        return program
    checked = check(path)
    if checked.parts:
        print(f"{path}: name one playbook, not a library", file=sys.stderr)
    elif checked.program is None:
        _print_findings(checked.diagnostics, language)
    return checked.program


async def _kept(settings: Settings, signs: str) -> Program | str:
    """Return the program of the kept revision that begins so, or why there is none.

    The closure says which of its playbooks it is the one of.
    """
    async with read_log(settings) as storage:
        found = await storage.revisions.beginning(signs)
        if len(found) > 1:
            return "more than one revision begins so: write more of it"
        sources = await storage.revisions.sources(found[0]) if found else None
    slugs = [PlaybookSlug(path.partition("/")[0]) for path in sources or () if path.endswith(f"/{FILE}")]
    programs = (compile_kept(slug, sources or {}) for slug in slugs)
    wanted = (each for each in programs if each is not None and each.revision in found)
    return next(wanted, "the log keeps no such revision: `hejie playbook history` shows them")


def _said(text: Text, language: Language) -> str:
    return Words(UTC).say(text, language)
