"""A list of calls as CSV: codes with their words beside them, times as the house reads them."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from bot.exports import safe_cell
from dialogs.ids import ComplaintId, PlaybookSlug
from dialogs.ports import SessionLine
from dialogs.texts import Phrase, Text

COLUMNS: Final = (
    "number",
    "alias",
    "opened_at",
    "ended_at",
    "last_tap_at",
    "agent",
    "team",
    "product",
    "product_name",
    "playbook",
    "playbook_name",
    "status",
    "status_name",
    "outcome",
    "outcome_name",
    "temperature",
    "temperature_name",
    "score",
    "agent_id",
    "session",
    "complaint",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the codes of a list are called, and where it is read."""

    numbers: Mapping[ComplaintId, str]
    """The numbers of complaints, as cards and briefs have them."""
    products: Mapping[str, Text]
    playbooks: Mapping[PlaybookSlug, Text]
    say: Callable[[Text], str]
    zone: tzinfo

    def named(self, text: Text | None) -> str:
        """Return the words of a text; nothing for a code that has none any more."""
        return "" if text is None else self.say(text)

    def local(self, at: datetime | None) -> str:
        """Return a time as the clock on the wall has it, with its distance from UTC."""
        return at.astimezone(self.zone).isoformat(timespec="seconds") if at else ""


def calls_as_csv(lines: Sequence[SessionLine], names: Names) -> str:
    """Return a list of calls as CSV (UTF-8 text, CRLF); a cell that could run as a formula is made a text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in lines:
        cells = _cells(line, names)
        writer.writerow([safe_cell(cells[column]) for column in COLUMNS])
    return out.getvalue()


def _cells(line: SessionLine, names: Names) -> Mapping[str, object]:
    outcome = Phrase(f"outcome.{line.outcome}") if line.outcome else None
    temperature = Phrase(f"temperature.{line.temperature}") if line.temperature else None
    return {
        "number": names.numbers.get(line.complaint, ""),
        "alias": line.alias,
        "opened_at": names.local(line.opened_at),
        "ended_at": names.local(line.ended_at),
        "last_tap_at": names.local(line.last_tap_at),
        "agent": line.agent_name,
        "team": line.team,
        "product": line.product,
        "product_name": names.named(names.products.get(line.product)),
        "playbook": line.playbook,
        "playbook_name": names.named(names.playbooks.get(line.playbook)),
        "status": line.status,
        "status_name": names.say(Phrase(f"status.{line.status}")),
        "outcome": line.outcome or "",
        "outcome_name": names.named(outcome),
        "temperature": line.temperature or "",
        "temperature_name": names.named(temperature),
        "score": line.score or "",
        "agent_id": line.agent,
        "session": line.session,
        "complaint": line.complaint,
    }
