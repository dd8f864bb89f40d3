"""Complaints to write briefs of: one that lacks nothing, and calls to break it with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dialogs.briefs import CallFile, Dossier
from dialogs.case import Case
from dialogs.deadlines import DeadlinePolicy, Settling
from dialogs.events import DeadlineSet, DeadlineSettled, Event
from dialogs.ids import FactId, StepId
from dialogs.law import LawCard
from dialogs.program import Place, Program
from dialogs.texts import Bilingual
from tests.builders.calls import AGENT, NOON, SHANGHAI, Call
from tests.builders.cases import case_of
from tests.builders.complaints import FIRST_CALL, received
from tests.builders.deadlines import DECISION
from tests.builders.law import law_of
from tests.builders.program import SMALL

CARD = law_of("invented-card")
POLICY = DeadlinePolicy(rules=(DECISION,))
RECEIVED = NOON.date()
A_CASE = case_of("known", is_example=False)
SET = DeadlineSet(
    at=NOON.astimezone(UTC),
    by=AGENT.person,
    rule=DECISION.id,
    milestone=DECISION.milestone,
    day=RECEIVED,
    due=RECEIVED + timedelta(days=15),
)
SETTLED = DeadlineSettled(
    at=NOON.astimezone(UTC), by=AGENT.person, rule=DECISION.id, how=Settling.DONE, day=RECEIVED
)


def founded(card: LawCard | None = CARD, program: Program = SMALL) -> Program:
    """Return a program whose first step shows a law card; without one, nothing does."""
    if card is None:
        return program
    first = replace(program.steps[program.start], facts=(FactId(card.id),))
    return replace(program, steps={**program.steps, program.start: first}, facts={card.id: card})


def in_other_words(program: Program, step: str) -> Program:
    """Return a program that says one step otherwise."""
    other = replace(program.steps[StepId(step)], say=Bilingual("另一种说法", "in other words"))
    return replace(program, steps={**program.steps, other.id: other})


def begun(program: Program | None = None, at: datetime = NOON) -> Call:
    """Return a call in which the customer has spoken and confirmed, with what is owed established."""
    made = Call(program=founded() if program is None else program, now=at)
    return (
        made.note("编造：多扣了两次", Place.FACT)
        .note("编造：很着急", Place.FEELING)
        .choose("goes-on", "fee", "right", "late-fee")
    )


def agreed(program: Program | None = None, at: datetime = NOON) -> Call:
    """Return a call that ended with an agreement and a promise, and lacks nothing."""
    return begun(program, at).pick("letter", "fee-back").choose("put", "takes-1", "agrees")


def dossier(
    *calls: Call,
    complaint: Sequence[Event] = (SET, SETTLED),
    policy: DeadlinePolicy = POLICY,
    now: datetime = NOON + timedelta(hours=1),
    withheld: int = 0,
    cases: tuple[Case, ...] = (A_CASE,),
) -> Dossier:
    files = tuple(
        CallFile(number=number, program=made.program, events=tuple(made.events), agent="Invented Agent")
        for number, made in enumerate(calls, start=1)
    )
    return Dossier(
        complaint=(received(), FIRST_CALL, *complaint),
        calls=files,
        policy=policy,
        zone=SHANGHAI,
        now=now,
        withheld=withheld,
        cases=cases,
    )
