"""Signs that a call is more than a complaint, how grave each is, and what is to be done then.

All of it is configuration: :mod:`bot.crisis_file` reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from dialogs.ids import FactId, PersonId, SignId, TeamId
from dialogs.texts import Bilingual

ACTS: Final = 3
"""Acts that a card shows in a crisis: with what happened above and the numbers below, five lines."""


class Level(StrEnum):
    """How grave a sign is."""

    MENTION = "mention"
    """A regulator, a court or the press was named, which is the customer's right: nothing is frozen."""
    CONTACT = "contact"
    """One of them is on the line or sent us the complaint: the supervisors are told."""
    CRISIS = "crisis"
    """People or data are in danger: no more haggling, somebody on call must acknowledge."""


@dataclass(frozen=True, slots=True)
class NumberToCall:
    """A telephone number; empty while nobody has filled it in."""

    label: Bilingual
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign, as a button and as what is to be done."""

    id: SignId
    label: Bilingual
    level: Level
    acts: tuple[Bilingual, ...] = ()
    """What to do next, the first thing first; :data:`ACTS` of them in a crisis."""
    say: Bilingual | None = None
    """What to tell the customer; a mention always has it."""
    numbers: tuple[NumberToCall, ...] = ()
    law: FactId | None = None
    """The law card behind it, which somebody read in full; none where no law says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisRules:
    """All signs, and who is called in a crisis."""

    signs: tuple[Sign, ...] = ()
    wait: timedelta = timedelta(seconds=60)
    """How long somebody on call has to acknowledge before the next one is called."""
    withdraw_within: timedelta = timedelta(minutes=2)
    """How long an agent may take back what was tapped by mistake."""
    on_call: Mapping[TeamId, tuple[PersonId, ...]] = field(default_factory=dict)
    """Who is called, in this order, by team; without a list a team's supervisors are, then the admins."""

    def sign(self, sign: SignId) -> Sign | None:
        """Return a sign by its id; none when there is none (any more)."""
        return next((each for each in self.signs if each.id == sign), None)


NO_SIGNS: Final = CrisisRules()
"""For whoever has none: a rehearsal, a test."""
