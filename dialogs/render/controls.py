"""The buttons of a card while a call goes on: answers, detours, the fixed row, and the panels behind it."""

from collections.abc import Sequence
from typing import assert_never

from dialogs.cards import Button, Panel, Verb, Viewer
from dialogs.decide.composing import MOST_OPTIONS, fitting, may_grant
from dialogs.decide.crises import frozen, offers
from dialogs.decide.moves import leads_elsewhere, was_open
from dialogs.guards import Moment, holds
from dialogs.placeholders import answer_of, fill, label_of_slot
from dialogs.program import (
    ANSWER,
    CheckItem,
    Choice,
    Everywhere,
    Outcome,
    Place,
    Program,
    Remedy,
    Step,
    StepKind,
)
from dialogs.render.crises import help_and_signs, mis_tap, sos
from dialogs.render.layout import Rows, in_pairs, in_rows
from dialogs.render.look import Look
from dialogs.roles import Role
from dialogs.slots import SlotType
from dialogs.state import TEMPERATURES, Move, SessionState
from dialogs.texts import Bilingual, Filled, Phrase, Text

SHORT = 7
"""Chinese characters (or half as many again Latin ones, times two) that still fit two buttons in a row."""
NUMBERS_IN_A_ROW = 6
"""So many digits still have buttons that a thumb hits: 0 to 10 stand in two rows."""
TAIL = 12
"""Characters at the end of a session's id that tell the open calls of one person apart: 60 random bits."""
MOST_ANSWERS_LISTED = 8
MOST_CASES = 2
"""A customer hears of one; the agent has a choice, and the card stays short."""
_BACK_TO_CARD = Button(Phrase("button.close_panel"), Verb.PANEL, Panel.MAIN)


def controls(program: Program, state: SessionState, viewer: Viewer, moment: Moment) -> Rows:
    """Return the rows of buttons for the panel that is open, as guards decide at ``moment``."""
    match viewer.panel:
        case Panel.MAIN | Panel.SUMMARY:
            return _main(program, state, viewer, moment)
        case Panel.MENU:
            return _menu(program, state, viewer, moment)
        case Panel.TEMPERATURE:
            offered = program.everywhere_at(state.walk.step)
            warm = [each for each in offered if each.from_temperature is not None]
            return (_temperatures(), *_offered(program, state, warm, moment), (_BACK_TO_CARD,))
        case Panel.JUMP:
            return (*_stages(program, state), (_BACK_TO_CARD,))
        case Panel.ANSWERS:
            return (*_answers(program, state, viewer.panel_value, moment), (_BACK_TO_CARD,))
        case Panel.SESSIONS:
            return (*other_sessions(viewer), (_BACK_TO_CARD,))
        case Panel.FACTS:
            return ((Button(Phrase("button.law"), Verb.LAW), _BACK_TO_CARD),)
        case Panel.END:
            return (*_outcomes(state), (_BACK_TO_CARD,))
        case Panel.HELP:
            return (*help_and_signs(state, viewer), (_BACK_TO_CARD,))
        case _:
            assert_never(viewer.panel)


def _main(program: Program, state: SessionState, viewer: Viewer, moment: Moment) -> Rows:
    step = program.steps[state.walk.step]
    shown = [choice for choice in step.choices if _is_shown(choice, state, moment)]
    answers = [_answer(program, state, choice, moment) for choice in shown]
    hot = [each for each in program.everywhere_at(step.id) if _is_hot_enough(state, each)]
    return (
        *(_options(program, state, viewer.role) if step.kind is StepKind.COMPOSE else ()),
        *((_item(state, step, each),) for each in step.items),
        *_laid(program, step, answers),
        *_offered(program, state, hot, moment),
        *(((Button(Phrase("button.facts"), Verb.PANEL, Panel.FACTS),),) if step.facts else ()),
        *_cases(step, viewer),
        # Below the answers, so that no answer moves away under the thumb.
        *just_noted(state, viewer),
        *mis_tap(state, viewer),
        _fixed_row(state, viewer),
    )


def _laid(program: Program, step: Step, answers: list[Button]) -> Rows:
    """Lay the numbers of a scale in long rows, items of a list in pairs, what stands beside them below."""
    if step.asks is None or program.slots[step.asks].type is not SlotType.SCALE:
        return in_pairs(answers) if step.grid else _rows(answers)
    numbers = len(program.slots[step.asks].values)
    return (*in_rows(answers[:numbers], NUMBERS_IN_A_ROW), *_rows(answers[numbers:]))


def _item(state: SessionState, step: Step, item: CheckItem) -> Button:
    if (step.id, item.id) in state.walk.ticked:
        return Button(Phrase("button.picked", {"name": item.label}), Verb.UNTICK, item.id)
    return Button(Phrase("button.unpicked", {"name": item.label}), Verb.TICK, item.id)


