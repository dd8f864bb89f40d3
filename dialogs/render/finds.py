"""The card of what was found in the words of calls."""

from dialogs.access import Action, Reach, reach
from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ports import Found
from dialogs.render.layout import in_pairs
from dialogs.render.records import opened_at
from dialogs.sealed import Sealed
from dialogs.searching import snippet
from dialogs.service.searching import Searched
from dialogs.texts import Phrase, Value

CALLS = 8
"""Calls on one card."""


def find_card(actor: Actor, searched: Searched) -> Card:
    """List the calls that were found, numbered, with the words around the term and the way to them."""
    hits = [
        block for place, each in enumerate(searched.found, 1) for block in _hit(place, each, searched.term)
    ]
    more = [Block(BlockKind.HINT, Phrase("find.more"))] if searched.more else []
    beyond = [Block(BlockKind.HINT, each) for each in (_over(actor), Phrase("find.beyond"))]
    calls = [_way(place, each) for place, each in enumerate(searched.found, 1)]
    again = (Button(Phrase("button.find_again"), Verb.FIND), Button(Phrase("button.sessions"), Verb.SESSIONS))
    return Card(
        (Block(BlockKind.BODY, _head(searched)), *hits, *more, *beyond),
        (*in_pairs(calls), again),
        language=actor.language,
        call_language=actor.language,
    )


def _head(searched: Searched) -> Phrase:
    if not searched.found:
        return Phrase("find.nothing")
    return Phrase("find.head_more" if searched.more else "find.head", {"count": len(searched.found)})


def _hit(place: int, each: Found, term: Sealed) -> tuple[Block, Block]:
    values: dict[str, Value] = {
        "number": place,
        "alias": each.line.alias,
        "agent": each.line.agent_name,
        "said": each.said_at,
    }
    return Block(BlockKind.BODY, Phrase("find.hit", values)), Block(BlockKind.BODY, quoted(each, term))


def quoted(each: Found, term: Sealed) -> Phrase:
    """Say the words that hold ``term``, cut to a little around it, which is set off."""
    before, shown, after = snippet(each.words, term.reveal())
    return Phrase("find.snippet", {"before": before, "term": shown, "after": after})


def _way(place: int, each: Found) -> Button:
    label = Phrase("button.open_hit", {"number": place, "alias": each.line.alias})
    return Button(label, Verb.TIMELINE, opened_at(each.line.session, each.version))


def _over(actor: Actor) -> Phrase:
    """Say what was looked through: an empty answer means little to who does not know that."""
    if reach(actor, Action.SEARCH) is Reach.ALL:
        return Phrase("find.over_all")
    return Phrase("find.over_team", {"team": actor.team})
