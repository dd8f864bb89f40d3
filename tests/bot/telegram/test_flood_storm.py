"""Three hundred messages to twenty chats through a storm: each arrives, in order, and marked if doubled."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.serving import serving
from bot.telegram.chat_line import ChatLine, InOrder, Waiting
from bot.telegram.crew import Spawn, crew
from bot.telegram.deeds import Tell
from bot.telegram.insistence import Attempt, Insistence
from bot.telegram.messenger import Answer, Messenger, Outcome, open_messenger
from bot.telegram.presenter import Presenter
from dialogs.texts import Language, Phrase
from tests.bot.telegram.driving import HURRY, Stage
from tests.bot.telegram.faults import FLOODED, RESTARTING
from tests.storm.broken import KeepsQuiet

CHATS = range(8001, 8021)
MESSAGES = 300


@dataclass(slots=True)
class Storm:
    """A Bot API that takes messages, and fails every third time; what becomes of a call hangs on the seed."""

    seed: int
    delivered: dict[int, list[str]] = field(default_factory=dict)
    unknown: Counter[int] = field(default_factory=Counter)
    """By chat, the calls whose outcome nobody was told."""
    _calls: Counter[int] = field(default_factory=Counter)

    async def send(self, request: Request) -> Response:
        wish = json.loads(await request.body())
        chat, text = int(wish["chat_id"]), str(wish["text"])
        self._calls[chat] += 1
        luck = random.Random(f"{self.seed}:{chat}:{self._calls[chat]}").random()
        if luck < 0.05:
            return JSONResponse({**FLOODED, "parameters": {"retry_after": 0.01}}, status_code=429)
        if luck < 0.15:
            self.unknown[chat] += 1
            return PlainTextResponse("bad gateway", status_code=502)
        self.delivered.setdefault(chat, []).append(text)
        if luck < 0.3:
            self.unknown[chat] += 1
            lost: Response = JSONResponse(RESTARTING, status_code=500)
            return lost if luck < 0.22 else PlainTextResponse("bad gateway", status_code=502)
        return JSONResponse({"ok": True, "result": {"message_id": sum(self._calls.values())}})


@asynccontextmanager
async def storming(seed: int) -> AsyncIterator[tuple[Storm, Messenger]]:
    storm = Storm(seed)
    app = Starlette(routes=[Route("/bot{token}/{method}", storm.send, methods=["POST"])])
    async with (
        serving(app, "127.0.0.1", 0) as address,
        open_messenger("8:storm", f"{address}/bot") as messenger,
    ):
        yield storm, messenger


def deeds(seed: int) -> list[Tell]:
    luck = random.Random(seed)
    return [Tell(luck.choice(CHATS), Phrase("card.late_taps", {"count": n})) for n in range(MESSAGES)]


def broken_promises(stage: Stage, storm: Storm, sent: list[Tell]) -> set[str]:
    """Return which of the promises the deliveries break."""
    mark, broken = stage.words.say(Phrase("card.maybe_twice"), Language.ZH) + "\n", set[str]()
    for chat in CHATS:
        expected = [stage.words.say(each.say, each.language) for each in sent if each.chat == chat]
        came = storm.delivered.get(chat, [])
        plain = [each.removeprefix(mark) for each in came]
        if set(plain) != set(expected):
            broken.add("lost")
        if plain != sorted(plain, key=expected.index):
            broken.add("out of order")
        if len(plain) - len(set(plain)) > storm.unknown[chat]:
            broken.add("too many copies")
        if any(not each.startswith(mark) for n, each in enumerate(came) if plain[n] in plain[:n]):
            broken.add("copy without a mark")
    return broken


class GivesUp(Insistence):
    """Broken: takes an unknown outcome for the last word."""

    async def until_done(self, chat: int, attempt: Attempt) -> Answer | None:
        while True:
            await self.messenger.ready(chat)
            answer = await attempt(False)
            if answer is None or answer.outcome is not Outcome.LATER:
                return answer


class Disorderly(Presenter):
    """Broken: sends everything at once."""

    def _join(self, deed: InOrder, drawn: list[asyncio.Event], spawn: Spawn) -> Waiting | None:
        assert isinstance(deed, Tell)
        spawn(self.tell(deed), name="tell")
        return ChatLine().join(deed, drawn)


async def weather(
    stage: Stage,
    seed: int,
    insistence: type[Insistence] = Insistence,
    presenter: type[Presenter] = Presenter,
) -> set[str]:
    """Send everything through a storm, and return what promises were broken."""
    sent = deeds(seed)
    async with storming(seed) as (storm, messenger), crew() as spawn:
        usual = replace(stage.presenter(), messenger=messenger, insistence=insistence(messenger, HURRY))
        sending = presenter(
            messenger=messenger,
            easel=usual.easel,
            shown=usual.shown,
            words=usual.words,
            clock=usual.clock,
            insistence=usual.insistence,
        )
        for deed in sent:
            sending.start((deed,), spawn)
        await spawn.rest(60)
        assert sum(storm.unknown.values()) > MESSAGES / 10
    return broken_promises(stage, storm, sent)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_message_comes_through_a_storm_in_order_and_copies_are_marked(
    stage: Stage, seed: int
) -> None:
    assert await weather(stage, seed) == set()


async def test_who_gives_up_after_an_unknown_outcome_loses_messages(stage: Stage) -> None:
    assert await weather(stage, 1, insistence=GivesUp) == {"lost"}


async def test_who_keeps_no_line_mixes_up_the_order(stage: Stage) -> None:
    assert await weather(stage, 1, presenter=Disorderly) == {"out of order"}


async def test_who_keeps_quiet_about_copies_is_found_out(stage: Stage) -> None:
    assert await weather(stage, 1, insistence=KeepsQuiet) == {"copy without a mark"}
