"""A whole call, as its agent walks it: what is tapped and what is typed, in order."""

from dataclasses import dataclass
from typing import Final

from dialogs.cards import Panel, Verb


@dataclass(frozen=True, slots=True)
class Tap:
    """Tap the button that asks for ``verb`` with a value that fits; through ``panel`` if it stands there."""

    verb: Verb
    begins: str = ""
    ends: str = ""
    panel: Panel | None = None

    def fits(self, verb: str, value: str) -> bool:
        exact = value == self.begins if not self.ends else value.startswith(self.begins)
        return verb == self.verb and exact and value.endswith(self.ends)


@dataclass(frozen=True, slots=True)
class Say:
    """Type a text."""

    text: str


Step = Tap | Say


def _choose(choice: str) -> Tap:
    return Tap(Verb.CHOOSE, choice)


def _hot(level: int) -> Tap:
    return Tap(Verb.TEMPERATURE, str(level), panel=Panel.TEMPERATURE)


NEW: Final = (Say("/new"), Tap(Verb.NEW, "p.", ".7"))
"""The product for which there are no kinds of complaints: the call begins at once."""
WALK: Final[tuple[Step, ...]] = (
    *NEW,
    _choose("heard"),
    _choose("matched"),
    Say("年费多扣了一笔"),
    Say("打了三次电话没人管"),
    _choose("fee"),
    _choose("angry"),
    _hot(4),
    _choose("refund"),
    _choose("says-wrong"),
    Say("要退的是去年的年费"),
    _choose("typed"),
    _choose("says-right"),
    Tap(Verb.HELP, panel=Panel.HELP),
    Tap(Verb.FLAG, panel=Panel.MENU),
    _hot(3),
    _choose("eased"),
    _choose("money"),
    Tap(Verb.BACK),
    Say("先算清楚再说"),
    _choose("reason"),
    _choose("said-it"),
    _choose("fee-refund"),
    _choose("talk-on"),
    Tap(Verb.PICK, "apology"),
    Tap(Verb.PICK, "priority"),
    Tap(Verb.UNPICK, "priority"),
    Tap(Verb.PICK, "report-back"),
    _choose("puts-options"),
    _choose("accept-1"),
    Tap(Verb.BACK),
    _choose("accept-2"),
    _choose("confirmed"),
    _choose("process"),
)
