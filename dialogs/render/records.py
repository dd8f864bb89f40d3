"""One call as a timeline, with what was said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dialogs.access import Action, Owner, require
from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.crises import came_with_the_call
from dialogs.events import RemarkMade, SessionRead
from dialogs.ids import PersonId, SessionId
from dialogs.ports import Kept, SessionStatus
from dialogs.render.accesses import named
from dialogs.render.brief_files import THROW_AWAY
from dialogs.render.crises import crisis_row
from dialogs.render.layout import Rows
from dialogs.reviews import Review
from dialogs.state import SessionState
from dialogs.texts import Bilingual, Phrase, Several, Text, Value
from dialogs.timeline import Entry, Timeline

_CALM = 2
"""Up to here nobody is upset enough to be looked for."""
PAGE = 10
"""Entries of a timeline on one card: what fits a phone's screen and one message."""
BRIEF = 40
"""Chinese characters of a line in a timeline; twice as many Latin ones."""
LAST_PAGE = "99"
"""Stands for the last page of a timeline in a button: where the review is."""
OPENS: Final = "@"
"""Before the page in a button: the call is opened there, and not leafed through."""


def opened_at(session: SessionId, version: int) -> str:
    """Return what a button holds that opens a call on the page of one of its events."""
    return f"{session}{OPENS}{(version - 1) // PAGE}"


@dataclass(frozen=True, slots=True)
class Beside:
    """What a timeline tells that no event does."""

    deadlines: Sequence[Text] = ()
    """Those of the complaint, on each page."""
    now: Text | None = None
    """While the call goes on, the line on its card, at the end of what was answered."""


_NOTHING_BESIDE = Beside()


