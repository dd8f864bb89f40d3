"""Random walks: a person who taps whatever the card offers, on any program."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from dialogs.cards import Button, Card, Panel, Verb, Viewer
from dialogs.commands import (
    AskHelp,
    ChangeAnswer,
    Choose,
    ConfirmCompliance,
    EndSession,
    FlagMoment,
    GoBack,
    JumpTo,
    MoveWords,
    Pause,
    PickOption,
    Resume,
    SessionCommand,
    SetCallLanguage,
    TakeTemperature,
    TickItem,
)
from dialogs.decide.answering import open_question
from dialogs.events import PauseReason
from dialogs.ids import ChoiceId, ItemId, RemedyId, StageId
from dialogs.ports import SessionStatus
from dialogs.program import (
    Outcome,
    Place,
)
from dialogs.render import render
from dialogs.slots import SlotType
from dialogs.texts import Language
from tests.builders.calls import AGENT, CALL, Call

WORDS = st.sampled_from(["多扣了一笔", "等了三天", "要退", "电话13800138000"])
PLACES = st.sampled_from([None, *Place])


def cards(made: Call) -> Iterator[Card]:
    """Every card that the call can show now, each panel once, each answer opened."""
    noted = made.state.noted[-1].version if made.state.noted else 0
    yield render(made.program, made.state, Viewer(noted=noted), made.now)
    for panel in Panel:
        yield render(made.program, made.state, Viewer(panel=panel), made.now)
    for move in made.state.path:
        opened = Viewer(panel=Panel.ANSWERS, panel_value=str(move.version))
        yield render(made.program, made.state, opened, made.now)


def offered_commands(made: Call) -> list[SessionCommand]:
    """What the enabled buttons of every card that the call can show ask for."""
    buttons = dict.fromkeys(
        (each.verb, each.value)
        for card in cards(made)
        for row in card.buttons
        for each in row
        if each.enabled
    )
    found = (command_of(made, verb, value) for verb, value in buttons)
    return [command for command in found if command is not None]


def closed_buttons(made: Call) -> list[Button]:
    return [each for card in cards(made) for row in card.buttons for each in row if not each.enabled]


def command_of(made: Call, verb: Verb, value: str) -> SessionCommand | None:
    """Turn a button into its command, as a face does; none when it only opens something."""
    turn = made.state.turn
    match verb:
        case Verb.CHOOSE:
            return Choose(actor=AGENT, session=CALL, turn=turn, choice=ChoiceId(value))
        case Verb.BACK:
            return GoBack(actor=AGENT, session=CALL, turn=turn)
        case Verb.JUMP:
            return JumpTo(actor=AGENT, session=CALL, turn=turn, stage=StageId(value))
        case Verb.CHANGE_ANSWER:
            return _correction(made, value)
        case Verb.TEMPERATURE:
            return TakeTemperature(actor=AGENT, session=CALL, turn=turn, level=int(value))
        case Verb.FLAG:
            return FlagMoment(actor=AGENT, session=CALL, turn=turn)
        case Verb.HELP:
            return AskHelp(actor=AGENT, session=CALL)
        case Verb.PAUSE:
            return Pause(actor=AGENT, session=CALL, reason=PauseReason(value or "asked"))
        case Verb.RESUME:
            return Resume(actor=AGENT, session=CALL)
        case Verb.END:
            return EndSession(actor=AGENT, session=CALL, outcome=Outcome(value))
        case Verb.CALL_LANGUAGE:
            return SetCallLanguage(actor=AGENT, session=CALL, language=Language(value))
        case Verb.PICK | Verb.UNPICK:
            picked = verb is Verb.PICK
            return PickOption(actor=AGENT, session=CALL, turn=turn, remedy=RemedyId(value), picked=picked)
        case Verb.TICK | Verb.UNTICK:
            ticked = verb is Verb.TICK
            return TickItem(actor=AGENT, session=CALL, turn=turn, item=ItemId(value), ticked=ticked)
        case Verb.COMPLIANCE:
            return ConfirmCompliance(actor=AGENT, session=CALL, turn=turn, remedy=RemedyId(value))
        case Verb.MOVE_WORDS:
            noted, place = value.split(".")
            return MoveWords(actor=AGENT, session=CALL, noted=int(noted), place=Place(place))
        case _:
            return None


def _correction(made: Call, value: str) -> ChangeAnswer:
    version, place, reroute = (int(each) for each in value.split("."))
    step = next(move.before.step for move in made.state.path if move.version == version)
    return ChangeAnswer(
        actor=AGENT,
        session=CALL,
        turn=made.state.turn,
        move=version,
        choice=made.program.steps[step].choices[place].id,
        reroute=reroute == 1,
    )


def _words_for(made: Call) -> str:
    """Return words that the open question can be answered with, if one is open."""
    slot = open_question(made.program, made.state)
    by_type = {SlotType.MONEY: "1200", SlotType.DATE: "昨天"}
    return "一句话" if slot is None else by_type.get(slot.type, "一句话")


@dataclass(frozen=True, slots=True)
class Walk:
    """How long to walk, and which of what is offered to tap each time."""

    picks: tuple[int, ...]
    ends: bool

    def taken(self, made: Call) -> Call:
        """Walk: each number picks one of the enabled buttons; an end is tapped only when ``ends``."""
        for pick in self.picks:
            commands = [
                each
                for each in offered_commands(made)
                if self.ends or not isinstance(each, EndSession | Pause)
            ]
            if commands:
                made.do(commands[pick % len(commands)])
                made.wait(1)
            if made.state.status is not SessionStatus.ENDED and pick % 5 == 0:
                made.note(_words_for(made), [None, *Place][pick % 4])
        return made


def walks(most: int = 25) -> st.SearchStrategy[Walk]:
    picks = st.lists(st.integers(0, 10_000), max_size=most).map(tuple)
    return st.builds(Walk, picks=picks, ends=st.booleans())
