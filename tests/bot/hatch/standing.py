"""A hatch over a log in a file, and whoever stands before it."""

import asyncio
import socket
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.hatch.asking import knock
from bot.hatch.carrying import Carry, carried_out
from bot.hatch.lines import Answer, Asked, Done, hatch_of, read_answer, to_line, user_of
from bot.hatch.orders import AddPerson, AnyOrder, Room
from bot.hatch.taking import Hatch, Waits
from bot.offices import office_over
from bot.settings import Settings
from bot.storing import open_log
from dialogs.ids import Cause, PersonId, TeamId
from dialogs.roles import Role
from dialogs.texts import Language

NEWCOMER = PersonId(5)
ADD = AddPerson(person=NEWCOMER, name="周敏", role=Role.SUPERVISOR, team=TeamId("一组"), language=Language.ZH)
IN_TIME = 20.0
CALM = Waits(order=IN_TIME, answer=IN_TIME, files=0.01)
HURRY = Waits(order=0.05, answer=IN_TIME, files=0.01)
"""Only for whoever is to come too late: on a busy machine others would, too."""
TINY = Path(__file__).parents[1] / "terminal" / "library"


def asked(order: AnyOrder = ADD, number: int = 1, language: Language = Language.ZH) -> Asked:
    return Asked(order=order, cause=Cause(f"console:{number:016x}"), language=language)


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder with a short path, as a socket needs it; those of the tests are long."""
    with tempfile.TemporaryDirectory(prefix="hejie") as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class Standing:
    """A hatch that is open, and its log."""

    path: Path
    room: Room
    stop: Callable[[], Coroutine[None, None, None]]

    async def asks(self, wanted: Asked | None = None) -> Done | None:
        """Ask as the command line does."""
        return await asyncio.to_thread(knock, self.path, wanted or asked(), lambda _: None)

    async def says(self, words: bytes, *, end: bool = False) -> list[Answer]:
        """Say anything, and return the answers until the hatch closes."""
        heard = await asyncio.to_thread(_said, self.path, words, end)
        return [answer for each in heard.splitlines() if (answer := read_answer(each)) is not None]

    async def people(self) -> list[int]:
        members = await self.room.storage.directory.members(disabled_too=True)
        return [each.person for each in members]


def _said(path: Path, words: bytes, end: bool) -> bytes:
    heard = b""
    with knocking(path) as line:
        line.settimeout(IN_TIME)
        with suppress(ConnectionError):  # turned away before all was said
            line.sendall(words)
        if end:
            line.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            while part := line.recv(65536):
                heard += part
    return heard


@asynccontextmanager
async def room_in(folder: Path, language: Language = Language.ZH) -> AsyncIterator[Room]:
    settings = Settings(database=f"sqlite:///{folder / 'log.db'}", language=language)
    async with open_log(settings) as storage:
        office = await office_over(settings, storage, TINY)
        yield Room(settings=settings, storage=storage, office=office)


@asynccontextmanager
async def standing(
    room: Room,
    *,
    waits: Waits = CALM,
    user: Callable[[socket.socket], int | None] = user_of,
    carry: Carry = carried_out,
) -> AsyncIterator[Standing]:
    """Open the hatch of a room while inside."""
    path = hatch_of(room.settings)
    assert path is not None
    stopping = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        hatch = Hatch(path, room, waits, user, carry)
        serving = group.create_task(hatch.serve(stopping))

        async def stop() -> None:
            stopping.set()
            await serving

        await hatch.ready.wait()
        try:
            yield Standing(path, room, stop)
        finally:
            stopping.set()


@contextmanager
def knocking(path: Path) -> Iterator[socket.socket]:
    """Connect and say nothing."""
    with socket.socket(socket.AF_UNIX) as knocked:
        knocked.connect(str(path))
        yield knocked


def line_of(wanted: Asked, length: int = 0) -> bytes:
    """A line that asks for something, made longer by spaces where JSON may have them."""
    line = to_line(wanted)
    return line[:-1].ljust(length) + b"\n"


@contextmanager
def bot_that(does: Callable[[socket.socket], None], folder: Path) -> Iterator[Path]:
    """Somebody at the hatch of the log in ``folder`` who takes one connection and does something with it."""
    path = folder / "log.db-hatch"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def take() -> None:
            connection, _ = listener.accept()
            with connection:
                does(connection)

        taking = threading.Thread(target=take)
        taking.start()
        yield path
        taking.join()


def saying(*answers: Answer) -> Callable[[socket.socket], None]:
    def say(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"".join(map(to_line, answers)))

    return say
