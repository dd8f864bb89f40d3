"""A trainer's walk: where it stands, how they look at it, and what they did so far, to be done again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.terminal.screen import harmless
from dialogs.cards import Button, Card, Panel, Verb, Viewer
from dialogs.commands import EditSummary, RestoreSummary
from dialogs.decide.answering import open_question, question_of
from dialogs.events import SummarySection, WordsNoted
from dialogs.ids import StepId
from dialogs.ports import SessionStatus
from dialogs.program import Program
from dialogs.refusals import Refusal
from dialogs.render.stopped import RESTORED
from dialogs.sealed import Sealed
from dialogs.texts import Language, Phrase
from playbooks.rehearsal.buttons import correction, deed_of
from playbooks.rehearsal.deeds import Deed, Kind
from playbooks.rehearsal.walk import SESSION, Setting, Walk

_NOT_HERE = Phrase("terminal.not_here")


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that the trainer did."""

    deed: Deed
    at: datetime
    is_refused: bool = False
    is_note: bool = False
    """Whether it only wrote words down: no step of the walk was taken."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a walk could not be walked again."""

    number: int
    """Which of the deeds, from 1; what was refused does not count."""
    deed: Deed
    step: StepId
    why: Refusal


@dataclass(slots=True)
class Practice:
    """One walk in memory, with the part of the controls that is open."""

    setting: Setting
    clock: Callable[[], datetime]
    walk: Walk = field(init=False)
    viewer: Viewer = field(init=False)
    done: list[Done] = field(init=False)
    lost: list[Done] = field(init=False)
    """What a change of the playbook took away: done again as soon as that can be."""
    waited: timedelta = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin the call anew."""
        self.waited = timedelta()
        self.done, self.lost = [], []
        self.walk = Walk.begin(self.setting, self.now())
        self.viewer = Viewer(language=self.setting.language)

    def now(self) -> datetime:
        """Return the time in the firm's zone, with what was let pass."""
        return self.clock().astimezone(self.setting.zone) + self.waited

    def card(self, language: Language | None = None) -> Card:
        """Draw the card as it stands; in another language wholly, the line to say included."""
        walk, viewer = self.walk.at(self.now()), self.viewer
        if language is not None:
            walk, viewer = walk.spoken_in(language), replace(viewer, language=language)
        return walk.card(viewer)

    @property
    def has_ended(self) -> bool:
        """Whether the call is over."""
        return self.walk.state.status is SessionStatus.ENDED

    @property
    def deeds(self) -> Sequence[Deed]:
        """Return what a rehearsal holds of it: of what was refused only answers and options."""
        return [each.deed for each in self.done if not each.is_refused or each.deed.kind in _TELLING]

    @property
    def paced_deeds(self) -> Sequence[Deed]:
        """Return the same, with the seconds between one deed and the next, for a way that depends on them."""
        paced: list[Deed] = []
        last = self.walk.state.opened_at
        for each in self.done:
            if (seconds := round((each.at - last).total_seconds())) > 0:
                paced.append(Deed(Kind.WAIT, str(seconds)))
            last = each.at
            if each.deed.kind is not Kind.WAIT and each.deed in self.deeds:
                paced.append(each.deed)
        return paced

    def tap(self, button: Button) -> None:
        """Do what a button of the card asks for; what cannot be done is said on the next card."""
        match button.verb:
            case Verb.PANEL:
                name, _, about = button.value.partition(".")
                self.open(Panel(name), about)
            case Verb.DETAIL:
                self.viewer = Viewer(language=self.viewer.language, brief=not self.viewer.brief)
            case Verb.EDIT_SUMMARY:
                section = button.value.removesuffix(RESTORED)
                if section != button.value:
                    self.restore(SummarySection(section))
                    return
                self.open(Panel.SUMMARY, section)
            case _:
                deed = deed_of(button, self.walk)
                if deed is None:
                    self.tell(_NOT_HERE)
                else:
                    self.do(deed)

    def open(self, panel: Panel, about: str = "") -> None:
        """Open a part of the controls."""
        self.viewer = replace(self.viewer, panel=panel, panel_value=about, notices=(), noted=0)

    def tell(self, *notices: Phrase) -> None:
        """Say something on the next card."""
        self.viewer = replace(self.viewer, notices=notices)

    def do(self, deed: Deed) -> None:
        """Do one thing; whatever a change of the playbook had taken away is then forgotten."""
        self.lost = []
        at = self.now()
        came = self.walk.at(at).after(deed)
        left = self.walk.leaves_by(deed, came) if isinstance(came, Refusal) else None
        self.done.append(Done(deed, at, isinstance(came, Refusal), self._notes(deed, came)))
        if deed.kind is Kind.WAIT:
            self.waited += timedelta(seconds=int(deed.value))
        self._take(came, noted=deed.kind is Kind.TYPE)
        if left is not None:
            self.tell(Phrase("terminal.leaves", {"exit": left}))

    def _notes(self, deed: Deed, came: Walk | Refusal) -> bool:
        """Tell whether ``deed`` wrote words down as a note, or put those of the last one elsewhere."""
        if isinstance(came, Refusal) or deed.kind is not Kind.TYPE:
            return deed.kind is Kind.MOVE and not isinstance(came, Refusal)
        return any(isinstance(each, WordsNoted) for each in came.events[len(self.walk.events) :])

    def back(self) -> None:
        """Undo what was done last: words that were noted are as if never typed; else a step is undone."""
        places = [place for place, each in enumerate(self.done) if _counts(each)]
        if not places or not self.done[places[-1]].is_note:
            self.do(Deed(Kind.BACK))
            return
        again = [each for place, each in enumerate(self.done) if place != places[-1]]
        self.done, self.lost = [], []
        self._do_again(again)
        self.viewer = Viewer(language=self.viewer.language, brief=self.viewer.brief)
        self.tell(Phrase("terminal.note_undone"))

    def switch_call_language(self) -> None:
        """Say the lines in the other language."""
        other = Language.EN if self.walk.state.call_language is Language.ZH else Language.ZH
        self.do(Deed(Kind.SPEAK, other))

    @property
    def asks(self) -> bool:
        """Whether the next text answers a question, or corrects the answer to one."""
        return open_question(self.setting.program, self.walk.state) is not None or bool(self._corrected())

    def _corrected(self) -> int:
        """Return the move whose answer in writing is being corrected; 0 when none is."""
        if self.viewer.panel is not Panel.ANSWERS:
            return 0
        program, about = self.setting.program, self.viewer.panel_value
        move = next((each for each in self.walk.state.path if str(each.version) == about), None)
        asks = move is not None and question_of(program, program.steps[move.before.step]) is not None
        return move.version if move is not None and asks else 0

    def write(self, text: str) -> None:
        """Write words down: as what is being edited, else as the answer that is asked for, else as a note."""
        section = self.viewer.panel_value
        if move := self._corrected():
            self.do(correction(move, harmless(text), self.walk))
            return
        if self.viewer.panel is not Panel.SUMMARY or section not in set(SummarySection):
            self.do(Deed(Kind.TYPE, harmless(text)))
            return
        actor, about = self.setting.actor, SummarySection(section)
        wish = EditSummary(actor=actor, session=SESSION, section=about, words=Sealed(text))
        self._take(self.walk.at(self.now()).carry_out(wish))

    def restore(self, section: SummarySection) -> None:
        """Take a section of the summary back to what was recorded."""
        wish = RestoreSummary(actor=self.setting.actor, session=SESSION, section=section)
        self._take(self.walk.at(self.now()).carry_out(wish))

    def continue_on(self, program: Program) -> Break | None:
        """Do everything again on ``program``; where that breaks, stand at the last that could be done."""
        products = program.lists.get("products", {})
        product = self.setting.product if self.setting.product in products else next(iter(products), "")
        self.setting = replace(self.setting, program=program, product=product)
        again, self.done, self.lost = [*self.done, *self.lost], [], []
        before, broken = self.walk.state, self._do_again(again)
        after = self.walk.state
        if broken is not None or (before.walk.step, before.status) != (after.walk.step, after.status):
            self.viewer = Viewer(language=self.viewer.language, brief=self.viewer.brief)
        return broken

    def _do_again(self, again: list[Done]) -> Break | None:
        self.walk = Walk.begin(self.setting, again[0].at if again else self.now())
        for place, each in enumerate(again):
            came = self.walk if each.is_refused else self.walk.at(each.at).after(each.deed)
            if isinstance(came, Refusal):
                number = sum(not one.is_refused for one in again[: place + 1])
                self.lost = again[place:]
                return Break(number, each.deed, self.walk.state.walk.step, came)
            self.walk = came
            self.done.append(each)
        return None

    def _take(self, came: Walk | Refusal, *, noted: bool = False) -> None:
        if isinstance(came, Refusal):
            self.tell(came.phrase)
            return
        is_new = noted and any(isinstance(each, WordsNoted) for each in came.events[len(self.walk.events) :])
        version = came.state.noted[-1].version if is_new else 0
        self.walk = came
        self.viewer = Viewer(language=self.viewer.language, brief=self.viewer.brief, noted=version)


def _counts(done: Done) -> bool:
    """Tell whether something was done that can be undone."""
    return not done.is_refused and done.deed.kind not in {Kind.WAIT, Kind.SPEAK}


_TELLING = frozenset({Kind.TAP, Kind.PICK})
