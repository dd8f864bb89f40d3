"""The command's side of the hatch: here, or by the bot, or a sentence that says what to do."""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.hatch.asking import HatchError, WrongOrderError, carry_out, knock
from bot.hatch.lines import Done, Progress, Reason, Turned, hatch_of, to_line
from bot.hatch.orders import AddPerson, Disable, PublishPlaybook, Room
from bot.settings import Settings
from dialogs.ids import PersonId, TeamId
from dialogs.roles import Role
from dialogs.texts import Language
from playbooks.catalog import Catalog
from storage.errors import CannotOpenStorageError, InUseError
from storage.sqlite.lock import held
from tests.bot.hatch.standing import ADD, NEWCOMER, asked, bot_that, room_in, saying, short_folder, standing

DONE, SO_ALREADY = Done(0, "好了：5 周敏 · 主管 · 一组"), Done(0, "本来就是这样，没有改动。")
NO_PATIENCE = 0.0


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


def settings_in(folder: Path, language: Language = Language.ZH) -> Settings:
    return Settings(database=f"sqlite:///{folder / 'log.db'}", language=language)


def test_command_carries_its_order_out_when_no_bot_runs(folder: Path) -> None:
    assert [carry_out(settings_in(folder), ADD) for _ in range(2)] == [DONE, SO_ALREADY]
    assert carry_out(settings_in(folder, Language.EN), Disable(person=PersonId(77))) == Done(
        1, "Nobody has the id 77: `hejie people list` shows them all."
    )


def test_order_reads_the_playbooks_only_where_it_is_about_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(_: Catalog) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(Catalog, "load", read)

    assert carry_out(settings_in(folder), ADD) == DONE
    with pytest.raises(FileNotFoundError):
        carry_out(settings_in(folder), PublishPlaybook(path="fees.yaml", comment=""))


async def test_bot_that_holds_the_log_carries_the_order_out(room: Room) -> None:
    settings = room.settings
    async with standing(room) as hatch:
        answers = [await asyncio.to_thread(carry_out, settings, ADD) for _ in range(2)]

        assert answers == [DONE, SO_ALREADY]
        assert await hatch.people() == [NEWCOMER]


async def test_same_order_comes_to_the_same_here_and_there() -> None:
    """The control for both ways: nothing but the place differs."""
    orders = (ADD, Disable(person=NEWCOMER), Disable(person=PersonId(77)))
    with short_folder() as here, short_folder() as there:
        alone = [await asyncio.to_thread(carry_out, settings_in(here), order) for order in orders]
        async with room_in(there) as room, standing(room):
            through = [await asyncio.to_thread(carry_out, room.settings, order) for order in orders]

    assert alone == through


def test_log_that_is_held_by_something_without_a_hatch_is_told_as_ever(folder: Path) -> None:
    with held(folder / "log.db"), pytest.raises(InUseError, match=f"in use by process {os.getpid()}: if"):
        carry_out(settings_in(folder), ADD, patience=NO_PATIENCE)


def test_socket_that_a_killed_bot_left_is_nobody(folder: Path) -> None:
    settings = settings_in(folder)
    path = hatch_of(settings)
    assert path is not None
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))

    assert knock(path, asked(), print) is None
    assert carry_out(settings, ADD) == DONE


def test_command_waits_for_another_one_that_is_soon_done(folder: Path) -> None:
    other = ExitStack()
    other.enter_context(held(folder / "log.db"))
    rests: list[float] = []

    def rest(seconds: float) -> None:
        rests.append(seconds)
        other.close()

    assert carry_out(settings_in(folder), ADD, rest=rest) == DONE
    assert len(rests) == 1


def test_log_that_cannot_be_opened_at_all_is_told_at_once(folder: Path) -> None:
    (folder / "log.db").write_text("this is no database, and it is long enough to tell", encoding="utf-8")

    with pytest.raises(CannotOpenStorageError, match=r"log\.db"):
        carry_out(settings_in(folder), ADD)


@pytest.mark.parametrize(
    ("name", "team"),
    [("", "一组"), ("周" * 65, "一组"), ("周\n敏", "一组"), ("周敏", ""), ("周敏", "x" * 65)],
)
def test_order_that_no_bot_would_take_is_not_taken_here(folder: Path, name: str, team: str) -> None:
    order = AddPerson(person=NEWCOMER, name=name, role=Role.STAFF, team=TeamId(team), language=Language.ZH)

    with pytest.raises(WrongOrderError, match=r"^this cannot be ordered: .*\$\.order\.(name|team)`$"):
        carry_out(settings_in(folder), order)

    assert not (folder / "log.db").exists()


# What may come through a hatch that is not ours, or not well.


def test_progress_is_shown_as_it_comes_and_what_is_no_answer_is_passed_over(folder: Path) -> None:
    shown: list[str] = []

    def mumble(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(
            to_line(Progress("一半")) + b"mumble\n" + to_line(Progress("快了")) + to_line(DONE)
        )

    with bot_that(mumble, folder) as path:
        assert knock(path, asked(), shown.append) == DONE
    assert shown == ["一半", "快了"]


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        (Reason.BUSY, "too many orders at once: try again"),
        (Reason.LATE, "did not come through to the bot in time"),
        (Reason.TOO_LONG, "too long"),
        (Reason.UNREADABLE, "it is of another version, restart it"),
        (Reason.STRANGER, "runs as another user: ask as that user"),
    ],
)
def test_who_is_turned_away_is_told_why_and_what_to_do(folder: Path, why: Reason, sentence: str) -> None:
    with bot_that(saying(Turned(why)), folder) as path, pytest.raises(HatchError, match=sentence):
        knock(path, asked(), print)


def test_who_is_turned_away_without_being_heard_is_told_why_too(folder: Path) -> None:
    def turn_away(connection: socket.socket) -> None:
        connection.sendall(to_line(Turned(Reason.BUSY)))

    with bot_that(turn_away, folder) as path, pytest.raises(HatchError, match="too many orders at once"):
        knock(path, asked(), print)


def test_bot_that_ends_before_it_answers_is_told(folder: Path) -> None:
    with bot_that(saying(Progress("一半")), folder) as path, pytest.raises(HatchError, match="the bot ended"):
        knock(path, asked(), lambda _: None)


def test_bot_that_says_nothing_is_not_waited_for_for_ever(folder: Path) -> None:
    hung_up = threading.Event()

    def say_nothing(connection: socket.socket) -> None:
        hung_up.wait()

    with bot_that(say_nothing, folder) as path:
        with pytest.raises(HatchError, match=r"says nothing for 0\.05 seconds"):
            knock(path, asked(), print, silence=0.05)
        hung_up.set()


def test_path_that_is_too_long_for_a_hatch_has_nobody_behind_it(folder: Path) -> None:
    assert knock(folder / ("x" * 200), asked(), print) is None
    assert knock(folder / "not-there", asked(), print) is None
