"""The log of the playground stands by itself: with keys and a second place of its own."""

from dataclasses import replace
from pathlib import Path

from bot.settings import Listen, Settings
from bot.trial import playground
from storage.keys_file import read_keys

PLAYED = "playground-log.db"


async def test_playground_takes_neither_the_keys_nor_the_second_place_of_the_firm(tmp_path: Path) -> None:
    firm = replace(
        Settings(),
        listen=Listen("127.0.0.1", 0),
        keys_file=tmp_path / "not-made-yet",
        second_place=tmp_path / "other-disk",
    )

    async with playground(firm, tmp_path / "var"):
        pass

    assert read_keys(tmp_path / "var" / f"{PLAYED}-keys").current
    assert firm.keys_file is not None
    assert not firm.keys_file.exists()
    assert left(tmp_path) == ["var"]


def left(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())
