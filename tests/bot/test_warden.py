"""Who watches over the log while the bot works, and who tells how far it has come."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.clearing import Clearer
from bot.marking import Marker
from bot.warden import Rhythm, Warden, next_night
from storage.ports import Flaw, Verified

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 28, 12, tzinfo=ZONE)
SOUND = Verified(events=3, streams=1, checkpoints=1, flaws=(), with_rows=False)
FLAWED = Verified(
    events=2, streams=1, checkpoints=1, flaws=(Flaw("session", "S1", 3, "was changed"),), with_rows=False
)


@dataclass
class Told:
    """A witness and a verdict that write down what they were asked and told."""

    found: Verified = SOUND
    fails: bool = False
    enough: int = 0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    said: list[str] = field(default_factory=list)
    scrubbed: list[int] = field(default_factory=list)
    """After how many readings what is gone was cleared away."""

    async def scrub(self) -> None:
        self.scrubbed.append(self.said.count("verify"))

    async def scrub_again(self) -> None:
        self._come("scrub again")

    async def mark(self) -> None:
        self._come("mark")

    async def checkpoint(self) -> bool:
        self._come("checkpoint")
        return True

    async def verify(self, watch: Callable[[int, int], None], *, rows: bool = False) -> Verified:
        self._say("verify")
        return self.found

    async def people(self) -> tuple[Flaw, ...]:
        return ()

    def verified(self, *, sound: bool) -> None:
        self._say(f"sound {sound}")

    def _come(self, what: str) -> None:
        self._say(what)
        if self.said.count(what) > self.enough:
            self.stopping.set()
        if self.fails:
            raise OSError("invented")

    def _say(self, what: str) -> None:
        self.said.append(what)


def warden(told: Told, clock: Callable[[], datetime] = lambda: NOON, checkpoint: float = 0.0) -> Warden:
    return Warden(witness=told, verdict=told, clock=clock, rhythm=Rhythm(look=0.001, checkpoint=checkpoint))


async def test_log_is_read_at_the_start_and_signed_at_the_stop() -> None:
    told = Told()
    told.stopping.set()

    await warden(told, checkpoint=3600.0).serve(told.stopping)

    assert told.said == ["verify", "sound True", "checkpoint"]


async def test_checkpoints_come_at_their_time() -> None:
    told = Told(enough=1)

    await warden(told).serve(told.stopping)

    assert told.said == ["verify", "sound True", "checkpoint", "checkpoint", "checkpoint"]


async def test_whole_log_is_read_once_a_night() -> None:
    told, hours = Told(enough=3), iter([12, 12, 26, 26, 27, 27, 28, 28])
    evening = NOON.replace(hour=0)

    def clock() -> datetime:
        hour = next(hours)
        return evening.replace(day=28 + hour // 24, hour=hour % 24)

    await warden(told, clock).serve(told.stopping)

    assert told.said.count("verify") == 2
    assert told.scrubbed == [1, 2]


@dataclass
class Slow(Told):
    """A witness whose first reading never comes to an end."""

    readings: int = 0

    async def verify(self, watch: Callable[[int, int], None], *, rows: bool = False) -> Verified:
        self.readings += 1
        if self.readings == 1:
            await asyncio.Event().wait()
        return await super().verify(watch, rows=rows)


async def test_reading_that_was_cut_off_is_done_when_the_log_is_watched_over_again() -> None:
    told = Slow()
    watching = warden(told)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await watching.serve(told.stopping)

    await watching.serve(told.stopping)

    assert told.said[:2] == ["verify", "sound True"]


async def test_flaw_is_an_alarm_that_names_the_place(caplog: pytest.LogCaptureFixture) -> None:
    told = Told(found=FLAWED)

    with caplog.at_level(logging.INFO):
        await warden(told).serve(told.stopping)

    assert "sound False" in told.said
    alarms = [record.getMessage() for record in caplog.records if record.levelno == logging.CRITICAL]
    assert alarms == ["the log is not what was written: session/S1 version 3 was changed"]


async def test_second_place_that_is_away_is_an_alarm_and_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = Told(fails=True, enough=1)

    await warden(told).serve(told.stopping)

    assert told.said.count("checkpoint") == 3
    assert "checkpoint failed, the log is not watched over: OSError" in caplog.messages


async def test_marks_are_written_until_the_stop() -> None:
    told = Told(enough=2)

    await Marker(told, every=0.001).serve(told.stopping)

    assert told.said == ["mark"] * 3


@pytest.mark.parametrize(("say_again", "times"), [(3600.0, 1), (0.0, 3)], ids=["at first", "now and then"])
async def test_mark_that_cannot_be_written_is_told(
    caplog: pytest.LogCaptureFixture, say_again: float, times: int
) -> None:
    told = Told(fails=True, enough=2)

    await Marker(told, every=0.001, say_again=say_again).serve(told.stopping)

    assert told.said == ["mark"] * 3
    assert caplog.messages == ["mark failed, the log is not watched over: OSError"] * times


@pytest.mark.parametrize("fails", [False, True])
async def test_what_could_not_be_cleared_away_is_tried_until_the_stop(
    caplog: pytest.LogCaptureFixture, *, fails: bool
) -> None:
    told = Told(fails=fails, enough=2)

    await Clearer(told, every=0.001).serve(told.stopping)

    assert told.said == ["scrub again"] * 3
    assert caplog.messages == ["what was erased may still be there: OSError"] * 3 * fails


def test_night_is_the_next_three_oclock() -> None:
    assert next_night(NOON) == NOON.replace(day=29, hour=3)
    assert next_night(NOON.replace(hour=1)) == NOON.replace(hour=3)
