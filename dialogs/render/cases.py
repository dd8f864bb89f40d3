"""The cards of a search among the cases: what to write, what was found, and one case opened.

An invented case says so first and last, and never shows a line to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.case import Case
from dialogs.casebook import CaseBook
from dialogs.lawbook import LawBook
from dialogs.render.facts import name_of
from dialogs.render.layout import Rows, in_pairs
from dialogs.render.lists import begins, card_of, counted, has_more, page_of, turning
from dialogs.render.look import AGAIN, CLOSE, Look
from dialogs.service.looking import Found
from dialogs.texts import Language, Phrase

_CLOSE = Button(Phrase("button.close_law"), Verb.CASE, CLOSE)
_ANEW = Button(Phrase("button.law_again"), Verb.CASE, AGAIN)
_LAW = Button(Phrase("button.law"), Verb.LAW, AGAIN)


def case_start(actor: Actor, book: CaseBook) -> Card:
    """Ask for a word, and offer the kinds of complaint."""
    told = Phrase("case.ask", {"count": len(book.cards)}) if book.cards else Phrase("case.no_cards")
    asks = (Block(BlockKind.NEXT_TEXT, Phrase("ask.case")),) if book.cards else ()
    return card_of(actor, (Block(BlockKind.BODY, told), *asks), (*_scenarios(book), (_LAW, _CLOSE)))


def case_found(actor: Actor, book: CaseBook, found: Found[Case], page: int) -> Card:
    """List what was found for a word, a page of it; without a hit, what may have been meant."""
    look = Look(words=found.words, page=page)
    if found.cards:
        return _listed(actor, look, Phrase("case.found", counted(look, found.cards)), found.cards)
    meant = [
        Button(Phrase("button.law_word", {"word": each}), Verb.CASE, Look(words=each).value)
        for each in found.alike
    ]
    said = (
        Block(BlockKind.BODY, Phrase("case.nothing", {"words": found.words})),
        Block(BlockKind.HINT, Phrase("case.perhaps" if meant else "case.nothing_near")),
    )
    return card_of(actor, said, (*in_pairs(meant), *_scenarios(book), (_ANEW, _CLOSE)))


def case_topic(actor: Actor, book: CaseBook, scenario: str, page: int) -> Card:
    """List the cases of one kind of complaint, a page of them."""
    look, cases = Look(topic=scenario, page=page), book.about(scenario)
    told = {"topic": book.topics[scenario].title, **counted(look, cases)}
    return _listed(actor, look, Phrase("case.topic", told), cases)


def case_card(actor: Actor, law: LawBook, case: Case, look: Look, call: Language, today: date) -> Card:
    """Show all that a case tells; ``call`` is the language of a line to say, ``today`` the local day."""
    rules = [
        Button(
            Phrase("button.case_law", {"name": law.name(rule) or name_of(rule)}),
            Verb.LAW,
            Look().opened(rule.id).value,
        )
        for rule in (law.cards[each] for each in case.law if each in law.cards)
    ]
    back = Button(Phrase("button.law_list"), Verb.CASE, replace(look, card="").value)
    ways = (back, _ANEW, _CLOSE) if look.is_listed else (_ANEW, _CLOSE)
    return card_of(actor, tuple(_told(case, today)), (*in_pairs(rules), ways), call)


def _told(case: Case, today: date) -> Iterator[Block]:
    yield Block(BlockKind.BODY, Phrase("case.name", {"title": case.title}))
    if case.is_example:
        yield Block(BlockKind.NOTICE, Phrase("case.example"))
    else:
        yield Block(BlockKind.HINT, Phrase("case.real", {"month": case.closed_on or ""}))
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


def _listed(actor: Actor, look: Look, told: Phrase, cases: Sequence[Case]) -> Card:
    shown = page_of(cases, look)
    lines = [
        Block(
            BlockKind.LISTED,
            Phrase(
                "case.hit_example" if case.is_example else "case.hit",
                {"place": place, "title": case.title, "lesson": begins(case.lesson)},
            ),
        )
        for place, case in shown
    ]
    opening = tuple(
        (
            Button(
                Phrase("button.law_card", {"place": place, "name": case.title}),
                Verb.CASE,
                look.opened(case.id).value,
            ),
        )
        for place, case in shown
    )
    more = has_more(cases, look)
    beyond = (Block(BlockKind.HINT, Phrase("law.shorter")),) if more and not look.is_kept else ()
    pages = turning(look, Verb.CASE, more=more and look.is_kept)
    return card_of(actor, (Block(BlockKind.BODY, told), *lines, *beyond), (*opening, *pages, (_ANEW, _CLOSE)))


def _scenarios(book: CaseBook) -> Rows:
    return in_pairs(
        [
            Button(
                Phrase("button.law_topic", {"topic": book.topics[name].title, "count": count}),
                Verb.CASE,
                Look(topic=name).value,
            )
            for name, count in book.counts.items()
        ]
    )
