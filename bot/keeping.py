"""What is kept and what is erased, on the command line."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.assemble import office_over
from bot.clock import now
from bot.keeping_orders import EraseCall, HoldCall, LiftHold, LookOver, Order, carry_out
from bot.retention_file import read_policy
from bot.retention_words import report_as_json, report_lines
from bot.settings import Settings
from bot.storing import open_log, read_log
from bot.words import Words
from dialogs.ids import SessionId
from dialogs.refusals import Refusal
from dialogs.retention_report import RetentionReport
from dialogs.service import Erased, ErasureService, Told
from dialogs.texts import Phrase

_FAILED = 1
_TAIL = 4
"""Characters of a call's id that are typed to confirm that it is meant."""


def erase_session(settings: Settings, session: SessionId, *, sure: bool) -> int:
    """Erase the words of a call, once its id was typed or ``sure`` was said; 1 when that is refused."""
    return _done(settings, EraseCall(session)) if sure or _confirmed(settings, session) else _FAILED


def hold_session(settings: Settings, session: SessionId, reference: str) -> int:
    """Place a hold on a call; 1 when that is refused."""
    return _done(settings, HoldCall(session, reference))


def lift_hold(settings: Settings, session: SessionId) -> int:
    """Lift the hold on a call; 1 when that is refused."""
    return _done(settings, LiftHold(session))


def look_over(settings: Settings, *, run: bool, as_json: bool) -> int:
    """Print what the rules ask for, and with ``run`` erase what none of them keeps; 1 when it is refused.

    Without ``run`` a bot may be running.
    """
    return asyncio.run(_looked_over(settings, LookOver(run), as_json=as_json))


async def _looked_over(settings: Settings, order: LookOver, *, as_json: bool) -> int:
    async with _erasures(settings, writing=order.run) as erasures:
        report = await carry_out(erasures, order, _say_progress)
    if not isinstance(report, RetentionReport):
        return _told(settings, report)
    if as_json:
        print(json.dumps(report_as_json(report), ensure_ascii=False, indent=2))
    else:
        say = partial(Words(settings.zone).say, language=settings.language)
        print(*report_lines(report, say), sep="\n")
    return 0


def _say_progress(number: int, of: int) -> None:
    print(f"\r{number}/{of}", end="\n" if number == of else "", file=sys.stderr, flush=True)


def _confirmed(settings: Settings, session: SessionId) -> bool:
    if not sys.stdin.isatty():
        print("nobody is there to confirm it: say --yes", file=sys.stderr)
        return False
    asked = Phrase("erase.confirm", {"session": session, "count": _TAIL})
    print(Words(settings.zone).say(asked, settings.language), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().upper() == session[-_TAIL:]


def _done(settings: Settings, order: Order) -> int:
    async def done() -> int:
        async with _erasures(settings) as erasures:
            return _told(settings, await carry_out(erasures, order))

    return asyncio.run(done())


@asynccontextmanager
async def _erasures(settings: Settings, *, writing: bool = True) -> AsyncIterator[ErasureService]:
    policy = read_policy(settings.retention)
    async with (
        open_log(settings) if writing else read_log(settings) as storage,
        office_over(settings, storage) as office,
    ):
        yield ErasureService(office, policy, storage.erasures)


def _told(settings: Settings, told: Told | RetentionReport | Refusal) -> int:
    say = partial(Words(settings.zone).say, language=settings.language, now=now())
    match told:
        case Refusal():
            print(say(told.phrase), file=sys.stderr)
            return _FAILED
        case Erased(changed=True, left_in_chats=left):
            print(say(Phrase("erase.done_but" if left else "erase.done", {"left": left})))
        case Told(changed=changed):
            print(say(Phrase("toast.done" if changed else "people.already_so")))
        case _:
            pass
    return 0
