"""``hejie playbook play``: walk a playbook while it is written; each save is walked to the same place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.clock import now
from bot.findings import in_words
from bot.terminal.keyboard import Keyboard, Told, as_key, keyboard_of
from bot.terminal.player import PATIENCE, Player
from bot.terminal.practice import Practice
from bot.terminal.screen import Plain, Screen, harmless
from bot.terminal.watching import Watch
from bot.words import Words
from dialogs.program import Channel, Program
from dialogs.texts import Bilingual, Language, Phrase, Several
from playbooks.check import Checked, check
from playbooks.rehearsal.walk import Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a walk is shown."""

    language: Language = Language.ZH
    channel: Channel = Channel.PHONE
    product: str | None = None
    """Id of the list ``products``; the first one when none is named."""
    framed: bool = False
    """Whether a person looks on: the screen is drawn anew for each card, in colour if they have it."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    clock: Callable[[], datetime] = now


def play(path: Path, lines: TextIO, out: TextIO, manner: Manner = Manner()) -> int:
    """Walk the playbook at ``path`` with what ``lines`` says, until it says ``q`` or ends.

    Returns:
        0, or 1 when there is no single playbook there that can be walked; what is wrong is said on ``out``.
    """
    return play_with(path, keyboard_of(lines) if manner.framed else Told(lines), out, manner)


def play_with(path: Path, keyboard: Keyboard, out: TextIO, manner: Manner) -> int:
    """Do what :func:`play` does, with any source of lines."""
    words = Words(manner.zone)
    checked = check(path)
    if manner.framed and path.exists() and not checked.programs:
        checked = _mended(path, checked, keyboard, out, partial(_troubles, words, manner))
    if len(checked.programs) != 1:
        for finding in checked.diagnostics:
            print(harmless(in_words(finding, words, manner.language)), file=out)
        titles = tuple(program.title for program in checked.programs)
        if titles:
            print(_say(words, manner, Phrase("terminal.several", {"titles": Several(titles)})), file=out)
        return 1
    program = checked.programs[0]
    products = program.lists.get("products", {})
    if manner.product is not None and manner.product not in products:
        known = ", ".join(products)
        print(_say(words, manner, Phrase("terminal.no_such_product", {"products": known})), file=out)
        return 1
    practice = Practice(_setting(program, products, manner), manner.clock)
    player = Player(_folder(path, checked), practice, words, _screen(out, words, manner), checked.diagnostics)
    player.follow(keyboard)
    print(_say(words, manner, Phrase("terminal.bye")), file=out)
    return 0


def _troubles(words: Words, manner: Manner, checked: Checked) -> str:
    """Say what keeps a playbook from being walked, and that a save will be seen."""
    found = (harmless(in_words(each, words, manner.language)) for each in checked.diagnostics)
    return "\n".join((*found, _say(words, manner, Phrase("terminal.waits"))))


def _mended(
    path: Path, checked: Checked, keyboard: Keyboard, out: TextIO, said: Callable[[Checked], str]
) -> Checked:
    """Wait for a save after which a playbook can be walked; return it, or what there is when they leave."""
    watch = Watch(path if path.is_dir() else path.parent)
    is_new = True
    while not checked.programs:
        if is_new:
            print(said(checked), file=out, flush=True)
        try:
            if as_key(keyboard.line(PATIENCE) or "") == "q":
                break
        except EOFError:
            break
        is_new = watch.has_changed()
        checked = check(path) if is_new else checked
    return checked


def _folder(path: Path, checked: Checked) -> Path:
    """Return the folder of the one playbook that was found."""
    if checked.program is None:
        return path / next(part.slug for part in checked.parts if part.program is not None and part.slug)
    return path if path.is_dir() else path.parent


def _setting(program: Program, products: Mapping[str, Bilingual], manner: Manner) -> Setting:
    return Setting(
        program=program,
        zone=manner.zone,
        language=manner.language,
        channel=manner.channel,
        product=manner.product if manner.product is not None else next(iter(products), ""),
    )


def _screen(out: TextIO, words: Words, manner: Manner) -> Screen:
    if not manner.framed:
        return Plain(out, words)
    from bot.terminal.frames import framed  # noqa: PLC0415  # 50 ms of imports that a pipe does not need

    return framed(out, words)


def _say(words: Words, manner: Manner, phrase: Phrase) -> str:
    return harmless(words.say(phrase, manner.language))
