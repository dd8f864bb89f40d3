"""Money as the product counts it."""

from dataclasses import dataclass
from typing import Final

_NO_MINOR: Final = frozenset({"JPY", "KRW", "VND", "CLP"})
"""Currencies without a smaller unit (ISO 4217); all others that a bank here meets have hundredths."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (分, cents) of ``currency`` (ISO 4217); never a float."""

    minor: int
    currency: str = "CNY"


def minor_units(currency: str) -> int:
    """Return how many minor units one of ``currency`` (ISO 4217) has."""
    return 1 if currency in _NO_MINOR else 100
