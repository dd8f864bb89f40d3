"""The card of a call that stands still or is over."""

from dialogs.aloud import aloud
from dialogs.cards import Block, BlockKind, Button, Card, Panel, Verb, Viewer
from dialogs.events import SummarySection
from dialogs.placeholders import fill
from dialogs.program import Program
from dialogs.render.controls import just_noted, other_sessions
from dialogs.render.layout import Rows
from dialogs.render.notices import notices, whispered
from dialogs.state import SessionState
from dialogs.summary import section_of, summarize
from dialogs.texts import Language, Phrase, Text
from dialogs.variants import line_of

RESTORED = ".back"
"""Behind a section in the value of a button: take it back to what was recorded."""


def paused(program: Program, state: SessionState, viewer: Viewer) -> tuple[tuple[Block, ...], Rows]:
    """Show one line and the way back; the reason when the customer hung up."""
    stage = program.stages[program.steps[state.walk.step].stage]
    key = f"card.paused_{state.pause}" if state.pause else "card.paused_asked"
    line = Block(BlockKind.BODY, Phrase(key, {"alias": state.alias, "stage": stage.title}))
    buttons: Rows = (
        *just_noted(state, viewer),
        (Button(Phrase("button.resume"), Verb.RESUME), Button(Phrase("button.end"), Verb.PANEL, Panel.END)),
    )
    return (line, *notices(viewer.notices), *whispered(state, viewer)), buttons


def ended(program: Program, state: SessionState, viewer: Viewer) -> tuple[tuple[Block, ...], Rows]:
    """Show the summary as one block to copy, each section editable, and the way to take the end back."""
    outcome = Phrase(f"outcome.{state.outcome}")
    head = Block(BlockKind.BODY, Phrase("card.ended", {"alias": state.alias, "outcome": outcome}))
    step = program.steps[state.walk.step]
    # The last line to say: the card of an end step is this one.
    last = aloud(fill(program, state, line_of(step, state.session, state.channel)))
    line = (Block(BlockKind.SAY, last, spoken=True),) if state.ended_by_move else ()
    if viewer.panel is Panel.SUMMARY and viewer.panel_value:
        blocks, buttons = _edited(program, state, SummarySection(viewer.panel_value))
        return (head, *line, *notices(viewer.notices), *blocks), buttons
    summary = (Block(BlockKind.COPY, line) for line in (*summarize(program, state), *_deadlines(viewer)))
    note = Block(BlockKind.NEXT_TEXT, Phrase("card.next_text", {"place": Phrase("place.note")}))
    buttons = (*just_noted(state, viewer), *_section_buttons(), *_afterwards(viewer))
    return (head, *line, *notices(viewer.notices), *summary, note), buttons


def _edited(program: Program, state: SessionState, section: SummarySection) -> tuple[tuple[Block, ...], Rows]:
    """Show a section alone as it stands, to copy and change; the next text takes the place of all of it."""
    title = Phrase(f"summary.{section}")
    blocks = (
        Block(BlockKind.HINT, Phrase("card.edits_all", {"section": title})),
        *(Block(BlockKind.COPY, each) for each in section_of(program, state, section)),
        Block(BlockKind.NEXT_TEXT, Phrase("card.next_text", {"place": title})),
    )
    restore = Button(Phrase("button.restore"), Verb.EDIT_SUMMARY, f"{section}{RESTORED}")
    ways = ((restore,),) if section in state.edited else ()
    return blocks, (*ways, (Button(Phrase("button.close_panel"), Verb.PANEL, Panel.MAIN),))


def _deadlines(viewer: Viewer) -> tuple[Text, ...]:
    """Return the section that says by when the complaint must be dealt with."""
    if not viewer.deadlines:
        return ()
    return (Phrase("summary.section", {"title": Phrase("summary.deadlines")}), *viewer.deadlines)


def closed(state: SessionState, language: Language) -> Card:
    """Say in one line that a call is shown to nobody any more, or that its words were erased."""
    line = Block(BlockKind.BODY, Phrase(f"card.closed_{state.kept}", {"alias": state.alias}))
    return Card((line,), language=language, call_language=language)


def taken_away(state: SessionState, owner: str, language: Language, *, shut_out: bool) -> Card:
    """Say to whom a call passed on that was this person's, and that they were shut out if so.

    ``owner`` is empty where it passed to nobody.
    """
    passed = Phrase("card.passed_on", {"alias": state.alias, "name": owner})
    said = (*((passed,) if owner else ()), *((Phrase("card.shut_out"),) if shut_out else ()))
    lines = tuple(Block(BlockKind.BODY, each) for each in said)
    return Card(lines, language=language, call_language=language)


def _section_buttons() -> Rows:
    edits = [
        Button(Phrase("button.edit", {"section": Phrase(f"summary.{section}")}), Verb.EDIT_SUMMARY, section)
        for section in SummarySection
    ]
    return (tuple(edits[:2]), tuple(edits[2:]))


def _afterwards(viewer: Viewer) -> Rows:
    after = (Button(Phrase("button.reopen"), Verb.BACK), Button(Phrase("button.sweep"), Verb.SWEEP))
    deadlines = ((Button(Phrase("button.deadlines"), Verb.DEADLINES),),) if viewer.deadlines else ()
    return (after, *deadlines, *other_sessions(viewer))
