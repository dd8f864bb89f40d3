"""The cards of a supervisor's first view: the list of calls, and one call as a timeline."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.crises import came_with_the_call
from dialogs.events import RemarkMade, SessionRead
from dialogs.ids import PersonId, SessionId
from dialogs.ports import Kept, SessionFilter, SessionLine, SessionStatus
from dialogs.program import Outcome
from dialogs.render import narrowing
from dialogs.render.accesses import named
from dialogs.render.crises import crisis_row
from dialogs.render.layout import Rows, in_pairs
from dialogs.reviews import Review
from dialogs.state import SessionState
from dialogs.texts import Bilingual, Phrase, Several, Text, Value
from dialogs.timeline import Entry, Timeline

PAGE = 10
"""Entries of a timeline on one card: what fits a phone's screen and one message."""
BRIEF = 40
"""Chinese characters of a line in a timeline; twice as many Latin ones."""
LAST_PAGE = "99"
"""Stands for the last page of a timeline in a button: where the review is."""
CALLS = 8
"""Calls of a list on one card."""
_OUTCOMES = tuple(Outcome)
# So many digits at the most: a longer number is forged, and no database takes it.
_LISTING = re.compile(r"([0-9]{1,6})\.([01])\.([0-9]{8})?\.([0-9])?\.([0-9]{1,16})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Listing:
    """Which calls a list shows; it travels inside the buttons and is checked when it comes back."""

    page: int = 0
    open_only: bool = False
    day: date | None = None
    outcome: Outcome | None = None
    agent: PersonId | None = None

    @property
    def value(self) -> str:
        """Encode for a button: ``page.open.day.outcome.agent``, each empty when not narrowed."""
        day = f"{self.day:%Y%m%d}" if self.day else ""
        outcome = str(_OUTCOMES.index(self.outcome)) if self.outcome else ""
        return f"{self.page}.{int(self.open_only)}.{day}.{outcome}.{self.agent or ''}"

    @classmethod
    def read(cls, value: str) -> "Listing | None":
        """Decode what :attr:`value` encoded; none for anything else."""
        found = _LISTING.fullmatch(value)
        if found is None:
            return None
        page, open_only, day, outcome, agent = found.groups()
        try:
            return cls(
                int(page),
                open_only == "1",
                narrowing.read_day(day),
                _OUTCOMES[int(outcome)] if outcome else None,
                PersonId(int(agent)) if agent else None,
            )
        except (ValueError, IndexError):
            return None

    @property
    def narrowed(self) -> SessionFilter:
        """Return the question for the views, one line more than is shown to know whether more follow."""
        return SessionFilter(
            agent=self.agent,
            day=self.day,
            outcome=self.outcome,
            open_only=self.open_only,
            limit=CALLS + 1,
            offset=self.page * CALLS,
        )


def call_list(
    actor: Actor, lines: Sequence[SessionLine], listing: Listing, agents: Sequence[Actor], now: datetime
) -> Card:
    """Draw a list of calls with its filters; ``now`` is in the firm's zone."""
    shown = lines[:CALLS]
    head = Block(BlockKind.BODY, Phrase("list.head", {"filters": _filters(listing, agents)}))
    body = [Block(BlockKind.BODY, _call_line(line, now)) for line in shown]
    if not body:
        body = [Block(BlockKind.HINT, Phrase("list.empty"))]
    calls: Rows = in_pairs(
        [
            Button(
                Phrase("button.open_call", {"alias": line.alias, "at": line.opened_at}),
                Verb.TIMELINE,
                line.session,
            )
            for line in shown
        ]
    )
    turning = narrowing.pages(
        Verb.SESSIONS, listing.page, lambda page: replace(listing, page=page).value, more=len(lines) > CALLS
    )
    return Card(
        (head, *body),
        (*calls, *turning, *_narrowing(listing, agents, now.date())),
        language=actor.language,
        call_language=actor.language,
    )


def _filters(listing: Listing, agents: Sequence[Actor]) -> Several | Phrase:
    parts: list[Text] = []
    if listing.open_only:
        parts.append(Phrase("list.open_only"))
    if listing.day:
        parts.append(Phrase("list.day", {"day": f"{listing.day:%m-%d}"}))
    if listing.outcome:
        parts.append(Phrase(f"outcome.{listing.outcome}"))
    parts += [Phrase("list.agent", {"name": each.name}) for each in agents if each.person == listing.agent]
    return Several(tuple(parts)) if parts else Phrase("list.all")


def _call_line(line: SessionLine, now: datetime) -> Phrase:
    state = Phrase(f"outcome.{line.outcome}") if line.outcome else Phrase(f"status.{line.status}")
    values: dict[str, Value] = {
        "alias": line.alias,
        "agent": line.agent_name,
        "at": line.opened_at,
        "state": state,
        "temperature": Phrase(f"temperature.{line.temperature}")
        if line.temperature
        else Phrase("card.blank"),
        "minutes": max(int((now - line.last_tap_at).total_seconds() // 60), 0),
        "score": line.score or 0,
    }
    if line.help_open:
        return Phrase("list.line_help", values)
    if line.status is SessionStatus.ENDED:
        return Phrase("list.line_rated" if line.score else "list.line_ended", values)
    return Phrase("list.line_open", values)


def _narrowing(listing: Listing, agents: Sequence[Actor], today: date) -> Rows:
    """Return the filters; each button says what the list will be narrowed to when it is tapped."""
    first = replace(listing, page=0)
    open_only = Button(
        Phrase("button.filter_all" if listing.open_only else "button.filter_open"),
        Verb.SESSIONS,
        replace(first, open_only=not listing.open_only).value,
    )
    by_day = narrowing.days(Verb.SESSIONS, first.day, today, lambda day: replace(first, day=day).value)
    others = (_next_outcome(first), *((_next_agent(first, agents),) if len(agents) > 1 else ()))
    return ((open_only, *by_day), others)


def _next_outcome(first: Listing) -> Button:
    outcome = narrowing.after(first.outcome, _OUTCOMES)
    label = Phrase(f"outcome.{outcome}") if outcome else Phrase("list.any_outcome")
    narrowed = replace(first, outcome=outcome)
    return Button(Phrase("button.filter_outcome", {"outcome": label}), Verb.SESSIONS, narrowed.value)


def _next_agent(first: Listing, agents: Sequence[Actor]) -> Button:
    names = {each.person: each.name for each in agents}
    agent = narrowing.after(first.agent, tuple(names))
    label: Value = names[agent] if agent else Phrase("list.any_agent")
    narrowed = replace(first, agent=agent)
    return Button(Phrase("button.filter_agent", {"name": label}), Verb.SESSIONS, narrowed.value)


def timeline_card(
    actor: Actor,
    timeline: Timeline,
    review: Review,
    readers: Sequence[SessionRead],
    names: Mapping[PersonId, str],
    page: int | None = None,
    deadlines: Sequence[Text] = (),
) -> Card:
    """Draw one page of a call's timeline; the last page when none is named.

    The review stands on the last page, below what it speaks of; ``deadlines`` of the complaint on each.
    """
    state = timeline.state
    pages = max((len(timeline.entries) - 1) // PAGE + 1, 1)
    here = min(page if page is not None else pages - 1, pages - 1)
    shown = timeline.entries[here * PAGE : (here + 1) * PAGE]
    head = Phrase(
        "timeline.head",
        {
            "alias": state.alias,
            "agent": names.get(state.agent, ""),
            "at": state.opened_at,
            "minutes": int(timeline.lasted.total_seconds() // 60),
            "page": here + 1,
            "of": pages,
        },
    )
    due = [Block(BlockKind.HINT, line) for line in deadlines]
    blocks = [Block(BlockKind.BODY, head), *due, *_told(shown)]
    if here == pages - 1:
        blocks += _reviewed(review, readers, names)
    return Card(
        tuple(blocks),
        _timeline_buttons(actor, timeline, review, here, pages),
        language=actor.language,
        call_language=state.call_language,
    )


def _told(shown: Sequence[Entry]) -> list[Block]:
    """Say the entries of a page; a step names its temperature unless the step before had the same."""
    blocks: list[Block] = []
    before: int | None = None
    for entry in shown:
        level = entry.temperature if entry.shown is not None else before
        blocks.append(_entry(entry, level if level != before else None))
        before = level
    return blocks


def _entry(entry: Entry, temperature: int | None) -> Block:
    text = entry.text
    if temperature is not None:
        text = Phrase("timeline.heat", {"text": text, "temperature": Phrase(f"temperature.{temperature}")})
    values: dict[str, Value] = {"at": entry.at, "text": text, "seconds": entry.seconds or 0}
    if entry.shown is not None:
        values["shown"] = _in_brief(entry.shown)
    key = "timeline.move" if entry.shown is not None else "timeline.entry"
    if entry.clock_went_back:
        key = "timeline.clock_went_back"
    return Block(BlockKind.STRUCK if entry.undone else BlockKind.BODY, Phrase(key, values))


def _in_brief(shown: Text) -> Text:
    """Cut a long compliance line to its beginning: who reviews a call knows it by heart."""
    if not isinstance(shown, Bilingual) or len(shown.zh) <= BRIEF:
        return shown
    return Bilingual(f"{shown.zh[:BRIEF]}…", f"{shown.en[: 2 * BRIEF]}…")


def _reviewed(review: Review, readers: Sequence[SessionRead], names: Mapping[PersonId, str]) -> list[Block]:
    blocks: list[Block] = []
    if review.score is not None:
        blocks.append(Block(BlockKind.BODY, Phrase("timeline.score", {"score": review.score})))
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
    rows: list[tuple[Button, ...]] = [tuple(turning)] if turning else []
    if timeline.state.kept is Kept.ERASED:
        return (*rows, (Button(Phrase("button.to_list"), Verb.SESSIONS),))
    if actor.person == timeline.state.agent:
        if came_with_the_call(actor, timeline.state.agent, timeline.state.crises):
            rows += crisis_row(timeline.state)
        if review.said or review.score is not None:
            rows.append((Button(Phrase("button.answer_review"), Verb.ANSWER_REVIEW, session),))
    else:
        if _waits_for_help(timeline.state):
            rows.append((Button(Phrase("button.take_help"), Verb.TAKE_HELP, session),))
        rows += crisis_row(timeline.state)
        if timeline.state.status is SessionStatus.ENDED:
            rows.append(
                tuple(
                    Button(Phrase("button.rate", {"score": score}), Verb.RATE, f"{session}.{score}")
                    for score in range(1, 6)
                )
            )
        rows.append((Button(Phrase("button.remark"), Verb.REMARK, session),))
    to_list = Button(Phrase("button.to_list"), Verb.SESSIONS)
    rows.append((Button(Phrase("button.deadlines"), Verb.DEADLINES, session), to_list))
    return tuple(rows)


def _waits_for_help(state: SessionState) -> bool:
    return state.help_asked and state.helper is None and state.status is not SessionStatus.ENDED
