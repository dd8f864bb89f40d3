"""At the very first start, what the files of this machine say is taken as published: no log says more."""

from collections.abc import Sequence
from typing import Final

from dialogs.errors import UnreadableStreamError
from dialogs.events import PlaybookImported, PlaybookListed
from dialogs.ids import Cause, playbook_stream, shelf_stream
from dialogs.people import CONSOLE
from dialogs.ports import Write
from dialogs.program import Program
from dialogs.refusals import Refusal
from dialogs.service.shelf import Shelf

BEGUN: Final = Cause("shelf:begun")
"""Recorded once in the life of a log: whatever changes after it waits for somebody to publish it."""


async def take_stock(shelf: Shelf) -> None:
    """Write down, once, that what the files say now serves; what the log says already stays.

    What may begin on a later day only was never in use: somebody looks at it as at any draft.

    Raises:
        StorageUnavailableError: nothing is known to be written.
    """
    if await shelf.office.store.recorded(BEGUN) is not None:
        return
    today = shelf.office.now().date()
    begun = (each for each in shelf.counter.written() if each.valid_from is None or each.valid_from <= today)
    found = [each for each in begun if not await _is_known(shelf, each)]
    for each in found:
        await shelf.office.programs.keep(each)

    async def plan() -> Sequence[Write] | Refusal:
        listed, at = await shelf.listed(), shelf.utc()
        names = tuple(
            PlaybookListed(at=at, by=CONSOLE.person, playbook=each.playbook)
            for each in found
            if each.playbook not in listed
        )
        own = [await _begins(shelf, each) for each in found]
        return (Write(shelf_stream(), len(listed), names), *own) if names else own

    if await shelf.office.write(plan, BEGUN) is None:
        # A folder that held nothing new has begun, too: what comes into it later waits like anything else.
        await shelf.office.store.append((), BEGUN)


async def _is_known(shelf: Shelf, program: Program) -> bool:
    """Tell whether the log says of a playbook what serves; of one that cannot be read nobody knows better."""
    try:
        history = await shelf.history(program.playbook)
    except UnreadableStreamError:
        return True
    return history.is_ours or history.led_by_people


async def _begins(shelf: Shelf, program: Program) -> Write:
    """Return the first release of a playbook."""
    playbook, version = program.playbook, (await shelf.history(program.playbook)).version
    event = PlaybookImported(at=shelf.utc(), by=CONSOLE.person, playbook=playbook, revision=program.revision)
    return Write(playbook_stream(playbook), version, (event,))
