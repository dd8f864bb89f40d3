"""What every event says."""

from dataclasses import dataclass
from datetime import datetime

from dialogs.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every event says: when it was recorded (aware UTC) and whose deed it was."""

    at: datetime
    by: PersonId
