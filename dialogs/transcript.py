"""One event → one line for a human reader; the match is exhaustive, so no event stays unspoken."""

from typing import assert_never

from dialogs.events import (
    AgreementReached,
    AnswerChanged,
    AnswerGiven,
    CallLanguageChanged,
    CallMissed,
    CallReached,
    CarriedOver,
    ChoiceMade,
    ComplianceConfirmed,
    CrisisAcknowledged,
    CrisisDeclared,
    CrisisEvent,
    CrisisStoodDown,
    CrisisWithdrawn,
    DemandStated,
    EntitlementNoted,
    GivenAnswerChanged,
    HelpAsked,
    HelpEnded,
    HelpTaken,
    HoldLifted,
    HoldPlaced,
    ItemTicked,
    Jumped,
    MomentFlagged,
    NobodyAnswered,
    OfferAnswered,
    OfferMade,
    OnCallCalled,
    OnCallSilent,
    OptionPicked,
    PromiseMade,
    RestatementChecked,
    SessionEnded,
    SessionEvent,
    SessionHandedOver,
    SessionOpened,
    SessionPaused,
    SessionReopened,
    SessionResumed,
    StorageOnlyBegun,
    SummaryEdited,
    TemperatureTaken,
    WentBack,
    Whispered,
    WordsErased,
    WordsMoved,
    WordsMovedAway,
    WordsNoted,
    given_in,
)
from dialogs.ids import ChoiceId, RemedyId, StepId
from dialogs.placeholders import answer_of, fill, label_of_slot
from dialogs.program import ANSWER, Program
from dialogs.state import SessionState
from dialogs.texts import Phrase, Several, Text, Value


def line(program: Program, before: SessionState, event: SessionEvent) -> Phrase:
    """Say what happened; ``before`` is the state that the event met."""
    match event:
        case SessionOpened() | SessionPaused() | SessionResumed() | SessionEnded() | SessionReopened():
            return _course(event)
        case ChoiceMade() | WentBack() | Jumped() | AnswerChanged():
            return _move(program, before, event)
        case AnswerGiven() | GivenAnswerChanged():
            return _answer(program, before, event)
        case ItemTicked():
            return _tick(program, event)
        case WordsNoted() | WordsMoved() | WordsMovedAway() | SummaryEdited() | Whispered():
            return _words(event)
        case RestatementChecked() | DemandStated() | EntitlementNoted() | PromiseMade() | AgreementReached():
            return _record(program, before, event)
        case OptionPicked() | ComplianceConfirmed() | OfferMade() | OfferAnswered():
            return _offer(program, before, event)
        case TemperatureTaken(level=level):
            return Phrase("log.temperature", {"temperature": Phrase(f"temperature.{level}")})
        case MomentFlagged():
            return Phrase("log.flagged")
        case HelpAsked():
            return Phrase("log.help_asked")
        case HelpTaken():
            return Phrase("log.help_taken")
        case HelpEnded():
            return Phrase("log.help_ended")
        case CallLanguageChanged(language=language):
            return Phrase(f"log.call_language_{language}")
        case SessionHandedOver():
            return Phrase("log.handed_over")
        case CarriedOver(reason=reason):
            return Phrase("log.carried_over", {"why": reason})
        case StorageOnlyBegun() | WordsErased() | HoldPlaced() | HoldLifted():
            return _keeping(event)
        case CallMissed(name=name):
            return Phrase("log.call_missed", {"name": name})
        case CallReached(name=name):
            return Phrase("log.call_reached", {"name": name})
        case _ if isinstance(event, CrisisEvent):
            return _crisis(before, event)
        case _:
            assert_never(event)


def _course(
    event: SessionOpened | SessionPaused | SessionResumed | SessionEnded | SessionReopened,
) -> Phrase:
    match event:
        case SessionOpened():
            return Phrase("log.opened", {"alias": event.alias, "channel": Phrase(f"channel.{event.channel}")})
        case SessionPaused(reason=reason):
            return Phrase(f"log.paused_{reason}")
        case SessionResumed():
            return Phrase("log.resumed")
        case SessionEnded(outcome=outcome):
            return Phrase("log.ended", {"outcome": Phrase(f"outcome.{outcome}")})
        case SessionReopened():
            return Phrase("log.reopened")
        case _:
            assert_never(event)


def _keeping(event: StorageOnlyBegun | WordsErased | HoldPlaced | HoldLifted) -> Phrase:
    match event:
        case StorageOnlyBegun(until=None):
            return Phrase("log.storage_only")
        case StorageOnlyBegun(rule=rule, until=until):
            return Phrase("log.storage_only_until", {"rule": rule, "until": f"{until}"})
        case WordsErased(reason=reason, left_in_chat=left):
            why = Phrase(f"erased.{reason}")
            return Phrase("log.erased_but" if left else "log.erased", {"reason": why, "left": left})
        case HoldPlaced(reference=reference):
            return Phrase("log.hold_placed", {"reference": reference})
        case HoldLifted():
            return Phrase("log.hold_lifted")
        case _:
            assert_never(event)


def _crisis(before: SessionState, event: CrisisEvent) -> Phrase:
    match event:
        case CrisisDeclared(label=label, level=level):
            return Phrase(f"log.declared_{level}", {"sign": label})
        case OnCallCalled(name=name):
            return Phrase("log.on_call_called", {"name": name})
        case OnCallSilent(name=name):
            return Phrase("log.on_call_silent", {"name": name})
        case NobodyAnswered():
            return Phrase("log.nobody_answered")
        case CrisisAcknowledged(name=name):
            return Phrase("log.crisis_acknowledged", {"name": name})
        case CrisisStoodDown(name=name):
            return Phrase("log.crisis_stood_down", {"name": name})
        case CrisisWithdrawn(declared=declared):
            crisis = before.crisis_at(declared)
            return Phrase("log.crisis_withdrawn", {"sign": crisis.label if crisis else Phrase("card.blank")})
        case _:
            assert_never(event)


