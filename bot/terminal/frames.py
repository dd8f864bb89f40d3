"""The screen for a person: the card framed and in colour, in one language or in both, findings beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from rich.box import ROUNDED
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.findings import in_words
from bot.terminal.screen import View, harmless, labels_of, said_of
from bot.words import Words
from dialogs.cards import BlockKind, Card
from dialogs.texts import Language
from playbooks.diagnostics import Diagnostic, Severity

_STYLES = {
    BlockKind.SAY: "bold",
    BlockKind.VERBATIM: "bold",
    BlockKind.RAIL: "cyan",
    BlockKind.NOTICE: "yellow",
    BlockKind.HINT: "dim",
    BlockKind.AVOID: "dim",
    BlockKind.STRUCK: "strike",
}
_SIDE_BY_SIDE = 96
"""Columns from which two cards stand beside each other: half of it holds a line of 20 Chinese characters."""
_WIDEST = 76
"""Columns of one card: longer lines are hard to read."""
_MOST_FINDINGS = 6


@dataclass(frozen=True, slots=True)
class Framed:
    """A terminal that is cleared for each view, so that the card stays in its place."""

    console: Console
    words: Words

    def show(self, view: View) -> None:
        """Draw it all anew."""
        self.console.clear()
        self.console.print(self._whole(view))
        self.console.print(Text(view.prompt), end="")

    def _whole(self, view: View) -> RenderableType:
        below: list[RenderableType] = []
        if view.findings:
            below.append(self._findings(view.findings, view.language))
        below += [Text(told, style="yellow") for told in (*view.told, view.ended) if told]
        return Group(self._cards(view), *below, Text(view.keys, style="dim"))

    def _cards(self, view: View) -> RenderableType:
        width = self.console.width
        beside = len(view.cards) > 1 and width >= _SIDE_BY_SIDE
        each = min(_WIDEST, (width - 1) // 2 if beside else width)
        panels = [self._card(card, view.step, view.now, each) for card in view.cards]
        if not beside:
            return Group(*panels)
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_row(*panels)
        return grid

    def _card(self, card: Card, step: str, now: datetime, width: int) -> Panel:
        texts = [
            Text(said_of(block, card, self.words, now), _STYLES.get(block.kind, "")) for block in card.blocks
        ]
        inside = Group(*texts, Text(""), *self._buttons(card, now))
        return Panel(
            inside, box=ROUNDED, width=width, subtitle=Text(step, style="dim"), subtitle_align="right"
        )

    def _buttons(self, card: Card, now: datetime) -> Iterator[Text]:
        for row, labels in zip(card.buttons, labels_of(card, self.words, now), strict=True):
            line = Text()
            for button, label in zip(row, labels, strict=True):
                number, _, words = label.partition(" ")
                line.append(number, "green" if button.enabled else "dim")
                line.append(f" {words}   ", "" if button.enabled else "dim")
            line.rstrip()
            yield line

    def _findings(self, findings: tuple[Diagnostic, ...], language: Language) -> Panel:
        """Show the first findings: where, and below it what is wrong and what to do."""
        lines: list[Text] = []
        for each in findings[:_MOST_FINDINGS]:
            is_error = each.severity is Severity.ERROR
            lines.append(
                Text(harmless(in_words(each, self.words, language)), "red" if is_error else "yellow")
            )
        if len(findings) > _MOST_FINDINGS:
            lines.append(Text(f"… +{len(findings) - _MOST_FINDINGS}", "dim"))
        stops = any(each.severity is Severity.ERROR for each in findings)
        return Panel(Group(*lines), box=ROUNDED, border_style="red" if stops else "yellow")


def framed(out: TextIO, words: Words) -> Framed:
    """Return the screen of a terminal; what it can do, and whether colour is wanted, the terminal says."""
    return Framed(Console(file=out, highlight=False, markup=False, emoji=False), words)
