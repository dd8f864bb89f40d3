"""A card counts as what the log says however its person looks at it, and no older card does."""

from dataclasses import replace

from msgspec import structs

from bot.clock import now
from bot.playground.html_text import parse_html
from bot.telegram.card_text import card_text
from bot.telegram.keyboard import keyboard
from bot.words import Words
from dialogs.cards import Panel, Viewer
from dialogs.evolve import fold
from dialogs.program import Program
from dialogs.render import render
from dialogs.state import SessionState
from dialogs.texts import Phrase
from storage.opening import SHANGHAI
from tests.kill.likeness import AGENTS, DATED, is_as_drawn
from tests.kill.oracle import told
from tests.kill.script import WALK
from tests.kill.under_load import the_program

WORDS = Words(SHANGHAI)
SAYS_SO = Phrase("text.masked")


def drawn(program: Program, state: SessionState, viewer: Viewer) -> dict[str, object]:
    card = render(program, state, viewer, now())
    return {"text": parse_html(card_text(card, WORDS, now()))[0], "reply_markup": keyboard(card, WORDS)}


async def walked() -> tuple[SessionState, ...]:
    """Return the call of the script after each of its events."""
    call = (await told(WALK)).call
    return tuple(fold(call[:length]) for length in range(1, len(call) + 1))


async def test_card_is_what_the_log_says_whichever_note_it_offers_to_move() -> None:
    program, states = await the_program(), await walked()
    viewers = [
        (state, replace(viewer, noted=each.version, notices=(SAYS_SO,)))
        for state in states
        for viewer in (AGENTS, DATED)
        for each in state.noted
    ]

    amiss = [
        (state.version, viewer.noted)
        for state, viewer in viewers
        if not is_as_drawn(drawn(program, state, viewer), program, state, WORDS)
    ]

    assert len({viewer.noted for _, viewer in viewers}) > 1
    assert amiss == []


async def test_card_of_the_end_that_came_before_the_last_note_is_not_what_the_log_says() -> None:
    program, states = await the_program(), await walked()
    ended = states[-1]
    first, *_, last = ended.noted
    before = structs.replace(ended, noted=tuple(each for each in ended.noted if each != last))

    shown = [
        drawn(program, before, viewer) for viewer in (AGENTS, DATED, replace(DATED, noted=first.version))
    ]

    assert first != last
    assert [is_as_drawn(each, program, before, WORDS) for each in shown] == [True] * 3
    assert [is_as_drawn(each, program, ended, WORDS) for each in shown] == [False] * 3
    assert is_as_drawn(drawn(program, ended, replace(AGENTS, panel=Panel.MENU)), program, ended, WORDS)
