"""Questions that are answered in writing: what was typed is read, remembered, and moves the walk."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypedDict, assert_never

from dialogs.amounts import read_money
from dialogs.commands import ChangeGiven, NoteWords
from dialogs.days import read_day
from dialogs.decide import beside, effects
from dialogs.decide.decision import NOTHING, Decision
from dialogs.decide.moves import returns_to
from dialogs.events import AnswerGiven, Given, GivenAnswerChanged
from dialogs.machine import machine_of
from dialogs.money import Money
from dialogs.placeholders import label_of_slot
from dialogs.ports import SessionStatus
from dialogs.program import (
    Program,
    Step,
)
from dialogs.refusals import Reason, Refusal
from dialogs.rough_amounts import read_rough_money
from dialogs.rough_days import read_rough_day
from dialogs.sealed import Sealed
from dialogs.slots import Slot, SlotType
from dialogs.state import SessionState
from dialogs.texts import Value

FAR_AHEAD: Final = timedelta(days=21)
"""So far ahead lies nearly no day that a playbook asks for: an answer to a regulator takes 15 days."""
_SURE: Final = re.compile(r"[\s，,]*(?:确定|sure)$", re.IGNORECASE)


class Values(TypedDict, total=False):
    """The one field of an event that an answer in writing fills."""

    words: Sealed
    amount: Money
    day: date


def write(program: Program, state: SessionState, command: NoteWords, now: datetime) -> Decision | Refusal:
    """Take words as the answer to the open question, where they may be one; else note them."""
    slot = open_question(program, state)
    if slot is None or command.place is not None or not command.may_answer:
        return beside.note(program, state, command, now.astimezone(UTC))
    value = _read(slot, command.words, _day_of(command.said_at, now))
    step = program.steps[state.walk.step]
    if isinstance(value, Refusal):
        return value
    moment = state.moment(command.actor.role, now)
    target = None if step.answer is None else machine_of(program).target(state, step.answer.id, moment)
    if step.answer is None or target is None:
        return Refusal(Reason.UNKNOWN)
    given = AnswerGiven(
        at=now.astimezone(UTC),
        by=command.actor.person,
        step=step.id,
        slot=slot.name,
        target=target,
        returns_to=returns_to(program, state, step.answer),
        **_values(value),
    )
    return effects.with_effects(program, state, given, step.answer, now)


def change(program: Program, state: SessionState, command: ChangeGiven, now: datetime) -> Decision | Refusal:
    """Correct an answer in writing; the walk stays where it is."""
    move = next((each for each in state.path if each.version == command.move), None)
    step = program.steps[move.before.step] if move is not None else None
    slot = None if step is None else question_of(program, step)
    if move is None or move.choice is None or slot is None:
        return Refusal(Reason.UNKNOWN)
    value = _read(slot, command.words, _day_of(command.said_at, now))
    if isinstance(value, Refusal):
        return value
    if state.walk.given.get(slot.name) == value:
        return NOTHING
    changed = GivenAnswerChanged(
        at=now.astimezone(UTC),
        by=command.actor.person,
        move=move.version,
        step=move.before.step,
        slot=slot.name,
        **_values(value),
    )
    return Decision((changed,))


def open_question(program: Program, state: SessionState) -> Slot | None:
    """Return the slot that the next text fills: none unless the call goes on and its step asks in writing."""
    if state.status is not SessionStatus.LIVE:
        return None
    return question_of(program, program.steps[state.walk.step])


def question_of(program: Program, step: Step) -> Slot | None:
    """Return the slot that ``step`` asks for in writing, if it does."""
    return None if step.answer is None or step.asks is None else program.slots[step.asks]


def _day_of(said_at: datetime, now: datetime) -> date:
    """Return the day, in the firm's zone, on which words were written: what they call today."""
    return min(said_at, now).astimezone(now.tzinfo).date()


def _read(slot: Slot, words: Sealed, today: date) -> Given | Refusal:
    text = words.reveal().strip()
    if not text:
        return Refusal(Reason.EMPTY)
    asked: dict[str, Value] = {"asked": label_of_slot(slot)}
    match slot.type:
        case SlotType.MONEY:
            return _amount_in(text, slot) or Refusal(Reason.NO_AMOUNT, values=asked)
        case SlotType.DATE:
            return _day_in(text, today, slot, asked) or Refusal(Reason.NO_DAY, values=asked)
        case _:
            if len(text) > beside.LONGEST_NOTE:
                return Refusal(Reason.TOO_LONG, values={"most": beside.LONGEST_NOTE})
            return Sealed(text)


def _amount_in(text: str, slot: Slot) -> Money | Sealed | None:
    """Return the amount; where it is known roughly only, the words with what they mean."""
    amount = read_money(text, slot.currency)
    rough = None if amount is not None or slot.exact else read_rough_money(text, slot.currency)
    return amount if rough is None else Sealed(rough)


def _day_in(text: str, today: date, slot: Slot, asked: dict[str, Value]) -> date | Sealed | Refusal | None:
    """Return the day; where it is known roughly only, the words with what they mean.

    A day that is far ahead is asked about: most questions are about what was, and a year is soon mistyped.
    """
    sure = _SURE.search(text)
    day = read_day(text[: sure.start()] if sure else text, today)
    if day is not None and day > today + FAR_AHEAD and sure is None:
        return Refusal(Reason.DAY_AHEAD, values={**asked, "day": day})
    rough = None if day is not None or slot.exact else read_rough_day(text, today)
    return day if rough is None else Sealed(rough)


def _values(value: Given) -> Values:
    match value:
        case Sealed():
            return {"words": value}
        case Money():
            return {"amount": value}
        case date():
            return {"day": value}
        case _:
            assert_never(value)
