"""The rules that a playbook must keep; each stands in the registry by name."""

from playbooks.rules import (
    braces,
    budgets,
    checks,
    compose,
    detours,
    duplicates,
    ends,
    folder,
    hanging,
    id_shape,
    items,
    labels,
    line_breaks,
    numbers,
    quantities,
    questions,
    reach,
    reserved,
    slot_types,
    slots,
    stages,
    targets,
    traps,
)
from playbooks.rules.reading import READING, SHAPE
from playbooks.rules.rule import Entry, Rule

RULES: tuple[Rule, ...] = (
    targets.RULE,
    stages.UNKNOWN,
    stages.EMPTY,
    stages.FIRST,
    duplicates.RULE,
    id_shape.RULE,
    reserved.RULE,
    folder.RULE,
    slots.RULE,
    items.RULE,
    reach.RULE,
    traps.RULE,
    ends.WAY_OUT,
    ends.END,
    detours.RETURN_OUTSIDE,
    detours.ENTRY,
    detours.NO_RETURN,
    hanging.RULE,
    labels.RULE,
    budgets.RULE,
    line_breaks.RULE,
    braces.RULE,
    quantities.CHOICES,
    quantities.OTHERS,
    numbers.OFFERS,
    numbers.LEVELS,
    compose.RULE,
    slot_types.RULE,
    questions.RULE,
    checks.RULE,
)
"""Every rule, by code."""

ENTRIES: tuple[Entry, ...] = (*READING, *SHAPE, *RULES)
"""The whole rule reference, by code: what reading refuses, what the shape refuses, and the rules."""
