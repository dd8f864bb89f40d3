"""The card of what was found in the words of calls."""

from dialogs.access import Action, Reach, reach
from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ports import Found
from dialogs.render.layout import Rows, in_pairs
from dialogs.searching import snippet
from dialogs.service.searching import Searched
from dialogs.texts import Phrase

CALLS = 8
"""Calls on one card."""


def find_card(actor: Actor, searched: Searched) -> Card:
    """List the calls that were found, each with the words around the term and a button to its timeline."""
    term = searched.term.reveal()
    hits = [block for each in searched.found for block in _hit(each, term)]
    more = [Block(BlockKind.HINT, Phrase("find.more"))] if searched.more else []
    beyond = [Block(BlockKind.HINT, each) for each in (_over(actor), Phrase("find.beyond"))]
    again = (Button(Phrase("button.find_again"), Verb.FIND), Button(Phrase("button.sessions"), Verb.SESSIONS))
    return Card(
        (Block(BlockKind.BODY, _head(searched)), *hits, *more, *beyond),
        (*_calls(searched), again),
        language=actor.language,
        call_language=actor.language,
    )


def _head(searched: Searched) -> Phrase:
    if not searched.found:
        return Phrase("find.nothing")
    return Phrase("find.head_more" if searched.more else "find.head", {"count": len(searched.found)})


def _hit(each: Found, term: str) -> tuple[Block, Block]:
    line = each.line
    whose = Phrase("find.hit", {"alias": line.alias, "at": line.opened_at, "agent": line.agent_name})
    before, shown, after = snippet(each.words, term)
    said = Phrase("find.snippet", {"said": each.said_at, "before": before, "term": shown, "after": after})
    return Block(BlockKind.BODY, whose), Block(BlockKind.BODY, said)


def _over(actor: Actor) -> Phrase:
    """Say what was looked through: an empty answer means little to who does not know that."""
    if reach(actor, Action.SEARCH) is Reach.ALL:
        return Phrase("find.over_all")
    return Phrase("find.over_team", {"team": actor.team})


def _calls(searched: Searched) -> Rows:
    lines = [each.line for each in searched.found]
    return in_pairs(
        [
            Button(
                Phrase("button.open_call", {"alias": line.alias, "at": line.opened_at}),
                Verb.TIMELINE,
                line.session,
            )
            for line in lines
        ]
    )
