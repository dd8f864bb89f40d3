"""Some scenarios with the log on a database server, which is closed and opened anew after each tap and text.

All of them go as they are written; these few touch most of what is kept beside the log.
"""

from pathlib import Path

import pytest

from tests.scenarios.house import open_house
from tests.scenarios.performance import Performance
from tests.scenarios.script import read_script
from tests.storage.postgres.lines import manner

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("name", ["help-answered", "pause-and-switch", "find"])
async def test_conversation_on_a_server_goes_as_it_is_written(name: str, url: str, tmp_path: Path) -> None:
    script = read_script(FOLDER / f"{name}.yaml")

    async with open_house(tmp_path, script.library, url, manner(tmp_path)) as house:
        performance = Performance(house, script)
        admitted = await performance.play()
        performance.new_events()

    assert performance.read_to > admitted
