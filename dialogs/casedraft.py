"""What the program can say of a closed call as a case: how it went, and not a word that anybody said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from itertools import groupby
from operator import itemgetter

from dialogs.briefs import CallFile
from dialogs.briefs.naming import remedy
from dialogs.briefs.offers import agreed_on
from dialogs.errors import LogDoesNotFoldError
from dialogs.events import AgreementReached
from dialogs.ids import FactId, PlaybookSlug, StageId
from dialogs.placeholders import named_in
from dialogs.program import Answer, Outcome
from dialogs.texts import Bilingual, Text


@dataclass(frozen=True, slots=True)
class Walked:
    """A stage that the call went through, with what was tapped there."""

    stage: Bilingual
    taps: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that was offered, and what came of it."""

    name: Text
    answer: Answer | None
    passed_over: bool = False
    """Whether another one of the same set was taken, which answers it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutline:
    """What a case can begin with. All of it is the playbook's own words, or the kind of something.

    No amount stands here, no day, no answer in writing, no note: by none of it is anybody known.
    """

    scenario: PlaybookSlug
    closed_on: str
    """The month, as ``2026-11``."""
    product: Bilingual | None
    walked: tuple[Walked, ...]
    offered: tuple[Offered, ...]
    outcome: Outcome
    agreed: tuple[Text, ...]
    """What was agreed upon."""
    law: tuple[FactId, ...]
    """The law cards of the steps at which it stood."""


def outline_case(call: CallFile, zone: tzinfo) -> CaseOutline:
    """Return what is known of a call that ended.

    Raises:
        LogDoesNotFoldError: it did not end.
    """
    state, program = call.state, call.program
    if state.outcome is None or state.ended_at is None:
        msg = "a case is made of a call that ended"
        raise LogDoesNotFoldError(msg)
    agreements = [each.what for each in call.records if isinstance(each.what, AgreementReached)]
    return CaseOutline(
        scenario=program.playbook,
        closed_on=f"{state.ended_at.astimezone(zone):%Y-%m}",
        product=program.lists.get("products", {}).get(state.product),
        walked=tuple(_walked(call)),
        offered=tuple(_offered(call)),
        outcome=state.outcome,
        agreed=agreed_on(call, agreements[-1].offers) if agreements else (),
        law=tuple(dict.fromkeys(name for stood in call.stood for name in stood.step.facts)),
    )


def _offered(call: CallFile) -> Iterator[Offered]:
    """Yield what was offered and not taken back."""
    offers = call.state.walk.offers
    taken = {each.round for each in offers if each.answer is Answer.ACCEPTED}
    for each in offers:
        yield Offered(remedy(call, each.remedy), each.answer, each.answer is None and each.round in taken)


def _walked(call: CallFile) -> Iterator[Walked]:
    """Yield the stages in the order of the walk, each with its taps; what was undone is left out."""
    for stage, taps in groupby(_taps(call), key=itemgetter(0)):
        yield Walked(call.program.stages[stage].title, tuple(label for _, label in taps))


def _taps(call: CallFile) -> Iterator[tuple[StageId, Bilingual]]:
    """Yield what was tapped; an answer in writing was not, and a label may hold one."""
    for move in call.state.path:
        step = call.program.steps.get(move.before.step)
        for choice in () if step is None else step.choices:
            if step is not None and choice.id == move.choice and not named_in(choice.label):
                yield step.stage, choice.label
