"""The card that tells an admin who read, exported, erased, held what, who was given a role or shut out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ids import PersonId
from dialogs.people import CONSOLE
from dialogs.ports import AccessDeed, AccessFilter, AccessLine
from dialogs.render import narrowing
from dialogs.render.layout import Rows, in_pairs
from dialogs.roles import Role
from dialogs.texts import Phrase, Several, Text, Value

_WITH_A_ROLE = frozenset({AccessDeed.ROLE_GIVEN, AccessDeed.INVITED})
DEEDS = 8
"""Deeds on one card: what fits a phone's screen with a button each."""
# So many digits at the most: a longer number is forged, and no database takes it.
_SHAPE = re.compile(r"([0-9]{1,6})\.([0-9]{8})?\.([0-9]{1,16})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Deeds:
    """Which deeds a list shows; it travels inside the buttons and is checked when it comes back."""

    page: int = 0
    day: date | None = None
    by: PersonId | None = None

    @property
    def value(self) -> str:
        """Encode for a button: ``page.day.person``, the last two empty when not narrowed."""
        day = f"{self.day:%Y%m%d}" if self.day else ""
        return f"{self.page}.{day}.{'' if self.by is None else self.by}"

    @classmethod
    def read(cls, value: str) -> "Deeds | None":
        """Decode what :attr:`value` encoded; none for anything else."""
        found = _SHAPE.fullmatch(value)
        if found is None:
            return None
        page, day, by = found.groups()
        try:
            return cls(int(page), narrowing.read_day(day), PersonId(int(by)) if by else None)
        except ValueError:
            return None

    @property
    def narrowed(self) -> AccessFilter:
        """Return the question for the views, one deed more than is shown to know whether more follow."""
        return AccessFilter(by=self.by, day=self.day, limit=DEEDS + 1, offset=self.page * DEEDS)


def access_card(
    actor: Actor, lines: Sequence[AccessLine], deeds: Deeds, doers: Sequence[Actor], today: date
) -> Card:
    """Draw a list of deeds with its filters; ``doers`` are those whom it can be narrowed to."""
    shown = lines[:DEEDS]
    head = Block(BlockKind.BODY, Phrase("access.head", {"filters": _filters(deeds, doers)}))
    body = [
        Block(BlockKind.BODY, Phrase("access.line", {"at": line.at, "deed": deed(line)})) for line in shown
    ]
    calls = {line.session: line.alias or line.session for line in shown if line.session}
    opening = [
        Button(Phrase("button.open_deed", {"alias": alias}), Verb.TIMELINE, session)
        for session, alias in calls.items()
    ]
    turning = narrowing.pages(
        Verb.ACCESS, deeds.page, lambda page: replace(deeds, page=page).value, more=len(lines) > DEEDS
    )
    return Card(
        (head, *(body or [Block(BlockKind.HINT, Phrase("access.empty"))])),
        (*in_pairs(opening), *turning, *_narrowing(deeds, doers, today)),
        language=actor.language,
        call_language=actor.language,
    )


def deed(line: AccessLine) -> Phrase:
    """Say one deed: who did what, of which call or person."""
    values: dict[str, Value] = {
        "who": named(line.by, line.by_name),
        "alias": line.alias or line.session or "",
        "count": line.detail,
        "person": line.person_name or "",
    }
    if line.deed in _WITH_A_ROLE:
        role, _, team = line.detail.partition(" ")
        values |= {"role": Phrase(f"role.{Role(role)}"), "team": team}
    return Phrase(f"access.{line.deed}", values)


def named(person: PersonId, name: str) -> str | Phrase:
    """Return who it was: by name, or as the command line, which no directory knows."""
    return Phrase("access.console") if person == CONSOLE.person else name


def _filters(deeds: Deeds, doers: Sequence[Actor]) -> Text:
    parts: list[Text] = []
    if deeds.day:
        parts.append(Phrase("list.day", {"day": f"{deeds.day:%m-%d}"}))
    parts += [
        Phrase("list.agent", {"name": named(each.person, each.name)})
        for each in doers
        if each.person == deeds.by
    ]
    return Several(tuple(parts)) if parts else Phrase("list.all")


def _narrowing(deeds: Deeds, doers: Sequence[Actor], today: date) -> Rows:
    first = replace(deeds, page=0)
    by_day = narrowing.days(Verb.ACCESS, first.day, today, lambda day: replace(first, day=day).value)
    names = {each.person: named(each.person, each.name) for each in doers}
    by = narrowing.after(first.by, tuple(names))
    label = Phrase("access.anybody") if by is None else names[by]
    other = Button(Phrase("button.filter_agent", {"name": label}), Verb.ACCESS, replace(first, by=by).value)
    return ((*by_day, other),)
