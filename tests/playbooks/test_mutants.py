"""Good playbooks, damaged at random: whatever comes out, it is findings with a place, or a program."""

import os
import random
from collections.abc import Callable

import pytest

from playbooks.check import check_sources
from playbooks.rules import RULES
from playbooks.rules.example import SLUG, laid_over
from tests.playbooks.samples import SMALL_CALL, small_call

MUTANTS = 500
SEED = int(os.environ.get("HEJIE_SEED", "20261123"))
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
    one, other = chance.choice(text.split()), chance.choice(text.split())
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


def mutant(chance: random.Random) -> dict[str, bytes]:
    sources = dict(small_call())
    for _ in range(chance.randrange(1, 4)):
        path = chance.choice([*sources, "small-call/playbook.yaml"])
        text = sources[path].decode("utf-8", "surrogatepass") or " "
        sources[path] = chance.choice(DAMAGES)(chance, text).encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        content = bytearray(sources["small-call/playbook.yaml"] or b" ")
        content[chance.randrange(len(content))] = chance.randrange(256)
        sources["small-call/playbook.yaml"] = bytes(content)
    return sources


@pytest.mark.parametrize("part", range(10))
def test_damaged_playbook_gives_findings_with_places_and_nothing_else(
    part: int, record_property: Callable[[str, object], None]
) -> None:
    record_property("seed", SEED)
    print(f"HEJIE_SEED={SEED}, part {part}")  # noqa: T201  # shown when this fails, to run it again
    chance = random.Random(SEED * 10 + part)

    for _ in range(MUTANTS // 10):
        sources = mutant(chance)
        checked = check_sources(SMALL_CALL, sources)

        assert (checked.program is not None) == checked.is_good, sources
        assert all(each.line >= 1 and each.column >= 1 for each in checked.diagnostics), sources
        lines = {path: content.count(b"\n") + 1 for path, content in sources.items()}
        carriage = {path: content.count(b"\r") for path, content in sources.items()}
        assert all(each.line <= lines[each.file] + carriage[each.file] for each in checked.diagnostics), (
            sources
        )


def test_every_bad_example_can_be_damaged_further() -> None:
    chance = random.Random(SEED)
    for rule in RULES:
        sources = {
            path: spice(chance, text.decode()).encode("utf-8", "surrogatepass")
            for path, text in laid_over(rule.bad).items()
        }

        assert check_sources(SLUG, sources).diagnostics != ()


def test_most_mutants_are_found_out() -> None:
    chance = random.Random(SEED)

    found = [bool(check_sources(SMALL_CALL, mutant(chance)).diagnostics) for _ in range(100)]

    assert 60 <= sum(found) < 100
