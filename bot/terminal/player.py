"""The loop of a walk in the terminal: look at the files, read a line, do what it says, show the card."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bot.terminal.keeping_walks import Kept, keep_walk
from bot.terminal.keyboard import Keyboard
from bot.terminal.practice import Break, Practice
from bot.terminal.screen import Screen, View, harmless
from bot.terminal.watching import Watch
from bot.words import Words
from dialogs.cards import Panel
from dialogs.ids import StepId
from dialogs.program import Program
from dialogs.refusals import Reason
from dialogs.texts import Language, Phrase, Text, Value
from playbooks.check import check
from playbooks.diagnostics import Diagnostic, Severity
from playbooks.rehearsal.deeds import Deed, Kind

_HOTTEST = 5
_PATIENCE = 0.1
"""Seconds between two looks at the files: with the time that checking takes, a save is seen within 200 ms."""


@dataclass(slots=True)
class Player:
    """Shows cards, and what became of the last save of the playbook in ``folder``."""

    folder: Path
    practice: Practice
    words: Words
    screen: Screen
    findings: tuple[Diagnostic, ...] = ()
    told: list[Phrase] = field(default_factory=list)
    """What the next view tells beside the card."""
    in_both: bool = False
    """Whether the card is shown in both languages."""
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self.watch = Watch(self.folder)

    def follow(self, keyboard: Keyboard) -> None:
        """Go on until ``q``, or until there are no lines any more."""
        setting = self.practice.setting
        product = setting.program.lists.get("products", {}).get(setting.product)
        if product is not None:
            self.told.append(Phrase("terminal.product", {"product": product}))
        self._show()
        while True:
            try:
                line = keyboard.line(_PATIENCE)
            except EOFError:
                return
            if self.watch.has_changed():
                self._read_again()
            if line is not None:
                if line.strip() == "q":
                    return
                self._press(line.strip())
            if line is not None or self.told:
                self._show()

    def _show(self) -> None:
        practice = self.practice
        here = practice.setting.language
        other = Language.EN if here is Language.ZH else Language.ZH
        cards = (practice.card(here), practice.card(other)) if self.in_both else (practice.card(),)
        self.screen.show(
            View(
                cards=cards,
                step=practice.walk.state.walk.step,
                now=practice.now(),
                prompt=self._say(Phrase("terminal.asks")),
                keys=self._say(Phrase("terminal.keys")),
                told=tuple(map(self._say, self.told)),
                ended=self._say(Phrase("terminal.done")) if practice.has_ended else "",
                findings=self.findings,
            )
        )
        self.told = []

    def _say(self, text: Text) -> str:
        return harmless(self.words.say(text, self.practice.setting.language))

    def _press(self, key: str) -> None:
        """Do what a line asks for; whatever is not a key is words to write down."""
        practice = self.practice
        if not key:
            return
        if key.isascii() and key.isdecimal():
            self._tap(int(key[:4]))
        elif key[0] == "t" and key[1:] in {str(level) for level in range(1, _HOTTEST + 1)}:
            practice.do(Deed(Kind.TEMPERATURE, key[1:]))
        elif key[0] == "+" and key[1:].isascii() and key[1:].isdecimal() and int(key[1:5]):
            practice.do(Deed(Kind.WAIT, key[1:5]))
            self.told.append(Phrase("terminal.waited", {"seconds": int(key[1:5])}))
        elif key == "s" or key.startswith("s "):
            self._keep(key[1:].strip())
        elif key in (keys := self._keys()):
            keys[key]()
        else:
            practice.write(key)

    def _keys(self) -> Mapping[str, Callable[[], None]]:
        practice = self.practice
        return {
            "b": lambda: practice.do(Deed(Kind.BACK)),
            "f": lambda: practice.do(Deed(Kind.FLAG)),
            "j": lambda: practice.open(Panel.JUMP),
            "l": practice.switch_call_language,
            "m": lambda: practice.open(Panel.MENU),
            "r": practice.restart,
            "v": self._look_at_both,
        }

    def _look_at_both(self) -> None:
        self.in_both = not self.in_both

    def _tap(self, number: int) -> None:
        buttons = [button for row in self.practice.card().buttons for button in row]
        if not 1 <= number <= len(buttons):
            self.practice.tell(Phrase("terminal.no_such_number", {"number": number}))
        else:
            self.practice.tap(buttons[number - 1])

    def _keep(self, about: str) -> None:
        """Write the walk down beside the playbook."""
        if any(each.severity is Severity.ERROR for each in self.findings):
            self.told.append(Phrase("terminal.mend_first"))
            return
        about = about or self._say(Phrase("terminal.walk_about"))
        match keep_walk(self.folder, about, self.practice, self.words):
            case Kept(path, turns):
                values: dict[str, Value] = {"file": f"{path.parent.name}/{path.name}", "turns": turns}
                self.told.append(Phrase("terminal.kept", values))
            case None:
                self.told.append(Phrase("terminal.nothing_to_keep"))

    def _read_again(self) -> None:
        """Check the files as they were saved, and walk to the same place on what they say now."""
        began = perf_counter()
        checked = check(self.folder)
        self.findings = checked.diagnostics
        if checked.program is None:
            count = sum(each.severity is Severity.ERROR for each in checked.diagnostics)
            self.told = [Phrase("terminal.has_errors", {"count": count})]
            return
        before, stood = self.practice.setting.program, self.practice.walk.state.walk.step
        broken = self.practice.continue_on(checked.program)
        taken = round((perf_counter() - began) * 1000)
        self.told = [self._went_on(stood, taken) if broken is None else self._broke(broken, before, taken)]

    def _went_on(self, stood: StepId, taken: int) -> Phrase:
        """Say that everything was done again; whether it still leads to where it ``stood``."""
        count = sum(not each.is_refused for each in self.practice.done)
        step = str(self.practice.walk.state.walk.step)
        if step == stood:
            return Phrase("terminal.replayed", {"taps": count, "step": step, "milliseconds": taken})
        return Phrase(
            "terminal.moved", {"taps": count, "step": step, "before": str(stood), "milliseconds": taken}
        )

    def _broke(self, broken: Break, before: Program, taken: int) -> Phrase:
        values: dict[str, Value] = {
            "number": broken.number,
            "deed": self._named(broken.deed, before, broken.step),
            "step": str(broken.step),
            "why": _why(broken),
            "milliseconds": taken,
        }
        return Phrase("terminal.broke", values)

    def _named(self, deed: Deed, program: Program, step: StepId) -> Text | str:
        """Return a deed as the card showed it before the change: an answer by its words."""
        if deed.kind is Kind.TAP and step in program.steps:
            labels = (choice.label for choice in program.choices_at(step) if choice.id == deed.value)
            return next(labels, str(deed))
        return str(deed)


def _why(broken: Break) -> Phrase:
    if broken.why.reason is Reason.UNKNOWN:
        return Phrase("terminal.no_such_answer")
    return broken.why.phrase
