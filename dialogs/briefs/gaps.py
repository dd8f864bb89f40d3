"""What the log does not hold: each gap is named, none is filled."""

from collections.abc import Iterator, Sequence

from dialogs.briefs import comparing, deeds, offers, parts
from dialogs.briefs.brief import Finding, FindingKind
from dialogs.briefs.dossier import CallFile, Dossier, Recorded
from dialogs.briefs.naming import named, promised
from dialogs.deadlines import Milestone
from dialogs.events import (
    AgreementReached,
    DemandStated,
    EntitlementNoted,
    PromiseMade,
    RestatementChecked,
    SessionOpened,
)
from dialogs.ports import Kept, SessionStatus
from dialogs.program import Answer, Place
from dialogs.texts import Phrase, Several, Value

_CUSTOMER = (Place.FACT, Place.FEELING, Place.DEMAND)


def gaps(dossier: Dossier) -> Iterator[Finding]:
    """Return what is missing, in the order of the parts."""
    yield from _of_the_record(dossier)
    yield from _of_the_matter(dossier)
    yield from _of_rules(dossier)
    yield from _of_offers(dossier)
    yield from _of_solution(dossier)
    yield from comparing.of_cases(dossier)
    yield from _of_deadlines(dossier)


def _of_the_record(dossier: Dossier) -> Iterator[Finding]:
    if dossier.withheld:
        yield Finding(FindingKind.CALLS_WITHHELD, {"count": dossier.withheld})
    for call in dossier.calls:
        values: dict[str, Value] = {"call": call.number}
        if call.state.kept is Kept.ERASED:
            yield Finding(FindingKind.WORDS_ERASED, values)
        if call.state.status is not SessionStatus.ENDED:
            yield Finding(FindingKind.CALL_GOES_ON, values)
        for section in call.state.edited:
            title = Phrase(f"summary.{section}")
            yield Finding(FindingKind.SUMMARY_REWRITTEN, values | {"section": title})


def _of_the_matter(dossier: Dossier) -> Iterator[Finding]:
    kinds = {type(each.what) for each in dossier.records}
    wished = any(call.notes(Place.DEMAND) for call in dossier.calls)
    if DemandStated not in kinds and not wished:
        yield Finding(FindingKind.NO_DEMAND)
    if not any(call.notes(*_CUSTOMER) for call in dossier.calls):
        yield Finding(FindingKind.NO_ACCOUNT)
    if not any(isinstance(each.what, RestatementChecked) and each.what.confirmed for each in dossier.records):
        yield Finding(FindingKind.NOT_RESTATED)
    ticked = any(call.state.walk.ticked for call in dossier.calls)
    if not ticked and EntitlementNoted not in kinds:
        yield Finding(FindingKind.NOTHING_CHECKED)
    for call in dossier.calls:
        yield from _unticked(call)


def _unticked(call: CallFile) -> Iterator[Finding]:
    """Find what was not ticked of each list that the call came by, and what led off it the last time."""
    for stood in {each.step.id: each for each in call.stood}.values():
        ticked = call.state.walk.ticked
        left = tuple(each.label for each in stood.step.items if (stood.step.id, each.id) not in ticked)
        if left:
            values: dict[str, Value] = {"call": call.number, "at": stood.at, "how": stood.how}
            yield Finding(FindingKind.NOT_ALL_CHECKED, values | {"items": Several(left)})


def _of_rules(dossier: Dossier) -> Iterator[Finding]:
    cards = parts.cards(dossier).values()
    if not cards:
        yield Finding(FindingKind.NO_RULE)
    for card in cards:
        values: dict[str, Value] = {"instrument": card.instrument, "card": card.id}
        if parts.is_unconfirmed(card):
            yield Finding(FindingKind.RULE_TO_CONFIRM, values)
        elif card.confidence != "A":
            yield Finding(FindingKind.RULE_QUOTED, values)
        if card.check_by < dossier.today:
            yield Finding(FindingKind.RULE_STALE, values | {"day": card.check_by})


def _of_offers(dossier: Dossier) -> Iterator[Finding]:
    made = list(offers.proposals(dossier))
    chosen = offers.chosen_sets(made)
    if not made and not any(isinstance(each.what, EntitlementNoted) for each in dossier.records):
        yield Finding(FindingKind.NOTHING_OFFERED)
    for each in made:
        values: dict[str, Value] = {"name": each.name, "call": each.call.number}
        if each.offer.answer is None and (each.call.number, each.offer.round) not in chosen:
            yield Finding(FindingKind.OFFER_UNANSWERED, values)
        if each.offer.answer is Answer.DECLINED and each.reason is None:
            yield Finding(FindingKind.REFUSED_WITHOUT_REASON, values)


def _of_solution(dossier: Dossier) -> Iterator[Finding]:
    promises = [each for each in dossier.records if isinstance(each.what, PromiseMade)]
    yield from _owed(dossier, promises)
    if not promises and not any(isinstance(each.what, AgreementReached) for each in dossier.records):
        yield Finding(FindingKind.NO_SOLUTION)
    opened = [event.at for call in dossier.calls for event in call.events if isinstance(event, SessionOpened)]
    for each in promises:
        if not isinstance(each.what, PromiseMade) or each.what.due >= dossier.now:
            continue
        heard = any(each.at < at <= each.what.due for at in opened)
        if not heard:
            yield Finding(FindingKind.PROMISE_UNSEEN, promised(each.call, each.what))


def _owed(dossier: Dossier, promises: Sequence[Recorded]) -> Iterator[Finding]:
    """Find that no tap records how much is owed, nor by when: at best something was promised since."""
    for each in deeds.once_owed(dossier.records):
        owed: dict[str, Value] = {"owed": named(each)}
        since = [later for later in promises if later.at >= each.at]
        last = since[-1].what if since else None
        if isinstance(last, PromiseMade):
            yield Finding(FindingKind.OWED_NOT_SPELT_OUT, owed | promised(since[-1].call, last))
        else:
            yield Finding(FindingKind.OWED_WITHOUT_DATE, owed)


def _of_deadlines(dossier: Dossier) -> Iterator[Finding]:
    known = dossier.state.deadlines.values()
    if not known:
        yield Finding(FindingKind.NO_DEADLINE)
    for each in known:
        values: dict[str, Value] = {"title": parts.title(dossier, each.rule), "due": each.due}
        if each.runs and each.due < dossier.today and not _is_of_customer(dossier, each.rule):
            yield Finding(FindingKind.DEADLINE_PAST, values)
        elif each.is_open and each.milestone is Milestone.RECEIVED:
            yield Finding(FindingKind.DECISION_NOT_TOLD, values)


def _is_of_customer(dossier: Dossier, rule: str) -> bool:
    known = dossier.policy.rule(rule)
    return known is not None and known.of_customer
