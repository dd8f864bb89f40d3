"""What makes the updates of a face durable, and how it fares."""

from bot.telegram.deliveries import Deliveries
from bot.telegram.entrance import Entrance
from bot.telegram.face import TelegramFace
from bot.telegram.intake import Intake
from bot.telegram.polling import Poller


def intake_of(entrance: Entrance | None) -> Intake:
    """Return what makes durable what comes in at an entrance."""
    assert isinstance(entrance, Poller | Deliveries)
    intake = entrance.intake if isinstance(entrance, Poller) else entrance.endpoint.intake
    assert isinstance(intake, Intake)
    return intake


def is_healthy(face: TelegramFace) -> bool:
    """Tell whether updates come in and the last could be made durable."""
    entrance = face._entrance
    return entrance is not None and entrance.connected and intake_of(entrance).healthy
