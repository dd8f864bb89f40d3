"""What was offered and why it was refused, what is to be done by when, and what the customer was told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from dialogs.briefs.brief import Item
from dialogs.briefs.deeds import once_owed
from dialogs.briefs.dossier import CallFile, Dossier, Recorded
from dialogs.briefs.naming import named, promised, remedy
from dialogs.events import AgreementReached, EntitlementNoted, OfferAnswered, OfferMade, PromiseMade
from dialogs.placeholders import fill
from dialogs.program import Answer, Place
from dialogs.sealed import Sealed
from dialogs.state import Offer
from dialogs.texts import Phrase, Several, Text
from dialogs.variants import line_of

_CUSTOMER = (Place.FACT, Place.FEELING, Place.DEMAND)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One offer, with its answer and what the customer said to it."""

    call: CallFile
    offer: Offer
    at: datetime
    reason: Sealed | None

    @property
    def name(self) -> Text:
        """Return what was offered."""
        return remedy(self.call, self.offer.remedy)


def proposals(dossier: Dossier) -> Iterator[Proposal]:
    """Return every offer that was made and not taken back."""
    for call in dossier.calls:
        for offer in call.state.walk.offers:
            answer = _answer(call, offer)
            at = call.events[offer.version - 1].at
            reason = answer.what.words if answer and isinstance(answer.what, OfferAnswered) else None
            yield Proposal(call, offer, at, reason or _heard_after(call, offer))


def _answer(call: CallFile, offer: Offer) -> Recorded | None:
    answers = (each for each in reversed(call.records) if isinstance(each.what, OfferAnswered))
    return next(
        (
            each
            for each in answers
            if isinstance(each.what, OfferAnswered) and each.what.offer == offer.version
        ),
        None,
    )


def _heard_after(call: CallFile, offer: Offer) -> Sealed | None:
    """Return what the customer said first after a set of offers was put, before the next was."""
    newer = [other.version for other in call.state.walk.offers if other.round > offer.round]
    until = min(newer, default=len(call.events) + 1)
    said = (
        note.words
        for _, note in call.notes(*_CUSTOMER)
        if offer.version < note.version < until and note.words
    )
    return next(said, None)


def chosen_sets(made: Iterable[Proposal]) -> frozenset[tuple[int, int]]:
    """Return the sets of offers of which one was taken, by call and round: the others are answered too."""
    taken = (each for each in made if each.offer.answer is Answer.ACCEPTED)
    return frozenset((each.call.number, each.offer.round) for each in taken)


def offered(dossier: Dossier) -> Iterator[Item]:
    """Say each offer with its answer; of a refusal, in whose words."""
    made = list(proposals(dossier))
    chosen = chosen_sets(made)
    for each in made:
        answer = Phrase(f"answer.{each.offer.answer or 'open'}")
        if each.offer.answer is None and (each.call.number, each.offer.round) in chosen:
            answer = Phrase("brief.not_chosen")
        line = Phrase("brief.offer", {"call": each.call.number, "name": each.name, "answer": answer})
        if each.offer.answer is Answer.DECLINED and each.reason is not None:
            yield Item(Several((line, Phrase("brief.reason", {"words": each.reason}))), each.at)
        else:
            yield Item(line, each.at)


def solution(dossier: Dossier) -> Iterator[Item]:
    """Say what is owed, what was agreed, and what was promised by when."""
    owed = {id(each) for each in once_owed(dossier.records)}
    for each in dossier.records:
        match each.what:
            case EntitlementNoted() if id(each) in owed:
                yield Item(Phrase("brief.owed", {"owed": named(each)}), each.at)
            case AgreementReached(offers=offers):
                names = agreed_on(each.call, offers)
                yield Item(Phrase("brief.agreed", {"what": Several(names) if names else _owed}), each.at)
            case PromiseMade():
                yield Item(Phrase("brief.promise", promised(each.call, each.what)), each.at)
            case _:
                pass


_owed = Phrase("brief.only_owed")


def agreed_on(call: CallFile, offers: tuple[int, ...]) -> tuple[Text, ...]:
    """Return the names of the offers that an agreement consists of; none when it is what is owed alone."""
    made = {offer.version: offer for offer in call.state.walk.offers}
    return tuple(remedy(call, made[version].remedy) for version in offers if version in made)


def told(dossier: Dossier) -> Iterator[Item]:
    """Say what the customer was told that binds, whether or not it still stands."""
    told = {call.number: _in_order(*call.records, *call.taken_back) for call in dossier.calls}
    owed = {id(each) for each in once_owed(each for of_call in told.values() for each in of_call)}
    for call in dossier.calls:
        for each in told[call.number]:
            match each.what:
                case PromiseMade():
                    yield Item(Phrase("brief.told_promise", promised(call, each.what)), each.at)
                case EntitlementNoted() if id(each) in owed:
                    yield Item(Phrase("brief.told_owed", {"owed": named(each)}), each.at)
                case OfferMade():
                    yield Item(Phrase("brief.told_offer", {"name": named(each)}), each.at)
                case _:
                    pass
        for stood in call.stood:
            if stood.step.verbatim:
                words = fill(
                    stood.program, call.state, line_of(stood.step, call.state.session, call.state.channel)
                )
                yield Item(Phrase("brief.told_line", {"words": words}), stood.at)


def _in_order(*told: Recorded) -> list[Recorded]:
    return sorted(told, key=lambda known: known.at)
