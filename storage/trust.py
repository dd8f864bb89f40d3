"""Looks at a log before it is served: what was changed behind its back must not be built upon."""

import logging
from collections.abc import Sequence
from typing import Final

from storage.errors import CannotOpenStorageError
from storage.ports import Flaw, Upkeep, Witness

LOG: Final = logging.getLogger(__name__)
MOST_AT_ONCE: Final = 20_000
"""Events that are looked at before the start, in about a second.

Of a longer log, who may do what is looked at then, and its chain beside its work.
"""


async def trusted(witness: Witness, upkeep: Upkeep, position: int, *, shared: bool) -> None:
    """Verify a log that ends at ``position``; rows that it does not amount to are drawn again.

    Not on a log that is ``shared``: whoever draws them keeps everybody from writing meanwhile. Only those of
    people are drawn in any case, since they say who may do what.

    Raises:
        CannotOpenStorageError: an event, a cause or a key is not what was written; the message says which.
    """
    if position > MOST_AT_ONCE:
        _refuse(await witness.people())
        return
    found = await witness.verify(_unwatched, rows=True)
    only_rows = all(each.in_view for each in found.flaws)
    if found.flaws and only_rows and shared and not await witness.people():
        LOG.critical("%s: stop all bots, then run `hejie log rebuild`", found.flaws[0])
        return
    if found.flaws and only_rows:
        LOG.warning("rows of a view were not what the log amounts to, and are drawn again")
        await upkeep.rebuild()
        found = await witness.verify(_unwatched, rows=True)
    _refuse(found.flaws)


def _refuse(flaws: Sequence[Flaw]) -> None:
    if flaws:
        msg = (
            f"the log is not what was written: {flaws[0]}. Keep the file, restore the latest backup, "
            "and find out who had the file in hand"
        )
        raise CannotOpenStorageError(msg)


def _unwatched(done: int, total: int) -> None:
    del done, total
