"""The normal form of a file: what it says, its comments and its order stay; the rest is put right, once."""

import random
from collections import Counter
from pathlib import Path

import pytest

from bot.settings import LIBRARY
from playbooks.formatting import formatted
from playbooks.layout import comments_of
from playbooks.source import Plain, read
from playbooks.tokens import text_of
from tests.mutants.damages import mutant
from tests.playbooks.samples import small_call

SHIPPED = sorted((*LIBRARY.glob("*/*.yaml"), *LIBRARY.glob("*.yaml")))

UNTIDY = """\
\ufeff#about the file\r
format:   1\r
owner: '培训组'  \r
title: {zh: 和解,en: 'It''s Hejie' }   #   title\r
\r
\r
steps: # all\r
\r
- id: greet\r
  # what to say\r
  say: {zh: 您好：请说,\r
     en: Hello}   # twice\r
  hints:\r
      -   {zh: 慢, en: Slow}\r
      # after the hint\r
  # after greet\r
-    id: last # the end\r
     say:\r
          zh: >-\r
              再\r
              见\r
          en: "Good\\x62ye"\r
     does: [ {set: {a: b}}, # first\r
       {set: {c: d}} ]  # second\r
# bye\r
"""
TIDY = """\
#about the file
format: 1
owner: "培训组"
title: {zh: "和解", en: "It's Hejie"}  #   title

steps:  # all
  - id: greet
    # what to say
    say: {zh: "您好：请说", en: "Hello"}  # twice
    hints:
      - {zh: "慢", en: "Slow"}
      # after the hint
    # after greet

  - id: last  # the end
    say:
      zh: "再 见"
      en: "Goodbye"
    does:
      - {set: {a: b}}  # first
      - {set: {c: d}}  # second
  # bye
"""


def tree_of(content: bytes) -> dict[str, Plain]:
    tree = read("f", content).tree
    assert tree is not None
    return tree


def comments(content: bytes) -> Counter[str]:
    return Counter(comments_of(text_of(content)))


def test_untidy_file_is_put_right() -> None:
    assert formatted(UNTIDY.encode()).decode() == TIDY
    assert formatted(TIDY.encode()).decode() == TIDY
    assert tree_of(UNTIDY.encode()) == tree_of(TIDY.encode())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_shipped_file_is_in_its_normal_form(path: Path) -> None:
    content = path.read_bytes()

    assert formatted(content) == content


def test_long_brackets_over_lines_become_lines_and_short_ones_one_line() -> None:
    short = b"a: {zh: x,\n  en: y}\n"
    long = f"a: {{zh: {'长' * 40},\n  en: {'long ' * 20}}}\n".encode()
    written_long = f'a: {{zh: "{"长" * 40}", en: "{"long " * 20}"}}\n'.encode()

    assert formatted(short) == b'a: {zh: "x", en: "y"}\n'
    assert formatted(long).decode().splitlines()[0] == "a:"
    assert formatted(written_long) == written_long


def test_number_in_place_of_a_text_is_left_for_the_check() -> None:
    assert formatted(b"say: {zh: 12, en: true}\n") == b"say: {zh: 12, en: true}\n"


def test_file_that_cannot_be_read_is_not_formatted() -> None:
    with pytest.raises(LookupError):
        formatted(b"a: [\n")


def noisy(chance: random.Random, content: bytes) -> bytes:
    """Put comments, empty lines and blanks where none matter."""
    lines: list[str] = []
    for number, line in enumerate(content.decode().splitlines()):
        indent = " " * chance.choice((0, 2, 4, 6, len(line) - len(line.lstrip())))
        if chance.random() < 0.1:
            lines.append(f"{indent}# before {number}")
        if chance.random() < 0.1:
            lines.append(" " * chance.randrange(3))
        at_end = f"{' ' * chance.randrange(1, 4)}# beside {number}" if chance.random() < 0.1 else ""
        loose = line.replace(", ", " ,   ") if chance.random() < 0.1 and '"' not in line else line
        lines.append(f"{loose}{at_end}")
    return chance.choice(("\n", "\r\n")).join(lines).encode()


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_noise_nothing_is_lost_and_twice_is_as_once(seed: int) -> None:
    chance = random.Random(seed)
    content = noisy(chance, chance.choice([*(path.read_bytes() for path in SHIPPED), *small_call().values()]))

    once = formatted(content)

    assert tree_of(once) == tree_of(content)
    assert comments(once) == comments(content)
    assert formatted(once) == once


def test_damaged_file_that_can_still_be_read_is_formatted_without_loss() -> None:
    chance = random.Random(20261128)
    readable = 0
    for _ in range(20):
        for content in mutant(chance)[1].values():
            source = read("f", content)
            if source.tree is None or source.diagnostics:
                continue
            readable += 1
            once = formatted(content)
            assert tree_of(once) == tree_of(content), content
            assert formatted(once) == once, content

    assert readable > 15
