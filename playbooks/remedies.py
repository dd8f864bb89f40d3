"""The shape of ``remedies.yaml``: what the firm may offer, and what it owes."""

from typing import Annotated, Literal

from pydantic import Field

from playbooks.words import Line, Record, Words


class Ceiling(Record):
    """The most that a remedy may cost, in minor units (分, cents)."""

    minor: Annotated[int, Field(ge=0)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class RemedyEntry(Record):
    """One thing that the firm may offer."""

    id: Line
    kind: Line
    name: Words
    say: Words
    ceiling: Ceiling | None = None
    granted_by: Literal["staff", "supervisor", "admin"]
    products: list[Line] = Field(default_factory=list)
    compliance_for: list[Line] = Field(default_factory=list)


class EntitlementEntry(Record):
    """One thing that law or contract owes the customer."""

    id: Line
    name: Words
    say: Words


class Remedies(Record):
    """The whole file."""

    format: Literal[1, 2]
    remedies: list[RemedyEntry] = Field(default_factory=list)
    entitlements: list[EntitlementEntry] = Field(default_factory=list)
