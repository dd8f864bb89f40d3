"""What a walk remembers: by a tap, or by what a person wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from dialogs.texts import Bilingual

if TYPE_CHECKING:
    from dialogs.program import Place


class SlotType(StrEnum):
    """What a slot holds, and so how it is asked for and said."""

    ONE_OF = "one_of"
    """One of its values, tapped."""
    YES_NO = "yes_no"
    SCALE = "scale"
    """A number out of a few, tapped."""
    TEXT = "text"
    """Words, typed."""
    MONEY = "money"
    """An amount in the slot's currency, typed."""
    DATE = "date"
    """A day, typed."""

    @property
    def is_typed(self) -> bool:
        """Whether the answer is written, not tapped."""
        return self in {SlotType.TEXT, SlotType.MONEY, SlotType.DATE}


@dataclass(frozen=True, slots=True)
class Slot:
    """Something that the walk remembers, for guards and placeholders."""

    name: str
    values: Mapping[str, Bilingual]
    """Value id → its words in a sentence."""
    words: "Place | None" = None
    """When words were noted in this place, the placeholder shows the latest of them instead."""
    blank: Bilingual = field(default_factory=lambda: Bilingual("……", "…"))
    """Shown when nothing is known: a cue to use the customer's own words."""
    type: SlotType = SlotType.ONE_OF
    label: Bilingual | None = None
    """What the card and the summary call it."""
    currency: str = ""
    """Of an amount: three letters (ISO 4217); empty for every other type."""
    exact: bool = False
    """Whether an amount or a day that is only roughly known is no answer, since it will be kept to."""
