"""The power goes at any moment: nothing that the store acknowledged is lost, doubled or torn."""

import asyncio
import random
import re
from pathlib import Path

import pytest

from dialogs.ports import Appended, Write
from tests.disk.__main__ import main
from tests.disk.figures import Figures
from tests.disk.judge import Verdict, judged, left
from tests.disk.runs import (
    FULL,
    LYING,
    NORMAL,
    OFTEN,
    PADDED,
    UNPADDED,
    VARIANTS,
    Recording,
    Variant,
    cuts,
    lived,
    run,
)
from tests.disk.trace import Created, Entry, FileId, Marked, Written
from tests.disk.workload import NAME, opened_store
from tests.storage.builders import call, cause, opened

SEED = 20260302
STREAM = call("after")


def name_of(value: Variant | int) -> str:
    return value.name if isinstance(value, Variant) else str(value)


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    (tmp_path / "lived").mkdir()
    return asyncio.run(lived(tmp_path / "lived" / NAME, FULL, str(SEED)))


def letter(entry: Entry, database: FileId) -> str:
    """An ``a`` for an answer, a ``d`` for a write to the database, a bar for a new log."""
    match entry:
        case Marked():
            return "a"
        case Written(file) if file == database:
            return "d"
        case Created(_, name) if name.endswith("-wal"):
            return "|"
        case _:
            return ""


@pytest.mark.parametrize(("variant", "number"), [(FULL, 300), (OFTEN, 200), (PADDED, 100)], ids=name_of)
def test_power_cut_at_any_moment_loses_nothing_that_was_acknowledged(
    tmp_path: Path, variant: Variant, number: int
) -> None:
    figures = run(tmp_path, variant, SEED, number)

    assert (figures.cuts, figures.clean) == (number, True), f"{figures}\n" + "\n".join(figures.told)


def test_work_goes_on_over_a_checkpoint_and_over_a_restart(recording: Recording) -> None:
    entries = list(recording.trace)
    database = next(entry.file for entry in entries if isinstance(entry, Created) and entry.name == NAME)

    story = "".join(letter(entry, database) for entry in entries)

    assert re.search("ad+a", story)
    assert re.fullmatch(r"d+(\|[ad]*a[ad]*d){3}", story)


@pytest.mark.parametrize(("variant", "number"), [(NORMAL, 50), (LYING, 100), (UNPADDED, 300)], ids=name_of)
def test_store_or_disk_that_is_not_sound_is_caught(tmp_path: Path, variant: Variant, number: int) -> None:
    figures = run(tmp_path, variant, SEED, number)

    assert figures.losing > 0, str(figures)
    assert (figures.corrupt > 0) is variant.lies, str(figures)


def test_store_opens_what_is_left_and_goes_on(tmp_path: Path, recording: Recording) -> None:
    async def goes_on(path: Path) -> None:
        async with opened_store(path, adopt=True) as storage:
            answer = await storage.events.append([Write(STREAM, 0, (opened("after"),))], cause("after"))
            assert answer == Appended({STREAM: 1})

    asked = {**recording.asked, "test:after": frozenset({("session", "after", 1, "test:after")})}
    acknowledged = {"test:after"}
    for cut in cuts(tmp_path / "left", recording, random.Random(SEED), 25):
        left(tmp_path / "again", cut.image)
        asyncio.run(goes_on(tmp_path / "again" / NAME))

        assert judged(tmp_path / "again" / NAME, asked, acknowledged) == Verdict(), f"{SEED} {cut.moment}"


@pytest.mark.parametrize(
    ("sound", "unsound", "code"),
    [
        (Verdict(), Verdict(lost=("a",)), 0),
        (Verdict(lost=("a",)), Verdict(lost=("a",)), 1),
        (Verdict(corrupt="malformed"), Verdict(lost=("a",)), 1),
        (Verdict(wrong=("a hole",)), Verdict(lost=("a",)), 1),
        (Verdict(), Verdict(), 1),
    ],
)
def test_long_form_fails_when_a_sound_store_loses_or_an_unsound_one_does_not(
    capsys: pytest.CaptureFixture[str], sound: Verdict, unsound: Verdict, code: int
) -> None:
    def cut(folder: Path, variant: Variant, seed: int, number: int) -> Figures:
        figures = Figures(seed)
        figures.count(sound if variant.sound else unsound, str(folder))
        return figures

    assert main(["--points", "1", "--seed", "7"], cut) == code

    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert [line[:15].strip() for line in lines] == [variant.name for variant in VARIANTS]
    assert all("seed 7" in line for line in lines)
