"""Money as the product counts it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (分, cents) of ``currency`` (ISO 4217); never a float."""

    minor: int
    currency: str = "CNY"
