"""A whole card fits one message, whatever stands in its placeholders."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogs.placeholders import LONGEST_QUOTE, PLACEHOLDER
from dialogs.program import Place
from playbooks import limits
from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.document import StepEntry
from playbooks.lists import Item
from playbooks.longest import fillings, said_in
from playbooks.rules.rule import Finding, Rule
from playbooks.words import Variant, Words

_QUOTE = LONGEST_QUOTE + 3
"""Of a customer's words, the mark that they go on, and those of a quotation."""


@dataclass(frozen=True, slots=True)
class _Most:
    """What can stand on the cards of one book at most, in characters of one language."""

    language: str
    placeholders: Mapping[str, int]
    widest: int
    """The longest of them."""
    owed: int
    offers: int
    agreement: int

    def of(self, text: Words | Item | Variant) -> int:
        """Return the length of a text that is filled in."""
        said = said_in(text, self.language)
        if "{" not in said:
            return _units(said)
        bare = _units(PLACEHOLDER.sub("", said))
        return bare + sum(self.placeholders.get(name, _QUOTE) for name in PLACEHOLDER.findall(said))

    def is_surely_short(self, letters: int, braces: int) -> bool:
        """Tell at a glance that a card of so many letters in all fits: most are far from the limit."""
        listed = self.owed + self.offers + self.agreement
        return 2 * letters + braces * self.widest + listed <= limits.MAX_CARD - limits.CARD_FRAME

    def on_card(self, step: StepEntry) -> int:
        """Return the length of a whole card: the line, two hints, what to avoid, lists, the frame."""
        asides = sorted(map(self.of, [*step.hints, *([] if step.at_counter is None else [step.at_counter])]))
        said = max(map(self.of, _lines(step))) + sum(asides[-limits.MAX_HINTS :])
        said += 0 if step.avoid is None else self.of(step.avoid)
        listed = 0 if step.lists is None else self.owed
        listed += self.offers if step.kind == "compose" or step.lists == "offers" else 0
        listed += self.agreement if step.lists == "agreement" else 0
        return said + listed + limits.CARD_FRAME


def _check(book: Book) -> Iterator[Finding]:
    """Find steps whose card can be longer than a message."""
    both = (_most(book, "zh"), _most(book, "en"))
    for number, step in enumerate(book.playbook.steps):
        letters, braces = _size(step)
        for most in both:
            if most.is_surely_short(letters, braces):
                continue
            if (length := most.on_card(step)) > limits.MAX_CARD:
                words = f'the card of step "{step.id}" can have {length} characters in {most.language}'
                hint = f"a message holds {limits.MAX_CARD}: shorten the line, or what is listed beside it"
                yield Finding(("steps", number, "say", most.language), words, hint)


def _size(step: StepEntry) -> tuple[int, int]:
    """Return how many letters, and how many placeholders at most, a step has in both languages together."""
    texts: list[Words | Variant] = [
        *_lines(step),
        *step.hints,
        *(each for each in (step.avoid, step.at_counter) if each is not None),
    ]
    letters = sum(len(each.zh) + len(each.en) for each in texts)
    return letters, sum(each.zh.count("{") + each.en.count("{") for each in texts)


def _lines(step: StepEntry) -> list[Words | Variant]:
    """Return the ways to say the line of a step, of which a card shows one."""
    return [step.say, *step.say.variants, *([] if step.say_at_counter is None else [step.say_at_counter])]


def _most(book: Book, language: str) -> _Most:
    """Return what can stand on the cards of ``book`` at most."""
    length = {name: _units(words) for name, words in fillings(book, language, _units).items()}
    for name, slot in book.playbook.slots.items():
        if slot.words is not None or slot.type == "text":
            length[name] = max(length.get(name, 0), _QUOTE)
    length |= dict.fromkeys((place.value for place in Place), _QUOTE)
    owed = sum(_length(each, language) + 2 for each in book.owed)
    remedies = book.remedies.remedies if book.remedies else []
    offer = max(
        (_length(each.name, language) + _length(each.say, language) + 8 for each in remedies), default=0
    )
    accepted = limits.MAX_OFFERS * (length.get("accepted", 0) + 2)
    promised = limits.PROMISES_A_CALL * (length.get("promise", 0) + length["due"] + 16)
    placeholders = {**length, "owed": owed, "accepted": accepted}
    widest = max(_QUOTE, *placeholders.values())
    return _Most(language, placeholders, widest, owed, limits.MAX_OFFERS * offer, accepted + promised)


def _length(words: Words | Item | Variant, language: str) -> int:
    """Return the length of a text in one language."""
    return _units(said_in(words, language))


def _units(text: str) -> int:
    """Count as Telegram does: a character beyond the common ones counts for two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


_READ_BACK = "\n".join("        " + "{fact}；" * 12 for _ in range(5))
_STEPS = """\
steps:
  - id: greet
    stage: open
    verbatim: true
    say:
      zh: >-
%s
      en: "What I noted: {fact}."
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""
RULE = Rule(
    code="PB331",
    severity=Severity.WARNING,
    title="A card longer than a message",
    why="Telegram takes 4096 characters; beyond them hints and lists are left out, in the middle of a call.",
    bad=_STEPS % _READ_BACK,
    good=_STEPS % "        我记的是：{fact}。",
    check=_check,
)
