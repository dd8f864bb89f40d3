"""A program for a call that came from a recalled one: what the call recorded before keeps its words."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from dialogs.program import (
    Program,
)
from dialogs.slots import Slot
from dialogs.texts import Bilingual

Key = TypeVar("Key")
Value = TypeVar("Value")


def with_heirlooms(program: Program, recalled: Program) -> Program:
    """Return ``program`` with the names that only ``recalled`` knows: to be read, not to be offered."""
    withdrawn = {each.id: replace(each, withdrawn=True) for each in recalled.remedies.values()}
    slots = {name: _slot(slot, recalled.slots.get(name)) for name, slot in program.slots.items()}
    names = {*program.lists, *recalled.lists}
    return replace(
        program,
        slots=MappingProxyType(slots),
        remedies=_with(program.remedies, withdrawn),
        entitlements=_with(program.entitlements, recalled.entitlements),
        lists=MappingProxyType(
            {name: _with(program.lists.get(name, {}), recalled.lists.get(name, {})) for name in names}
        ),
    )


def _slot(slot: Slot, before: Slot | None) -> Slot:
    """Return a slot that can still say a value which only the recalled program knew."""
    values: Mapping[str, Bilingual] = {} if before is None else before.values
    return replace(slot, values=_with(slot.values, values))


def _with(own: Mapping[Key, Value], more: Mapping[Key, Value]) -> Mapping[Key, Value]:
    return MappingProxyType({**own, **{key: value for key, value in more.items() if key not in own}})
