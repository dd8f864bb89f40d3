"""What things of a call are called in a brief."""

from dialogs.briefs.dossier import CallFile, Recorded
from dialogs.events import EntitlementNoted, OfferMade, PromiseMade
from dialogs.ids import EntitlementId, RemedyId
from dialogs.texts import Phrase, Text, Value

_BLANK = Phrase("card.blank")


def remedy(call: CallFile, name: RemedyId) -> Text:
    """Return the name of a remedy; a blank when its revision is gone."""
    known = call.program.remedies.get(name)
    return _BLANK if known is None else known.name


def entitlement(call: CallFile, name: EntitlementId) -> Text:
    """Return the name of what is owed."""
    known = call.program.entitlements.get(name)
    return _BLANK if known is None else known.name


def of_list(call: CallFile, listing: str, item: str) -> Text:
    """Return the words of an item of a list."""
    return call.program.lists.get(listing, {}).get(item) or _BLANK


def promised(call: CallFile, promise: PromiseMade) -> dict[str, Value]:
    """Return what a sentence about a promise needs: what, by whom, until when."""
    return {
        "promise": of_list(call, "promises", promise.kind),
        "owner": Phrase(f"owner.{promise.owner}"),
        "due": promise.due,
    }


def named(recorded: Recorded) -> Text:
    """Return the name of what was offered or is owed."""
    match recorded.what:
        case OfferMade(remedy=name):
            return remedy(recorded.call, name)
        case EntitlementNoted(entitlement=name):
            return entitlement(recorded.call, name)
        case PromiseMade(kind=kind):
            return of_list(recorded.call, "promises", kind)
        case _:
            return _BLANK
