"""Imports the bot once and forks a child for each line of orders, so that a start costs no second."""

import asyncio
import os
import signal
import sys

from tests.kill.child import Orders, report, run


def main() -> None:
    """Fork until the orders end. Nobody waits for the children: the system buries them."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            report(born=True)
            asyncio.run(run(Orders.read(line)))
            os._exit(0)


if __name__ == "__main__":
    main()
