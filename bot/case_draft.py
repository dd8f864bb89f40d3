"""A closed call as a case to be written: the program says how it went, a person finds the words."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Final

from bot.assemble import office_over
from bot.clock import now
from bot.hatch.orders import NoteReading
from bot.hatch.saying import is_noted
from bot.settings import Settings
from bot.storing import read_log
from bot.words import Words
from dialogs.casedraft import CaseOutline
from dialogs.ids import SessionId
from dialogs.people import CONSOLE
from dialogs.refusals import Refusal
from dialogs.service import CaseWork
from dialogs.texts import Bilingual, Language, Phrase, Several, Text, Value
from playbooks.case_scaffold import CaseDraft, case_name, case_text
from playbooks.casedesk import read_handed_in

_REFUSED: Final = 1
_ARROW: Final = " → "
_SIGNS: Final = 2
"""Bytes of chance in a name."""
Both = Callable[[Text], Bilingual]
"""Says a text in both languages."""


def draft(settings: Settings, session: SessionId, to: Path | None) -> int:
    """Begin the file of a case of a closed call, and say what is left to write; 1 when refused."""
    words = Words(settings.zone)
    outlined = asyncio.run(_outlined(settings, session))
    if isinstance(outlined, Refusal):
        print(words.say(outlined.phrase, settings.language), file=sys.stderr)
        return _REFUSED
    if not is_noted(settings, NoteReading(session=session)):
        return _REFUSED
    today = now().astimezone(settings.zone).date()
    begun = drafted(outlined, partial(in_both, words))
    name = case_name(begun, token_hex(_SIGNS))
    content, path = case_text(name, begun, today).encode(), to or Path(f"{name}.yaml")
    try:
        with path.open("xb") as opened:
            opened.write(content)
    except OSError as error:
        print(error, file=sys.stderr)
        return _REFUSED
    left = read_handed_in(settings.shelf, content, today).diagnostics
    for each in left:
        print(each)
    told: dict[str, Value] = {"path": str(path), "count": len(left)}
    print(words.say(Phrase("case_draft.begun", told), settings.language))
    return 0


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


def in_both(words: Words, text: Text) -> Bilingual:
    """Say a text in both languages."""
    return Bilingual(words.say(text, Language.ZH), words.say(text, Language.EN))


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


async def _outlined(settings: Settings, session: SessionId) -> CaseOutline | Refusal:
    async with read_log(settings) as storage, office_over(settings, storage) as office:
        return await CaseWork(office).outlined(CONSOLE, session)
