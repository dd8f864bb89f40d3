"""A playbook with all it uses, as written: what the rules read and the compiler turns into a program."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from dialogs.ids import PlaybookSlug
from dialogs.money import minor_units
from dialogs.program import RETURN
from playbooks.clauses import Condition, EffectClause
from playbooks.document import (
    CURRENCY,
    ChoiceEntry,
    EverywhereEntry,
    Exit,
    Playbook,
    SlotEntry,
    StepEntry,
    Way,
)
from playbooks.law import LawCard
from playbooks.limits import SCALE_FROM, SCALE_TO
from playbooks.lists import Item, Lists
from playbooks.parts import ENTITLEMENTS
from playbooks.remedies import Remedies
from playbooks.shelf import InMemory, Shelf
from playbooks.source import Source, Trail
from playbooks.texts import Written, card_texts, texts
from playbooks.words import Words

YES, NO = Words(zh="是", en="yes"), Words(zh="否", en="no")
"""What a slot of yes or no says unless its values say it otherwise."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a choice, a pick or a detour that is open everywhere leads."""

    trail: Trail
    step: StepEntry | None
    """Where it stands; none when it is open everywhere."""
    to: str
    detour: bool
    from_aside: bool
    """Whether it stands in an aside stage, or is offered in such stages only."""


@dataclass(frozen=True, slots=True)
class Excursion:
    """A way into another playbook, and back."""

    trail: Trail
    step: StepEntry | None
    """Where it stands; none when it is open everywhere."""
    into: str
    at: str | None
    exits: Mapping[str, Exit]
    by_exit: bool = False
    """Whether it is an exit of a playbook gone into before that leads on into this one."""

    @property
    def onward(self) -> list[str]:
        """The steps here to which its exits lead; ``return`` is none."""
        return [each.to for each in self.exits.values() if each.to is not None and each.to != RETURN]


