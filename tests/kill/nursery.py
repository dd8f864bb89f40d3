"""Imports the bot once and forks a child for each line of orders, so that a start costs no second.

The words, the playbook and the law are read before the first fork, too: each child would read them again, and
finds instead that no file has changed since. Read without a thread, since only the one that forks goes along.
"""

import asyncio
import gc
import os
import signal
import sys

from bot.clock import now
from bot.words.catalogue import catalogue
from dialogs.machine import machine_of
from dialogs.texts import Language
from playbooks.check import check_library
from playbooks.lawshelf import read_law
from tests.kill.child import Orders, report, run, settings_of


def main() -> None:
    """Fork until the orders end. Nobody waits for the children: the system buries them."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    read_ahead()
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            report(born=True)
            asyncio.run(run(Orders.read(line)))
            os._exit(0)


def read_ahead() -> None:
    """Read what every child asks for, just as it does, so that it is kept under the same keys."""
    settings = settings_of(Orders(token="", address="", database=""))
    today = now().astimezone(settings.zone).date()
    for language in Language:
        catalogue(language)
    for each in check_library(settings.shelf, today):
        if each.program is not None:
            machine_of(each.program)
    read_law(settings.shelf, today)


if __name__ == "__main__":
    main()
