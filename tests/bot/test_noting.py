"""What the command line shows or writes of calls is noted first, and `hejie access` tells it."""

import asyncio
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.briefs import export_brief
from bot.hatch.asking import HatchError
from bot.hatch.lines import Done as Answered
from bot.hatch.lines import Reason, Turned
from bot.offices import office_over
from bot.records import export_session, export_sessions, list_accesses, list_sessions, show_session
from bot.settings import Settings
from bot.storing import open_log
from dialogs.commands import OpenSession
from dialogs.ids import Cause, ComplaintId, PersonId, PlaybookSlug, SessionId, TeamId
from dialogs.people import CONSOLE
from dialogs.ports import AccessFilter, SessionFilter
from dialogs.program import Channel
from dialogs.roles import Role
from dialogs.service import Done, PeopleService, SessionService
from dialogs.texts import Language
from playbooks.shelf import FILE
from storage.sqlite.lock import held
from tests.bot.hatch.standing import bot_that, saying, short_folder
from tests.playbooks.samples import SMALL_CALL, write_library

CALL = SessionId("01JDMZ0000ABCDEFGHJKMNPQRS")
AGENT = PersonId(7001)
ALL = AccessFilter(limit=100)


async def one_call(settings: Settings) -> None:
    """Let an agent in, who opens a call."""
    async with open_log(settings) as storage:
        office = await office_over(settings, storage)
        await PeopleService(office).admit(
            AGENT, "林晓", Role.STAFF, TeamId("一组"), Language.ZH, Cause("test:admit")
        )
        actor = await office.directory.actor(AGENT)
        assert actor is not None
        command = OpenSession(
            actor=actor,
            session=CALL,
            complaint=ComplaintId("01JDMC0000ABCDEFGHJKMNPQRS"),
            alias="青松-17",
            playbook=PlaybookSlug("five-steps"),
            product="card",
            channel=Channel.PHONE,
            call_language=Language.ZH,
        )
        assert isinstance(await SessionService(office).open(command, Cause("test:open")), Done)


@pytest.fixture
def settings() -> Iterator[Settings]:
    with short_folder() as folder:
        made = Settings(database=f"sqlite:///{folder / 'log.db'}")
        asyncio.run(one_call(made))
        yield made


def deeds(settings: Settings, capsys: pytest.CaptureFixture[str], narrowed: AccessFilter = ALL) -> list[str]:
    """The lines of `hejie access`, without their times."""
    capsys.readouterr()
    assert list_accesses(settings, narrowed) == 0
    lines = capsys.readouterr().out.splitlines()
    return [re.sub(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  ", "", line) for line in lines]


ADMITTED = "0  命令行 把 林晓 设为员工（一组）  7001"


def test_call_that_is_shown_was_noted(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_session(settings, CALL) == 0
    shown = capsys.readouterr().out

    assert shown.startswith("# 青松-17")
    assert deeds(settings, capsys) == [f"0  命令行 打开了 青松-17  {CALL}", ADMITTED]


def test_exports_were_noted(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call, calls, brief = (tmp_path / name for name in ("call.md", "calls.csv", "brief.md"))

    assert export_session(settings, CALL, call) == 0
    assert export_sessions(settings, SessionFilter(limit=100), calls) == 0
    assert export_brief(settings, CALL, brief, None) == 0

    assert brief.read_text(encoding="utf-8").startswith("# 投诉情况说明")
    assert brief.stat().st_mode & 0o777 == 0o600
    assert call.read_text(encoding="utf-8").startswith("# 青松-17")
    (row,) = csv.DictReader(io.StringIO(calls.read_text(encoding="utf-8-sig"), newline=""))
    assert (row["session"], row["alias"], row["product_name"]) == (CALL, "青松-17", "信用卡")
    assert f"· {row['number']}\n" in brief.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    assert deeds(settings, capsys) == [
        f"0  命令行 导出了 青松-17  {CALL}",
        "0  命令行 导出了 1 通的列表",
        f"0  命令行 导出了 青松-17  {CALL}",
        ADMITTED,
    ]


def test_list_of_calls_opens_none_and_is_not_noted(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list_sessions(settings, SessionFilter()) == 0

    assert deeds(settings, capsys) == [ADMITTED]


def test_call_that_is_not_there_is_neither_shown_nor_noted(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = SessionId("01JDMZ0001ABCDEFGHJKMNPQRS")

    assert show_session(settings, nowhere) == 1
    assert export_session(settings, nowhere, tmp_path / "call.md") == 1
    assert export_brief(settings, nowhere, tmp_path / "call.md", None) == 1
    err = capsys.readouterr().err
    assert err.splitlines() == ["没有这个编号的通话：编号在 hejie session list 里。"] * 3

    assert deeds(settings, capsys) == [ADMITTED]
    assert not (tmp_path / "call.md").exists()


ATTEMPTS: dict[str, Callable[[Settings, Path], int]] = {
    "show": lambda settings, to: show_session(settings, CALL),
    "export": lambda settings, to: export_session(settings, CALL, to),
    "a brief": lambda settings, to: export_brief(settings, CALL, to, None),
    "export a list": lambda settings, to: export_sessions(settings, SessionFilter(), to),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nothing_is_shown_or_written_that_cannot_be_noted(
    attempt: str, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, to = Path(settings.database.removeprefix("sqlite:///")), tmp_path / "call"
    turning_away = bot_that(saying(Turned(Reason.BUSY)), database.parent)

    with held(database), turning_away, pytest.raises(HatchError, match="too many orders"):
        ATTEMPTS[attempt](settings, to)

    assert capsys.readouterr().out == ""
    assert not to.exists()
    assert deeds(settings, capsys) == [ADMITTED]


@pytest.mark.parametrize("attempt", ["show", "export", "a brief"])
def test_call_is_read_beside_the_library_that_the_settings_name(
    attempt: str, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = f"{SMALL_CALL}/{FILE}"
    write_library(tmp_path, {broken: b"playbook: ["})

    assert ATTEMPTS[attempt](replace(settings, library=tmp_path), tmp_path / "call") == 0

    assert caplog.text.count(str(tmp_path / broken)) == 1  # to read the call; to note that needs no library


def test_what_the_bot_refuses_to_note_is_not_shown(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Path(settings.database.removeprefix("sqlite:///"))
    with held(database), bot_that(saying(Answered(1, "不行")), database.parent):
        assert show_session(settings, CALL) == 1

    assert capsys.readouterr() == ("", "不行\n")


def test_deeds_are_narrowed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    show_session(settings, CALL)

    assert deeds(settings, capsys, AccessFilter(session=CALL)) == [f"0  命令行 打开了 青松-17  {CALL}"]
    assert len(deeds(settings, capsys, AccessFilter(by=CONSOLE.person))) == 2
    assert deeds(settings, capsys, AccessFilter(by=AGENT)) == ["没有这样的记录。换个条件看看。"]
