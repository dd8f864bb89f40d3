"""A bit of a closed log is flipped: the start says so, and never ends with anything but a sentence."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.damage.closed import Closed, Flip
from tests.damage.dump import differing, dumped
from tests.damage.flips import NAME, Figures, lived_in, run
from tests.damage.starting import End, Start, as_the_bot_does, started, unlooked_at

SEED = 20261128
FLIPS = 40


def test_flipped_bits_are_noticed_at_the_start_and_crash_nothing(tmp_path: Path) -> None:
    figures = run(tmp_path, SEED, FLIPS)

    assert figures.clean, f"{figures}\n" + "\n".join(figures.broken)
    assert figures.live > FLIPS // 2


def test_start_that_does_not_look_is_caught(tmp_path: Path) -> None:
    figures = run(tmp_path, SEED, 30, opening=unlooked_at)

    assert not figures.clean, str(figures)
    assert figures.unnoticed["events"] > 0


async def raises(path: Path) -> None:
    raise LookupError("invented")


async def dies(path: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_start_that_ends_with_another_error_is_caught(tmp_path: Path) -> None:
    figures = run(tmp_path, SEED, 1, opening=raises)

    assert [each.rpartition(": ")[0].endswith("LookupError") for each in figures.broken] == [True]


@pytest.mark.kill
def test_start_that_takes_its_process_along_is_caught(tmp_path: Path) -> None:
    figures = run(tmp_path, SEED, 1, opening=dies)

    assert [each.startswith("the process died; the last bit struck") for each in figures.broken] == [True]


async def test_sound_log_starts_without_a_word(tmp_path: Path) -> None:
    await lived_in(tmp_path / NAME)
    closed, before = Closed.at(tmp_path), dumped(tmp_path / NAME)

    ends = []
    for _ in range(2):
        await as_the_bot_does(tmp_path / NAME)
        closed.restore()
        ends.append(differing(before, dumped(tmp_path / NAME)))

    assert ends == [(), ()]


def test_flip_in_a_row_is_live_and_one_in_free_space_is_not(tmp_path: Path) -> None:
    path = tmp_path / NAME
    asyncio.run(lived_in(path))
    closed, before = Closed.at(tmp_path), dumped(path)
    content = closed.files[path]
    struck = []
    for offset in (content.index(b'{"gcm"'), content.index("测试主管".encode()), content.index(bytes(64))):
        Flip(path, offset, 0).strike()
        struck.append((differing(before, dumped(path)), started(path).end))
        closed.restore()

    assert struck == [(("events",), End.REFUSED), (("people",), End.MENDED), ((), End.SILENT)]


def test_figures_tell_what_went_unnoticed_and_where() -> None:
    figures = Figures(7)
    flip = Flip(Path("hejie.db"), 5, 1)
    for number in range(20):
        figures.count(flip, ("events",), Start(End.REFUSED, "changed"))
        figures.count(flip, (), Start(End.SILENT))
        figures.count(flip, ("shown",), Start(End.SILENT if number == 5 else End.MENDED))

    assert (figures.live, figures.noticed, figures.clean) == (40, 0.975, True)
    assert "97.5% of them noticed at the start, 19 of those mended; unnoticed: 1 in shown" in str(figures)
    figures.unnoticed["shown"] += 2
    assert not figures.clean
