"""What the answers of a walk recorded, in their order, so that a corrected answer takes its records along."""

from collections.abc import Iterable
from functools import reduce
from typing import assert_never

from msgspec.structs import replace

from dialogs.events import (
    AgreementReached,
    ComplianceConfirmed,
    DemandStated,
    EntitlementNoted,
    ItemTicked,
    OfferAnswered,
    OfferMade,
    OptionPicked,
    PromiseMade,
    RestatementChecked,
)
from dialogs.state import Demand, Entry, GivenSlot, Offer, Promise, Walk


def enter(walk: Walk, entry: Entry) -> Walk:
    """Return ``walk`` with ``entry`` at its place: what later answers recorded still comes after it."""
    if not walk.entries or walk.entries[-1].place <= entry.place:
        return replace(_applied(walk, entry), entries=(*walk.entries, entry))
    return _anew(walk, sorted((*walk.entries, entry), key=lambda each: each.place))


def withdraw(walk: Walk, place: int) -> Walk:
    """Return ``walk`` as it would be had the answer at ``place`` recorded nothing."""
    kept = [entry for entry in walk.entries if entry.place != place or isinstance(entry.what, TICKS)]
    return walk if len(kept) == len(walk.entries) else _anew(walk, kept)


def without_open_ticks(walk: Walk) -> Walk:
    """Return ``walk`` without the options that are ticked and not offered yet."""
    made = [place for place, entry in enumerate(walk.entries) if isinstance(entry.what, OfferMade)]
    since = made[-1] + 1 if made else 0
    kept = [
        entry
        for place, entry in enumerate(walk.entries)
        if place < since or not isinstance(entry.what, OptionPicked | ComplianceConfirmed)
    ]
    return walk if len(kept) == len(walk.entries) else _anew(walk, kept)


TICKS = (OptionPicked, ComplianceConfirmed, ItemTicked)
"""Records that are taps of their own, not part of an answer."""


def _anew(walk: Walk, entries: Iterable[Entry]) -> Walk:
    return reduce(enter, entries, Walk(walk.step, returns_to=walk.returns_to))


def _applied(walk: Walk, entry: Entry) -> Walk:
    match entry.what:
        case tuple() as slots:
            now = {slot.name: slot.value for slot in slots}
            if now.keys().isdisjoint(walk.given) and all(
                walk.slots.get(name, "") == value for name, value in now.items()
            ):
                return walk  # the walks before and after it share what they know
            held = {name: value for name, value in {**walk.slots, **now}.items() if value}
            given = {name: value for name, value in walk.given.items() if name not in now}
            return replace(walk, slots=held, given=given)
        case GivenSlot(name=name, value=value):
            return replace(walk, given={**walk.given, name: value})
        case ItemTicked(step=step, item=item, ticked=ticked):
            one = {(step, item)}
            return replace(walk, ticked=walk.ticked | one if ticked else walk.ticked - one)
        case RestatementChecked(confirmed=True):
            return replace(walk, restated=True)
        case RestatementChecked():
            return replace(walk, restated=False, restatements_failed=walk.restatements_failed + 1)
        case DemandStated(kind=kind, amount=amount, words=words):
            others = tuple(demand for demand in walk.demands if demand.kind != kind)
            return replace(walk, demands=(*others, Demand(kind, amount, words)))
        case EntitlementNoted(entitlement=entitlement):
            known = entitlement in walk.entitlements
            return walk if known else replace(walk, entitlements=(*walk.entitlements, entitlement))
        case OptionPicked() | ComplianceConfirmed() as tick:
            return _composed(walk, tick)
        case OfferMade() | OfferAnswered() as offer:
            return _offered(walk, offer, entry.version)
        case PromiseMade(kind=kind, owner=owner, due=due):
            # A promise of the same kind takes the place of the earlier one: another time was agreed.
            kept = tuple(promise for promise in walk.promises if promise.kind != kind)
            return replace(walk, promises=(*kept, Promise(kind, owner, due)))
        case AgreementReached():
            return replace(walk, agreed=True)
        case _:
            assert_never(entry.what)


def _composed(walk: Walk, event: OptionPicked | ComplianceConfirmed) -> Walk:
    match event:
        case ComplianceConfirmed(remedy=remedy):
            return replace(walk, compliance_given=walk.compliance_given | {remedy})
        case OptionPicked(remedy=remedy, picked=True):
            needing = walk.needing_compliance | ({remedy} if event.needs_compliance else frozenset())
            rest = tuple(each for each in walk.picked if each != remedy)
            return replace(walk, picked=(*rest, remedy), needing_compliance=needing)
        case OptionPicked(remedy=remedy):
            return replace(walk, picked=tuple(each for each in walk.picked if each != remedy))
        case _:
            assert_never(event)


def _offered(walk: Walk, event: OfferMade | OfferAnswered, version: int) -> Walk:
    match event:
        case OfferMade(place=place):
            latest = max((offer.round for offer in walk.offers), default=0)
            offer = Offer(version, latest + (place == 1), place, event.remedy, event.kind, event.amount)
            return replace(walk, offers=(*walk.offers, offer), picked=())
        case OfferAnswered(offer=offer_version, answer=answer):
            offers = tuple(
                replace(offer, answer=answer) if offer.version == offer_version else offer
                for offer in walk.offers
            )
            return replace(walk, offers=offers)
        case _:
            assert_never(event)
