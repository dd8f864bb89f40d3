"""A complaint as it comes in, with its first call."""

from datetime import UTC
from typing import Final

from dialogs.events import CallOpened, ComplaintReceived
from tests.builders.calls import AGENT, CALL, COMPLAINT, NOON, NORTH

NUMBER: Final = "HJ-300102-AINT"
"""What people call it, after the day and its id."""
FIRST_CALL = CallOpened(at=NOON.astimezone(UTC), by=AGENT.person, session=CALL)


def received(product: str = "card") -> ComplaintReceived:
    return ComplaintReceived(
        at=NOON.astimezone(UTC),
        by=AGENT.person,
        complaint=COMPLAINT,
        number=NUMBER,
        alias="Pine-10",
        team=NORTH,
        product=product,
        received_on=NOON.date(),
    )
