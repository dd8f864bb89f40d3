"""An open database as the adapters need it."""

from typing import Protocol

from dialogs.ports import Turn
from storage.chain import Tip
from storage.keyring import Keyring
from storage.ports import Lease
from storage.sealing import DataKey
from storage.second_place import SecondPlace
from storage.sql.connection import Connection, Reader
from storage.sql.writer import Writer


class Past(Protocol):
    """What writes how far the log has come."""

    @property
    def tip(self) -> Tip:
        """Return how far it has, as far as this program wrote it."""
        ...

    def witness(self) -> None:
        """Write at the second place, durably, how far this program has brought the log."""
        ...


class Lines(Protocol):
    """The connection that writes, what reads, and what looks for long."""

    @property
    def writer(self) -> Writer[Connection]:
        """Return the way to the one connection that writes."""
        ...

    @property
    def reader(self) -> Reader:
        """Return what reads while somebody waits."""
        ...

    @property
    def looker(self) -> Reader:
        """Return what is free for looks that take long."""
        ...

    @property
    def keyring(self) -> Keyring:
        """Return the firm's keys."""
        ...

    @property
    def second(self) -> SecondPlace:
        """Return the second place of the log."""
        ...

    @property
    def index(self) -> DataKey | None:
        """Return the key of the index of words, while there is one."""
        ...

    @property
    def lease(self) -> Lease:
        """Return what says which program does what must be done once."""
        ...

    @property
    def turn(self) -> Turn:
        """Return what lets those write one after the other who were beaten again and again."""
        ...

    @property
    def past(self) -> Past | None:
        """Return the marks of the log; none for whoever only reads beside the bot."""
        ...
