"""Cases lead where they say, give nobody away, and an invented one is never taken for a real one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dialogs.causes import Cause
from dialogs.masking import mask
from playbooks import limits
from playbooks.case import Case
from playbooks.diagnostics import Diagnostic, Severity
from playbooks.measure import Budget
from playbooks.nearby import meant
from playbooks.rules.rule import Entry, Finding
from playbooks.source import Source
from playbooks.texts import Part, case_texts

UNWRITTEN = "TODO"
"""How a text begins that a person has yet to write."""
_BUDGET = Budget(limits.MAX_TALE_ZH, limits.MAX_TALE_EN)


@dataclass(frozen=True, slots=True)
class Around:
    """What a case can name."""

    scenarios: frozenset[str]
    cards: frozenset[str]
    in_log: bool = False
    """Whether the log says who approved it, so that the file need not."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A case, with what it is asked about."""

    name: str
    case: Case
    around: Around
    today: date | None


def _misnamed(asked: _Asked) -> Iterator[Finding]:
    """Tell when a case is called otherwise than its file."""
    if asked.case.id != asked.name:
        words = f'the case is called "{asked.case.id}", its file "{asked.name}.yaml"'
        yield Finding(("id",), words, "call both the same")


def _scenario(asked: _Asked) -> Iterator[Finding]:
    """Tell when there is no playbook of this kind of complaint."""
    if asked.case.scenario not in asked.around.scenarios:
        hint = meant(asked.case.scenario, asked.around.scenarios) or "name the folder of a playbook"
        yield Finding(("scenario",), f'there is no playbook "{asked.case.scenario}"', hint)


def _cards(asked: _Asked) -> Iterator[Finding]:
    """Tell of law cards that are not there."""
    for place, card in enumerate(asked.case.law):
        if card not in asked.around.cards:
            hint = meant(card, asked.around.cards) or "it belongs in the folder law, a file each"
            yield Finding(("law", place), f'there is no law card "{card}"', hint)


def _example(asked: _Asked) -> Iterator[Finding]:
    """Tell when an invented case looks like a real one, or nobody has approved a real one."""
    only_of_real = ("closed_on", "approved_by", "how_to_say")
    for key in only_of_real if asked.case.example else ():
        if getattr(asked.case, key) is not None:
            words = f'"{key}" stands here, but the case is invented'
            hint = "delete it: an example is not told to customers"
            yield Finding((key,), words, hint, at_key=True, cause=Cause.PB704_INVENTED)
    for key in () if asked.case.example else only_of_real[: 1 if asked.around.in_log else 2]:
        if getattr(asked.case, key) is None:
            words = f'the case is a real one, and "{key}" is missing'
            hint = 'add it, or write "example: true"'
            yield Finding(("example",), words, hint, cause=Cause.PB704_REAL)


def _numbers(asked: _Asked) -> Iterator[Finding]:
    """Tell of numbers by which somebody may be known."""
    for text in case_texts(asked.name, asked.case):
        for language, words in (("zh", text.words.zh), ("en", text.words.en)):
            if mask(words).found:
                hint = "write at most its last four digits"
                yield Finding(
                    (*text.trail, language), "a long number stands here: it may be somebody's", hint
                )


def _unwritten(asked: _Asked) -> Iterator[Finding]:
    """Tell of places that somebody has yet to find words for."""
    for text in case_texts(asked.name, asked.case):
        for language, words in (("zh", text.words.zh), ("en", text.words.en)):
            if words.startswith(UNWRITTEN):
                yield Finding(
                    (*text.trail, language), "this is still to be written", "write it, or delete it"
                )


def _overdue(asked: _Asked) -> Iterator[Finding]:
    """Tell when somebody should have read the case again."""
    if asked.today is not None and asked.case.check_by < asked.today:
        words = f"this case was to be read again by {asked.case.check_by}"
        yield Finding(("check_by",), words, "see whether its lesson still holds, then set a new day")


def _too_long(asked: _Asked) -> Iterator[Finding]:
    """Tell of parts that nobody reads between two calls."""
    for text in case_texts(asked.name, asked.case):
        if text.role is not Part.TALE:
            continue
        for language, words, most in _BUDGET.over(text.words.zh, text.words.en):
            yield Finding((*text.trail, language), words, f"keep it to {most}")


_GOOD = """\
format: 1
id: sample
title: {zh: 示例案例, en: A sample case}
scenario: example
example: true
situation: {zh: 客户来电。, en: A customer called.}
tried: [{zh: 先听完。, en: Heard them out.}]
turned: {zh: 一句实话。, en: One honest sentence.}
outcome: {zh: 办妥了。, en: It was settled.}
lesson: {zh: 先听完。, en: Hear them out first.}
law: [sample]
check_by: 2027-05-31
"""


def _told_with(title: str, code: str, why: str, bad: str, *, warns: bool = False) -> Entry:
    severity = Severity.WARNING if warns else Severity.ERROR
    return Entry(code=code, title=title, why=why, bad=bad, good=_GOOD, severity=severity)


_REAL = _GOOD.replace("example: true", "example: false")
_QUESTIONS = (
    (
        _told_with(
            "Case called otherwise than its file",
            "PB701",
            "Whoever looks for the file finds another.",
            _GOOD.replace("id: sample", "id: simple"),
        ),
        _misnamed,
    ),
    (
        _told_with(
            "Case of an unknown scenario",
            "PB702",
            "Nobody finds it who has such a call.",
            _GOOD.replace("scenario: example", "scenario: exampel"),
        ),
        _scenario,
    ),
    (
        _told_with(
            "Case with an unknown law card",
            "PB703",
            "The agent would tap for the rule and see nothing.",
            _GOOD.replace("[sample]", "[simple]"),
        ),
        _cards,
    ),
    (
        _told_with(
            "Invented or real: the case does not say",
            "PB704",
            "An invented case that is told as true costs the customer's trust, and the firm its word.",
            _REAL,
        ),
        _example,
    ),
    (
        _told_with(
            "Long number in a case",
            "PB705",
            "A case is read by many; nobody may be known from it.",
            _GOOD.replace("客户来电", "客户用13800000000来电"),
        ),
        _numbers,
    ),
    (
        _told_with(
            "Case past its day",
            "PB706",
            "What turned a call last year may break a rule today.",
            _GOOD.replace("2027", "2020"),
            warns=True,
        ),
        _overdue,
    ),
    (
        _told_with(
            "Case too long",
            "PB707",
            "It is read between two calls.",
            _GOOD.replace("办妥了", "办妥了，" * 40 + "就这样"),
            warns=True,
        ),
        _too_long,
    ),
    (
        _told_with(
            "Case that is not written yet",
            "PB708",
            "Whoever looks for help finds an empty place.",
            _GOOD.replace("先听完。, en: Heard", "TODO 试过什么, en: Heard"),
        ),
        _unwritten,
    ),
)
ENTRIES: tuple[Entry, ...] = tuple(entry for entry, _ in _QUESTIONS)
"""The rules of cases, by code. Their examples are whole cases."""


def told_of(
    name: str, case: Case, source: Source, around: Around, today: date | None
) -> Iterator[Diagnostic]:
    """Yield what these rules say of one case."""
    asked = _Asked(name, case, around, today)
    return (entry.told(found, source) for entry, ask in _QUESTIONS for found in ask(asked))
