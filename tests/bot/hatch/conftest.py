from collections.abc import AsyncIterator

import pytest

from bot.hatch.orders import Room
from tests.bot.hatch.standing import Standing, room_in, short_folder, standing


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    with short_folder() as folder:
        async with room_in(folder) as opened:
            yield opened


@pytest.fixture
async def hatch(room: Room) -> AsyncIterator[Standing]:
    async with standing(room) as opened:
        yield opened
