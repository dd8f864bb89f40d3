"""What a power cut can leave of what was on the disk.

The model, harsher than ext4 with its default ``data=ordered`` where that costs nothing:

- Bytes that a sync covered are there. Of each later write to the file nothing is there, or all, or some of
  its sectors of 512 bytes; each write has its own fate, whatever the order. So has a change of its size.
- Names survive in the order in which they were made and removed, up to some moment, as the journal of ext4
  keeps them. Everything up to now survives once a file whose making was still in doubt is synced (that
  commits the journal; SQLite syncs the folder too) or the folder is synced with a deletion.
- A file whose name is gone is gone, and one whose deletion is undone holds what it held.
- A disk that ``spoils`` may leave anything in a sector that was being written, also in the bytes beside the
  written ones: the case for which SQLite pads its log when it is not told of ``powersafe_overwrite``.
- After a failed sync the writes that it should have covered have met their fate: a later sync that succeeds
  does not bring them (https://wiki.postgresql.org/wiki/Fsync_Errors).
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from tests.disk.trace import (
    Created,
    Deleted,
    Entry,
    FileId,
    Found,
    Marked,
    Synced,
    SyncFailed,
    Truncated,
    Written,
)

SECTOR: Final = 512
Image = Mapping[str, bytes | bytearray]
"""The content of each file that is there, by its name."""
_Change = Written | Truncated


@dataclass(frozen=True, slots=True)
class _Weather:
    """How a cut treats what was not synced."""

    survival: float
    """The chance of a write to leave anything."""
    tearing: float
    """The chance of a write that leaves anything to leave not all."""
    in_order: bool
    """Whether the writes survive up to some moment, rather than each by chance."""

    @classmethod
    def drawn(cls, chance: random.Random) -> "_Weather":
        return cls(
            chance.choice((0.0, 0.1, 0.5, 0.9, 1.0)), chance.choice((0.0, 0.1, 0.5)), chance.random() < 0.25
        )


class Platter:
    """What is durable after a prefix of a trace, and what is not yet."""

    def __init__(self, chance: random.Random, *, spoils: bool = False) -> None:
        self._chance, self._spoils = chance, spoils
        self._contents: dict[FileId, bytearray] = {}
        self._changes: dict[FileId, list[tuple[int, _Change]]] = {}
        self._names: dict[str, FileId] = {}
        self._renames: list[tuple[int, Created | Deleted]] = []
        """Names made and removed of which the disk knows nothing yet."""

    def take(self, index: int, entry: Entry) -> None:
        """Go on by the entry at ``index`` of the trace."""
        match entry:
            case Found(file, name, content):
                self._names[name], self._contents[file] = file, bytearray(content)
            case Created(file, _):
                self._contents[file] = bytearray()
                self._renames.append((index, entry))
            case Written(file) | Truncated(file):
                self._changes.setdefault(file, []).append((index, entry))
            case Synced(file, since):
                self._settle(file, since)
            case SyncFailed(file):
                changes = self._changes.pop(file, [])
                self._survive(self._contents[file], changes, _Weather.drawn(self._chance))
            case Deleted(_, durable):
                self._renames.append((index, entry))
                if durable:
                    self._settle_names(index + 1)
            case Marked():
                pass
            case _:
                assert_never(entry)

    def whole(self) -> Image:
        """Return the files as a program sees them that goes on running."""
        names = _renamed(self._names, self._renames)
        image = {name: bytearray(self._contents[file]) for name, file in names.items()}
        for name, file in names.items():
            for _, change in self._changes.get(file, ()):
                _change(image[name], change)
        return image

    def after_a_cut(self) -> Image:
        """Return the files as they may be found when the power comes back; each call draws anew.

        What it returns is not to be changed, and is to be looked at before the next entry is taken.
        """
        weather = _Weather.drawn(self._chance)
        known = self._renames[: self._chance.randint(0, len(self._renames))]
        return {name: self._survivor(file, weather) for name, file in _renamed(self._names, known).items()}

    def _survivor(self, file: FileId, weather: _Weather) -> bytes | bytearray:
        if file not in self._changes:
            return self._contents[file]
        content = bytearray(self._contents[file])
        self._survive(content, self._changes[file], weather)
        return content

    def _settle(self, file: FileId, since: int) -> None:
        changes = self._changes.pop(file, [])
        for index, change in changes:
            if index < since:
                _change(self._contents[file], change)
        if late := [each for each in changes if each[0] >= since]:
            self._changes[file] = late
        if any(isinstance(entry, Created) and entry.file == file for _, entry in self._renames):
            self._settle_names(since)

    def _settle_names(self, since: int) -> None:
        self._names = _renamed(self._names, [each for each in self._renames if each[0] < since])
        self._renames = [each for each in self._renames if each[0] >= since]

    def _survive(self, content: bytearray, changes: Sequence[tuple[int, _Change]], weather: _Weather) -> None:
        """Let the changes meet their fate."""
        chance = self._chance
        last = chance.randint(0, len(changes)) if weather.in_order else len(changes)
        for _, change in changes[:last]:
            if not weather.in_order and chance.random() >= weather.survival:
                continue
            if isinstance(change, Written) and chance.random() < weather.tearing:
                _tear(content, change, chance, spoils=self._spoils)
            else:
                _change(content, change)


def _renamed(
    names: Mapping[str, FileId], renames: Sequence[tuple[int, Created | Deleted]]
) -> dict[str, FileId]:
    renamed = dict(names)
    for _, entry in renames:
        if isinstance(entry, Created):
            renamed[entry.name] = entry.file
        else:
            renamed.pop(entry.name, None)
    return renamed


def _change(content: bytearray, change: _Change) -> None:
    match change:
        case Truncated(_, size):
            del content[size:]
            content.extend(bytes(size - len(content)))
        case Written(_, offset, written):
            if offset > len(content):
                content.extend(bytes(offset - len(content)))
            content[offset : offset + len(written)] = written
        case _:
            assert_never(change)


def _tear(content: bytearray, write: Written, chance: random.Random, *, spoils: bool) -> None:
    """Let some sectors of a write arrive: those before some moment, or any."""
    offset, end = write.offset, write.offset + len(write.content)
    first = offset // SECTOR
    sectors = range(first, -(-end // SECTOR))
    until = chance.choice((None, chance.choice(sectors)))
    for sector in sectors:
        arrives = sector < until if until is not None else chance.random() < 0.5
        begins, ends = max(sector * SECTOR, offset), min((sector + 1) * SECTOR, end)
        if arrives:
            _change(content, Written(write.file, begins, write.content[begins - offset : ends - offset]))
        elif spoils and chance.random() < 0.5:
            spoiled = chance.randbytes(SECTOR)
            _change(content, Written(write.file, sector * SECTOR, spoiled))
