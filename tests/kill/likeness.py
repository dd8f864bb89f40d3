"""Whether a message of a chat shows a call as the log has it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from bot.clock import now
from bot.crisis_file import read_crisis
from bot.playground.html_text import parse_html
from bot.telegram.card_text import card_text
from bot.telegram.keyboard import keyboard
from bot.words import Words
from dialogs.cards import Panel, Viewer
from dialogs.program import Program
from dialogs.render import render
from dialogs.state import SessionState
from dialogs.texts import Phrase

AGENTS: Final = Viewer(severity=read_crisis())
"""An agent who has just tapped nothing, at a bot with the signs of a crisis that come with it."""

DATED: Final = replace(AGENTS, deadlines=(Phrase("button.deadlines"),))
"""The same, on a complaint with a deadline; which day it is, the log of the call does not say."""


def is_as_drawn(message: Mapping[str, object], program: Program, state: SessionState, words: Words) -> bool:
    """Tell whether ``message`` (its ``text`` and ``reply_markup``) is the card of ``state``.

    A person may have looked at it through a panel; then its buttons tell.
    """
    shown = message.get("reply_markup")
    for viewer in _viewers(state):
        if keyboard(render(program, state, viewer, now()), words) == shown:
            text, _ = parse_html(card_text(render(program, state, AGENTS, now()), words, now()))
            return viewer.panel is not Panel.MAIN or _is_told(str(message.get("text")), text)
    return False


def _viewers(state: SessionState) -> Iterator[Viewer]:
    """Give all who may look at the card of ``state``: what was noted may be moved until the next tap."""
    for viewer in (AGENTS, DATED):
        yield viewer
        yield from (replace(viewer, noted=each.version) for each in state.noted)
        yield from (replace(viewer, panel=each) for each in Panel)


def _is_told(said: str, text: str) -> bool:
    """Tell whether a card says all that it must, beside the notices of the latest tap."""
    lines = said.split("\n")
    return [line for line in text.split("\n") if line not in lines] == []
