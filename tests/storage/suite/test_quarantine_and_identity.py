import pytest

from dialogs.ports import SetAside
from storage.errors import AnotherBotError
from tests.storage.builders import LIN, NOON, cause
from tests.storage.places import Place


async def test_failures_are_counted_by_cause_across_restarts(place: Place) -> None:
    async with place() as storage:
        first = [await storage.quarantine.failures(cause("bad")) for _ in range(2)]

    async with place() as storage:
        assert [*first, await storage.quarantine.failures(cause("bad"))] == [1, 2, 3]
        assert await storage.quarantine.failures(cause("other")) == 1


async def test_update_given_up_twice_is_no_error(place: Place) -> None:
    what = SetAside(
        cause=cause("bad"), chat=7, person=LIN.person, error="KeyError", at=NOON, details={"kind": "tap"}
    )
    async with place() as storage:
        await storage.quarantine.set_aside(what)
        await storage.quarantine.set_aside(what)

        assert await storage.quarantine.failures(cause("bad")) == 1


async def test_store_remembers_its_bot_and_refuses_another(place: Place) -> None:
    async with place() as storage:
        await storage.bot_identity.remember(111)
        await storage.bot_identity.remember(111)

    async with place() as storage:
        with pytest.raises(
            AnotherBotError, match=r"written by bot 111, .* bot 222: give the token of bot 111"
        ):
            await storage.bot_identity.remember(222)
        await storage.bot_identity.remember(111)
