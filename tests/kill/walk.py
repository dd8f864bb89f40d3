"""A person who walks a whole call while the bot dies and is born again, and what must hold each time."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bot.playground.message_table import StoredMessage
from bot.telegram.callback_data import ButtonData
from bot.words import Words
from dialogs.cards import Panel, Verb
from dialogs.evolve import fold
from dialogs.program import Program
from dialogs.texts import Language, Phrase
from storage.opening import SHANGHAI
from tests.kill.bodies import PATIENCE, Body, Nursery
from tests.kill.child import AGENT, SUPERVISOR, Orders
from tests.kill.ledger import Ledger, read_log, read_remains
from tests.kill.likeness import is_as_drawn
from tests.kill.oracle import Oracle, likened
from tests.kill.script import Say, Step, Tap
from tests.kill.town import TOKEN, Moment, Town

LOOK_SECONDS: Final = 0.02


class BrokenPromiseError(AssertionError):
    """Something is not as it must be, whenever the bot died."""


@dataclass(frozen=True, slots=True)
class Fate:
    """How a child is to end: at so many calls to the Bot API from now, or at a door; or not at all."""

    calls: int = 0
    moment: Moment = Moment.LOST
    halt: str = ""
    kindly: bool = False
    """Asked to stop, instead of killed."""
    latest: int = 0
    """It comes before this step at the latest, 0 for none: a busy machine polls and edits less often."""


@dataclass(slots=True, kw_only=True)
class Walk:
    """One walk through ``script``: the person's side, the deaths, and the checks after each."""

    town: Town
    nursery: Nursery
    log: Path
    oracle: Oracle
    program: Program
    script: tuple[Step, ...]
    fates: Iterator[Fate]
    chance: random.Random
    variant: str = ""
    away: Path | None = None
    patience: float = PATIENCE
    words: Words = field(default_factory=lambda: Words(SHANGHAI))
    body: Body | None = None
    fate: Fate = Fate()
    sent: list[list[str]] = field(default_factory=list)
    """The updates of each step that the person has taken; a tap may have been made twice."""
    deaths: list[str] = field(default_factory=list)
    _cards: int = 0

    def ledger(self) -> Ledger:
        """Read the log beside whoever writes it."""
        return read_log(self.log)

    def remains(self) -> Ledger:
        """Read what a death left, and change nothing of it."""
        return read_remains(self.log)

    def orders(self) -> Orders:
        """Return how the next child is to run."""
        return Orders(
            token=TOKEN,
            address=self.town.playground.address,
            database=str(self.log),
            halt=self.fate.halt,
            variant=self.variant,
            away=str(self.away or ""),
        )

    async def whole(self) -> Ledger:
        """Walk to the end and return the log, all promises kept."""
        await self._born()
        for place, step in enumerate(self.script):
            await self._strike_overdue(place)
            await self._take(step)
            if isinstance(step, Tap) and step.verb is Verb.HELP:
                # What is not wanted any more is not sent, and this person is quicker than the bot's courier.
                await self._until(self._supervisor_told, "the supervisor is told that help is wanted")
        await self._until(self._settled, "the chat and the log agree in the end")
        self._check_chat()
        self._check_notices(self.ledger())
        return self.ledger()

    async def _take(self, step: Step) -> None:
        if isinstance(step, Say):
            done = await self.town.playground.do("send", person=AGENT, text=step.text)
            sent = done["message"]
            assert isinstance(sent, dict)
            self.sent.append([f"message {sent['message_id']}"])
            return
        turn = self.oracle.turns[len(self.sent)]
        opener = Tap(Verb.PANEL, step.panel or Panel.MAIN)
        while self._button(step, turn) is None:
            await self._until(lambda: bool(self._button(step, turn) or self._button(opener, turn)), step)
            if self._button(step, turn) is None:
                await self._open(opener, step, turn)
        taps: list[str] = []
        self.sent.append(taps)
        await self._tap(step, turn, taps)

    async def _open(self, opener: Tap, step: Tap, turn: int) -> None:
        """Open the panel in which ``step`` stands."""
        deaths = len(self.deaths)
        taps = await self._tapped(opener, turn)

        def done() -> bool:
            return self._button(step, turn) is not None or self._is_acknowledged(taps)

        await self._until(lambda: not taps or done() or len(self.deaths) > deaths, step)

    async def _tap(self, step: Tap, turn: int, taps: list[str]) -> None:
        """Tap until the bot has it; whoever sees the bot die may well tap again."""
        deaths = len(self.deaths)
        while not self._is_acknowledged(taps):
            if not taps or (len(self.deaths) > deaths and self.chance.random() < 0.5):
                taps += await self._tapped(step, turn)
            deaths = len(self.deaths)
            if taps:
                await self._heard(taps, step)
            else:
                await self._until(lambda: self._button(step, turn) is not None, step)

    async def _heard(self, taps: Sequence[str], step: Tap) -> None:
        deaths = len(self.deaths)
        await self._until(
            lambda: self._is_acknowledged(taps) or len(self.deaths) > deaths, f"an answer to {step}"
        )

    def _is_acknowledged(self, updates: Sequence[str]) -> bool:
        """Tell whether the bot answered one of ``updates`` or told the server that it has it."""
        waiting = self.town.waiting()
        return any(each not in waiting or self.town.answered(each) for each in updates)

    @property
    def acknowledged(self) -> int:
        """How many steps must count, whatever happens."""
        return next(
            (place for place, each in enumerate(self.sent) if not self._is_acknowledged(each)), len(self.sent)
        )

    async def _tapped(self, step: Tap, turn: int) -> list[str]:
        """Tap, and return the tap; none when the button went away under the finger."""
        found = self._button(step, turn)
        if found is None:
            return []
        message, text = found
        status, done = await self.town.playground.try_to("tap", person=AGENT, message_id=message, data=text)
        return [str(done["callback_id"])] if status == 200 else []

    def _button(self, step: Tap, turn: int) -> tuple[int, str] | None:
        """Return the button for ``step`` on the lowest card with buttons: nobody scrolls up for one."""
        for message in reversed(self.town.messages(AGENT)):
            buttons = self.town.buttons(message)
            for text, read in buttons:
                if step.fits(read.verb, read.value) and (read.turn == turn or step.verb is Verb.NEW):
                    return message.message_id, text
            # A /new that was delivered twice may leave a second proposal below the call that has begun.
            if any(read.verb is not Verb.NEW for _, read in buttons):
                return None
        return None

    async def _until(self, holds: Callable[[], bool], what: object) -> None:
        """Wait until something holds, and let the bot be born again whenever it died meanwhile."""
        loop = asyncio.get_running_loop()
        deadline, deaths = loop.time() + self.patience, len(self.deaths)
        while not holds():
            if self.body is not None and self.body.halted.is_set():
                await self._strike_halted(self.body)
            if self.body is not None and self.body.dead.is_set():
                await self._die()
            if len(self.deaths) > deaths:
                deadline, deaths = loop.time() + self.patience, len(self.deaths)
            if loop.time() > deadline:
                raise BrokenPromiseError(f"in vain waited for: {what}; {self._scene()}")
            await self.town.change(LOOK_SECONDS)

    def _scene(self) -> str:
        """Say what there is to see, without anybody's words."""
        cards = [
            (each.message_id, each.revision, [text for text, _ in self.town.buttons(each)][:9])
            for each in self.town.messages(AGENT)
        ]
        calls = self.town.watch.log[-30:]
        return "\n".join(map(str, ("deaths:", *self.deaths, "cards:", *cards, f"calls: {calls}")))

    async def _strike_halted(self, body: Body) -> None:
        """Kill a child that stands at its door; before a commit only once it has asked for more updates."""
        if self.fate.halt.startswith("before:append"):
            hub, taken = self.town.playground.hub, self.acknowledged
            polls = hub.polls
            async with asyncio.timeout(PATIENCE):
                while hub.polls == polls and self.acknowledged == taken and taken < len(self.sent):
                    await self.town.change(LOOK_SECONDS)
        body.kill()
        await body.dead.wait()

    async def _strike_overdue(self, place: int) -> None:
        while self.body is not None and 0 < self.fate.latest <= place:
            deaths = len(self.deaths)
            self.body.kill()
            await self._until(lambda before=deaths: len(self.deaths) > before, "a death that is due")  # type: ignore[misc]

    async def _die(self) -> None:
        """Look at what a death left, then let the next child be born and see it make good."""
        self.deaths.append(
            f"{self.fate} after {self.acknowledged} acknowledged of {len(self.sent)} taken steps"
        )
        self._check_log(self.remains())
        self._cards = len(self._cards_of_call())
        await self._born()
        settling = len(self.deaths)
        await self._until(lambda: len(self.deaths) > settling or self._settled(), "the chat agrees again")
        if len(self.deaths) == settling:
            self._check_chat()
            extra = len(self._cards_of_call()) - self._cards
            if extra > 1:
                raise BrokenPromiseError(f"{extra} more cards of the call were sent")

    async def _born(self) -> None:
        self.fate = next(self.fates, Fate())
        body = self.body = await self.nursery.bear(self.orders())
        self._watch(body)

    def _watch(self, body: Body) -> None:
        """Have something strike at ``body`` as its fate says."""
        strike = body.stop if self.fate.kindly else body.kill
        self.town.watch.set(self.fate.calls, self.fate.moment, strike)

    def _check_log(self, ledger: Ledger) -> int:
        """Nothing lost, nothing doubled: the log is what the oracle says after so many whole steps."""
        if faults := ledger.faults():
            raise BrokenPromiseError("; ".join(faults))
        call, complaint = ledger.stream("session"), ledger.stream("complaint")
        steps = self.oracle.steps((len(call), len(complaint)))
        if steps is None:
            raise BrokenPromiseError(f"{len(call)} and {len(complaint)} events are no whole number of steps")
        if tuple(map(likened, call)) != self.oracle.call[: len(call)]:
            raise BrokenPromiseError("the call is not what its steps come to")
        if tuple(map(likened, complaint)) != self.oracle.complaint[: len(complaint)]:
            raise BrokenPromiseError("the complaint is not what its steps come to")
        if not self.acknowledged <= steps <= self.oracle.last_like(len(self.sent)):
            raise BrokenPromiseError(
                f"{self.acknowledged} steps were acknowledged, {len(self.sent)} taken, {steps} are in the log"
            )
        return steps

    def _settled(self) -> bool:
        """Tell whether nothing waits and the call's card is where the log says."""
        if self.town.waiting():
            return False
        ledger = self.ledger()
        state = fold(ledger.stream("session"))
        if ledger.session is None:
            return not len(self.sent) or bool(self.town.messages(AGENT))
        shown = self._live_cards(ledger.session)
        return bool(shown) and is_as_drawn(shown[-1].body, self.program, state, self.words)

    def _live_cards(self, session: str) -> list[StoredMessage]:
        return [
            message
            for message in self.town.messages(AGENT)
            if any(read.session == session for _, read in self.town.buttons(message))
        ]

    def _cards_of_call(self) -> list[int]:
        """Return the messages that ever were a card of a call."""
        return [
            message.message_id
            for message in self.town.messages(AGENT)
            if any(self._is_of_call(message, revision) for revision in range(1, message.revision + 1))
        ]

    def _is_of_call(self, message: StoredMessage, revision: int) -> bool:
        body = self.town.store.messages.content(AGENT, message.message_id, revision)
        if body is None:
            return False
        read: list[tuple[str, ButtonData]] = self.town.buttons(replace(message, body=body))
        return any(each.session for _, each in read)

    def _check_chat(self) -> None:
        session = self.ledger().session
        live = self._live_cards(session) if session else []
        if len(live) > 1:
            raise BrokenPromiseError(f"{len(live)} cards of one call have buttons")

    def _supervisor_told(self) -> bool:
        return any(
            each.recipient == SUPERVISOR and each.state == "sent" for each in self.ledger().calls_for_help
        )

    def _check_notices(self, ledger: Ledger) -> None:
        """Each notice was sent once; what came a second time says that it may have.

        Once the call has ended, the message that asked says so instead.
        """
        again = self.words.say(Phrase("card.maybe_twice"), Language.ZH)
        over = self.words.say(Phrase("errand.help_over", {"alias": ""}), Language.ZH).rpartition(" ")[2]
        due = [each for each in ledger.calls_for_help if each.recipient == SUPERVISOR]
        if [each.state for each in due] != ["sent"]:
            raise BrokenPromiseError(f"the supervisor's notices are {due}")
        messages = self.town.messages(SUPERVISOR)
        calls = [
            str(each.body["text"])
            for each in messages
            if any(read.verb is Verb.TAKE_HELP for _, read in self.town.buttons(each))
        ]
        plain = [text for text in calls if again not in text]
        written_over = any(over in str(each.body["text"]) for each in messages)
        if len(plain) > 1 or not (calls or written_over):
            raise BrokenPromiseError(f"the supervisor was asked {len(calls)} times, {len(plain)} unmarked")
