"""Law cards are there, cite articles only where somebody read them, and are read again in time."""

from collections.abc import Iterator, Mapping
from datetime import date

from dialogs.causes import Cause
from playbooks import limits
from playbooks.book import Book
from playbooks.diagnostics import Diagnostic, Severity
from playbooks.law import LawCard
from playbooks.limits import MAX_FACTS
from playbooks.measure import Budget
from playbooks.nearby import meant
from playbooks.parts import card_part
from playbooks.rules.rule import Finding, Lettered, Rule, TextRule
from playbooks.source import Source
from playbooks.texts import Part


def _unknown(book: Book) -> Iterator[Finding]:
    """Find law cards that are not there, that are called otherwise than their file, and too many at once."""
    known = book.shelf.cards() if any(step.facts for step in book.playbook.steps) else []
    for number, step in enumerate(book.playbook.steps):
        if len(step.facts) > MAX_FACTS:
            words = f"{len(step.facts)} law cards on one step"
            hint = f"at most {MAX_FACTS} are read"
            yield Finding(("steps", number, "facts"), words, hint, at_key=True, cause=Cause.PB509_MANY)
        for place, fact in enumerate(step.facts):
            if fact not in book.law and fact not in known:
                hint = meant(fact, known) or "it belongs in the folder law, a file each"
                yield Finding(("steps", number, "facts", place), f'there is no law card "{fact}"', hint)
    for name, card in book.law.items():
        yield from _misnamed(name, card)


def _article(book: Book) -> Iterator[Finding]:
    """Find articles that nobody has read."""
    for name, card in book.law.items():
        yield from _unread(name, card)


def _to_confirm(book: Book) -> Iterator[Finding]:
    """Find cards that nobody is told to confirm, or is told to although somebody has read them."""
    for name, card in book.law.items():
        yield from _unconfirmed(name, card)


def _check_by(book: Book) -> Iterator[Finding]:
    """Find law cards that should have been read again."""
    for name, card in book.law.items():
        yield from _overdue(name, card, book.today)


_BUDGETS: Mapping[Part, Budget] = {
    Part.TOLD: Budget(limits.MAX_TOLD_ZH, limits.MAX_TOLD_EN),
    Part.LAW: Budget(limits.MAX_LAW_ZH, limits.MAX_LAW_EN),
}


def _too_long(book: Lettered) -> Iterator[Finding]:
    """Find law cards that are too long to say, or to read during a call."""
    for text in book.texts:
        if text.role not in _BUDGETS:
            continue
        for language, words, most in _BUDGETS[text.role].over(text.words.zh, text.words.en):
            hint = f"keep it to {most}, or make it two cards"
            yield Finding((*text.trail, language), words, hint, text.part)


def _misnamed(name: str, card: LawCard) -> Iterator[Finding]:
    """Tell when a card is called otherwise than its file."""
    if card.id != name:
        words = f'the law card is called "{card.id}", its file "{name}.yaml"'
        yield Finding(("id",), words, "call both the same", card_part(name), cause=Cause.PB509_NAMED)


def _unread(name: str, card: LawCard) -> Iterator[Finding]:
    """Tell when a card cites what nobody has read."""
    if card.confidence == "C" and card.article is not None:
        words = 'an article stands here, but the confidence is "C": nobody has read it'
        yield Finding(("article",), words, "delete it, or read the text", card_part(name), at_key=True)


def _unconfirmed(name: str, card: LawCard) -> Iterator[Finding]:
    """Tell when what a card says of compliance does not go with its confidence."""
    if card.confidence == "C" and not card.to_confirm:
        words = 'the confidence is "C", and nobody is told to confirm it'
        hint = 'add "to_confirm: true"; the agent is shown "to be confirmed by compliance"'
        yield Finding(("confidence",), words, hint, card_part(name), cause=Cause.PB512_C)
    if card.confidence == "A" and card.to_confirm:
        words = 'the confidence is "A", and yet compliance is to confirm it'
        hint = 'delete "to_confirm", or give it the confidence that it has'
        yield Finding(("to_confirm",), words, hint, card_part(name), at_key=True, cause=Cause.PB512_A)


def _overdue(name: str, card: LawCard, today: date | None) -> Iterator[Finding]:
    """Tell when a card should have been read again."""
    if today is not None and card.check_by < today:
        words = f"this law card was to be read again by {card.check_by}"
        hint = "compare it with the official text, then set a new day"
        yield Finding(("check_by",), words, hint, card_part(name))


_GOOD = """\
steps:
  - id: greet
    stage: open
    facts: [sample]
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""

UNKNOWN = Rule(
    code="PB509",
    title="Unknown law card",
    why="The agent would tap for the rule and see nothing.",
    bad=_GOOD.replace("[sample]", "[simple]"),
    good=_GOOD,
    check=_unknown,
)

ARTICLE = Rule(
    code="PB510",
    title="Article that nobody has read",
    why="A wrong article, said to a customer, costs the firm its word and perhaps a case.",
    bad=f"{_GOOD}confidence: C\nto_confirm: true\n",
    good=_GOOD,
    check=_article,
)

CHECK_BY = Rule(
    code="PB511",
    title="Law card past its day",
    why="Rules change; what was right last year may cost a customer a deadline today.",
    bad=_GOOD.replace("[sample]", "[old]"),
    good=_GOOD,
    severity=Severity.WARNING,
    check=_check_by,
)

TO_CONFIRM = Rule(
    code="PB512",
    title="Confidence and confirmation do not agree",
    why="What nobody has read reaches a customer only after compliance has looked.",
    bad=f"{_GOOD}confidence: A\nto_confirm: true\n",
    good=_GOOD,
    check=_to_confirm,
)

LENGTH = TextRule(
    code="PB513",
    title="Law card too long",
    why="It is read, and its sentence said, while a customer waits.",
    severity=Severity.WARNING,
    bad=f"{_GOOD}how_to_say: {{zh: {'我们照办法来办，' * 9}就这样。, en: We follow the measures.}}\n",
    good=_GOOD,
    check=_too_long,
)


def told_of(name: str, card: LawCard, source: Source, today: date | None) -> Iterator[Diagnostic]:
    """Yield what these rules say of one card, whether a playbook names it or not."""
    asked = (
        (UNKNOWN, _misnamed(name, card)),
        (ARTICLE, _unread(name, card)),
        (CHECK_BY, _overdue(name, card, today)),
        (TO_CONFIRM, _unconfirmed(name, card)),
    )
    return (rule.told(each, source) for rule, found in asked for each in found)
