"""The walk in a real terminal: a person types, an editor saves, and the screen follows; it ends by itself."""

import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.bot.terminal.copies import copy_of_the_library, save
from tests.house.tree import ROOT, environment

PATIENCE = 20.0
"""Seconds; nothing waits for them, they only end a test that would hang."""
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CLEARED = "\x1b[2J"


class Terminal:
    """A pseudo-terminal with the program in it."""

    def __init__(self, path: Path, columns: int, *options: str) -> None:
        self.hand, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (40, columns))
        self.program = subprocess.Popen(
            [sys.executable, "-m", "bot", "playbook", "play", str(path), *options],
            cwd=ROOT,
            env={**environment(), "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        self.came = b""

    def type(self, line: str) -> None:
        os.write(self.hand, f"{line}\n".encode())

    def until(self, words: str, *, prompted: bool = True) -> str:
        """Read until ``words`` stand on the screen; return the screen as a person sees it, without codes."""
        ends = time.monotonic() + PATIENCE
        while words not in self.screen or (prompted and not self.screen.rstrip(" ").endswith("›")):
            assert time.monotonic() < ends, f"{words} never came: {self.screen}"
            self._read(ends)
        return self.screen

    def _read(self, ends: float) -> None:
        ready, _, _ = select.select([self.hand], [], [], max(0.0, ends - time.monotonic()))
        if ready:
            self.came += os.read(self.hand, 65536)

    @property
    def seen(self) -> str:
        return self.came.decode(errors="ignore")

    @property
    def screen(self) -> str:
        return CODES.sub("", self.seen.rpartition(CLEARED)[2]).replace("\r\n", "\n")

    def end(self) -> int:
        self.type("q")
        code = self.program.wait(PATIENCE)
        os.close(self.hand)
        return code


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    return copy_of_the_library(tmp_path)


def test_save_in_an_editor_is_followed_without_a_key(playbook: Path) -> None:
    terminal = Terminal(playbook, 100)
    terminal.until("您请说。")
    terminal.type("1")
    terminal.until("稍等。")

    began = time.monotonic()
    save(playbook, "稍等。", "请您稍等。")()
    screen = terminal.until("请您稍等。")
    taken = time.monotonic() - began

    assert "已存盘，把您点过的 1 下又点了一遍，还在 compose。" in screen
    assert (
        taken < PATIENCE / 4
    )  # loose, for a machine full of tests; what it takes is measured by the benchmark
    assert terminal.end() == 0


def test_errors_are_framed_below_the_card_that_was_good(playbook: Path) -> None:
    terminal = Terminal(playbook, 100)
    terminal.until("您请说。")

    save(playbook, "to: compose}", "to: compos}")()
    screen = terminal.until("PB101")

    assert screen.index("您请说。") < screen.index("PB101") < screen.index("已存盘，错误 1 处")
    assert terminal.end() == 0


def test_walk_begins_once_the_playbook_is_mended(playbook: Path) -> None:
    save(playbook, "to: compose}", "to: compos}")()
    terminal = Terminal(playbook, 100)
    assert "PB101" in terminal.until("改好存盘就开始", prompted=False)

    save(playbook, "to: compos}", "to: compose}")()

    assert "PB101" not in terminal.until("您请说。")
    assert terminal.end() == 0


@pytest.mark.parametrize(("columns", "beside"), [(120, True), (60, False)])
def test_two_languages_stand_beside_each_other_where_there_is_room(
    playbook: Path, columns: int, beside: bool
) -> None:
    terminal = Terminal(playbook, columns)
    terminal.until("您请说。")
    terminal.type("v")

    screen = terminal.until("Please go ahead.")

    line = next(line for line in screen.splitlines() if "您请说。" in line)
    assert ("Please go ahead." in line) == beside
    assert terminal.end() == 0


def test_end_of_input_ends_the_walk(playbook: Path) -> None:
    terminal = Terminal(playbook, 80, "--lang", "en")
    terminal.until("Please go ahead.")

    os.write(terminal.hand, b"\x04")

    assert terminal.program.wait(PATIENCE) == 0
    os.close(terminal.hand)


def test_closed_window_ends_the_walk(playbook: Path) -> None:
    terminal = Terminal(playbook, 80)
    terminal.until("您请说。")

    os.close(terminal.hand)

    assert terminal.program.wait(PATIENCE) in {0, 1}


def test_no_colour_is_used_when_none_is_wanted(playbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal(playbook, 80)
    terminal.until("您请说。")

    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", terminal.seen)
    assert terminal.end() == 0
