"""Every scenario of this folder, with the bot closed and opened anew after each tap and each text."""

from pathlib import Path

import pytest

from tests.scenarios.house import open_house
from tests.scenarios.performance import Performance
from tests.scenarios.script import ScriptError, read_script

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_conversation_goes_as_it_is_written(file: Path, tmp_path: Path) -> None:
    script = read_script(file)

    async with open_house(tmp_path, script.library) as house:
        performance = Performance(house, script)
        admitted = await performance.play()
        performance.new_events()

    assert performance.read_to > admitted


async def test_scenario_that_expects_the_wrong_words_fails_with_its_line(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("steps:\n  - agent types: /start\n  - agent sees: 不会有的话\n", encoding="utf-8")

    async with open_house(tmp_path) as house:
        with pytest.raises(AssertionError, match=r"wrong\.yaml:3: agent sees: '不会有的话' is not there"):
            await Performance(house, read_script(wrong)).play()


async def test_scenario_that_expects_another_event_fails(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    steps = "steps:\n  - agent types: /new\n  - agent taps: [信用卡, 还不清楚]\n  - nothing is written:\n"
    wrong.write_text(steps, encoding="utf-8")

    async with open_house(tmp_path) as house:
        with pytest.raises(AssertionError, match=r"wrong\.yaml:4: .*SessionOpened"):
            await Performance(house, read_script(wrong)).play()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("steps: []\nsteps: []\n", "stands twice"),
        ("about: nothing\n", "put the conversation under steps:"),
        ("steps:\n  - agent flies: away\n", "'agent flies' is no step"),
        ("steps:\n  - agent taps: a\n    agent types: b\n", "a step is one line"),
    ],
)
def test_file_that_is_no_scenario_is_refused_with_a_sentence(
    text: str, sentence: str, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(text, encoding="utf-8")

    with pytest.raises(ScriptError, match=sentence):
        read_script(broken)
