"""What the program begins a case with, in words: in both languages, whoever reads it."""

from collections.abc import Callable, Iterator
from secrets import token_hex
from typing import Final

from bot.words import SayIn
from dialogs.casedraft import CaseOutline
from dialogs.texts import Bilingual, Language, Phrase, Several, Text, Value
from playbooks.case_scaffold import CaseDraft, case_name

_ARROW: Final = " → "
_SIGNS: Final = 2
"""Bytes of chance in a name."""
Both = Callable[[Text], Bilingual]
"""Says a text in both languages."""


def drafted(outline: CaseOutline, both: Both) -> CaseDraft:
    """Return a case as it is begun: what is known in both languages, and what a person has to write."""
    return CaseDraft(
        scenario=outline.scenario,
        closed_on=outline.closed_on,
        title=both(Phrase("case_draft.title")),
        situation=both(Phrase("case_draft.situation")),
        tried=(*_tried(outline, both), both(Phrase("case_draft.tried"))),
        turned=both(Phrase("case_draft.turned")),
        outcome=_outcome(outline, both),
        lesson=both(Phrase("case_draft.lesson")),
        words=outline.product,
        law=outline.law,
    )


def both_of(say: SayIn) -> Both:
    """Return what says a text in both languages."""
    return lambda text: Bilingual(say(text, Language.ZH), say(text, Language.EN))


def new_name(outline: CaseOutline) -> str:
    """Return what a case that is begun now is called."""
    return case_name(outline.scenario, outline.closed_on, token_hex(_SIGNS))


def _tried(outline: CaseOutline, both: Both) -> Iterator[Bilingual]:
    for each in outline.walked:
        taps = Bilingual(*(_ARROW.join(tap.said_in(one) for tap in each.taps) for one in Language))
        yield both(Phrase("case_draft.walked", {"stage": each.stage, "taps": taps}))
    for offered in outline.offered:
        answer = Phrase(f"answer.{offered.answer or 'open'}")
        answer = Phrase("brief.not_chosen") if offered.passed_over else answer
        yield both(Phrase("case_draft.offered", {"name": offered.name, "answer": answer}))


def _outcome(outline: CaseOutline, both: Both) -> Bilingual:
    values: dict[str, Value] = {"outcome": Phrase(f"outcome.{outline.outcome}")}
    if not outline.agreed:
        return both(Phrase("case_draft.ended", values))
    return both(Phrase("case_draft.agreed", values | {"what": Several(outline.agreed)}))
