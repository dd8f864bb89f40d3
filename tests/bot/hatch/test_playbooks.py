"""Playbooks are published and rolled back through the hatch of a bot that runs."""

import asyncio
from pathlib import Path

from bot.hatch.lines import Done
from bot.hatch.orders import PublishPlaybook, RollBackPlaybook
from bot.press import press_of
from dialogs.ids import Cause, PlaybookSlug
from dialogs.people import CONSOLE
from tests.bot.hatch.standing import TINY, Standing, asked

SLUG = PlaybookSlug("tiny-call")


def changed(folder: Path, words: str) -> str:
    """Write the tiny call with another hint, and return where."""
    file = folder / "playbook.yaml"
    text = (TINY / SLUG / "playbook.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("慢一点", words), encoding="utf-8")
    return str(file)


async def test_running_bot_serves_what_was_published_and_what_was_rolled_back(
    hatch: Standing, tmp_path: Path
) -> None:
    programs = hatch.room.office.programs
    before = programs.current(SLUG)
    order = PublishPlaybook(path=changed(tmp_path, "稳一点"), comment="calmer")

    done = await hatch.asks(asked(order, 1))
    again = await hatch.asks(asked(order, 1))
    published = programs.current(SLUG)
    back = await hatch.asks(asked(RollBackPlaybook(playbook=SLUG, revision="1", comment=""), 2))

    said = Done(0, "已发布：新来电用新的一版，进行中的通话不变。不合适可以退回。")
    assert (done, again) == (said, Done(0, "本来就是这样，没有改动。"))
    assert back == Done(0, "已退回：新来电用这一版，进行中的通话不变。")
    assert published is not None
    assert published != before
    assert programs.current(SLUG) == before


def valid_later(folder: Path) -> Path:
    """Write the tiny call with a day before which no call begins on it, and return where."""
    file = Path(changed(folder, "稳一点"))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\nstages:", '\nvalid_from: "2099-01-01"\nstages:'), encoding="utf-8")
    return file


async def test_refused_file_leaves_the_draft_that_waited_before(hatch: Standing, tmp_path: Path) -> None:
    file = valid_later(tmp_path)
    press = press_of(hatch.room.settings, hatch.room.storage, hatch.room.office)
    content = await asyncio.to_thread(file.read_bytes)
    await press.drafts.upload(CONSOLE, content, Cause("a:1"))

    done = await hatch.asks(asked(PublishPlaybook(path=str(file), comment=""), 1))

    assert done is not None
    assert (done.code, "valid_from" in done.text) == (1, True)
    assert len((await press.shelf.history(SLUG)).drafts) == 1


async def test_file_that_is_not_there_or_is_wrong_is_refused(hatch: Standing, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("format: [1\n", encoding="utf-8")

    gone = await hatch.asks(asked(PublishPlaybook(path=str(tmp_path / "gone.yaml"), comment=""), 1))
    bad = await hatch.asks(asked(PublishPlaybook(path=str(wrong), comment=""), 2))
    never = await hatch.asks(asked(RollBackPlaybook(playbook=SLUG, revision="99", comment=""), 3))

    assert gone == Done(1, "文件没取到，请再发一次。")
    assert bad == Done(1, "检查出 1 处错误，发布不了。先改好。")
    assert never == Done(1, "没有发布过这一版，或者它已被收回。")
