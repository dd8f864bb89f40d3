"""The summary of a call: facts only, from what was recorded, blank where nothing is known."""

from dialogs.events import SummarySection
from dialogs.placeholders import answer_of, label_of_slot
from dialogs.program import Place, Program
from dialogs.state import Offer, SessionState
from dialogs.texts import Bilingual, Phrase, Several, Text, Value

_BLANK = Phrase("summary.blank")


def summarize(program: Program, state: SessionState) -> tuple[Text, ...]:
    """Return the summary line by line: number and alias, then each section with its title."""
    lines: list[Text] = [
        Phrase(
            "summary.head", {"alias": state.alias, "product": _product(program, state), "on": state.opened_at}
        )
    ]
    for section in SummarySection:
        lines.append(Phrase("summary.section", {"title": Phrase(f"summary.{section}")}))
        lines += section_of(program, state, section)
    return tuple(lines)


def section_of(program: Program, state: SessionState, section: SummarySection) -> tuple[Text, ...]:
    """Return what a section says now, line by line, without its title."""
    edited = state.edited.get(section)
    if edited is not None:
        return (edited,)
    return tuple(_SECTIONS[section](program, state)) or (_BLANK,)


def _product(program: Program, state: SessionState) -> Text:
    return program.lists.get("products", {}).get(state.product) or Phrase("card.blank")


def _item(kind: str, text: Text) -> Phrase:
    return Phrase("summary.item", {"kind": Phrase(kind), "text": text})


def _words_in(state: SessionState, place: Place) -> list[Text]:
    return [note.words for note in state.noted if note.place is place and not note.gone]


def _reported(program: Program, state: SessionState) -> list[Text]:
    """What the customer reported: the matter and feeling as tapped or written, and what they ask for."""
    lines: list[Text] = []
    for place in (Place.FACT, Place.FEELING, Place.DEMAND):
        written = _words_in(state, place)
        lines += [_item(f"place.{place}", words) for words in written]
        if not written:
            lines += [_item(f"place.{place}", text) for text in _tapped(program, state, place)]
    if not _words_in(state, Place.DEMAND) and not _tapped(program, state, Place.DEMAND):
        demands = program.lists.get("demands", {})
        lines += [
            _item("place.demand", demands[each.kind]) for each in state.walk.demands if each.kind in demands
        ]
    lines += _answered(program, state)
    return lines + _notes(program, state, heard=True)


def _answered(program: Program, state: SessionState) -> list[Text]:
    """What was answered to the questions of the playbook, and what else is known by a label, each once."""
    asked = dict.fromkeys(step.asks for step in program.steps.values() if step.asks is not None)
    named = (name for name, slot in program.slots.items() if slot.label is not None)
    slots = [
        program.slots[name] for name in dict.fromkeys((*asked, *named)) if program.slots[name].words is None
    ]
    answers = [(slot, answer_of(state, slot)) for slot in slots]
    return [
        Phrase("summary.answer", {"asked": label_of_slot(slot), "answer": answer})
        for slot, answer in answers
        if answer is not None
    ]


def _tapped(program: Program, state: SessionState, place: Place) -> list[Bilingual]:
    slots = (slot for slot in program.slots.values() if slot.words is place)
    found = (slot.values.get(state.walk.slots.get(slot.name, "")) for slot in slots)
    return [text for text in found if text is not None]


def _established(program: Program, state: SessionState) -> list[Text]:
    """What was established: the restatement that the customer confirmed, what is owed, notes of fact."""
    lines: list[Text] = []
    if state.walk.restated:
        lines.append(Phrase("summary.restated"))
    if owed := _owed(program, state):
        lines.append(_item("summary.owed", owed))
    seen_to = tuple(
        item.label
        for step in program.steps.values()
        for item in step.items
        if (step.id, item.id) in state.walk.ticked
    )
    if seen_to:
        lines.append(_item("summary.ticked", Several(seen_to)))
    lines += _crises(state)
    return lines + _notes(program, state, heard=False)


def _notes(program: Program, state: SessionState, *, heard: bool) -> list[Text]:
    """Return the notes of the stages in which the customer is heard, or of all others: they stay there."""
    steps = program.steps
    hearing = {each.stage for each in steps.values() if each.listens_for not in {None, Place.NOTE}}
    noted = (each for each in state.noted if each.place is Place.NOTE and not each.gone)
    return [
        _item("place.note", each.words)
        for each in noted
        if heard is (each.step in steps and steps[each.step].stage in hearing)
    ]


def _crises(state: SessionState) -> list[Text]:
    """What was more than a complaint, when, who took it on, until when; what was a mis-tap is left out."""
    lines: list[Text] = []
    for each in state.crises:
        if each.withdrawn:
            continue
        lines.append(Phrase(f"summary.declared_{each.level}", {"sign": each.label, "at": each.at}))
        if each.acknowledged_at is not None:
            taken: dict[str, Value] = {"name": each.acknowledged_name, "at": each.acknowledged_at}
            lines.append(Phrase("summary.crisis_acknowledged", taken))
        elif (reach := state.reach_of(each.version)) is not None and reach.is_nobody:
            lines.append(Phrase("summary.crisis_undelivered"))
        elif each.nobody:
            lines.append(Phrase("summary.crisis_nobody"))
        if each.stood_down_at is not None:
            lines.append(Phrase("summary.crisis_stood_down", {"at": each.stood_down_at}))
    return lines


def _offered(program: Program, state: SessionState) -> list[Text]:
    """What is given because it is owed; what was offered beside it, and what the customer answered."""
    lines: list[Text] = []
    if owed := _owed(program, state):
        lines.append(_item("summary.given", owed))
    return [*lines, *offered_in(program, state)]


def offered_in(program: Program, state: SessionState) -> tuple[Text, ...]:
    """Return each offer with what came of it."""
    return tuple(
        Phrase(
            "summary.offer",
            {"name": program.remedies[offer.remedy].name, "answer": _answer(state, offer)},
        )
        for offer in state.walk.offers
    )


def _owed(program: Program, state: SessionState) -> Several | None:
    owed = tuple(program.entitlements[each].name for each in state.walk.entitlements)
    return Several(owed) if owed else None


def _answer(state: SessionState, offer: Offer) -> Phrase:
    """Say what came of an offer; one that nobody spoke of any more was not chosen, once another was."""
    if offer.answer is None and state.walk.agreed and state.accepted_offers:
        return Phrase("answer.not_chosen")
    return Phrase("answer.open" if offer.answer is None else f"answer.{offer.answer}")


def _agreed(program: Program, state: SessionState) -> list[Text]:
    """What was agreed, and what was promised by whom and by when."""
    accepted = tuple(program.remedies[offer.remedy].name for offer in state.accepted_offers)
    lines: list[Text] = []
    if state.walk.agreed and accepted:
        lines.append(_item("summary.agreement", Several(accepted)))
    elif state.walk.agreed and state.walk.entitlements:
        lines.append(Phrase("summary.agreed_to_owed"))
    lines += [
        Phrase(
            "summary.promise",
            {
                "promise": program.lists["promises"][promise.kind],
                "owner": Phrase(f"owner.{promise.owner}"),
                "due": promise.due,
            },
        )
        for promise in state.walk.promises
    ]
    return lines


_SECTIONS = {
    SummarySection.REPORTED: _reported,
    SummarySection.ESTABLISHED: _established,
    SummarySection.OFFERED: _offered,
    SummarySection.AGREED: _agreed,
}
