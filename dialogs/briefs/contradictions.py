"""Where a brief says something else than the customer was told, or was told two things."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from dialogs.briefs import parts
from dialogs.briefs.brief import Finding, FindingKind
from dialogs.briefs.dossier import CallFile, Dossier, Recorded
from dialogs.briefs.naming import named, promised
from dialogs.briefs.offers import agreed_on, proposals
from dialogs.deadlines import Milestone
from dialogs.events import (
    AgreementReached,
    DeadlineExtended,
    EntitlementNoted,
    ExtensionTold,
    OfferMade,
    PromiseMade,
)
from dialogs.money import Money
from dialogs.program import Answer, Outcome
from dialogs.texts import Several, Value

_TAKEN_BACK = {
    PromiseMade: FindingKind.PROMISE_TAKEN_BACK,
    EntitlementNoted: FindingKind.OWED_TAKEN_BACK,
    OfferMade: FindingKind.OFFER_TAKEN_BACK,
}


def contradictions(dossier: Dossier) -> Iterator[Finding]:
    """Return all of them: promises, what was taken back, offers, agreements, time limits, lines, ends."""
    yield from _promises(dossier)
    yield from _taken_back(dossier)
    yield from _offers(dossier)
    yield from _agreements(dossier)
    yield from _extensions(dossier)
    yield from _lines(dossier)
    yield from _ends(dossier)


def _promises(dossier: Dossier) -> Iterator[Finding]:
    made = [each for each in dossier.records if isinstance(each.what, PromiseMade)]
    for kind in dict.fromkeys(_kind(each) for each in made):
        for earlier, later in pairwise([each for each in made if _kind(each) == kind]):
            was, now = earlier.what, later.what
            if not isinstance(was, PromiseMade) or not isinstance(now, PromiseMade):
                continue
            # Within one call the customer asked for the other time, or agreed to it.
            if earlier.call is not later.call and was.due != now.due:
                values = promised(later.call, now) | {"was": was.due}
                yield Finding(FindingKind.PROMISE_MOVED, values)
    ends = [
        each.due
        for each in dossier.state.deadlines.values()
        if each.is_open and each.milestone is Milestone.RECEIVED
    ]
    for each in made:
        if isinstance(each.what, PromiseMade) and ends and dossier.day_of(each.what.due) > min(ends):
            values = promised(each.call, each.what) | {"limit": min(ends)}
            yield Finding(FindingKind.PROMISE_BEYOND_DEADLINE, values)


def _kind(promise: Recorded) -> object:
    return promise.what.kind if isinstance(promise.what, PromiseMade) else None


def _taken_back(dossier: Dossier) -> Iterator[Finding]:
    for call in dossier.calls:
        for each in call.taken_back:
            if not any(_same(each, later) for later in dossier.records):
                values: dict[str, Value] = {"name": named(each), "at": each.at, "call": call.number}
                yield Finding(_TAKEN_BACK[type(each.what)], values)


def _same(gone: Recorded, later: Recorded) -> bool:
    """Tell whether ``later`` says again what ``gone`` said, so that the customer was told right."""
    match gone.what, later.what:
        case EntitlementNoted(entitlement=one), EntitlementNoted(entitlement=other):
            return one == other
        case OfferMade(remedy=one, amount=least), OfferMade(remedy=other, amount=most):
            return (one, least) == (other, most)
        case PromiseMade(kind=one, due=due), PromiseMade(kind=other, due=until):
            return (one, due) == (other, until)
        case _:
            return False


def _offers(dossier: Dossier) -> Iterator[Finding]:
    made = [each for each in dossier.records if isinstance(each.what, OfferMade)]
    for one, other in combinations(made, 2):
        match one.what, other.what:
            case OfferMade(remedy=first, amount=Money() as was), OfferMade(
                remedy=second, amount=Money() as now
            ):
                if first == second and was != now:
                    values: dict[str, Value] = {"name": named(one), "was": was, "now": now}
                    yield Finding(FindingKind.OFFERED_DIFFERENTLY, values)
            case _:
                pass
    for each in proposals(dossier):
        agreed = [made.what.offers for made in each.call.records if isinstance(made.what, AgreementReached)]
        if each.offer.answer is Answer.ACCEPTED and agreed and each.offer.version not in agreed[-1]:
            yield Finding(FindingKind.ACCEPTED_NOT_AGREED, {"name": each.name, "call": each.call.number})


def _agreements(dossier: Dossier) -> Iterator[Finding]:
    reached = [(each.call, each.what) for each in dossier.records if isinstance(each.what, AgreementReached)]
    for (first, was), (second, now) in pairwise(reached):
        if first is second or _remedies(first, was.offers) == _remedies(second, now.offers):
            continue
        values: dict[str, Value] = {
            "was": Several(agreed_on(first, was.offers)),
            "now": Several(agreed_on(second, now.offers)),
            "call": first.number,
            "later": second.number,
        }
        yield Finding(FindingKind.AGREEMENT_CHANGED, values)


def _remedies(call: CallFile, offers: tuple[int, ...]) -> set[object]:
    return {offer.remedy for offer in call.state.walk.offers if offer.version in offers}


def _extensions(dossier: Dossier) -> Iterator[Finding]:
    events = list(parts.deadline_events(dossier))
    told = {(each.rule, each.extension) for each in events if isinstance(each, ExtensionTold)}
    for event in events:
        if not isinstance(event, DeadlineExtended) or event.customer_told:
            continue
        if (event.rule, event.extension) not in told:
            values: dict[str, Value] = {"title": parts.title(dossier, event.rule), "due": event.due}
            yield Finding(FindingKind.EXTENDED_NOT_TOLD, values)


def _lines(dossier: Dossier) -> Iterator[Finding]:
    """Find a line that is said word for word, and was said in other words in another call."""
    said: dict[str, tuple[CallFile, object]] = {}
    for call in dossier.calls:
        for stood in call.stood:
            if not stood.step.verbatim:
                continue
            before = said.setdefault(stood.step.id, (call, stood.step.say))
            if before[0] is not call and before[1] != stood.step.say:
                values: dict[str, Value] = {"call": before[0].number, "later": call.number}
                yield Finding(FindingKind.LINE_DIFFERS, values)
                said[stood.step.id] = (call, stood.step.say)


def _ends(dossier: Dossier) -> Iterator[Finding]:
    wanted = {Outcome.AGREED: AgreementReached, Outcome.PROMISED: PromiseMade}
    for call in dossier.calls:
        outcome = call.state.outcome
        if outcome in wanted and not any(isinstance(each.what, wanted[outcome]) for each in call.records):
            yield Finding(FindingKind.ENDED_OTHERWISE, {"call": call.number})