def _cases(step: Step, viewer: Viewer) -> Rows:
    """Offer real cases for the customer to hear of, each by one tap; where there are none, nothing."""
    shown = viewer.cases[:MOST_CASES] if step.cases else ()
    return tuple(
        (Button(Phrase("button.real_case", {"title": each.title}), Verb.CASE, Look().opened(each.id).value),)
        for each in shown
    )


def _fixed_row(state: SessionState, viewer: Viewer) -> tuple[Button, ...]:
    return (
        Button(Phrase("button.back"), Verb.BACK, enabled=bool(state.path)),
        Button(Phrase("button.temperature"), Verb.PANEL, Panel.TEMPERATURE),
        Button(Phrase("button.menu"), Verb.PANEL, Panel.MENU),
        sos(state, viewer),
    )


def _is_shown(choice: Choice, state: SessionState, moment: Moment) -> bool:
    return choice.when is None or choice.why_closed is not None or holds(choice.when, state, moment)


def _answer(program: Program, state: SessionState, choice: Choice, moment: Moment) -> Button:
    label = fill(program, state, choice.label)
    if (standing := frozen(state)) is not None and offers(choice):
        said = Phrase("button.closed", {"label": label, "why": Phrase("button.frozen", standing.values)})
        return Button(said, Verb.CHOOSE, choice.id, enabled=False)
    if choice.when is None or holds(choice.when, state, moment):
        return Button(label, Verb.CHOOSE, choice.id)
    closed = Phrase("button.closed", {"label": label, "why": choice.why_closed or choice.label})
    return Button(closed, Verb.CHOOSE, choice.id, enabled=False)


def _is_short(label: Text) -> bool:
    text = label.text if isinstance(label, Filled) else label
    return (
        isinstance(text, Bilingual)
        and "{" not in text.zh
        and len(text.zh) <= SHORT
        and len(text.en) <= 2 * SHORT
    )


