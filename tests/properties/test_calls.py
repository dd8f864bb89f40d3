"""A call under any commands in any order, beside a plain model of it."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dialogs.commands import SessionCommand
from dialogs.decide import Decision
from dialogs.events import (
    AnswerChanged,
    ChoiceMade,
    Jumped,
    PauseReason,
    SessionEnded,
    SessionOpened,
    SessionReopened,
    SessionResumed,
    SummarySection,
    WentBack,
    WordsNoted,
)
from dialogs.events.complaint import CallClosed, CallReopened
from dialogs.evolve import fold
from dialogs.ports import SessionStatus
from dialogs.program import Outcome, Place, StepKind
from dialogs.refusals import Refusal
from dialogs.texts import Language
from tests.builders.calls import Call
from tests.builders.program import SMALL, STEPS

CHOICES = sorted({choice.id for step in STEPS for choice in step.choices} | {"calm", "no-such-choice"})
RAISES_TURN = (ChoiceMade, WentBack, Jumped, SessionResumed, SessionReopened)


class AnyCall(RuleBasedStateMachine):
    """Every command, from any turn, with values that may or may not exist."""

    made: Call

    @initialize(product=st.sampled_from(["card", "policy"]))
    def open(self, product: str) -> None:
        self.made = Call(product)

    def give(self, command: SessionCommand) -> None:
        before, count = self.made.state, len(self.made.events)
        answer = self.made.ask(command)
        if isinstance(answer, Refusal):
            assert self.made.state == before
            assert len(self.made.events) == count
            return
        assert isinstance(answer, Decision)
        self.made.do(command)
        self.made.wait(1)

    def turn(self, late: int) -> int:
        return max(self.made.state.turn - late, 0)

    @rule(choice=st.sampled_from(CHOICES), late=st.sampled_from([0, 0, 0, 1]))
    def choose(self, choice: str, late: int) -> None:
        self.give(self.made.wish.choose(choice, self.turn(late)))

    @rule(pick=st.integers(0, 9))
    def choose_here(self, pick: int) -> None:
        choices = SMALL.choices_at(self.made.state.walk.step)
        if choices:
            self.give(self.made.wish.choose(choices[pick % len(choices)].id))

    @rule(late=st.sampled_from([0, 0, 1]))
    def back(self, late: int) -> None:
        self.give(self.made.wish.back(self.turn(late)))

    @rule(stage=st.sampled_from(sorted(SMALL.stages)))
    def jump(self, stage: str) -> None:
        self.give(self.made.wish.jump(stage))

    @rule(pick=st.integers(0, 9), choice=st.sampled_from(CHOICES), reroute=st.booleans())
    def change(self, pick: int, choice: str, reroute: bool) -> None:
        path = self.made.state.path
        move = path[pick % len(path)].version if path else pick
        self.give(self.made.wish.change(move, choice, reroute=reroute))

    @rule(remedy=st.sampled_from([*SMALL.remedies, "no-such-remedy"]), picked=st.booleans())
    def pick(self, remedy: str, picked: bool) -> None:
        self.give(self.made.wish.pick(remedy, picked=picked))

    @rule(remedy=st.sampled_from(sorted(SMALL.remedies)))
    def confirm(self, remedy: str) -> None:
        self.give(self.made.wish.confirm(remedy))

    @rule(words=st.sampled_from(["", "一句", "长" * 2001]), place=st.sampled_from([None, *Place]))
    def note(self, words: str, place: Place | None) -> None:
        self.give(self.made.wish.note(words, place))

    @rule(noted=st.integers(0, 12), place=st.sampled_from(Place))
    def move_words(self, noted: int, place: Place) -> None:
        self.give(self.made.wish.move_words(noted, place))

    @rule(level=st.integers(0, 6), late=st.integers(0, 2))
    def temperature(self, level: int, late: int) -> None:
        self.give(self.made.wish.temperature(level, self.turn(late)))

    @rule(late=st.integers(0, 2))
    def flag(self, late: int) -> None:
        self.give(self.made.wish.flag(self.turn(late)))

    @rule()
    def help(self) -> None:
        self.give(self.made.wish.help())

    @rule()
    def take_help(self) -> None:
        self.give(self.made.wish.take_help())

    @rule(reason=st.sampled_from(PauseReason))
    def pause(self, reason: PauseReason) -> None:
        self.give(self.made.wish.pause(reason))

    @rule()
    def resume(self) -> None:
        self.give(self.made.wish.resume())

    @rule(outcome=st.sampled_from(Outcome))
    def end(self, outcome: Outcome) -> None:
        self.give(self.made.wish.end(outcome))

    @rule(language=st.sampled_from(Language))
    def speak(self, language: Language) -> None:
        self.give(self.made.wish.speak(language))

    @rule(section=st.sampled_from(SummarySection), words=st.sampled_from(["", "写好"]))
    def edit(self, section: SummarySection, words: str) -> None:
        self.give(self.made.wish.edit(section, words))

    @invariant()
    def state_is_the_fold(self) -> None:
        assert fold(self.made.events) == self.made.state

    @invariant()
    def turn_counts_the_moves(self) -> None:
        raised = sum(
            isinstance(event, RAISES_TURN) or (isinstance(event, AnswerChanged) and event.target is not None)
            for event in self.made.events
        )
        assert self.made.state.turn == 1 + raised

    @invariant()
    def every_word_is_kept(self) -> None:
        written = [event.words for event in self.made.events if isinstance(event, WordsNoted)]
        assert [note.words for note in self.made.state.noted] == written

    @invariant()
    def complaint_knows_whether_the_call_is_closed(self) -> None:
        told = [each for each in self.made.for_complaint if isinstance(each, CallClosed | CallReopened)]
        ended = self.made.state.status is SessionStatus.ENDED
        assert (bool(told) and isinstance(told[-1], CallClosed)) is ended

    @invariant()
    def end_step_is_a_call_that_is_over(self) -> None:
        at_end = SMALL.steps[self.made.state.walk.step].kind is StepKind.END
        assert at_end is (self.made.state.ended_by_move)

    @invariant()
    def walk_in_a_detour_has_a_way_out(self) -> None:
        stage = SMALL.stages[SMALL.steps[self.made.state.walk.step].stage]
        if stage.aside and self.made.state.status is SessionStatus.LIVE:
            exits = {"cooled", "stops"}
            accepted = [
                each for each in exits if isinstance(self.made.ask(self.made.wish.choose(each)), Decision)
            ]
            assert accepted

    @invariant()
    def offers_kept_within_bounds(self) -> None:
        walk = self.made.state.walk
        assert len(walk.picked) <= 3
        assert len(set(walk.picked)) == len(walk.picked)
        assert "gift" not in walk.picked
        rounds = {offer.round for offer in walk.offers}
        assert rounds == set(range(1, len(rounds) + 1))

    @invariant()
    def only_the_last_event_may_be_an_end_while_it_is_over(self) -> None:
        kinds = [type(event) for event in self.made.events]
        assert kinds.count(SessionOpened) == 1
        assert kinds.count(SessionEnded) >= (self.made.state.status is SessionStatus.ENDED)


TestAnyCall = AnyCall.TestCase
TestAnyCall.settings = settings(max_examples=120, stateful_step_count=40, derandomize=True, deadline=None)