def timeline_card(
    actor: Actor,
    timeline: Timeline,
    review: Review,
    readers: Sequence[SessionRead],
    names: Mapping[PersonId, str],
    page: int | None = None,
    beside: Beside = _NOTHING_BESIDE,
) -> Card:
    """Draw one page of a call's timeline; the last page when none is named.

    The review stands on the last page, below what it speaks of.
    """
    state = timeline.state
    pages = max((len(timeline.entries) - 1) // PAGE + 1, 1)
    here = min(page if page is not None else pages - 1, pages - 1)
    shown = timeline.entries[here * PAGE : (here + 1) * PAGE]
    head = Phrase(
        "timeline.head",
        {
            "alias": state.alias,
            "agent": owners_of(timeline, names),
            "at": state.opened_at,
            "minutes": int(timeline.lasted.total_seconds() // 60),
            "page": here + 1,
            "of": pages,
        },
    )
    due = [Block(BlockKind.HINT, line) for line in beside.deadlines]
    blocks = [Block(BlockKind.BODY, head), *due, *_told(shown)]
    if here == pages - 1 and beside.now is not None:
        blocks.append(Block(BlockKind.STATUS, Phrase("timeline.now", {"line": _in_brief(beside.now)})))
    if here == pages - 1:
        blocks += _reviewed(review, readers, names)
    return Card(
        tuple(blocks),
        _timeline_buttons(actor, timeline, review, here, pages),
        language=actor.language,
        call_language=state.call_language,
    )


def owners_of(timeline: Timeline, names: Mapping[PersonId, str]) -> Text:
    """Name who had the call, one after the other."""
    owners = timeline.owners or (timeline.state.agent,)
    return _passed_on([names.get(each, "") for each in owners])


def _passed_on(names: Sequence[str]) -> Text:
    first, *later = names
    said: Text = Bilingual(first, first)
    for each in later:
        said = Phrase("timeline.passed_on", {"before": said, "after": each})
    return said


def _told(shown: Sequence[Entry]) -> list[Block]:
    """Say the entries of a page; a step names its temperature unless the step before had the same."""
    blocks: list[Block] = []
    before: int | None = None
    for entry in shown:
        if entry.stood is not None:
            blocks.append(_line(entry, entry.stood))
        level = entry.temperature if entry.shown is not None else before
        blocks.append(_entry(entry, level if level != before else None))
        before = level
    return blocks


def _line(entry: Entry, stood: Text) -> Block:
    """Say the line that stood there when somebody did something beside it."""
    values: dict[str, Value] = {"at": entry.stood_since or entry.at, "shown": _in_brief(stood)}
    return Block(BlockKind.BODY, Phrase("timeline.line", values))


def _entry(entry: Entry, temperature: int | None) -> Block:
    text = entry.text
    if temperature is not None:
        text = Phrase("timeline.heat", {"text": text, "temperature": Phrase(f"temperature.{temperature}")})
    values: dict[str, Value] = {"at": entry.at, "text": text, "seconds": entry.seconds or 0}
    if entry.shown is not None:
        values["shown"] = _in_brief(entry.shown)
    key = "timeline.move" if entry.shown is not None else "timeline.entry"
    if entry.line_told:
        key = "timeline.left"
    if entry.clock_went_back:
        key = "timeline.clock_went_back"
    return Block(BlockKind.STRUCK if entry.undone else BlockKind.BODY, Phrase(key, values))


def _in_brief(shown: Text) -> Text:
    """Cut a long compliance line to its beginning: who reviews a call knows it by heart."""
    if not isinstance(shown, Bilingual) or len(shown.zh) <= BRIEF:
        return shown
    return Bilingual(f"{shown.zh[:BRIEF]}…", f"{shown.en[: 2 * BRIEF]}…")


def score_line(review: Review, names: Mapping[PersonId, str]) -> Phrase | None:
    """Say the rating that counts, and who gave it; none while nobody rated."""
    if review.score is None or review.rated_by is None:
        return None
    name = named(review.rated_by, names.get(review.rated_by, ""))
    return Phrase("timeline.score", {"score": review.score, "name": name})


def _reviewed(review: Review, readers: Sequence[SessionRead], names: Mapping[PersonId, str]) -> list[Block]:
    blocks: list[Block] = []
    rated = score_line(review, names)
    if rated is not None:
        blocks.append(Block(BlockKind.BODY, rated))
    for said in review.said:
        key = "timeline.remark" if isinstance(said, RemarkMade) else "timeline.answer"
        values: dict[str, Value] = {"name": names.get(said.by, ""), "at": said.at, "words": said.words}
        blocks.append(Block(BlockKind.BODY, Phrase(key, values)))
    if readers:
        who: tuple[Text, ...] = tuple(
            Phrase("timeline.reader", {"name": named(each.by, names.get(each.by, "")), "at": each.at})
            for each in readers[-3:]
        )
        blocks.append(Block(BlockKind.HINT, Phrase("timeline.readers", {"who": Several(who)})))
    return blocks


def _timeline_buttons(actor: Actor, timeline: Timeline, review: Review, here: int, pages: int) -> Rows:
    session: SessionId = timeline.state.session
    turning: list[Button] = []
    if here:
        turning.append(Button(Phrase("button.earlier"), Verb.TIMELINE, f"{session}{here - 1}"))
    if here < pages - 1:
        turning.append(Button(Phrase("button.later"), Verb.TIMELINE, f"{session}{here + 1}"))
    if timeline.state.status is SessionStatus.LIVE:
        turning.append(Button(Phrase("button.refresh"), Verb.TIMELINE, f"{session}{LAST_PAGE}"))
    rows: list[tuple[Button, ...]] = [tuple(turning)] if turning else []
    jumps = _jumps(timeline, here) if pages > 1 else ()
    rows += [jumps] if jumps else []
    if timeline.state.kept is Kept.ERASED:
        return (*rows, (Button(Phrase("button.to_list"), Verb.SESSIONS),))
    if _led_before(actor, timeline):
        return (*rows, (Button(Phrase("button.to_list"), Verb.SESSIONS),))
    if actor.person == timeline.state.agent:
        if came_with_the_call(actor, timeline.state.agent, timeline.state.crises):
            rows += crisis_row(timeline.state)
        others = any(each.by != actor.person for each in review.said if isinstance(each, RemarkMade))
        if others or review.score is not None:
            rows.append((Button(Phrase("button.answer_review"), Verb.ANSWER_REVIEW, session),))
    else:
        if _waits_for_help(timeline.state):
            rows.append((Button(Phrase("button.take_help"), Verb.TAKE_HELP, session),))
        if _helps(actor, timeline.state):
            rows.append((Button(Phrase("button.end_help"), Verb.END_HELP, session),))
        rows += crisis_row(timeline.state)
        if timeline.state.status is SessionStatus.ENDED:
            rows.append(
                tuple(
                    Button(Phrase("button.rate", {"score": score}), Verb.RATE, f"{session}.{score}")
                    for score in range(1, 6)
                )
            )
        whisper = Button(Phrase("button.whisper"), Verb.WHISPER, session)
        goes_on = timeline.state.status is not SessionStatus.ENDED
        remark = Button(Phrase("button.remark"), Verb.REMARK, session)
        rows.append((whisper, remark) if goes_on else (remark,))
    to_list = Button(Phrase("button.to_list"), Verb.SESSIONS)
    rows.append((Button(Phrase("button.deadlines"), Verb.DEADLINES, session), to_list))
    return tuple(rows)


def _helps(actor: Actor, state: SessionState) -> bool:
    ended = state.status is SessionStatus.ENDED
    return state.helper == actor.person and state.help_over_turn is None and not ended


def _led_before(actor: Actor, timeline: Timeline) -> bool:
    """Tell whether somebody sees a call because it was theirs once, and for nothing else."""
    state = timeline.state
    return require(actor, Action.READ_SESSION, Owner(state.agent, state.team)) is not None


def _jumps(timeline: Timeline, here: int) -> tuple[Button, ...]:
    """Return the ways to the hottest moment and to the call for help, where they are on another page."""
    session, entries = timeline.state.session, timeline.entries
    hottest = max((entry.temperature or 0 for entry in entries), default=0)
    marks = (
        (
            "button.hottest",
            next((at for at, each in enumerate(entries) if each.temperature == hottest), None),
        ),
        ("button.help_moment", next((at for at, each in enumerate(entries) if each.asks_help), None)),
    )
    pages = [(key, at // PAGE) for key, at in marks if at is not None]
    return tuple(
        Button(Phrase(key), Verb.TIMELINE, f"{session}{page}")
        for key, page in pages
        if page != here and (key != "button.hottest" or hottest > _CALM)
    )


def _waits_for_help(state: SessionState) -> bool:
    return state.help_asked and state.helper is None and state.status is not SessionStatus.ENDED


def asking(actor: Actor, asked: Phrase) -> Card:
    """Ask for words, with a way out: any tap lets the next text go where it would go else."""
    no = Button(Phrase("button.not_now"), Verb.BRIEF, THROW_AWAY)
    return Card(
        (Block(BlockKind.BODY, asked),), ((no,),), language=actor.language, call_language=actor.language
    )