@dataclass(frozen=True, eq=False)
class Book:
    """A playbook whose shape is right, with the files that it uses; a file that it does not use is none.

    What several rules ask for is gathered once, at the first question.
    """

    slug: PlaybookSlug
    playbook: Playbook
    lists: Lists | None
    remedies: Remedies | None
    sources: Mapping[str, Source]
    """Part → the file as read, for the places of things."""
    law: Mapping[str, LawCard] = field(default_factory=dict)
    """The law cards that it names, by id, as far as they are there."""
    library: "Mapping[str, Book]" = field(default_factory=dict)
    """All playbooks that are gone into from here, directly or not, by slug; this one too."""
    shelf: Shelf = field(default_factory=lambda: InMemory({}))
    """Where it was read, for hints on what else is there."""
    today: date | None = None
    """The day on which it is checked; none while that does not matter."""

    @cached_property
    def steps(self) -> Mapping[str, StepEntry]:
        """Steps by id; of two with the same id the first."""
        return {step.id: step for step in reversed(self.playbook.steps)}

    @cached_property
    def aside_stages(self) -> frozenset[str]:
        """Ids of the stages that belong to detours."""
        return frozenset(stage.id for stage in self.playbook.stages if stage.aside)

    @cached_property
    def own_choices(self) -> tuple[tuple[Trail, StepEntry, ChoiceEntry], ...]:
        """Each choice that a step spells out, with its step."""
        return tuple(
            (("steps", number, "choices", place), step, choice)
            for number, step in enumerate(self.playbook.steps)
            for place, choice in enumerate(step.choices)
        )

    @cached_property
    def effects(self) -> tuple[tuple[Trail, EffectClause], ...]:
        """Each effect that is spelt out."""
        of_choices = ((trail, choice.does) for trail, _, choice in self.own_choices)
        of_everywhere = (
            (("everywhere", number), entry.does) for number, entry in enumerate(self.playbook.everywhere)
        )
        return tuple(
            ((*trail, "does", number), effect)
            for trail, does in itertools.chain(of_choices, of_everywhere)
            for number, effect in enumerate(does)
        )

    @cached_property
    def conditions(self) -> tuple[tuple[Trail, Condition], ...]:
        """Each condition of a choice, and of what is open everywhere."""
        of_choices = ((trail, choice.when) for trail, _, choice in self.own_choices)
        of_everywhere = (
            (("everywhere", number), entry.when) for number, entry in enumerate(self.playbook.everywhere)
        )
        return tuple(
            ((*trail, "when"), when)
            for trail, when in itertools.chain(of_choices, of_everywhere)
            if when is not None
        )

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Each target, of choices first, then of picks, of questions, of detours that are open everywhere."""
        of_choices = [
            Target((*trail, "to"), step, choice.to, choice.detour, step.stage in self.aside_stages)
            for trail, step, choice in self.own_choices
            if choice.to is not None
        ]
        of_picks = [
            Target(
                ("steps", number, "pick", "to"),
                step,
                step.pick.to,
                detour=False,
                from_aside=step.stage in self.aside_stages,
            )
            for number, step in enumerate(self.playbook.steps)
            if step.pick is not None
        ]
        of_questions = [
            Target(
                ("steps", number, "to"),
                step,
                step.to,
                detour=False,
                from_aside=step.stage in self.aside_stages,
            )
            for number, step in enumerate(self.playbook.steps)
            if step.to is not None
        ]
        of_everywhere = [
            Target(
                ("everywhere", number, "to"),
                None,
                entry.to,
                entry.detour,
                entry.stages is not None and self.aside_stages.issuperset(entry.stages),
            )
            for number, entry in enumerate(self.playbook.everywhere)
            if entry.to is not None
        ]
        return (*of_choices, *of_picks, *of_questions, *of_everywhere)

    @cached_property
    def excursions(self) -> tuple[Excursion, ...]:
        """Return each way into another playbook, of choices first, then of what is open everywhere."""
        ways: list[tuple[Trail, StepEntry | None, Way]] = [*self.own_choices]
        ways += [(("everywhere", place), None, each) for place, each in enumerate(self.playbook.everywhere)]
        return tuple(
            each
            for trail, step, way in ways
            if way.into is not None
            for each in (Excursion(trail, step, way.into, way.at, way.exits), *_by_exits(trail, step, way))
        )

    @cached_property
    def is_part(self) -> bool:
        """Whether it is for other playbooks to go into only: by itself it would lead out of itself."""
        exits = self.playbook.exits
        if exits is None:
            return False
        ways_out = [choice.exit for _, _, choice in self.own_choices if choice.to == RETURN and choice.exit]
        doors = {choice.exit for _, _, choice in self.own_choices if choice.to != RETURN}
        leaves = any(
            target.to == RETURN and target.step is not None and not target.from_aside
            for target in self.targets
        )
        return leaves or bool(ways_out) or not exits or not doors.issuperset(exits)

    @cached_property
    def start(self) -> str | None:
        """Return the step with which it begins: the first of the first stage; none when that has no step."""
        first = self.playbook.stages[0].id
        return next((step.id for step in self.playbook.steps if step.stage == first), None)

    @cached_property
    def onward(self) -> "tuple[Book, ...]":
        """Return this book and all that are gone into from here, directly or not, each once."""
        found: dict[str, Book] = {self.slug: self}
        waiting = [self]
        for book in waiting:
            for way in book.excursions:
                called = book.called(way.into)
                if called is not None and called.slug not in found:
                    found[called.slug] = called
                    waiting.append(called)
        return tuple(found.values())

    def called(self, slug: str) -> "Book | None":
        """Return a playbook that is gone into from here."""
        return self.library.get(slug)

    @cached_property
    def texts(self) -> tuple[Written, ...]:
        """Every text with its place and its role."""
        of_law = (text for name, card in self.law.items() for text in card_texts(name, card))
        return (*texts(self.playbook, self.lists, self.remedies), *of_law)

    @cached_property
    def owed(self) -> list[Item]:
        """The entitlements as entries of a list, to pick from."""
        entries = self.remedies.entitlements if self.remedies else []
        return [Item(id=each.id, zh=each.name.zh, en=each.name.en) for each in entries]

    def items(self, name: str) -> list[Item]:
        """Return the entries of list ``name``; entitlements count as a list; none for no list."""
        if name == ENTITLEMENTS:
            return self.owed
        return self.lists.lists.get(name, []) if self.lists else []

    def list_names(self) -> list[str]:
        """Return the names of the lists that ``lists.yaml`` holds, if it is used."""
        return list(self.lists.lists) if self.lists else []

    def values(self, slot: str) -> list[str]:
        """Return the value ids that ``slot`` can hold; none when there is no such slot."""
        entry = self.playbook.slots.get(slot)
        if entry is None:
            return []
        return [value.id for value in self.tapped_values(entry)]

    def tapped_values(self, slot: SlotEntry) -> list[Item]:
        """Return what can be tapped for ``slot``, as entries of a list; nothing when its answer is typed."""
        match slot.type:
            case "yes_no":
                words = {"yes": YES, "no": NO} | dict(slot.values or {})
                return [_as_item(name, words[name]) for name in ("yes", "no")]
            case "scale":
                low = max(slot.from_ or SCALE_FROM, SCALE_FROM)
                high = SCALE_TO if slot.to is None else min(slot.to, SCALE_TO)
                return [Item(id=f"{each}", zh=f"{each}", en=f"{each}") for each in range(low, high + 1)]
            case "one_of" if slot.values_from is not None:
                return self.items(slot.values_from)
            case "one_of":
                return [_as_item(name, words) for name, words in (slot.values or {}).items()]
            case _:
                return []

    def has_unknown_list(self, slot: str) -> bool:
        """Tell whether the values of ``slot`` come from a list that does not exist, which is told there."""
        origin = self.playbook.slots[slot].values_from
        return origin is not None and not self.items(origin)

    def unit_of(self, slot: str) -> int | None:
        """Return how many of what ``slot`` counts a 1 in a condition is; none when it holds no number."""
        match self.playbook.slots.get(slot):
            case SlotEntry(type="money", currency=currency):
                return minor_units(currency or CURRENCY)
            case SlotEntry(type="scale"):
                return 1
            case _:
                return None

    def offered_in(self, stage: str) -> list[EverywhereEntry]:
        """Return what each step of ``stage`` offers, an end step left out.

        Where an entry names a stage that there is not, that is told: here it counts as offered everywhere.
        """
        is_aside, known = stage in self.aside_stages, {each.id for each in self.playbook.stages}
        return [
            entry
            for entry in self.playbook.everywhere
            if (
                stage in entry.stages
                if entry.stages is not None and known.issuperset(entry.stages)
                else not is_aside
            )
        ]


def _by_exits(trail: Trail, step: StepEntry | None, way: Way) -> Iterator[Excursion]:
    """Yield the ways into further playbooks by exits of the one that is gone into."""
    for name, exit_ in way.exits.items():
        if exit_.into is not None:
            yield Excursion((*trail, "exits", name), step, exit_.into, exit_.at, {}, by_exit=True)


def _as_item(name: str, words: Words) -> Item:
    return Item(id=name, zh=words.zh, en=words.en)
