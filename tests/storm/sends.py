"""A storm of sends: the whole bot over HTTP, while a fifth of its calls is refused, lost or late."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from bot.playground.entities import finished
from bot.playground.faults import AFTER, BEFORE, FaultKind
from bot.playground.html_text import parse_html
from bot.telegram.deeds import Glance
from bot.telegram.doubt import in_doubt
from bot.telegram.drawing import draw
from bot.telegram.face import TelegramFace
from bot.telegram.messenger import Outcome
from bot.telegram.portraits import Portraits, without_buttons
from dialogs.cards import Card
from dialogs.ids import SessionId
from dialogs.ports import DispatchState
from dialogs.service import Office, SessionService
from tests.storm.citizen import Citizen, Helper
from tests.storm.messages import Tally, tally
from tests.storm.town import SUPERVISORS, Town, WrapStorage, town, unchanged

SHARE: Final = 0.2
KINDS: Final = (FaultKind.FLOOD, *BEFORE, *AFTER)
SLOW_SECONDS: Final = 1.0
"""Longer than the bot waits: what is slow, or silent and then lost, is done and not known to be."""
LOOK_SECONDS: Final = 0.3
QUIET_LOOKS: Final = 14
"""So many looks in which nothing was sent: the bot has come to rest. A flood lasts a second."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a storm came to."""

    seed: int
    sends: int
    """Tries of calls that change a chat."""
    unknown: int
    """Of these, how many the bot was told nothing certain of."""
    struck: int
    tally: Tally
    cards: list[str]
    """What is wrong with the cards in the end."""
    seconds: float

    def broken(self) -> list[str]:
        """Return which promises were broken, and where."""
        return [*self.tally.broken, *self.cards]


async def storm(
    folder: Path,
    seed: int,
    sends: int,
    agents: int,
    *,
    make_face: type[TelegramFace] = TelegramFace,
    wrap: WrapStorage = unchanged,
    progress: Progress = lambda done: None,
) -> Sent:
    """Let people live in a storm until the bot has tried so many sends, then let it rest, and look."""
    began = monotonic()
    async with town(folder, agents, make_face=make_face, wrap=wrap) as place:
        citizens = [Citizen(place, each, random.Random(f"{seed}:{each}")) for each in place.agents]
        citizens += [Helper(place, each, random.Random(f"{seed}:{each}")) for each in SUPERVISORS]
        async with asyncio.TaskGroup() as tasks:
            for each in citizens:
                tasks.create_task(place.does("send", each.person, text="/start"))
        kinds = [kind.value for kind in KINDS]
        await place.faults(share=SHARE, seed=seed, kinds=kinds, retry_after=1, slow_seconds=SLOW_SECONDS)

        def goes_on() -> bool:
            progress(min(place.voice.sends, sends))
            return place.voice.sends < sends

        async with asyncio.TaskGroup() as tasks:
            for each in citizens:
                tasks.create_task(each.live(goes_on))
        told = await place.faults(share=0)
        wrong = await _rest(place, citizens, folder / "log.db")
        await _name_calls(place)
        place.read_log(now=True)
        counts = told["counts"]
        assert isinstance(counts, dict)
        return Sent(
            seed=seed,
            sends=place.voice.sends,
            unknown=place.voice.outcomes[Outcome.UNKNOWN],
            struck=sum(int(str(each)) for each in counts.values()),
            tally=tally(place, _notices(folder / "log.db")),
            cards=wrong,
            seconds=monotonic() - began,
        )


async def _rest(place: Town, citizens: list[Citizen], log: Path) -> list[str]:
    """Wait until every card is as the log says, or the bot does no more; return what is wrong."""
    quiet, before = 0, -1
    while True:
        await place.playground.hub.wait(LOOK_SECONDS)
        still = place.voice.sends == before and not place.voice.under_way
        quiet, before = quiet + 1 if still else 0, place.voice.sends
        if not quiet:
            continue
        wrong = [each async for each in _wrong_cards(place, citizens)]
        settled = not place.store.pending.size() and _is_settled(place, log)
        if (not wrong and settled) or quiet > QUIET_LOOKS:
            return wrong


def _is_settled(place: Town, log: Path) -> bool:
    place.read_log(now=True)
    if any(state == DispatchState.SENDING for _, _, state in _notices(log)):
        return False
    return all(len(place.accepted.get(chat, ())) >= len(meant) for chat, meant in place.intent.meant.items())


async def _wrong_cards(place: Town, citizens: list[Citizen]) -> AsyncIterator[str]:
    office = Office(
        store=place.storage.events,
        programs=place.office.programs,
        directory=place.storage.directory,
        views=place.storage.views,
        clock=place.office.clock,
        zone=place.office.zone,
    )  # a new one, which remembers no call: cards are held against the log
    portraits = Portraits(office, SessionService(office))
    for each in citizens:
        each.look()
        calls = place.intent.calls.get(each.person, [])
        for session in calls:
            is_last, asked = session == calls[-1], place.intent.glances[each.person, session]
            # Put aside for another call it is drawn plainly, or as it was asked for last.
            glances = (asked,) if is_last else (Glance(), asked)
            expected = [await portraits.of(each.person, session, glance) for glance in glances]
            cards = [portrait.card for portrait in expected if portrait is not None]
            if not cards:
                yield f"{each.person}: call {session} is not in the log"
                continue
            for wrong in _compared(
                place, each, session, cards if is_last else [*map(without_buttons, cards)]
            ):
                yield wrong


def _compared(place: Town, citizen: Citizen, session: SessionId, cards: Sequence[Card]) -> Iterator[str]:
    card = cards[0]
    who = f"{citizen.person}: call {session}"
    live = citizen.cards(session)
    if len(live) != int(bool(card.buttons)):
        yield f"{who}: {len(live)} cards have buttons"
        return
    standing = live or [each for each in citizen.seen.values() if each.by_bot and not each.deleted]
    both = [each for one in cards for each in (one, in_doubt(one))]
    drawn = [draw(each, place.words, place.office.clock()) for each in both]
    texts = {finished(*parse_html(each.text)).text for each in drawn}
    if not any(each.body.get("text") in texts for each in standing):
        yield f"{who}: no card says what the log says"
    if live and live[0].body.get("reply_markup") != drawn[0].keyboard:
        yield f"{who}: the card's buttons are not the log's"


async def _name_calls(place: Town) -> None:
    for calls in place.intent.calls.values():
        for session in calls:
            place.aliases[session] = (await place.office.calls.at(session)).alias


def _notices(path: Path) -> list[tuple[int, str, str]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as log:
        return [
            (int(to), str(session), str(state))
            for to, session, state in log.execute("SELECT recipient, about_key, state FROM dispatches")
        ]
