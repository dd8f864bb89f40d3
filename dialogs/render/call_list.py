"""The list of calls, with what it is narrowed to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ids import PersonId, SessionId
from dialogs.ports import SessionFilter, SessionLine, SessionStatus
from dialogs.program import Outcome
from dialogs.render import narrowing
from dialogs.render.layout import Rows, in_pairs
from dialogs.texts import Phrase, Several, Text, Value

CALLS = 8
"""Calls of a list on one card."""
_OUTCOMES = tuple(Outcome)
# So many digits at the most: a longer number is forged, and no database takes it.
_LISTING = re.compile(r"([0-9]{1,6})\.([01])\.([0-9]{8})?\.([0-9])?\.([0-9]{1,16})?(?:\.([1-3]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Listing:
    """Which calls a list shows; it travels inside the buttons and is checked when it comes back."""

    page: int = 0
    open_only: bool = False
    day: date | None = None
    outcome: Outcome | None = None
    agent: PersonId | None = None
    unrated: bool = False
    hot: bool = False

    @property
    def value(self) -> str:
        """Encode for a button: ``page.open.day.outcome.agent``, each empty when not narrowed; then marks."""
        day = f"{self.day:%Y%m%d}" if self.day else ""
        outcome = str(_OUTCOMES.index(self.outcome)) if self.outcome else ""
        marks = int(self.unrated) + 2 * int(self.hot)
        said = f"{self.page}.{int(self.open_only)}.{day}.{outcome}.{self.agent or ''}"
        return f"{said}.{marks}" if marks else said

    @classmethod
    def read(cls, value: str) -> "Listing | None":
        """Decode what :attr:`value` encoded; none for anything else."""
        found = _LISTING.fullmatch(value)
        if found is None:
            return None
        page, open_only, day, outcome, agent, marks = found.groups()
        try:
            return cls(
                int(page),
                open_only == "1",
                narrowing.read_day(day),
                _OUTCOMES[int(outcome)] if outcome else None,
                PersonId(int(agent)) if agent else None,
                marks in {"1", "3"},
                marks in {"2", "3"},
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
            unrated=self.unrated,
            hot=self.hot,
            limit=CALLS + 1,
            offset=self.page * CALLS,
        )


def call_list(
    actor: Actor,
    lines: Sequence[SessionLine],
    listing: Listing,
    agents: Sequence[Actor],
    now: datetime,
    marks: Mapping[SessionId, Phrase],
) -> Card:
    """Draw a list of calls with its filters; ``now`` is in the firm's zone.

    ``marks`` say of calls that they are more than a complaint.
    """
    shown = lines[:CALLS]
    head = Block(BlockKind.BODY, Phrase("list.head", {"filters": _filters(listing, agents)}))
    body = [Block(BlockKind.BODY, _marked(line, now, marks)) for line in shown]
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
    parts += [Phrase("list.unrated")] if listing.unrated else []
    parts += [Phrase("list.hot")] if listing.hot else []
    parts += [Phrase("list.agent", {"name": each.name}) for each in agents if each.person == listing.agent]
    return Several(tuple(parts)) if parts else Phrase("list.all")


def _marked(line: SessionLine, now: datetime, marks: Mapping[SessionId, Phrase]) -> Phrase:
    said, mark = _call_line(line, now), marks.get(line.session)
    return said if mark is None else Phrase("list.marked", {"mark": mark, "line": said})


def _call_line(line: SessionLine, now: datetime) -> Phrase:
    state = Phrase(f"outcome.{line.outcome}") if line.outcome else Phrase(f"status.{line.status}")
    values: dict[str, Value] = {
        "alias": line.alias,
        "agent": line.agent_name,
        "at": line.opened_at,
        "state": state,
        "temperature": Phrase(f"temperature.{line.temperature}")
        if line.temperature
        else Phrase("list.no_temperature"),
        "minutes": max(int((now - line.last_tap_at).total_seconds() // 60), 0),
        "score": line.score or 0,
    }
    if line.help_open:
        return Phrase("list.line_help", values)
    if line.status is SessionStatus.ENDED:
        return Phrase("list.line_rated" if line.score else "list.line_ended", values)
    return Phrase("list.line_open", values)


def _narrowing(listing: Listing, agents: Sequence[Actor], today: date) -> Rows:
    """Return the filters; each says what it is now, and what the next tap makes of it.

    What can only come to nothing is not offered: a call that has not ended has no outcome and no rating.
    """
    first = replace(listing, page=0)
    by_day = narrowing.days(Verb.SESSIONS, first.day, today, lambda day: replace(first, day=day).value)
    ended = () if first.open_only else (_next_outcome(first), _turn_unrated(first))
    who = (_next_agent(first, agents),) if len(agents) > 1 else ()
    nothing = Button(Phrase("button.filter_none"), Verb.SESSIONS, Listing().value)
    clear = ((nothing,),) if first != Listing() else ()
    return ((_turn_open(first), *by_day), *in_pairs([*ended, *who, _turn_hot(first)]), *clear)


def _filter(what: str, now: Value, then: Value, narrowed: Listing) -> Button:
    values: dict[str, Value] = {"what": Phrase(f"list.what_{what}"), "now": now, "then": then}
    return Button(Phrase("button.filter_turns", values), Verb.SESSIONS, narrowed.value)


def _turn_open(first: Listing) -> Button:
    on = replace(first, open_only=True, outcome=None, unrated=False)
    return _switch("state", Phrase("list.open_only"), first.open_only, on, replace(first, open_only=False))


def _turn_unrated(first: Listing) -> Button:
    on, off = replace(first, unrated=True), replace(first, unrated=False)
    return _switch("score", Phrase("list.unrated"), first.unrated, on, off)


def _turn_hot(first: Listing) -> Button:
    on, off = replace(first, hot=True), replace(first, hot=False)
    return _switch("heat", Phrase("list.hot"), first.hot, on, off)


def _switch(what: str, name: Phrase, is_on: bool, on: Listing, off: Listing) -> Button:  # noqa: FBT001 - as it is
    every = Phrase("list.all")
    return _filter(what, name, every, off) if is_on else _filter(what, every, name, on)


def _next_outcome(first: Listing) -> Button:
    outcome = narrowing.after(first.outcome, _OUTCOMES)
    return _filter("outcome", _outcome(first.outcome), _outcome(outcome), replace(first, outcome=outcome))


def _outcome(outcome: Outcome | None) -> Phrase:
    return Phrase(f"outcome.{outcome}") if outcome else Phrase("list.all")


def _next_agent(first: Listing, agents: Sequence[Actor]) -> Button:
    names = {each.person: each.name for each in agents}
    agent = narrowing.after(first.agent, tuple(names))
    now: Value = names.get(first.agent, Phrase("list.all")) if first.agent else Phrase("list.all")
    then: Value = names[agent] if agent else Phrase("list.all")
    return _filter("agent", now, then, replace(first, agent=agent))
