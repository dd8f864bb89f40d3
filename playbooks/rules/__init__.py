"""The rules that a playbook must keep; each stands in the registry by name."""

from collections.abc import Mapping

from playbooks.diagnostics import Severity
from playbooks.rules import (
    articles,
    braces,
    budgets,
    card_size,
    closed_reason,
    compose,
    conditions,
    cues,
    detours,
    duplicates,
    ends,
    filled_in,
    folder,
    hanging,
    id_shape,
    items,
    labels,
    line_breaks,
    numbers,
    one_language,
    punctuation,
    quantities,
    questions,
    reach,
    reserved,
    shadowed,
    slots,
    spoken,
    stages,
    targets,
    traps,
    upkeep,
)
from playbooks.rules.allowing import ALLOWING
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
    conditions.RULE,
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
    shadowed.RULE,
    closed_reason.RULE,
    labels.RULE,
    budgets.RULE,
    line_breaks.RULE,
    braces.RULE,
    one_language.RULE,
    punctuation.RULE,
    filled_in.RULE,
    spoken.BLAME,
    spoken.BEYOND,
    spoken.SILENCE,
    articles.RULE,
    questions.RULE,
    spoken.MANNER,
    card_size.RULE,
    quantities.CHOICES,
    quantities.OTHERS,
    numbers.OFFERS,
    numbers.LEVELS,
    compose.RULE,
    cues.CUES,
    cues.DAYS,
    upkeep.DAY_PAST,
    upkeep.NOBODY,
)
"""Every rule, by code."""

ENTRIES: tuple[Entry, ...] = (*READING, *SHAPE, *RULES, *ALLOWING)
"""The whole rule reference, by code: of reading, of the shape, the rules, and of remarks that allow."""
SEVERITIES: Mapping[str, Severity] = {
    **dict.fromkeys(("PB000", "PB002", "PB010"), Severity.ERROR),
    **{entry.code: entry.severity for entry in ENTRIES},
}
"""Every code that there is."""
