"""From a book to a program: picks unfolded, lists and remedies resolved, everything immutable.

The rules have run before; what they refuse is not looked for again. A book that was kept when the rules were
others compiles as long as the names in it lead somewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar, assert_never

from dialogs.ids import (
    ChoiceId,
    EntitlementId,
    FactId,
    ItemId,
    PlaybookSlug,
    RemedyId,
    Revision,
    StageId,
    StepId,
)
from dialogs.law import LawCard as CompiledCard
from dialogs.law import Synonyms
from dialogs.money import Money
from dialogs.program import (
    ANSWER,
    Answer,
    AnswerOffer,
    ChangeTemperature,
    CheckItem,
    CheckRestatement,
    Choice,
    ClearSlot,
    ComplaintKind,
    Cue,
    Due,
    Effect,
    Entitlement,
    Everywhere,
    Flag,
    MakeOffers,
    MakePromise,
    NoteEntitlement,
    Outcome,
    Owner,
    Place,
    Program,
    ReachAgreement,
    Remedy,
    SetSlot,
    Stage,
    StateDemand,
    Step,
    StepKind,
    Variant,
)
from dialogs.slots import Slot, SlotType
from dialogs.texts import Bilingual
from playbooks.book import Book
from playbooks.clauses import EffectClause
from playbooks.document import (
    CURRENCY,
    ChoiceEntry,
    ComplaintEntry,
    EverywhereEntry,
    Lead,
    PickEntry,
    SlotEntry,
    StepEntry,
)
from playbooks.inlining import step_in, with_parts
from playbooks.law import LawCard
from playbooks.lists import Item
from playbooks.meaning import guard_of
from playbooks.remedies import RemedyEntry
from playbooks.words import Words

Key = TypeVar("Key")
Value = TypeVar("Value")


def compile_book(book: Book, revision: Revision) -> Program:
    """Return the program of ``book``, with the playbooks that it goes into as parts.

    Raises:
        LookupError: a name leads nowhere; never after the rules have passed.
    """
    parts = {
        each.slug: _own_program(each, revision) for each in book.library.values() if each.slug != book.slug
    }
    return with_parts(_own_program(book, revision), parts)


def _own_program(book: Book, revision: Revision) -> Program:
    """Return the program of a playbook alone: what it goes into is named, and not there yet."""
    playbook = book.playbook
    stages = _stages(book)
    lists = book.lists.lists if book.lists else {}
    return Program(
        playbook=book.slug,
        revision=revision,
        title=text_of(playbook.title),
        start=next(iter(stages.values())).start,
        stages=stages,
        steps=_frozen({StepId(step.id): _step(book, step) for step in playbook.steps}),
        slots=_frozen({name: _slot(book, name, entry) for name, entry in playbook.slots.items()}),
        everywhere=tuple(_everywhere(book, entry) for entry in playbook.everywhere),
        remedies=_frozen({RemedyId(entry.id): _remedy(entry) for entry in _remedies(book)}),
        entitlements=_entitlements(book),
        lists=_frozen({name: _item_words(items) for name, items in lists.items()}),
        valid_from=playbook.valid_from,
        valid_to=playbook.valid_to,
        facts=_frozen({FactId(name): law_card(card) for name, card in book.law.items()}),
        complaint=_complaint(playbook.complaint),
        is_part=book.is_part,
    )


def _complaint(entry: ComplaintEntry | None) -> ComplaintKind | None:
    """Return the kind of complaint that a playbook is for."""
    return None if entry is None else ComplaintKind(tuple(entry.products), text_of(entry.label))


def _frozen(mapping: dict[Key, Value]) -> Mapping[Key, Value]:
    """Return a view that nobody can write through."""
    return MappingProxyType(mapping)


def text_of(words: Words | Item) -> Bilingual:
    """Return a text in both languages."""
    return Bilingual(words.zh, words.en)


def optional_text(words: Words | None) -> Bilingual | None:
    """Return a text that may be absent."""
    return None if words is None else text_of(words)


def _item_words(items: list[Item]) -> Mapping[str, Bilingual]:
    """Return a list as a mapping of ids to words, in its order."""
    return _frozen({item.id: text_of(item) for item in items})


def _stages(book: Book) -> Mapping[StageId, Stage]:
    """Return the stages, each with the first of its steps."""
    starts: dict[str, str] = {}
    for step in book.playbook.steps:
        starts.setdefault(step.stage, step.id)
    return _frozen(
        {
            StageId(entry.id): Stage(
                StageId(entry.id), text_of(entry.title), StepId(starts[entry.id]), entry.aside
            )
            for entry in book.playbook.stages
        }
    )


def _slot(book: Book, name: str, entry: SlotEntry) -> Slot:
    """Return a slot with the words of its values."""
    kind = SlotType(entry.type)
    slot = Slot(
        name=name,
        values=_item_words(book.tapped_values(entry)),
        words=None if entry.words is None else Place(entry.words),
        type=kind,
        label=optional_text(entry.label),
        currency=(entry.currency or CURRENCY) if kind is SlotType.MONEY else "",
        exact=bool(entry.exact),
    )
    return slot if entry.blank is None else replace(slot, blank=text_of(entry.blank))


def _everywhere(book: Book, entry: EverywhereEntry) -> Everywhere:
    """Return a choice that is open in every step of its stages."""
    stages = frozenset(map(StageId, entry.stages or ()))
    return Everywhere(_choice(book, entry), entry.from_temperature, stages)


def _target(book: Book, way: Lead) -> StepId:
    """Return where something leads: a step of its own, or one of the playbook that is gone into.

    Raises:
        LookupError: that playbook or its step is not there; never after the rules have passed.
    """
    if way.into is None:
        return StepId(way.to or "")
    at = way.at or book.library[way.into].start
    if at is None:
        raise LookupError(way.into)
    return step_in(PlaybookSlug(way.into), StepId(at))


def law_card(card: LawCard) -> CompiledCard:
    """Return what a law card says.

    Raises:
        LookupError: it has no day; its shape refuses that.
    """
    day = card.in_force or card.issued
    if day is None:
        raise LookupError(card.id)
    return CompiledCard(
        id=FactId(card.id),
        instrument=text_of(card.instrument),
        article=optional_text(card.article),
        day=day,
        only_issued=card.in_force is None,
        says=text_of(card.says),
        how_to_say=text_of(card.how_to_say),
        not_to_say=optional_text(card.not_to_say),
        source=card.source,
        confidence=card.confidence,
        number=optional_text(card.number),
        topics=tuple(card.topics),
        words=Synonyms(tuple(card.words.zh), tuple(card.words.en)),
        to_confirm=card.to_confirm,
        check_by=card.check_by,
    )


def _remedies(book: Book) -> list[RemedyEntry]:
    """Return the remedies that the playbook uses."""
    return book.remedies.remedies if book.remedies else []


def _remedy(entry: RemedyEntry) -> Remedy:
    """Return one remedy."""
    return Remedy(
        id=RemedyId(entry.id),
        kind=entry.kind,
        name=text_of(entry.name),
        say=text_of(entry.say),
        ceiling=None if entry.ceiling is None else Money(entry.ceiling.minor, entry.ceiling.currency),
        granted_by=entry.granted_by,
        products=tuple(entry.products),
        compliance_for=tuple(entry.compliance_for),
    )


def _entitlements(book: Book) -> Mapping[EntitlementId, Entitlement]:
    """Return what the playbook knows to be owed."""
    entries = book.remedies.entitlements if book.remedies else []
    return _frozen(
        {
            EntitlementId(each.id): Entitlement(EntitlementId(each.id), text_of(each.name), text_of(each.say))
            for each in entries
        }
    )


def _step(book: Book, entry: StepEntry) -> Step:
    """Return one step with its picked choices first."""
    picked = () if entry.pick is None else tuple(_picked(book, entry.pick))
    asked = entry.slot if entry.kind == "ask" else None
    tapped = () if asked is None else tuple(_tapped(book, asked, entry.to))
    return Step(
        id=StepId(entry.id),
        stage=StageId(entry.stage),
        kind=StepKind(entry.kind),
        say=text_of(entry.say),
        verbatim=entry.verbatim,
        hints=tuple(text_of(hint) for hint in entry.hints),
        avoid=optional_text(entry.avoid),
        at_counter=optional_text(entry.at_counter),
        say_at_counter=optional_text(entry.say_at_counter),
        listens_for=None if entry.listens_for is None else Place(entry.listens_for),
        listing=entry.lists,
        choices=picked + tapped + tuple(_choice(book, choice) for choice in entry.choices),
        grid=entry.pick is not None or bool(tapped),
        outcome=None if entry.outcome is None else Outcome(entry.outcome),
        cues=tuple(_cues(entry)),
        facts=tuple(FactId(each) for each in entry.facts),
        cases=entry.cases,
        variants=tuple(Variant(each.id, Bilingual(each.zh, each.en)) for each in entry.say.variants),
        asks=asked,
        answer=None if asked is None or tapped else _written(entry),
        items=tuple(CheckItem(ItemId(item.id), text_of(item.label)) for item in entry.items),
    )


def _cues(entry: StepEntry) -> Iterator[Cue]:
    """Yield what the card of a step says of itself after a while."""
    if entry.cue_after is not None:
        yield Cue(entry.cue_after.seconds, text_of(entry.cue_after.say))
    if entry.cue_without_fact is not None:
        yield Cue(entry.cue_without_fact.seconds, text_of(entry.cue_without_fact.say), without_fact=True)


def _picked(book: Book, pick: PickEntry) -> Iterator[Choice]:
    """Yield one choice an item of the list that is picked from."""
    for item in book.items(pick.from_):
        effects: list[Effect] = []
        if pick.into is not None:
            effects.append(SetSlot(pick.into, item.id))
        match pick.as_:
            case "demand":
                effects.append(StateDemand(item.id))
            case "owed":
                effects.append(NoteEntitlement(EntitlementId(item.id)))
            case None:
                pass
            case _:
                assert_never(pick.as_)
        yield Choice(ChoiceId(item.id), text_of(item), StepId(pick.to), effects=tuple(effects))


def _tapped(book: Book, slot: str, to: str | None) -> Iterator[Choice]:
    """Yield one choice a value of the slot that is asked for; none when its answer is written."""
    for value in book.tapped_values(book.playbook.slots[slot]):
        effects = (SetSlot(slot, value.id),)
        yield Choice(ChoiceId(value.id), text_of(value), _next_step(to), effects=effects)


def _written(entry: StepEntry) -> Choice:
    """Return the way of an answer in writing; its words stand on no button."""
    return Choice(ANSWER, Bilingual("", ""), _next_step(entry.to))


def _next_step(to: str | None) -> StepId:
    """Return where an answer leads.

    Raises:
        LookupError: nowhere; never after the rules have passed.
    """
    if to is None:
        raise LookupError("an answer that leads nowhere")
    return StepId(to)


def _choice(book: Book, entry: ChoiceEntry | EverywhereEntry) -> Choice:
    """Return one choice."""
    return Choice(
        id=ChoiceId(entry.id),
        label=text_of(entry.label),
        target=_target(book, entry),
        detour=entry.detour or entry.into is not None,
        exit=(entry.exit or "") if isinstance(entry, ChoiceEntry) else "",
        exits=_frozen({name: _target(book, exit_) for name, exit_ in entry.exits.items()}),
        when=None if entry.when is None else guard_of(book, entry.when.expression),
        why_closed=optional_text(entry.closed),
        effects=tuple(effect for clause in entry.does for effect in _effects(clause)),
    )


def _effects(clause: EffectClause) -> Iterator[Effect]:
    """Yield what one entry of ``does`` writes down; several slots at once are several effects."""
    for name, value in (clause.set_ or {}).items():
        yield SetSlot(name, value)
    if clause.clear is not None:
        yield ClearSlot(clause.clear)
    if clause.temperature is not None:
        yield ChangeTemperature(clause.temperature.number, clause.temperature.is_step)
    if clause.flag:
        yield Flag()
    if clause.restated is not None:
        yield CheckRestatement(clause.restated)
    if clause.demand is not None:
        yield StateDemand(clause.demand)
    if clause.owed is not None:
        yield NoteEntitlement(EntitlementId(clause.owed))
    if clause.make_offers:
        yield MakeOffers()
    if clause.answer is not None:
        yield AnswerOffer(clause.answer.offer, Answer(clause.answer.is_))
    if clause.promise is not None:
        yield MakePromise(clause.promise.what, Owner(clause.promise.owner), Due(clause.promise.due))
    if clause.agreed:
        yield ReachAgreement()
