"""Every text of a book with its place and its role."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from playbooks.case import Case
from playbooks.document import ChoiceEntry, EverywhereEntry, Playbook, StepEntry
from playbooks.law import LawCard
from playbooks.lists import Item, Lists
from playbooks.parts import ENTITLEMENTS, LISTS, PLAYBOOK, REMEDIES, card_part, case_part
from playbooks.remedies import Remedies
from playbooks.source import Trail
from playbooks.words import Variant, Words


class Part(StrEnum):
    """What a text is for, and so how long it may be."""

    SAY = "say"
    VERBATIM = "verbatim"
    ASIDE = "aside"
    """A hint, what not to say, or a cue."""
    LABEL = "label"
    LAW = "law"
    """What a law card says, for the agent's eyes."""
    TOLD = "told"
    """How a law card or a real case is put to a customer."""
    TALE = "tale"
    """What a case tells."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Written:
    """One text."""

    part: str
    """The file: ``playbook``, ``lists``, ``remedies``, ``law/<id>`` or ``cases/<id>``."""
    trail: Trail
    role: Part
    words: Words | Variant | Item
    is_filled: bool = False
    """Whether the card fills in the placeholders of this text."""


def texts(playbook: Playbook, lists: Lists | None, remedies: Remedies | None) -> Iterator[Written]:
    """Yield every text of a playbook and of the files that it uses."""
    yield Written(PLAYBOOK, ("title",), Part.OTHER, playbook.title)
    if playbook.complaint is not None:
        yield Written(PLAYBOOK, ("complaint", "label"), Part.LABEL, playbook.complaint.label)
    for number, stage in enumerate(playbook.stages):
        yield Written(PLAYBOOK, ("stages", number, "title"), Part.LABEL, stage.title)
    for number, entry in enumerate(playbook.everywhere):
        yield from _label_texts(("everywhere", number), entry)
    yield from _slot_texts(playbook)
    for number, step in enumerate(playbook.steps):
        yield from _step_texts(("steps", number), step)
        yield from _choice_texts(("steps", number), step)
    if lists is not None:
        yield from _list_texts(lists)
    if remedies is not None:
        picks_owed = any(step.pick is not None and step.pick.from_ == ENTITLEMENTS for step in playbook.steps)
        yield from _remedy_texts(remedies, Part.LABEL if picks_owed else Part.OTHER)


def card_texts(name: str, card: LawCard) -> Iterator[Written]:
    """Yield every text of the law card of this file."""
    part = card_part(name)
    yield Written(part, ("instrument",), Part.OTHER, card.instrument)
    yield Written(part, ("says",), Part.LAW, card.says)
    yield Written(part, ("how_to_say",), Part.TOLD, card.how_to_say)
    if card.number is not None:
        yield Written(part, ("number",), Part.LABEL, card.number)
    if card.not_to_say is not None:
        yield Written(part, ("not_to_say",), Part.OTHER, card.not_to_say)


def case_texts(name: str, case: Case) -> Iterator[Written]:
    """Yield every text of the case of this file."""
    part = case_part(name)
    yield Written(part, ("title",), Part.OTHER, case.title)
    yield Written(part, ("situation",), Part.TALE, case.situation)
    for number, each in enumerate(case.tried):
        yield Written(part, ("tried", number), Part.TALE, each)
    for key, words in (("turned", case.turned), ("outcome", case.outcome), ("lesson", case.lesson)):
        yield Written(part, (key,), Part.TALE, words)
    if case.how_to_say is not None:
        yield Written(part, ("how_to_say",), Part.TOLD, case.how_to_say)


def _slot_texts(playbook: Playbook) -> Iterator[Written]:
    """Yield the texts of the slots."""
    for name, slot in playbook.slots.items():
        if slot.label is not None:
            yield Written(PLAYBOOK, ("slots", name, "label"), Part.LABEL, slot.label)
        if slot.blank is not None:
            yield Written(PLAYBOOK, ("slots", name, "blank"), Part.OTHER, slot.blank)
        for value, words in (slot.values or {}).items():
            yield Written(PLAYBOOK, ("slots", name, "values", value), Part.OTHER, words)


def _step_texts(trail: Trail, step: StepEntry) -> Iterator[Written]:
    """Yield the texts of one step, its choices left out."""
    role = Part.VERBATIM if step.verbatim else Part.SAY
    if not step.say.variants:
        yield Written(PLAYBOOK, (*trail, "say"), role, step.say, is_filled=True)
    for number, variant in enumerate(step.say.variants):
        yield Written(PLAYBOOK, (*trail, "say", "variants", number), role, variant, is_filled=True)
    if step.say_at_counter is not None:
        yield Written(PLAYBOOK, (*trail, "say_at_counter"), role, step.say_at_counter, is_filled=True)
    for number, hint in enumerate(step.hints):
        yield Written(PLAYBOOK, (*trail, "hints", number), Part.ASIDE, hint, is_filled=True)
    if step.avoid is not None:
        yield Written(PLAYBOOK, (*trail, "avoid"), Part.ASIDE, step.avoid)
    if step.at_counter is not None:
        yield Written(PLAYBOOK, (*trail, "at_counter"), Part.ASIDE, step.at_counter, is_filled=True)
    for key, cue in (("cue_after", step.cue_after), ("cue_without_fact", step.cue_without_fact)):
        if cue is not None:
            yield Written(PLAYBOOK, (*trail, key, "say"), Part.ASIDE, cue.say, is_filled=True)
    for number, item in enumerate(step.items):
        yield Written(PLAYBOOK, (*trail, "items", number, "label"), Part.LABEL, item.label)


def _choice_texts(trail: Trail, step: StepEntry) -> Iterator[Written]:
    """Yield the texts of the choices that a step spells out."""
    for place, choice in enumerate(step.choices):
        yield from _label_texts((*trail, "choices", place), choice)


def _label_texts(trail: Trail, choice: ChoiceEntry | EverywhereEntry) -> Iterator[Written]:
    """Yield what stands on a button, open or closed."""
    yield Written(PLAYBOOK, (*trail, "label"), Part.LABEL, choice.label, is_filled=True)
    if choice.closed is not None:
        yield Written(PLAYBOOK, (*trail, "closed"), Part.LABEL, choice.closed)


def _list_texts(lists: Lists) -> Iterator[Written]:
    """Yield the entries of the lists."""
    for name, items in lists.lists.items():
        for number, item in enumerate(items):
            yield Written(LISTS, ("lists", name, number), Part.LABEL, item)


def _remedy_texts(remedies: Remedies, names_owed: Part) -> Iterator[Written]:
    """Yield the texts of remedies and entitlements; names that are picked from are labels."""
    for number, owed in enumerate(remedies.entitlements):
        yield Written(REMEDIES, (ENTITLEMENTS, number, "name"), names_owed, owed.name)
        yield Written(REMEDIES, (ENTITLEMENTS, number, "say"), Part.SAY, owed.say)
    for number, remedy in enumerate(remedies.remedies):
        yield Written(REMEDIES, (REMEDIES, number, "name"), Part.OTHER, remedy.name)
        yield Written(REMEDIES, (REMEDIES, number, "say"), Part.SAY, remedy.say)
