"""How seldom garbage is collected, and that Python's own habit is back afterwards."""

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from bot import cli
from bot.garbage import COLLECT_AFTER, collections_without_what_is_there, rare_collections

pytestmark = pytest.mark.usefixtures("refrozen")
OWN_HABIT = (700, 10, 10)


@pytest.fixture(autouse=True)
def own_habit() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*OWN_HABIT)
    yield
    gc.set_threshold(*before)


def fail_within(while_it_lasts: AbstractContextManager[None]) -> None:
    with while_it_lasts:
        assert gc.get_threshold() == COLLECT_AFTER
        raise LookupError


@pytest.mark.parametrize("rarely", [rare_collections, collections_without_what_is_there])
def test_collections_are_rare_for_a_while_whatever_happens(
    rarely: Callable[[], AbstractContextManager[None]],
) -> None:
    with pytest.raises(LookupError):
        fail_within(rarely())

    assert gc.get_threshold() == OWN_HABIT


def test_command_is_carried_out_with_rare_collections(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int, int]] = []

    def carry_out(*_: object) -> int:
        seen.append(gc.get_threshold())
        return 0

    monkeypatch.setattr(cli, "COMMANDS", {"playground": carry_out})

    assert cli.main(["playground"], {}, None) == 0
    assert seen == [COLLECT_AFTER]
    assert gc.get_threshold() == OWN_HABIT
