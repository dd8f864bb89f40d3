"""A generated log is one that the program could have written."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import now
from dialogs.evolve import fold
from dialogs.ids import SessionId, session_stream
from dialogs.ports import SessionStatus
from dialogs.state import SessionState
from storage.chain import FIRST
from storage.keyring import Keyring
from storage.opening import open_storage
from storage.ports import Verified
from tests.benchmarks.log.callers import Past, Tally
from tests.benchmarks.log.generator import Firm, Generator, Making
from tests.benchmarks.log.grown import make_log
from tests.benchmarks.log.live import live_calls, taken_up
from tests.benchmarks.log.pace import CommitMeter
from tests.benchmarks.log.patterns import Form
from tests.benchmarks.log.trials import opened

SMALL = Firm(agents=3, abreast=5)
LIVE = 4


async def verified(path: Path) -> Verified:
    async with open_storage(f"sqlite:///{path}", clock=now) as storage:
        assert storage.witness is not None
        return await storage.witness.verify(lambda done, total: None, rows=True)


def asked(path: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


class Unchained(Generator):
    """Forgets the chain."""

    def _link(self, making: Making, form: Form, body: bytes, tail: tuple[str, int, str]) -> None:
        making.heads[form.kind] = FIRST
        super()._link(making, form, body, tail)


class Strange(Generator):
    """Locks keys with a lock of its own."""

    def _begun(self, steps: int | None = None) -> Making:
        strange = Keyring.fresh(self.clock.date())
        (name,) = self.keyring.operating
        self.keyring = Keyring(
            operating={name: strange.operating[strange.current]},
            signing_id=self.keyring.signing_id,
            signing=self.keyring.signing,
        )
        return super()._begun(steps)


class Careless(Generator):
    """Leaves a row as it was before the last event."""

    def flush(self) -> None:
        for row in self._sessions:
            row["version"] = 1
        super().flush()


async def test_generated_log_verifies_with_its_rows_keys_and_causes(tmp_path: Path) -> None:
    path = tmp_path / "hejie.db"

    events = await make_log(path, 600, LIVE, SMALL)

    found = await verified(path)
    assert (found.events, found.flaws, found.with_rows) == (events, (), True)
    assert found.checkpoints > 1
    assert events > 600


@pytest.mark.parametrize(
    ("broken", "said"),
    [(Unchained, "was changed"), (Strange, "has a key that was changed"), (Careless, "the view sessions")],
)
async def test_log_that_the_program_would_not_have_written_is_found(
    tmp_path: Path, broken: type[Generator], said: str
) -> None:
    # More events than are verified, and mended, before the start.
    path = tmp_path / "hejie.db"
    await make_log(path, 20_000, LIVE, SMALL, broken)

    (flaw, *_) = (await verified(path)).flaws

    assert said in str(flaw)


async def test_generated_calls_load_and_the_live_ones_go_on_by_the_rules(tmp_path: Path) -> None:
    path = tmp_path / "hejie.db"
    await make_log(path, 2_000, LIVE, SMALL)
    calls = [SessionId(row[0]) for row in asked(path, "SELECT session FROM sessions")]

    tally = Tally()
    async with opened(path, CommitMeter()) as (storage, office):
        states = [fold(await storage.events.load(session_stream(session))) for session in calls]
        walkers = await taken_up(office, tally, path)
        for walker in walkers:
            await _to_the_end(walker)

    finished = Counter(state.version for state in states if state.status is SessionStatus.ENDED)
    assert set(finished) == {46, 50}
    assert finished[46] > finished[50]
    assert {_facts(state) for state in states if state.status is SessionStatus.ENDED} == {True}
    assert len(walkers) == LIVE
    assert all(walker.call.state.status is SessionStatus.ENDED for walker in walkers)
    assert live_calls(path) == []
    assert (await verified(path)).flaws == ()


def _facts(state: SessionState) -> bool:
    """Tell whether words that the script says can be read."""
    return any(note.words.reveal() == "年费多扣了一笔" for note in state.noted)


async def _to_the_end(walker: Past) -> None:
    while not walker.call.is_over:
        await walker.go_on()


async def test_keys_of_the_log_stand_in_the_order_of_time(tmp_path: Path) -> None:
    path = tmp_path / "hejie.db"
    await make_log(path, 600, LIVE, SMALL)

    calls = [row[0] for row in asked(path, "SELECT session FROM data_keys ORDER BY number")]
    times = [
        row[0]
        for row in asked(
            path, "SELECT at FROM events WHERE stream_kind NOT IN ('person', 'access') ORDER BY position"
        )
    ]

    assert calls == sorted(calls)
    assert times == sorted(times)
    causes = asked(path, "SELECT cause, stream_key FROM events WHERE stream_kind = 'session'")
    assert all(cause.startswith(f"tg:1:tap:{call}:") for cause, call in causes)
