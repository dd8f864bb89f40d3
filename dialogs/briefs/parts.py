"""The parts of a brief that tell what happened, what was said, and what rests on which rule."""

from collections.abc import Iterator, Mapping
from datetime import date

from dialogs.briefs.brief import Item
from dialogs.briefs.dossier import CallFile, Dossier
from dialogs.briefs.naming import of_list
from dialogs.complaints import Deadline
from dialogs.deadlines import Milestone
from dialogs.events import (
    ComplaintReceived,
    DeadlineEvent,
    DeadlineSet,
    DemandStated,
    RestatementChecked,
    SessionEnded,
    SessionOpened,
)
from dialogs.ids import FactId
from dialogs.law import LawCard
from dialogs.placeholders import answer_of, label_of_slot
from dialogs.program import Place
from dialogs.texts import Phrase, Several, Text, Value

_SAID = (Place.FACT, Place.FEELING, Place.DEMAND)


def issue(dossier: Dossier) -> Iterator[Item]:
    """Say what the complaint is about: matter and demand as tapped, and when the customer confirmed them."""
    matter = dict.fromkeys(each for call in dossier.calls for each in _tapped(call, Place.FACT))
    if matter:
        yield Item(Phrase("brief.matter", {"matter": Several(tuple(matter))}))
    demands = dict.fromkeys(
        of_list(each.call, "demands", each.what.kind)
        for each in dossier.records
        if isinstance(each.what, DemandStated)
    )
    if demands:
        yield Item(Phrase("brief.demands", {"demands": Several(tuple(demands))}))
    for each in dossier.records:
        if isinstance(each.what, RestatementChecked) and each.what.confirmed:
            yield Item(Phrase("brief.confirmed", {"call": each.call.number}), each.at)


def _tapped(call: CallFile, place: Place) -> Iterator[Text]:
    for slot in call.program.slots.values():
        value = slot.values.get(call.state.walk.slots.get(slot.name, ""))
        if slot.words is place and value is not None:
            yield value


def facts(dossier: Dossier) -> Iterator[Item]:
    """Say what the log itself establishes: when it was received, who was called when, how calls ended."""
    received: date | None = None
    for event in dossier.complaint:
        if isinstance(event, ComplaintReceived):
            yield Item(Phrase("brief.received"), event.received_on)
            received = event.received_on
        elif isinstance(event, DeadlineSet):
            if event.milestone is Milestone.RECEIVED and event.day == received:
                continue
            yield Item(Phrase(f"deadline.milestone_{event.milestone}"), event.day)
    for call in dossier.calls:
        for event in call.events:
            if isinstance(event, SessionOpened):
                how = Phrase(f"channel.{event.channel}")
                values: dict[str, Value] = {"call": call.number, "agent": call.agent, "how": how}
                yield Item(Phrase("brief.opened", values), event.at)
        ended = next((each for each in reversed(call.events) if isinstance(each, SessionEnded)), None)
        if ended is not None and call.state.outcome is not None:
            outcome = Phrase(f"outcome.{call.state.outcome}")
            yield Item(Phrase("brief.ended", {"call": call.number, "outcome": outcome}), ended.at)


def said(dossier: Dossier) -> Iterator[Item]:
    """Quote what people said: the customer's account, feeling and wish, their answers, the agent's notes."""
    for call in dossier.calls:
        for at, note in call.notes(*_SAID):
            yield Item(Phrase(f"brief.said_{note.place}", {"words": note.words}), at)
        asked = dict.fromkeys(step.asks for step in call.program.steps.values() if step.asks is not None)
        for slot in (call.program.slots[name] for name in asked):
            answer = answer_of(call.state, slot)
            if answer is not None and slot.words is None:
                yield Item(Phrase("brief.said_answer", {"asked": label_of_slot(slot), "answer": answer}))
        for feeling in _tapped(call, Place.FEELING):
            yield Item(Phrase("brief.said_tapped", {"feeling": feeling}))
        for at, note in call.notes(Place.NOTE):
            yield Item(Phrase("brief.said_note", {"words": note.words}), at)


def cards(dossier: Dossier) -> Mapping[FactId, LawCard]:
    """Return the law cards that the steps of all calls show, in the order in which they came up."""
    found: dict[FactId, LawCard] = {}
    for call in dossier.calls:
        for stood in call.stood:
            for name in stood.step.facts:
                card = stood.program.facts.get(name)
                if card is not None:
                    found.setdefault(name, card)
    return found


def rule(dossier: Dossier) -> Iterator[Item]:
    """Name the rules: instrument, article where somebody has read it, its day, and what it says."""
    for card in cards(dossier).values():
        values: dict[str, Value] = {
            "instrument": card.instrument,
            "article": card.article or Phrase("brief.no_article"),
            "since": Phrase("brief.issued" if card.only_issued else "brief.in_force", {"day": card.day}),
            "says": card.says,
        }
        if is_unconfirmed(card):
            yield Item(Phrase("brief.rule_unconfirmed", values))
        else:
            yield Item(Phrase("brief.rule", values))


def is_unconfirmed(card: LawCard) -> bool:
    """Tell whether compliance has yet to confirm what a card says."""
    return card.to_confirm or card.confidence == "C"


def deadlines(dossier: Dossier) -> Iterator[Item]:
    """Say each deadline: from when it runs, until when, and whether it was extended, stopped or met."""
    for each in sorted(dossier.state.deadlines.values(), key=lambda known: known.due):
        parts: list[Text] = [_deadline(dossier, each), *_course(each)]
        if each.runs and each.due < dossier.today:
            parts.append(Phrase("brief.is_past", {"days": (dossier.today - each.due).days}))
        yield Item(Several(tuple(parts)), each.due)


def title(dossier: Dossier, name: str) -> Value:
    """Return what a deadline is called; its id when its rule is gone from the file."""
    known = dossier.policy.rule(name)
    return name if known is None else known.title


def _deadline(dossier: Dossier, each: Deadline) -> Phrase:
    values: dict[str, Value] = {
        "title": title(dossier, each.rule),
        "what": Phrase(f"deadline.milestone_{each.milestone}"),
        "day": each.restarted_on or each.day,
        "due": each.due,
    }
    return Phrase("brief.deadline", values)


def _course(each: Deadline) -> Iterator[Phrase]:
    if each.extensions:
        yield Phrase("brief.is_extended", {"count": len(each.extensions)})
    for _, day in each.told:
        yield Phrase("brief.is_told_late", {"day": day})
    if each.paused_on is not None and each.ground is not None:
        why = Phrase(f"deadline.ground_{each.ground}")
        yield Phrase("brief.is_paused", {"day": each.paused_on, "why": why})
    if each.settled_on is not None:
        yield Phrase("brief.is_settled", {"day": each.settled_on})


def deadline_events(dossier: Dossier) -> Iterator[DeadlineEvent]:
    """Return what happened to the deadlines."""
    yield from (event for event in dossier.complaint if isinstance(event, DeadlineEvent))
