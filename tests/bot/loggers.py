"""The loggers of this process, which a command or a server that a test starts sets as it likes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settled:
    """How a logger is set."""

    handlers: tuple[logging.Handler, ...] = ()
    level: int = logging.NOTSET
    propagates: bool = True
    disabled: bool = False

    @classmethod
    def of(cls, logger: logging.Logger) -> "Settled":
        return cls(tuple(logger.handlers), logger.level, logger.propagate, logger.disabled)

    def put_back(self, logger: logging.Logger) -> None:
        logger.handlers[:] = self.handlers
        logger.setLevel(self.level)
        logger.propagate, logger.disabled = self.propagates, self.disabled


def loggers() -> list[logging.Logger]:
    """Every logger that somebody has asked for, the root first."""
    root = logging.getLogger()
    return [root, *(each for each in root.manager.loggerDict.values() if isinstance(each, logging.Logger))]


@contextmanager
def same_loggers() -> Iterator[None]:
    """Leave the loggers as they were; those that are new, as if nobody had set them."""
    before = {each.name: Settled.of(each) for each in loggers()}
    try:
        yield
    finally:
        for each in loggers():
            before.get(each.name, Settled()).put_back(each)
