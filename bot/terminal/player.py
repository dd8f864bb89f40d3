"""The loop of a walk in the terminal: look at the files, read a line, do what it says, show the card."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter

from bot.terminal.keeping_walks import Kept, can_name_a_file, keep_walk
from bot.terminal.keyboard import Keyboard, as_key
from bot.terminal.looking import COMMANDS, Looking, Shelves, asked
from bot.terminal.practice import Practice
from bot.terminal.saves import Before, became, parted
from bot.terminal.screen import Screen, View, harmless
from bot.terminal.watching import Watch
from bot.words import Words
from dialogs.cards import Button, Card, Panel, Verb
from dialogs.refusals import Refusal
from dialogs.state import TEMPERATURES
from dialogs.texts import Language, Phrase, Text, Value
from playbooks.check import check
from playbooks.diagnostics import Diagnostic, Severity, has_errors
from playbooks.rehearsal.deeds import Deed, Kind

PATIENCE = 0.05
"""Seconds between two looks at the files, which take 30 µs: checking has the most of 200 ms for itself."""


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
    last_told: list[Phrase] = field(default_factory=list)
    """What the view that stands there tells."""
    looking: Looking | None = None
    """What is looked up beside the walk, if anything is."""
    in_both: bool = False
    """Whether the card is shown in both languages."""
    changes_at: datetime | None = None
    """When the card will look otherwise with nothing typed: a cue falls due."""
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
                line = keyboard.line(PATIENCE)
            except EOFError:
                return
            if self.watch.has_changed():
                self.take_save()
                self._rehearse()
            if line is not None:
                if as_key(line) == "q":
                    return
                self._press(line.strip())
                self._show()
            elif self.changes_at is not None and self.practice.now() >= self.changes_at:
                self.told = self.last_told
                self._show()

    def _show(self) -> None:
        practice = self.practice
        here = practice.setting.language
        other = Language.EN if here is Language.ZH else Language.ZH
        cards = self._looked_up(here, other) or (
            (practice.card(here), practice.card(other)) if self.in_both else (practice.card(),)
        )
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
        self.told, self.last_told = [], self.told
        self.changes_at = cards[0].changes_at

    def _looked_up(self, here: Language, other: Language) -> tuple[Card, ...]:
        """Draw what is looked up; nothing when nothing is, or when it cannot be shown, which is told."""
        if self.looking is None:
            return ()
        practice = self.practice
        call, today = practice.walk.state.call_language, practice.now().date()
        cards: list[Card] = []
        for language in (here, other) if self.in_both else (here,):
            actor = replace(practice.setting.actor, language=language)
            card = self.looking.card(actor, call if language is here else language, today)
            if isinstance(card, Refusal):
                self.looking = None
                self.told.append(card.phrase)
                return ()
            cards.append(card)
        return tuple(cards)

    def _say(self, text: Text) -> str:
        return harmless(self.words.say(text, self.practice.setting.language))

    def _press(self, typed: str) -> None:
        """Do what a line asks for; whatever is not a key is words to write down.

        A number is a button's; where the step asks in writing, one that no button has is the answer.
        """
        practice, key = self.practice, as_key(typed)
        if not key or self._look_up(typed, key):
            return
        if key.isascii() and key.isdecimal() and not (practice.asks and int(key[:4]) > len(self._buttons())):
            self._tap(int(key[:4]))
        elif key[0] == "t" and key[1:] in {str(level) for level in TEMPERATURES}:
            practice.do(Deed(Kind.TEMPERATURE, key[1:]))
        elif key[0] == "+" and key[1:].isascii() and key[1:].isdecimal() and int(key[1:5]):
            practice.do(Deed(Kind.WAIT, key[1:5]))
            self.told.append(Phrase("terminal.waited", {"seconds": int(key[1:5])}))
        elif key == "s" or key.startswith("s "):
            self._keep(typed[1:].strip())
        elif key in (keys := self._keys()):
            keys[key]()
        else:
            practice.write(typed)

    def _look_up(self, typed: str, key: str) -> bool:
        """Do what a line asks of what is looked up: open it, tap on it, close it; tell whether it did."""
        wanted = asked(typed)
        if wanted is not None:
            self._open(*wanted)
            return True
        if self.looking is None or key == "v":
            return False
        if key == "b":
            self.looking = None
        elif key.isascii() and key.isdecimal():
            self._tap_looked_up(self.looking, int(key[:4]))
        else:
            self.looking = self.looking.of(typed)
        return True

    def _open(self, verb: Verb, words: str = "") -> None:
        shelves = Shelves(self.folder.absolute().parent, self.practice.now().date())
        self.looking = Looking(shelves, verb).of(words)

    def _tap_looked_up(self, looking: Looking, number: int) -> None:
        here = self.practice.setting.language
        cards = self._looked_up(here, here)
        buttons = [button for row in cards[0].buttons for button in row] if cards else []
        if 1 <= number <= len(buttons):
            self.looking = looking.tapped(buttons[number - 1])
        else:
            self.told.append(Phrase("terminal.no_such_number", {"number": number}))

    def _keys(self) -> Mapping[str, Callable[[], None]]:
        practice = self.practice
        return {
            "b": practice.back,
            "f": lambda: practice.do(Deed(Kind.FLAG)),
            "j": lambda: practice.open(Panel.JUMP),
            "l": practice.switch_call_language,
            "m": lambda: practice.open(Panel.MENU),
            "r": practice.restart,
            "v": self._look_at_both,
        }

    def _look_at_both(self) -> None:
        self.in_both = not self.in_both

    def _buttons(self) -> list[Button]:
        return [button for row in self.practice.card().buttons for button in row]

    def _tap(self, number: int) -> None:
        buttons = self._buttons()
        if not 1 <= number <= len(buttons):
            self.practice.tell(Phrase("terminal.no_such_number", {"number": number}))
        elif buttons[number - 1].verb in COMMANDS.values():
            self._open(buttons[number - 1].verb)
        else:
            self.practice.tap(buttons[number - 1])

    @property
    def _has_errors(self) -> bool:
        return has_errors(self.findings)

    def _keep(self, about: str) -> None:
        """Write the walk down beside the playbook."""
        if self._has_errors:
            self.told.append(Phrase("terminal.mend_first"))
            return
        title = about or self._say(Phrase("terminal.walk_about"))
        match keep_walk(self.folder, title, self.practice, self.words):
            case Kept(path, turns):
                values: dict[str, Value] = {"file": f"{path.parent.name}/{path.name}", "turns": turns}
                is_plain = not about or can_name_a_file(about)
                key = "terminal.kept" if is_plain else "terminal.kept_titled"
                self.told.append(Phrase(key, values if is_plain else {**values, "title": about}))
            case None:
                self.told.append(Phrase("terminal.nothing_to_keep"))

    def take_save(self) -> None:
        """Check the files as they were saved, walk to the same place on what they say now, and show it."""
        self._read_again()
        self._show()

    def _read_again(self) -> None:
        began = perf_counter()
        checked = check(self.folder)
        self.findings = checked.diagnostics
        if checked.program is None:
            count = sum(each.severity is Severity.ERROR for each in checked.diagnostics)
            self.told = [Phrase("terminal.has_errors", {"count": count})]
            return
        before = Before(self.practice.setting.program, self.practice.walk.state.walk.step)
        broken = self.practice.continue_on(checked.program)
        taken = round((perf_counter() - began) * 1000)
        self.told = [became(self.practice, broken, before, taken)]

    def _rehearse(self) -> None:
        """Tell it also when a rehearsal parts from what was saved; the card did not wait for that."""
        if self._has_errors:
            return
        setting = self.practice.setting
        told, part = self.last_told, parted(self.folder, setting.program, self.words, setting.language)
        if part is not None:
            self.told = [*told, part]
            self._show()