def _rows(buttons: list[Button]) -> Rows:
    """Lay short answers two in a row and long ones alone, in their order."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        last = rows[-1] if rows else ()
        if len(last) == 1 and _is_short(last[0].label) and _is_short(button.label):
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return tuple(rows)


def _offered(program: Program, state: SessionState, everywhere: Sequence[Everywhere], moment: Moment) -> Rows:
    choices = (each.choice for each in everywhere)
    return tuple(
        (_answer(program, state, choice, moment),) for choice in choices if _is_shown(choice, state, moment)
    )


def _is_hot_enough(state: SessionState, each: Everywhere) -> bool:
    return each.from_temperature is not None and (state.temperature or 1) >= each.from_temperature


def _options(program: Program, state: SessionState, role: Role) -> Rows:
    remedies = fitting(program, state.product)
    within = [each for each in remedies if may_grant(role, each) or each.id in state.walk.picked]
    beyond = [each for each in remedies if each not in within]
    compliance = tuple(
        (Button(Phrase("button.compliance", {"name": program.remedies[each].name}), Verb.COMPLIANCE, each),)
        for each in state.awaiting_compliance
    )
    return (*in_pairs([*(_tick(state, each) for each in within), *map(_beyond, beyond)]), *compliance)


def _tick(state: SessionState, remedy: Remedy) -> Button:
    if remedy.id in state.walk.picked:
        return Button(Phrase("button.picked", {"name": remedy.name}), Verb.UNPICK, remedy.id)
    room = len(state.walk.picked) < MOST_OPTIONS and frozen(state) is None
    return Button(Phrase("button.unpicked", {"name": remedy.name}), Verb.PICK, remedy.id, enabled=room)


def _beyond(remedy: Remedy) -> Button:
    return Button(Phrase("button.beyond", {"name": remedy.name}), Verb.PICK, remedy.id, enabled=False)


def just_noted(state: SessionState, viewer: Viewer) -> Rows:
    """Offer to move the words that were just written: to another place, or to another open call."""
    noted = state.note_at(viewer.noted) if viewer.noted else None
    if noted is None or noted.gone:
        return ()
    places = tuple(
        Button(Phrase(f"place.{place}"), Verb.MOVE_WORDS, f"{noted.version}.{place}")
        for place in Place
        if place is not noted.place
    )
    # The end of an id names the call itself: its place in a list may be another's by the time of the tap.
    calls = tuple(
        Button(
            Phrase("button.to_call", {"alias": other.alias}),
            Verb.MOVE_WORDS,
            f"{noted.version}.@{other.session[-TAIL:]}",
        )
        for other in viewer.others[:2]
    )
    return (places, calls) if calls else (places,)


def _temperatures() -> tuple[Button, ...]:
    return tuple(
        Button(Phrase(f"temperature.{level}"), Verb.TEMPERATURE, str(level)) for level in TEMPERATURES
    )


def _menu(program: Program, state: SessionState, viewer: Viewer, moment: Moment) -> Rows:
    detail = "full" if viewer.brief else "brief"
    other_language = "en" if state.call_language == "zh" else "zh"
    return (
        (
            Button(Phrase("button.hung_up"), Verb.PAUSE, "hung_up"),
            Button(Phrase("button.pause"), Verb.PAUSE),
        ),
        (
            Button(Phrase("button.other_session"), Verb.PANEL, Panel.SESSIONS),
            Button(Phrase("button.jump"), Verb.PANEL, Panel.JUMP),
        ),
        (
            Button(Phrase("button.my_answers"), Verb.PANEL, Panel.ANSWERS),
            Button(Phrase("button.law"), Verb.LAW),
            Button(Phrase("button.flag"), Verb.FLAG),
        ),
        (
            Button(Phrase("button.full" if viewer.brief else "button.brief"), Verb.DETAIL, detail),
            Button(Phrase(f"button.call_language_{other_language}"), Verb.CALL_LANGUAGE, other_language),
            Button(Phrase("button.deadlines"), Verb.DEADLINES),
        ),
        *_offered(program, state, program.everywhere_at(state.walk.step), moment),
        (Button(Phrase("button.end"), Verb.PANEL, Panel.END), _BACK_TO_CARD),
    )


def _stages(program: Program, state: SessionState) -> Rows:
    here = program.steps[state.walk.step].stage
    rail = [
        Button(
            Phrase("button.here", {"stage": stage.title}) if stage.id == here else stage.title,
            Verb.JUMP,
            stage.id,
        )
        for stage in program.stages.values()
        if not stage.aside
    ]
    return in_pairs(rail)


def _answers(program: Program, state: SessionState, move_version: str, moment: Moment) -> Rows:
    """List the answers given, the latest first; for one of them, what else could have been answered."""
    given = [move for move in state.path if _can_be_corrected(program, move)]
    chosen = next((move for move in given if str(move.version) == move_version), None)
    if chosen is None:
        return tuple((_given(program, state, move),) for move in list(reversed(given))[:MOST_ANSWERS_LISTED])
    rows: list[tuple[Button, ...]] = []
    for place, choice in enumerate(_alternatives(program, chosen)):
        if choice.id == chosen.choice or not was_open(state, chosen, choice, moment):
            continue
        label = fill(program, state, choice.label)
        if not leads_elsewhere(program, chosen, choice):
            rows.append((Button(label, Verb.CHANGE_ANSWER, f"{chosen.version}.{place}.0"),))
            continue
        rows.append(
            (
                Button(
                    Phrase("button.correct_only", {"label": label}),
                    Verb.CHANGE_ANSWER,
                    f"{chosen.version}.{place}.0",
                ),
                Button(
                    Phrase("button.go_back_there", {"label": label}),
                    Verb.CHANGE_ANSWER,
                    f"{chosen.version}.{place}.1",
                ),
            )
        )
    return tuple(rows)


def _can_be_corrected(program: Program, move: Move) -> bool:
    """Tell whether something else could have been answered; where one writes, something else always can."""
    is_typed = program.steps[move.before.step].answer is not None
    return move.choice is not None and (is_typed or len(_alternatives(program, move)) > 1)


def _alternatives(program: Program, move: Move) -> tuple[Choice, ...]:
    return program.steps[move.before.step].choices


def _given(program: Program, state: SessionState, move: Move) -> Button:
    choices = program.choices_at(move.before.step)
    choice = next((each for each in choices if each.id == move.choice), None)
    label: Text = fill(program, state, choice.label) if choice else _written(program, state, move)
    stage = program.stages[program.steps[move.before.step].stage].title
    given = Phrase("button.given", {"stage": stage, "label": label})
    return Button(given, Verb.PANEL, f"{Panel.ANSWERS}.{move.version}")


def _written(program: Program, state: SessionState, move: Move) -> Text:
    asked = program.steps[move.before.step].asks
    if move.choice != ANSWER or asked is None:
        return Phrase("card.blank")
    slot = program.slots[asked]
    answer = answer_of(state, slot)
    said = Phrase("card.blank") if answer is None else answer
    return Phrase("button.written", {"asked": label_of_slot(slot), "answer": said})


def other_sessions(viewer: Viewer) -> Rows:
    """Return a button for each other open call, and one for a new call."""
    calls = tuple(
        (Button(Phrase("button.resume_call", {"alias": other.alias}), Verb.OPEN, other.session),)
        for other in viewer.others
    )
    return (*calls, (Button(Phrase("button.new_call"), Verb.NEW),))


def _outcomes(state: SessionState) -> Rows:
    """Offer the outcomes that can be: agreed only once the customer said yes to an agreement."""
    able = [each for each in Outcome if each is not Outcome.AGREED or state.walk.agreed]
    return in_pairs([Button(Phrase(f"outcome.{outcome}"), Verb.END, outcome) for outcome in able])
