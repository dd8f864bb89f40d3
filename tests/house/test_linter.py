"""The bans that the linter holds, each shown a violation."""

import subprocess
import sys

import pytest

from tests.house.tree import ROOT, environment

OPTIONS = ("--no-cache", "--output-format", "concise")
LOOSE_TASK = '''"""A face."""

import asyncio


async def show() -> None:
    """Show the card."""
    task = asyncio.{call}(asyncio.sleep(0))
    await task
'''
OWNED_TASK = '''"""A face."""

import asyncio


async def show() -> None:
    """Show the card."""
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.sleep(0))
'''


def lint(source: str) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *OPTIONS, "--stdin-filename", "bot/planted.py", "-"],
        cwd=ROOT,
        env=environment(),
        input=source,
        check=False,
        capture_output=True,
        text=True,
    )
    return run.returncode, run.stdout


@pytest.mark.parametrize("call", ["create_task", "ensure_future"])
def test_task_without_an_owner_is_refused_with_the_reason(call: str) -> None:
    code, words = lint(LOOSE_TASK.format(call=call))

    assert code == 1
    assert f"TID251 `asyncio.{call}` is banned: A task without an owner is lost with its error" in words


def test_task_of_a_group_is_welcome() -> None:
    assert lint(OWNED_TASK) == (0, "All checks passed!\n")


def test_mock_is_refused() -> None:
    code, words = lint('"""A test."""\n\nfrom unittest.mock import Mock\n\nfake = Mock()\n')

    assert code == 1
    assert "TID251 `unittest.mock` is banned" in words
