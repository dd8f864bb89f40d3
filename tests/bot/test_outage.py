"""What goes on for long is said when it begins, when its reason changes, and when it is over."""

import logging

import pytest

from bot.outage import AWAY, Outage


def test_what_goes_on_is_said_once_and_once_that_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage(logging.getLogger("invented"), "cards wait")

    for why in ("", AWAY, AWAY, "KeyError", "KeyError", "", "", AWAY):
        if why:
            outage.goes_on(why)
        else:
            outage.is_over()

    assert caplog.messages == [
        "cards wait: the storage is away",
        "cards wait: KeyError",
        "no longer so: cards wait",
        "cards wait: the storage is away",
    ]
