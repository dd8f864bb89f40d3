"""Good playbooks and the ways to damage one at random."""

import random
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from bot.settings import LIBRARY
from dialogs.ids import PlaybookSlug
from tests.playbooks.samples import SMALL_CALL, small_call

CHARGE = Path(__file__).parents[1] / "scenarios" / "libraries" / "charge"
FIVE_STEPS = PlaybookSlug("five-steps")
ASKING = PlaybookSlug("looked-into")
SHARED = ("lists.yaml", "remedies.yaml")
ONE_IN = 10
"""So many mutants for one of the largest playbook: it takes ten times as long as the small one."""
SPICE = (
    *(
        "[",
        "{",
        "]",
        "}",
        "&a ",
        "*a",
        "!!bool ",
        "<<: ",
        '"',
        "'",
        "\t",
        "\n",
        ": ",
        "- ",
        "#",
        "|\n",
        "? ",
        "%",
    ),
    *("@", "yes", "null", "~", "0x1f", "1e999", "-1", "\ud800", "\x00", "\u2028", "\\ud800", "---\n", "和"),
    *("{x}", "return"),
)

Damage = Callable[[random.Random, str], str]


def cut(chance: random.Random, text: str) -> str:
    start = chance.randrange(len(text))
    return text[:start] + text[start + chance.randrange(1, 30) :]


def spice(chance: random.Random, text: str) -> str:
    place = chance.randrange(len(text))
    return text[:place] + chance.choice(SPICE) + text[place:]


def swap_words(chance: random.Random, text: str) -> str:
    words = text.split() or ["x"]  # other damage may have left nothing but empty lines
    one, other = chance.choice(words), chance.choice(words)
    return text.replace(one, other, chance.randrange(1, 4))


def repeat_line(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return "".join(lines)


def drop_line(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return "".join(lines)


def shift_line(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    lines[chance.randrange(len(lines))] = " " * chance.randrange(9) + chance.choice(lines).lstrip()
    return "".join(lines)


def end_early(chance: random.Random, text: str) -> str:
    return text[: chance.randrange(len(text))]


DAMAGES: tuple[Damage, ...] = (cut, spice, swap_words, repeat_line, drop_line, shift_line, end_early)


@cache
def _good() -> tuple[tuple[PlaybookSlug, Mapping[str, bytes]], ...]:
    """The playbooks that are damaged, a large one last."""
    cards = [path.relative_to(LIBRARY).as_posix() for path in sorted((LIBRARY / "law").glob("*.yaml"))]
    five = {path: (LIBRARY / path).read_bytes() for path in ("five-steps/playbook.yaml", *SHARED, *cards)}
    asked = {path: (CHARGE / path).read_bytes() for path in (f"{ASKING}/playbook.yaml", SHARED[0])}
    return ((SMALL_CALL, small_call()), (ASKING, asked), (FIVE_STEPS, five))


def mutant(chance: random.Random, one_in: int = ONE_IN) -> tuple[PlaybookSlug, dict[str, bytes]]:
    """A playbook with one to three damages in its files, at times with one byte that is no text."""
    *small, large = _good()
    slug, good = large if chance.randrange(one_in) == 0 else chance.choice(small)
    own, sources = f"{slug}/playbook.yaml", dict(good)
    for _ in range(chance.randrange(1, 4)):
        path = chance.choice([*sources, own])
        text = sources[path].decode("utf-8", "surrogatepass") or " "
        sources[path] = chance.choice(DAMAGES)(chance, text).encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        content = bytearray(sources[own] or b" ")
        content[chance.randrange(len(content))] = chance.randrange(256)
        sources[own] = bytes(content)
    return slug, sources
