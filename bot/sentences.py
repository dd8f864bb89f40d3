"""An error in sentences, for a person at the command line, as far as its words are ours."""

import errno
from collections.abc import Iterator
from typing import Final

_OURS: Final = ("bot.", "dialogs.", "playbooks.", "storage.")


def sentences(error: BaseException) -> tuple[str, ...]:
    """Return what an error and its causes say, each once; nothing of one that is not ours.

    The words of others may be a person's, or hold a secret. Without words a class of ours says its docstring.
    """
    return tuple(dict.fromkeys(_told(error)))


def _told(error: BaseException) -> Iterator[str]:
    if type(error).__module__.startswith(_OURS):
        yield str(error) or (type(error).__doc__ or "").partition("\n")[0]
    elif isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        yield "the address is taken: stop the program that has it, or set HEJIE_LISTEN=127.0.0.1:8081"
    elif isinstance(error, OSError) and error.errno == errno.EADDRNOTAVAIL:
        yield "HEJIE_LISTEN names no address of this machine: 127.0.0.1:8080 is for this machine alone"
    elif isinstance(error, OSError) and error.strerror:
        yield f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _told(each)
    # The storage's sentences are whole; what the system's error behind them says would only puzzle.
    if error.__cause__ is not None and not type(error).__module__.startswith("storage."):
        yield from _told(error.__cause__)
