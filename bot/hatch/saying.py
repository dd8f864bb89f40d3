"""Orders of the command line, with what came of them told to whoever typed them."""

import sys

from bot.hatch.asking import carry_out
from bot.hatch.orders import AnyOrder
from bot.settings import Settings


def said(settings: Settings, order: AnyOrder, *, aside: bool = False) -> int:
    """Carry out an order, say what came of it and return its exit code; progress goes to stderr.

    ``aside`` says all of it there, as errors are said, beside a JSON object.
    """
    done = carry_out(settings, order, lambda text: print(text, file=sys.stderr))
    print(done.text, file=sys.stderr if done.code or aside else sys.stdout)
    return done.code


def is_noted(settings: Settings, order: AnyOrder) -> bool:
    """Note what is about to be shown; say why when that is refused."""
    done = carry_out(settings, order)
    if done.code:
        print(done.text, file=sys.stderr)
    return not done.code
