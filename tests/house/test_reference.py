"""The reference says what the code says."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from bot.settings import EXAMPLES
from dialogs.events import Event
from docs.generate import MEASURED, REFERENCE, WRITTEN, pages, write
from playbooks.rules import ENTRIES, OF_CASES
from tests.house.tree import ROOT


def stale(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """The pages that are not as they would be written now, and those that nobody writes."""
    paths = (path for path in folder.iterdir() if path.name not in {*MEASURED, *WRITTEN})
    held = {path.name: path.read_text(encoding="utf-8") for path in paths}
    return sorted(name for name in {*held, *wanted} if held.get(name) != wanted.get(name))


def unnamed(words: str) -> list[str]:
    """The settings that a file which lists them all leaves out."""
    return [name for name in EXAMPLES if not re.search(rf"^{name}=|`{name}`", words, re.MULTILINE)]


def test_every_page_of_the_reference_is_as_make_docs_writes_it() -> None:
    assert stale(REFERENCE, pages()) == []


def test_stale_missing_and_forgotten_pages_are_found(tmp_path: Path) -> None:
    write(tmp_path)
    assert stale(tmp_path, pages()) == []

    (tmp_path / "events.md").write_text("# Events of last year\n", encoding="utf-8")
    (tmp_path / "rules.md").unlink()
    (tmp_path / "weather.md").touch()
    (tmp_path / MEASURED[0]).touch()
    (tmp_path / WRITTEN[0]).touch()

    assert stale(tmp_path, pages()) == ["events.md", "rules.md", "weather.md"]


def test_reference_leaves_out_no_rule_no_setting_and_no_event() -> None:
    written = pages()
    missing = {
        "rules.md": [
            each.code for each in (*ENTRIES, *OF_CASES) if f"## {each.code}\n" not in written["rules.md"]
        ],
        "settings.md": [name for name in EXAMPLES if f"| `{name}` |" not in written["settings.md"]],
        "events.md": [
            event.__name__
            for event in get_args(Event)
            if f"### {event.__name__}\n" not in written["events.md"]
        ],
    }

    assert missing == {"rules.md": [], "settings.md": [], "events.md": []}


def test_every_command_of_the_command_line_is_told_with_its_arguments() -> None:
    told = pages()["command-line.md"]

    assert "## hejie people role\n" in told
    assert "hejie people role ID ROLE [--team TEAM]\n" in told
    assert "hejie law [WORD …] [--topic ID] [--overdue] " in told
    assert "hejie hold [ID] (--reference TEXT | --lift | --list)\n" in told
    assert "hejie keys recovery [--to FILE] [--use FILE | --check FILE]\n" in told
    assert "| `--team TEAM` | else the team stays |  |  |\n" in told


def test_readme_and_the_example_of_settings_leave_out_none() -> None:
    files = (ROOT / "README.md", ROOT / ".env.example")

    assert {path.name: unnamed(path.read_text(encoding="utf-8")) for path in files} == {
        "README.md": [],
        ".env.example": [],
    }


def test_planted_setting_that_is_only_spoken_of_is_found() -> None:
    words = (ROOT / ".env.example").read_text(encoding="utf-8").replace("\nHEJIE_KEYS=", "\n# HEJIE_KEYS:")

    assert unnamed(words) == ["HEJIE_KEYS"]
