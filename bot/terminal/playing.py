"""The loop of a rehearsal: show the card, read a line, do what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.clock import now
from bot.terminal.rehearsal import Rehearsal, Setting
from bot.terminal.screen import draw, harmless
from bot.words import Words
from dialogs.cards import Panel
from dialogs.program import Channel, Program
from dialogs.texts import Bilingual, Language, Phrase, Several, Text
from playbooks.check import check

_HOTTEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a rehearsal is shown."""

    language: Language = Language.ZH
    channel: Channel = Channel.PHONE
    product: str | None = None
    """Id of the list ``products``; the first one when none is named."""
    color: bool = False
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    clock: Callable[[], datetime] = now


def play(path: Path, lines: TextIO, out: TextIO, manner: Manner = Manner()) -> int:
    """Walk the playbook at ``path`` with what ``lines`` says, until it says ``q`` or ends.

    Returns:
        0, or 1 when there is no single playbook there that can be walked; what is wrong is said on ``out``.
    """
    words = Words(manner.zone)
    checked = check(path)
    for finding in checked.diagnostics:
        print(finding, file=out)
    if len(checked.programs) != 1:
        if checked.programs:
            several: Text = Several(tuple(program.title for program in checked.programs))
            print(_say(words, manner, Phrase("terminal.several", {"titles": several})), file=out)
        return 1
    program = checked.programs[0]
    products = program.lists.get("products", {})
    if manner.product is not None and manner.product not in products:
        known = ", ".join(products)
        print(_say(words, manner, Phrase("terminal.no_such_product", {"products": known})), file=out)
        return 1
    _Player(_rehearsal(program, products, manner), words, manner, out).follow(lines)
    return 0


def _rehearsal(program: Program, products: Mapping[str, Bilingual], manner: Manner) -> Rehearsal:
    product = manner.product if manner.product is not None else next(iter(products), "")
    return Rehearsal(
        Setting(
            program=program,
            language=manner.language,
            channel=manner.channel,
            product=product,
            clock=manner.clock,
            zone=manner.zone,
        )
    )


def _say(words: Words, manner: Manner, phrase: Phrase) -> str:
    return harmless(words.say(phrase, manner.language))


@dataclass(frozen=True, slots=True)
class _Player:
    """Reads lines and shows cards."""

    rehearsal: Rehearsal
    words: Words
    manner: Manner
    out: TextIO

    def follow(self, lines: TextIO) -> None:
        """Read to the end of ``lines`` or to ``q``."""
        setting = self.rehearsal.setting
        product = setting.program.lists.get("products", {}).get(setting.product)
        if product is not None:
            self._tell(Phrase("terminal.product", {"product": product}))
        self._tell(Phrase("terminal.keys"))
        self._show()
        while line := lines.readline():
            key = line.strip()
            if key == "q":
                break
            if key:
                self._press(key)
            self._show()
        self._tell(Phrase("terminal.bye"))

    def _show(self) -> None:
        card = self.rehearsal.card()
        drawn = draw(card, self.words, self.rehearsal.setting.now(), color=self.manner.color)
        print(f"\n{drawn}", file=self.out)
        if self.rehearsal.has_ended:
            self._tell(Phrase("terminal.done"))
        print(_say(self.words, self.manner, Phrase("terminal.asks")), end="", file=self.out, flush=True)

    def _tell(self, phrase: Phrase) -> None:
        print(_say(self.words, self.manner, phrase), file=self.out)

    def _press(self, key: str) -> None:
        """Do what a line asks for; whatever is not a key is words to write down."""
        rehearsal = self.rehearsal
        if key.isascii() and key.isdecimal():
            self._tap(int(key[:4]))
        elif key[0] == "t" and key[1:] in {str(level) for level in range(1, _HOTTEST + 1)}:
            rehearsal.take_temperature(int(key[1:]))
        elif key in (keys := self._keys()):
            keys[key]()
        else:
            rehearsal.write(key)

    def _keys(self) -> Mapping[str, Callable[[], None]]:
        rehearsal = self.rehearsal
        return {
            "b": rehearsal.go_back,
            "f": rehearsal.flag,
            "j": lambda: rehearsal.open(Panel.JUMP),
            "l": rehearsal.switch_call_language,
            "m": lambda: rehearsal.open(Panel.MENU),
            "r": rehearsal.restart,
        }

    def _tap(self, number: int) -> None:
        buttons = [button for row in self.rehearsal.card().buttons for button in row]
        if not 1 <= number <= len(buttons):
            self.rehearsal.tell(Phrase("terminal.no_such_number", {"number": number}))
        else:
            self.rehearsal.tap(buttons[number - 1])
