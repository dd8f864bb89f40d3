"""A placeholder names something that can be filled in, in both languages."""

from collections.abc import Iterator

from dialogs.causes import Cause
from dialogs.placeholders import BUILT_IN, placeholders
from playbooks.book import Book
from playbooks.nearby import meant
from playbooks.placeholders import are_braces_balanced
from playbooks.rules.rule import Finding, Rule
from playbooks.source import Trail
from playbooks.texts import Written


def _check(book: Book) -> Iterator[Finding]:
    """Find braces that are not placeholders, unknown names, and names that one language lacks."""
    known = [*book.playbook.slots, *sorted(BUILT_IN)]
    fine = frozenset(known)
    for text in book.texts:
        zh, en = text.words.zh, text.words.en
        if not ("{" in zh or "{" in en or "}" in zh or "}" in en) or _is_fine(text, fine):
            continue
        broken = False
        for language, words in (("zh", zh), ("en", en)):
            for finding in _braces(
                (*text.trail, language), text.part, words, known if text.is_filled else None
            ):
                broken = True
                yield finding
        if text.is_filled and not broken:
            yield from _one_language(text)


def _is_fine(text: Written, known: frozenset[str]) -> bool:
    """Tell whether all is well with the braces of a text, which is so for nearly all."""
    zh, en = text.words.zh, text.words.en
    named = placeholders(zh)
    return (
        text.is_filled
        and named <= known
        and named == placeholders(en)
        and are_braces_balanced(zh)
        and are_braces_balanced(en)
    )


def _braces(trail: Trail, part: str, words: str, known: list[str] | None) -> Iterator[Finding]:
    """Find what is wrong with the braces of one text; ``known`` is none where nothing is filled in."""
    if not are_braces_balanced(words):
        yield Finding(trail, "the braces of this text do not fit", "write {name}, one word in braces", part)
        return
    for name in sorted(placeholders(words)):
        if known is None:
            hint = "only say, say_at_counter, hints, at_counter and the labels of choices are filled in"
            yield Finding(
                trail, f'"{{{name}}}" cannot be filled in here', hint, part, cause=Cause.PB304_UNFILLED
            )
        elif name not in known:
            hint = meant(name, known) or "add it to slots"
            words = f'nothing is called "{name}" that could be filled in'
            yield Finding(trail, words, hint, part, cause=Cause.PB304_UNKNOWN)


def _one_language(text: Written) -> Iterator[Finding]:
    """Find placeholders that stand in one language only."""
    chinese, english = placeholders(text.words.zh), placeholders(text.words.en)
    for name in sorted(chinese ^ english):
        language = "zh" if name in english else "en"
        words = f'"{{{name}}}" is missing in this language'
        yield Finding(
            (*text.trail, language), words, "say the same in both", text.part, cause=Cause.PB304_MISSING
        )


RULE = Rule(
    code="PB304",
    title="Bad placeholder",
    why="Braces would be read out, or a language would leave out what the other says.",
    bad="""\
slots:
  matter: {values: {fee: {zh: 收费, en: a charge}}}
steps:
  - id: greet
    stage: open
    say: {zh: "您说的是{mater}。", en: "This is about {matter}."}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {matter: fee}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
slots:
  matter: {values: {fee: {zh: 收费, en: a charge}}}
steps:
  - id: greet
    stage: open
    say: {zh: "您说的是{matter}。", en: "This is about {matter}."}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {matter: fee}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
