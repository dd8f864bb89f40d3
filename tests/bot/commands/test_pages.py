"""Every command that the pages on keys and backups tell somebody to type is one that the program takes."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.arguments import parser
from bot.cli import COMMANDS
from bot.playbook_arguments import PROGRAM
from bot.settings import EXAMPLES

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to"
PAGES = ("keep-the-keys.md", "back-up-and-restore.md")
TYPED = re.compile(r"^ +\$ (.*)$", re.MULTILINE)


def typed(words: str) -> Iterator[list[str]]:
    """Give each command of ours in the examples of a page, with the settings before it."""
    for line in TYPED.findall(words):
        said = shlex.split(line, comments=True)
        if PROGRAM in said:
            yield said


def faults(words: str) -> Iterator[str]:
    """Tell what is typed on a page and is not taken."""
    for said in typed(words):
        at = said.index(PROGRAM)
        settings = {each.partition("=")[0] for each in said[:at]}
        try:
            if parser().parse_args(said[at + 1 :]).command not in COMMANDS or not settings <= set(EXAMPLES):
                yield " ".join(said)
        except SystemExit:
            yield " ".join(said)


@pytest.mark.parametrize("page", PAGES)
def test_commands_of_the_page_are_taken_and_both_halves_type_the_same(page: str) -> None:
    words = (HOW_TO / page).read_text(encoding="utf-8")
    chinese, _, english = words.partition("\n---\n")

    assert list(faults(words)) == []
    assert len(list(typed(chinese))) > 5
    assert list(typed(chinese)) == list(typed(english))


@pytest.mark.parametrize(
    "planted", ["hejie keys renew", "hejie backup --keep none", "HEJIE_PLACE=x hejie backup x"]
)
def test_planted_command_that_is_not_taken_is_found(planted: str) -> None:
    assert list(faults(f"    $ {planted}    # why\n")) == [planted]
    assert list(faults(f"    {planted}\n")) == []
