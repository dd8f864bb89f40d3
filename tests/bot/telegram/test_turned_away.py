"""What is turned away is said, and not said so often that it fills the log."""

import pytest

from bot.telegram.turned_away import SAID_EVERY, TurnedAway


def test_the_first_is_said_at_once_and_those_of_a_minute_together(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    turned_away = TurnedAway(lambda: now[0])

    turned_away.count(403)
    for _ in range(5):
        turned_away.count(401)
    now[0] = SAID_EVERY
    turned_away.count(403)

    said = [record.getMessage().partition(" (")[0] for record in caplog.records]
    assert said == ["deliveries turned away: 1 with 403", "deliveries turned away: 5 with 401, 1 with 403"]
