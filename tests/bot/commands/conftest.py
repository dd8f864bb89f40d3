"""Commands as they are typed: in a folder of their own, with what they print in reach."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from tests.bot.loggers import same_loggers

Hejie = Callable[..., tuple[int, str]]
"""Carries out a command, with settings as keywords, and returns its exit code and all that it printed."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which commands are typed."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def hejie(folder: Path, capsys: pytest.CaptureFixture[str]) -> Hejie:
    """Type a command, in English unless told otherwise."""

    def typed(command: str, **settings: str) -> tuple[int, str]:
        with same_loggers():
            code = main(command.split(), {"HEJIE_LANG": "en"} | settings, env_file=None)
        shown = capsys.readouterr()
        # Lines of the program's own log stand between what the command says.
        told = [line for line in (shown.out + shown.err).splitlines() if not line.startswith('{"at"')]
        return code, "\n".join(told)

    return typed


@pytest.fixture
def made(hejie: Hejie) -> None:
    """Keys, as README says to make them."""
    assert hejie("keys init")[0] == 0
