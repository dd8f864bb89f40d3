"""Rounds over what is measured, and how far a bench has come in them."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def parser_of(bench: str, words: str | None, cells: Sequence[str], kind: str) -> argparse.ArgumentParser:
    """Return a parser of what every bench can be asked for on the command line."""
    parser = argparse.ArgumentParser(prog=f"python -m {bench}", description=words)
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page from its JSON")
    parser.add_argument("--quick", action="store_true", help="one short round; the page stays as it is")
    parser.add_argument("--only", nargs="+", choices=cells, metavar=kind, help=", ".join(cells))
    parser.add_argument("--seconds", type=float, help="of each cell")
    parser.add_argument("--rounds", type=int)
    return parser


def rounds(every: Sequence[T], times: int) -> Iterator[tuple[int, T]]:
    """Yield (round, cell): each cell once a round; a round begins further on than the one before.

    What is compared stands side by side, so that a slow moment of the machine meets neighbours alike; the
    rotation gives each its turn to be first.
    """
    for one in range(times):
        start = one * len(every) // times if times else 0
        for cell in (*every[start:], *every[:start]):
            yield one, cell


def told(every: Sequence[T], times: int) -> Iterator[tuple[int, T]]:
    """Yield what :func:`rounds` does, and say how far we are."""
    began, turns = time.monotonic(), len(every) * times
    for number, (one, cell) in enumerate(rounds(every, times)):
        left = (time.monotonic() - began) / number * (turns - number) if number else 0.0
        say(f"{number + 1:>3} of {turns}, round {one + 1}, {left:.0f} s left: {cell}")
        yield one, cell


def say(words: str) -> None:
    """Say something on the error output: the tables go to the other."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
