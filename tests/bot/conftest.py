from collections.abc import Iterator

import pytest

from tests.bot.loggers import same_loggers


@pytest.fixture(autouse=True)
def put_back_loggers() -> Iterator[None]:
    """Leave the loggers of the suite as they were: a command starts a log of its own, a server too."""
    with same_loggers():
        yield
