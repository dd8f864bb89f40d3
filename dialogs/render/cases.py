"""The cases as they are looked for, and one of them opened.

An invented case says so first and last, and never shows a line to say.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.case import Case
from dialogs.casebook import CaseBook
from dialogs.lawbook import LawBook
from dialogs.render.facts import name_of
from dialogs.render.layout import in_pairs
from dialogs.render.lists import begins, card_of
from dialogs.render.look import AGAIN, Look
from dialogs.render.looking import Keys, Kind, ways_on
from dialogs.texts import Language, Phrase, Value

_KEYS = Keys(
    asks="case.ask",
    writes="ask.case",
    has_none="case.no_cards",
    found="case.found",
    topic="case.topic",
    nothing="case.nothing",
    perhaps="case.perhaps",
    nothing_near="case.nothing_near",
)


def case_kind(book: CaseBook, law: LawBook) -> Kind[Case]:
    """Return how cases are shown to whoever looks for one; ``law`` names the rules that mattered."""
    return Kind(
        book=book,
        cards=book.cards.values(),
        verb=Verb.CASE,
        keys=_KEYS,
        other=Button(Phrase("button.law"), Verb.LAW, AGAIN),
        hit=_hit,
        label=lambda place, case: Phrase("button.law_card", {"place": place, "name": case.title}),
        opened=partial(case_card, law),
    )


def case_card(law: LawBook, actor: Actor, case: Case, look: Look, call: Language, today: date) -> Card:
    """Show all that a case tells; ``call`` is the language of a line to say, ``today`` the local day."""
    rules = [
        Button(
            Phrase("button.case_law", {"name": law.name(rule) or name_of(rule)}),
            Verb.LAW,
            Look().opened(rule.id).value,
        )
        for rule in (law.cards[each] for each in case.law if each in law.cards)
    ]
    return card_of(actor, tuple(case_told(case, today)), (*in_pairs(rules), ways_on(Verb.CASE, look)), call)


def case_told(case: Case, today: date, *, waits: bool = False) -> Iterator[Block]:
    """Yield all that a case tells; one that ``waits`` for a second person nobody has approved yet."""
    yield Block(BlockKind.BODY, Phrase("case.name", {"title": case.title}))
    if case.is_example:
        yield Block(BlockKind.NOTICE, Phrase("case.example"))
    else:
        key = "case.real_waits" if waits else "case.real"
        yield Block(BlockKind.HINT, Phrase(key, {"month": case.closed_on or ""}))
    yield Block(BlockKind.BODY, Phrase("case.situation", {"text": case.situation}))
    for place, each in enumerate(case.tried, 1):
        yield Block(BlockKind.LISTED, Phrase("case.tried", {"place": place, "text": each}))
    yield Block(BlockKind.BODY, Phrase("case.turned", {"text": case.turned}))
    yield Block(BlockKind.BODY, Phrase("case.outcome", {"text": case.outcome}))
    yield Block(BlockKind.BODY, Phrase("case.lesson", {"text": case.lesson}))
    if case.check_by < today:
        yield Block(BlockKind.NOTICE, Phrase("case.overdue", {"day": case.check_by.isoformat()}))
    if case.evidence is not None:
        yield Block(BlockKind.SAY, case.evidence, spoken=True)
    elif case.is_example:
        yield Block(BlockKind.AVOID, Phrase("case.not_to_tell"))


def _hit(place: int, case: Case) -> Phrase:
    told: dict[str, Value] = {"place": place, "title": case.title, "lesson": begins(case.lesson)}
    return Phrase("case.hit_example" if case.is_example else "case.hit", told)
