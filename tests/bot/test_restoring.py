"""Histories are looked up in the log again and again; one that cannot be read is a trouble of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.restoring import Restorer
from dialogs.ports import StorageUnavailableError


@dataclass(slots=True)
class Histories:
    """Two histories, the first of which cannot be read, or both, or their list."""

    wrong: type[Exception] | None = OverflowError
    list_wrong: type[Exception] | None = None
    done: list[str] = field(default_factory=list)

    async def listed(self) -> Sequence[str]:
        if self.list_wrong is not None:
            raise self.list_wrong
        return ["first", "second"]

    async def restore(self, name: str) -> None:
        if name == "first" and self.wrong is not None:
            raise self.wrong
        self.done.append(name)


async def test_history_that_cannot_be_read_holds_up_no_other_and_is_told_of_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    histories = Histories()
    looking = Restorer(what="playbook", listed=histories.listed, restore=histories.restore)

    await looking.look()
    await looking.look()
    assert histories.done == ["second", "second"]
    histories.wrong = None
    await looking.look()

    assert histories.done[2:] == ["first", "second"]
    assert [each.getMessage() for each in caplog.records] == [
        "playbook first stays as it was: OverflowError",
        "playbook first follows the log again",
    ]


async def test_storage_that_is_away_and_a_list_that_cannot_be_read_end_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    histories = Histories(wrong=StorageUnavailableError)
    looking = Restorer(what="case", listed=histories.listed, restore=histories.restore)

    await looking.look()
    histories.list_wrong = OverflowError
    await looking.look()
    histories.wrong = histories.list_wrong = None
    await looking.look()

    assert histories.done == ["first", "second"]
    assert [each.getMessage() for each in caplog.records] == [
        "every case stays as it was: the storage is away",
        "every case stays as it was: OverflowError",
        "every case follows the log again",
    ]
