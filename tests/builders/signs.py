"""Invented signs of more than a complaint, one a level."""

from datetime import timedelta

from dialogs.ids import SignId
from dialogs.severity import CrisisRules, Level, NumberToCall, Sign
from dialogs.texts import Bilingual

DESK = NumberToCall(Bilingual("虚构应急台", "Invented desk"), "0000")


def sign(name: str, level: Level, label: str) -> Sign:
    both = Bilingual(label, label)
    return Sign(id=SignId(name), label=both, level=level, acts=(both,) * 3, say=both, numbers=(DESK,))


SIGNS = CrisisRules(
    signs=(
        sign("threat", Level.CRISIS, "威胁动手"),
        sign("press", Level.CONTACT, "记者来了"),
        sign("named", Level.MENTION, "提到监管"),
    ),
    wait=timedelta(seconds=60),
)
"""Nobody is listed as on call: a team's supervisors are called."""
