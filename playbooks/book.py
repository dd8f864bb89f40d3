"""A playbook with all it uses, as written: what the rules read and the compiler turns into a program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogs.ids import PlaybookSlug
from playbooks.clauses import EffectClause, GuardClause
from playbooks.document import ChoiceEntry, Playbook, StepEntry
from playbooks.lists import Item, Lists
from playbooks.remedies import Remedies
from playbooks.source import Source, Trail

PLAYBOOK, LISTS, REMEDIES = "playbook", "lists", "remedies"
"""The parts of a book; the last two are also what ``uses`` can name."""
ENTITLEMENTS = "entitlements"
"""The list to pick from that stands in ``remedies.yaml``."""


def path_of(slug: PlaybookSlug, part: str) -> str:
    """Return the path of a part, relative to the library."""
    return f"{slug}/playbook.yaml" if part == PLAYBOOK else f"{part}.yaml"


@dataclass(frozen=True, slots=True)
class Book:
    """A playbook whose shape is right, with the files that it uses; a file that it does not use is none."""

    slug: PlaybookSlug
    playbook: Playbook
    lists: Lists | None
    remedies: Remedies | None
    sources: Mapping[str, Source]
    """Part → the file as read, for the places of things."""

    @property
    def steps(self) -> Mapping[str, StepEntry]:
        """Steps by id; of two with the same id the first."""
        return {step.id: step for step in reversed(self.playbook.steps)}

    @property
    def aside_stages(self) -> frozenset[str]:
        """Ids of the stages that belong to detours."""
        return frozenset(stage.id for stage in self.playbook.stages if stage.aside)

    def items(self, name: str) -> list[Item]:
        """Return the entries of list ``name``; entitlements count as a list; none for no list."""
        if name == ENTITLEMENTS:
            owed = self.remedies.entitlements if self.remedies else []
            return [Item(id=each.id, zh=each.name.zh, en=each.name.en) for each in owed]
        return self.lists.lists.get(name, []) if self.lists else []

    def list_names(self) -> list[str]:
        """Return the names of the lists that ``lists.yaml`` holds, if it is used."""
        return list(self.lists.lists) if self.lists else []

    def values(self, slot: str) -> list[str]:
        """Return the value ids that ``slot`` can hold; none when there is no such slot."""
        entry = self.playbook.slots.get(slot)
        if entry is None:
            return []
        if entry.values_from is not None:
            return [item.id for item in self.items(entry.values_from)]
        return list(entry.values or {})

    def own_choices(self) -> Iterator[tuple[Trail, StepEntry, ChoiceEntry]]:
        """Yield each choice that a step spells out, with its step."""
        for number, step in enumerate(self.playbook.steps):
            for place, choice in enumerate(step.choices):
                yield ("steps", number, "choices", place), step, choice

    def effects(self) -> Iterator[tuple[Trail, StepEntry, EffectClause]]:
        """Yield each effect that is spelt out, with the step at which it happens."""
        for trail, step, choice in self.own_choices():
            for number, effect in enumerate(choice.does):
                yield (*trail, "does", number), step, effect

    def guards(self) -> Iterator[tuple[Trail, GuardClause]]:
        """Yield each condition and each one within it."""
        for trail, _, choice in self.own_choices():
            if choice.when is not None:
                yield from _guards_within((*trail, "when"), choice.when)

    def targets(self) -> Iterator[tuple[Trail, StepEntry | None, str, bool]]:
        """Yield each target: its place, its step (none: everywhere), where it leads, whether a detour."""
        for trail, step, choice in self.own_choices():
            yield (*trail, "to"), step, choice.to, choice.detour
        for number, step in enumerate(self.playbook.steps):
            if step.pick is not None:
                yield ("steps", number, "pick", "to"), step, step.pick.to, False
        for number, entry in enumerate(self.playbook.everywhere):
            yield ("everywhere", number, "to"), None, entry.to, True


def _guards_within(trail: Trail, guard: GuardClause) -> Iterator[tuple[Trail, GuardClause]]:
    """Yield a condition and those within it; at most as deep as a file can be."""
    yield trail, guard
    if guard.not_ is not None:
        yield from _guards_within((*trail, "not"), guard.not_)
    for key, inner in (("all", guard.all_), ("any", guard.any_)):
        for number, each in enumerate(inner or []):
            yield from _guards_within((*trail, key, number), each)
