"""What becomes of an update is counted once, when nothing more is to become of it."""

from dataclasses import dataclass

import pytest

from bot.telegram.intake import MOST_FAILURES, Intake
from bot.telegram.tally import Settled
from dialogs.ports import StorageUnavailableError
from tests.bot.telegram.driving import BOT, HURRY, Scripted, Stage, nothing
from tests.bot.telegram.tallying import Heard

HELLO = {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "话"}
TEXT = {"update_id": 1, "message": {**HELLO, "from": {"id": 7, "first_name": "虚构"}}}


def intake(stage: Stage, reception: Scripted, heard: Heard) -> Intake:
    return Intake(
        bot=BOT,
        reception=reception,
        quarantine=stage.storage.quarantine,
        clock=stage.office.clock,
        patience=HURRY,
        tally=heard,
    )


async def test_update_is_counted_as_taken_or_ignored(stage: Stage) -> None:
    heard = Heard()
    one = intake(stage, Scripted(nothing), heard)

    await one.take(TEXT)
    await one.take({"update_id": 2, "channel_post": {}})

    assert heard.updates == [Settled.TAKEN, Settled.IGNORED]


@dataclass(slots=True)
class Stumbling:
    """Raises so many times, then works."""

    errors: list[Exception]

    async def handle(self, incoming: object) -> tuple[()]:
        if self.errors:
            raise self.errors.pop(0)
        return ()


@pytest.mark.parametrize(
    ("failures", "counted"), [(MOST_FAILURES - 1, Settled.TAKEN), (MOST_FAILURES, Settled.SET_ASIDE)]
)
async def test_update_that_raises_is_counted_once_at_its_end(
    stage: Stage, failures: int, counted: Settled
) -> None:
    heard = Heard()
    one = intake(stage, Scripted(nothing), heard)
    one.reception = Stumbling([KeyError("客户的话") for _ in range(failures)])

    await one.take(TEXT)

    assert heard.updates == [counted]


async def test_update_that_waits_for_the_storage_is_not_counted_before_it_is_durable(stage: Stage) -> None:
    heard = Heard()
    one = intake(stage, Scripted(nothing), heard)
    one.reception = Stumbling([StorageUnavailableError()])

    with pytest.raises(StorageUnavailableError):
        await one.take(TEXT)
    before = list(heard.updates)
    await one.take(TEXT)

    assert (before, heard.updates) == ([], [Settled.TAKEN])