def _move(
    program: Program, before: SessionState, event: ChoiceMade | WentBack | Jumped | AnswerChanged
) -> Phrase:
    match event:
        case ChoiceMade():
            return Phrase("log.chose", {"label": label_of(program, before, event.step, event.choice)})
        case WentBack(target=target):
            return Phrase("log.went_back", {"stage": _stage(program, target)})
        case Jumped(stage=stage, skipped=skipped):
            titles = tuple(program.stages[each].title for each in skipped)
            values: dict[str, Value] = {"stage": program.stages[stage].title, "skipped": Several(titles)}
            return Phrase("log.jumped_over" if skipped else "log.jumped", values)
        case AnswerChanged():
            changed: dict[str, Value] = {
                "stage": _stage(program, event.step),
                "old": label_of(program, before, event.step, event.old),
                "new": label_of(program, before, event.step, event.new),
            }
            return Phrase("log.answer_changed" if event.target is None else "log.answer_rerouted", changed)
        case _:
            assert_never(event)


def _answer(program: Program, before: SessionState, event: AnswerGiven | GivenAnswerChanged) -> Phrase:
    slot = program.slots[event.slot]
    said: dict[str, Value] = {"asked": label_of_slot(slot), "answer": given_in(event)}
    if isinstance(event, AnswerGiven):
        return Phrase("log.answered", said)
    old = answer_of(before, slot)
    said["old"] = Phrase("card.blank") if old is None else old
    return Phrase("log.answer_rewritten", said)


def _tick(program: Program, event: ItemTicked) -> Phrase:
    items = program.steps[event.step].items
    label: Value = next((each.label for each in items if each.id == event.item), Phrase("card.blank"))
    return Phrase("log.ticked" if event.ticked else "log.unticked", {"item": label})


def _words(event: WordsNoted | WordsMoved | WordsMovedAway | SummaryEdited | Whispered) -> Phrase:
    match event:
        case WordsNoted(place=place, words=words):
            return Phrase("log.noted", {"place": Phrase(f"place.{place}"), "words": words})
        case WordsMoved(place=place, noted=noted):
            return Phrase("log.words_moved", {"place": Phrase(f"place.{place}"), "noted": noted})
        case WordsMovedAway(noted=noted):
            return Phrase("log.words_moved_away", {"noted": noted})
        case SummaryEdited(section=section, words=words) if not words and not words.is_erased:
            return Phrase("log.summary_restored", {"section": Phrase(f"summary.{section}")})
        case SummaryEdited(section=section, words=words):
            return Phrase("log.summary_edited", {"section": Phrase(f"summary.{section}"), "words": words})
        case Whispered(words=words):
            return Phrase("log.whispered", {"words": words})
        case _:
            assert_never(event)


def _record(
    program: Program,
    before: SessionState,
    event: RestatementChecked | DemandStated | EntitlementNoted | PromiseMade | AgreementReached,
) -> Phrase:
    match event:
        case RestatementChecked(confirmed=True):
            return Phrase("log.restatement_confirmed")
        case RestatementChecked():
            return Phrase("log.restatement_refused", {"count": before.walk.restatements_failed + 1})
        case DemandStated(kind=kind):
            return Phrase("log.demand", {"demand": _item(program, "demands", kind)})
        case EntitlementNoted(entitlement=entitlement):
            return Phrase("log.owed", {"owed": program.entitlements[entitlement].name})
        case PromiseMade():
            promised: dict[str, Value] = {
                "promise": _item(program, "promises", event.kind),
                "owner": Phrase(f"owner.{event.owner}"),
                "due": event.due,
            }
            return Phrase("log.promised", promised)
        case AgreementReached():
            return Phrase("log.agreed")
        case _:
            assert_never(event)


def _offer(
    program: Program,
    before: SessionState,
    event: OptionPicked | ComplianceConfirmed | OfferMade | OfferAnswered,
) -> Phrase:
    match event:
        case OptionPicked(remedy=remedy, picked=picked):
            return Phrase("log.picked" if picked else "log.unpicked", {"name": _remedy(program, remedy)})
        case ComplianceConfirmed(remedy=remedy):
            return Phrase("log.compliance", {"name": _remedy(program, remedy)})
        case OfferMade(place=place, remedy=remedy):
            return Phrase("log.offered", {"place": place, "name": _remedy(program, remedy)})
        case OfferAnswered(offer=version, answer=answer):
            offer = next((each for each in before.walk.offers if each.version == version), None)
            name: Value = _remedy(program, offer.remedy) if offer else Phrase("card.blank")
            return Phrase("log.offer_answered", {"name": name, "answer": Phrase(f"answer.{answer}")})
        case _:
            assert_never(event)


def label_of(program: Program, state: SessionState, step: StepId, choice: ChoiceId) -> Text:
    """Return the words of a choice as the card showed them."""
    found = next((each for each in program.choices_at(step) if each.id == choice), None)
    asked = program.steps[step].asks
    if found is not None:
        return fill(program, state, found.label)
    if choice == ANSWER and asked is not None:
        return label_of_slot(program.slots[asked])
    return Phrase("card.blank")


def _stage(program: Program, step: StepId) -> Text:
    return program.stages[program.steps[step].stage].title


def _item(program: Program, listing: str, item: str) -> Text:
    return program.lists.get(listing, {}).get(item) or Phrase("card.blank")


def _remedy(program: Program, remedy: RemedyId) -> Text:
    return program.remedies[remedy].name
