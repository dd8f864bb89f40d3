"""Trainers hear of a file that stops passing the check, quietly, and once for a burst of saves."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.telegram.broken_files import BURST, BrokenFiles
from dialogs.ids import PersonId, TeamId
from dialogs.ports import Finding, StorageUnavailableError, Trouble
from dialogs.roles import Role
from dialogs.service import PeopleService
from dialogs.texts import Language
from tests.bot.telegram.driving import OneProgram, Stage
from tests.bot.telegram.faults import Fault

TRAINER, ADMIN = PersonId(7003), PersonId(7005)
GOOD = "✓ 剧本文件改好了，检查通过。"


def wrong(name: str = "fee", line: int = 14) -> Trouble:
    finding = Finding(line=line, column=9, code="PB203", message="", hint="", is_error=True)
    return Trouble(file=f"{name}/playbook.yaml", finding=finding, said=f"{name}:{line}")


@dataclass(frozen=True, slots=True)
class Breaking(OneProgram):
    """Playbooks whose files are as a test says."""

    now: list[Trouble] = field(default_factory=list)

    def troubles(self) -> Sequence[Trouble]:
        return tuple(self.now)


@dataclass
class Watched:
    """A firm with one trainer, whose files break."""

    stage: Stage
    files: Breaking
    told: BrokenFiles
    hands: list[datetime]

    async def sees(self, *troubles: Trouble, looks: int = 2) -> None:
        self.files.now[:] = troubles
        for _ in range(looks):
            await self.told.look()

    def pass_time(self, passed: timedelta) -> None:
        self.hands[0] += passed

    async def chat(self, person: PersonId = TRAINER) -> list[str]:
        return [text for text, _ in await self.stage.cards(person)]


async def watched(stage: Stage, *at_start: Trouble, role: Role = Role.TRAINER) -> Watched:
    files, hands = Breaking(now=list(at_start)), [stage.office.clock()]
    office = replace(stage.office, programs=files, clock=lambda: hands[0])
    person = TRAINER if role is Role.TRAINER else ADMIN
    await PeopleService(stage.office).admit(
        person, "何老师", role, TeamId("一组"), Language.ZH, stage.cause()
    )
    await stage.writes("/start", person)
    told = BrokenFiles(messenger=stage.messenger, shown=stage.storage.shown, office=office, words=stage.words)
    await told.look()
    return Watched(stage, files, told, hands)


async def test_break_is_told_quietly_with_three_findings_and_how_many_more(stage: Stage) -> None:
    firm = await watched(stage)

    await firm.sees(*(wrong(line=line) for line in range(1, 6)))

    [text] = await firm.chat()
    assert text.splitlines()[0] == "⚠ 剧本文件有错，照用上一版好的。"
    assert text.count("fee/playbook.yaml：这一步没有出路") == 3
    assert "还有 2 处。" in text
    [sent] = await stage.called("sendMessage")
    assert sent["disable_notification"] == "true"


async def test_burst_of_saves_changes_one_message_in_its_place_until_all_is_good(stage: Stage) -> None:
    firm = await watched(stage)

    for line in (1, 2, 3):
        await firm.sees(wrong(line=line))
        firm.pass_time(timedelta(seconds=30))
    assert "第 3 行" in (await firm.chat())[0]
    await firm.sees()
    await firm.sees(wrong())
    await firm.sees()

    assert await firm.chat() == [GOOD]
    assert await stage.calls("sendMessage") == 1


async def test_good_again_much_later_is_a_message_of_its_own(stage: Stage) -> None:
    firm = await watched(stage)
    await firm.sees(wrong())
    firm.pass_time(BURST)

    await firm.sees()
    await firm.sees()

    broken, good = await firm.chat()
    assert (broken.splitlines()[0], good) == ("⚠ 剧本文件有错，照用上一版好的。", GOOD)


async def test_half_a_file_and_what_was_wrong_before_the_start_are_no_news(stage: Stage) -> None:
    firm = await watched(stage, wrong("old"))

    await firm.sees(wrong("old"), wrong(), looks=1)
    await firm.sees(wrong("old"))

    assert await firm.chat() == []


async def test_admins_hear_of_it_where_no_trainer_is(stage: Stage) -> None:
    firm = await watched(stage, role=Role.ADMIN)

    await firm.sees(wrong())

    assert len(await firm.chat(ADMIN)) == 1


async def test_chat_that_is_flooded_is_told_at_a_later_look_and_nobody_twice(stage: Stage) -> None:
    firm = await watched(stage)
    stage.faults.plan["sendmessage"] = [Fault.FLOOD]
    await firm.sees(wrong())
    assert await firm.chat() == []

    await stage.messenger.ready(TRAINER)
    await firm.told.look()
    await firm.told.look()

    assert len(await firm.chat()) == 1


@dataclass(frozen=True, slots=True)
class Cracked(Breaking):
    """Files of which nobody can even say what is wrong, at the first look."""

    left: list[Exception] = field(default_factory=list)

    def troubles(self) -> Sequence[Trouble]:
        if self.left:
            raise self.left.pop()
        return tuple(self.now)


@pytest.mark.parametrize("error", [ValueError("客户的原话"), StorageUnavailableError()])
async def test_look_that_fails_is_made_again_and_ends_nothing(
    stage: Stage, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    files, stopping = Cracked(left=[error] * 3), asyncio.Event()
    office = replace(stage.office, programs=files)
    told = BrokenFiles(
        messenger=stage.messenger, shown=stage.storage.shown, office=office, words=stage.words, every=0.001
    )

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(told.serve(stopping))
        await stage.until(lambda: looked(told))
        stopping.set()

    assert files.left == []
    why = "ValueError" if isinstance(error, ValueError) else "the storage is away"
    what = "broken playbooks are told of later"
    assert [each for each in caplog.messages if what in each] == [f"{what}: {why}", f"no longer so: {what}"]
    assert "客户的原话" not in caplog.text


async def looked(told: BrokenFiles) -> bool:
    return told._seen is not None


async def test_message_that_was_deleted_is_written_anew(stage: Stage) -> None:
    firm = await watched(stage)
    await firm.sees(wrong())
    [message] = [each for each in await stage.chat(TRAINER) if each["by_bot"]]
    await stage.messenger.delete(TRAINER, int(str(message["message_id"])))

    await firm.sees()
    await firm.told.look()

    assert await firm.chat() == [GOOD]
