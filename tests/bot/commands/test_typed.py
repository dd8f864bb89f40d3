"""What the README, the guide, the tutorial and the how-tos tell people to type is what the program takes."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.arguments import parser
from bot.cli import COMMANDS
from bot.telegram.face import COMMANDS as IN_CHAT

ROOT = Path(__file__).parents[3]
PAGES = (
    ROOT / "README.md",
    ROOT / "playbooks" / "library" / "README.md",
    *sorted((ROOT / "docs" / "tutorial").glob("*.md")),
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
)
TYPED = re.compile(
    r"^ *(?:\$ )?(?:(?:[A-Z_]+=\S+ )*(?:\S*/)?hejie|docker compose run .*? bot-1) ([a-z].*)$", re.MULTILINE
)


def faults(words: str) -> Iterator[str]:
    """Tell what a page types on a line of its own and is not taken."""
    for line in TYPED.findall(words):
        said = shlex.split(line, comments=True)
        try:
            if parser().parse_args(said).command not in COMMANDS:
                yield line
        except SystemExit:
            yield line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_of_a_page_are_taken(page: Path) -> None:
    assert list(faults(page.read_text(encoding="utf-8"))) == []


def test_planted_command_that_is_not_taken_is_found() -> None:
    planted = (
        "    .venv/bin/hejie playbook publish lib --why x  # a slip\n    $ HEJIE_DB=x hejie people lists\n"
        "    $ docker compose run --rm bot-1 log adopted\n"
    )

    assert list(faults(planted)) == ["playbook publish lib --why x  # a slip", "people lists", "log adopted"]


def test_readme_names_each_command_of_the_chat() -> None:
    words = PAGES[0].read_text(encoding="utf-8")

    assert [name for name, _ in IN_CHAT if f"`/{name}" not in words] == []
