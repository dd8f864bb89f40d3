"""The page of the mission: what is taught, and what in the library does it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from dialogs.ids import PlaybookSlug
from dialogs.law import LawCard
from docs.sources import table
from playbooks.lawshelf import read_law
from playbooks.mission import Row, missing, mission
from playbooks.parts import PLAYBOOK, card_part, case_part, path_of, rehearsal_path
from playbooks.source import Plain, read
from playbooks.topics import topics

_HEADS: Final = ("taught", "playbooks", "law cards", "cases", "rehearsals")
_LIBRARY: Final = "../../playbooks/library"


class MissionUnfitError(Exception):
    """The mission of the library cannot be read, or names what is not there: put mission.yaml right."""


def mission_parts(library: Path) -> Iterator[str]:
    """Yield the parts of the page below its title.

    Raises:
        MissionUnfitError: a row is empty, or names what the library lacks.
    """
    held, found = mission(library)
    gone = () if held is None else tuple(missing(held, library))
    if held is None or found or gone:
        raise MissionUnfitError(*map(str, found), *gone)
    yield (
        "What a course in handling complaints teaches, and what in Hejie does it: the playbooks that a call"
        " walks, the [law cards](law-cards.md) behind them, the cases beside them, and the rehearsals that"
        " prove it, played on every change."
    )
    cards = read_law(library).book.cards.values()
    yield table(_HEADS, [_counted(row, cards) for row in held.rows])
    about = Counter(topic for card in cards for topic in card.topics)
    titled = partial(_titled, library)
    for row in held.rows:
        yield from _row(row, titled, about)


def _counted(row: Row, cards: Collection[LawCard]) -> Sequence[str]:
    serving = sum(bool({*card.topics} & {*row.topics}) or card.id in row.cards for card in cards)
    name = f"[{row.teaches.zh}<br>{row.teaches.en}](#{row.id})"
    told = len(row.cases) or ""
    return (name, *map(str, (len(row.playbooks), serving, told, len(row.rehearsals))))


def _row(row: Row, titled: "partial[str]", about: Mapping[str, int]) -> Iterator[str]:
    yield f"## {row.id}"
    yield f"**{row.teaches.zh}**  \n**{row.teaches.en}**"
    yield f"{row.does.zh}  \n{row.does.en}"
    books = [
        f"[{titled(name)}]({_LIBRARY}/{path_of(PlaybookSlug(name), PLAYBOOK)})" for name in row.playbooks
    ]
    cards = [f"[`{card}`]({_LIBRARY}/{card_part(card)}.yaml)" for card in row.cards]
    cards += [f"{topics()[topic].title.en.lower()} ({about[topic]})" for topic in row.topics]
    played = [f"[{name.replace('/', ': ', 1)}]({_LIBRARY}/{rehearsal_path(name)})" for name in row.rehearsals]
    told = [f"[`{case}`]({_LIBRARY}/{case_part(case)}.yaml)" for case in row.cases]
    yield "\n".join(
        f"- {what}: {', '.join(names)}"
        for what, names in (
            ("Playbooks", books),
            ("Law cards", cards),
            ("Cases", told),
            ("Rehearsals", played),
        )
        if names
    )


def _titled(library: Path, name: str) -> str:
    path = library / path_of(PlaybookSlug(name), PLAYBOOK)
    title: Plain = (read(path.name, path.read_bytes()).tree or {}).get("title")
    return f"{title['zh']} · {title['en']}" if isinstance(title, dict) else name
