"""What came to the chats, held against what was meant: nothing lost, in order, copies few and marked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from bot.playground.json_values import JsonObject
from bot.telegram.messenger import Outcome
from dialogs.ids import SessionId
from dialogs.ports import DispatchState
from dialogs.texts import Language, Phrase
from tests.storm.intent import SWEPT
from tests.storm.town import Town


class Kind(StrEnum):
    """What a message is, by how it was sent."""

    NOTICE = "notice"
    """A call for help; it alone makes a sound."""
    IN_LINE = "in line"
    """An answer, a list, a proposal: sent once, in the order in which they were asked for."""
    CARD = "card"
    """The card of a call, which is given its buttons later."""


def kind_of(wish: Mapping[str, object]) -> Kind:
    """Tell what a message is by the parameters of its call."""
    if wish.get("disable_notification") is None:
        return Kind.NOTICE
    is_card = wish.get("protect_content") is not None and wish.get("reply_markup") is None
    return Kind.CARD if is_card else Kind.IN_LINE


@dataclass(slots=True)
class Tally:
    """How many messages there were of what, and what was wrong with them."""

    meant: int = 0
    lost: int = 0
    copies: int = 0
    marked: int = 0
    """Messages that say that they may be there twice."""
    in_doubt: int = 0
    """Messages that came, and of which the bot was not told."""
    broken: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count what ``other`` counted."""
        self.meant += other.meant
        self.lost += other.lost
        self.copies += other.copies
        self.marked += other.marked
        self.in_doubt += other.in_doubt
        self.broken += other.broken


def tally(town: Town, notices: Sequence[tuple[int, str, str]]) -> Tally:
    """Look at every chat; ``notices`` are the rows of the log: to whom, about which call, in which state."""
    whole = Tally()
    for chat, came in town.accepted.items():
        own = Chat(town, chat, came, town.words.say(Phrase("card.maybe_twice"), Language.ZH))
        whole.add(own.tally([(session, state) for to, session, state in notices if to == chat]))
    silent = town.intent.meant.keys() - town.accepted.keys()
    whole.broken += [f"{chat}: nothing came at all" for chat in sorted(silent)]
    whole.lost += sum(len(town.intent.meant[chat]) for chat in silent)
    return whole


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat, and what came to it, in its order."""

    town: Town
    chat: int
    came: Sequence[JsonObject]
    mark: str

    def tally(self, notices: Sequence[tuple[str, str]]) -> Tally:
        """Count, and say what is wrong."""
        done = self._attempts(Outcome.DONE)
        found = Tally(
            marked=sum(self._is_marked(str(each["text"])) for each in self.came),
            in_doubt=len(self.came) - done.total(),
        )
        found.broken += self._line(found)
        found.broken += self._notices(found, notices)
        cards = len(self._of(Kind.CARD))
        found.copies += cards - done[Kind.CARD]
        found.meant += done[Kind.CARD]
        found.broken += self._cards()
        if found.copies > found.in_doubt:
            found.broken.append(f"{self.chat}: {found.copies} copies, {found.in_doubt} messages in doubt")
        return found

    def _of(self, kind: Kind) -> list[str]:
        return [str(each["text"]) for each in self.came if kind_of(each) is kind]

    def _attempts(self, outcome: Outcome) -> Counter[Kind]:
        own = (each for each in self.town.voice.attempts if each.chat == self.chat)
        return Counter(kind_of(each.wish) for each in own if each.outcome is outcome)

    def _is_marked(self, text: str) -> bool:
        return self.mark in text

    def _line(self, found: Tally) -> Iterator[str]:
        """Walk what came beside what was meant: each at its place, then its copies, each marked."""
        meant, place, spare = self.town.intent.meant.get(self.chat, []), -1, 0
        for text in self._of(Kind.IN_LINE):
            ahead = self._next(meant, place, text)
            if place >= 0 and self._is(text, meant[place]) and (self._is_marked(text) or ahead is None):
                found.copies += 1
                spare += ahead is not None
                if not self._is_marked(text):
                    yield f"{self.chat}: copy without a mark, number {place}"
            elif ahead is None:
                yield f"{self.chat}: out of order after number {place} of {len(meant)}"
            else:
                skipped = self._missing(meant, place, ahead, found, spare)
                if skipped:
                    yield f"{self.chat}: {len(skipped)} lost after number {place}"
                place, spare = ahead, 0
        left = self._missing(meant, place, len(meant), found, spare)
        if left:
            yield f"{self.chat}: {len(left)} lost at the end"
        found.meant += len([each for each in meant if each != SWEPT])

    def _missing(
        self, meant: Sequence[str], place: int, ahead: int, found: Tally, spare: int
    ) -> Sequence[str]:
        """Count and return what did not come between two places.

        A marked message that says what the next one would say may be a copy or that one: it is taken for a
        copy first, and for the next one where that is missing.
        """
        missing = [each for each in meant[place + 1 : ahead] if each != SWEPT]
        while spare and place >= 0 and meant[place] in missing:
            missing.remove(meant[place])
            found.copies -= 1
            spare -= 1
        found.lost += len(missing)
        return missing

    def _next(self, meant: Sequence[str], place: int, text: str) -> int | None:
        """Return the next place where ``text`` was meant, none when it was meant no more."""
        return next((n for n in range(place + 1, len(meant)) if self._is(text, meant[n])), None)

    def _is(self, text: str, meant: str) -> bool:
        if meant != SWEPT:
            return text == meant or (self._is_marked(text) and text.endswith(f"\n{meant}"))
        return any(self._says_swept(text, key) for key in ("sweep.done", "sweep.remains"))

    def _says_swept(self, text: str, key: str) -> bool:
        head, _, tail = self.town.words.say(Phrase(key, {"count": 987_654}), Language.ZH).partition("987654")
        return head in text and text.endswith(tail)

    def _notices(self, found: Tally, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Each notice of the log that went out is there; what there is more of says so."""
        came = [each for each in self.came if kind_of(each) is Kind.NOTICE]
        for session, state in rows:
            own = [str(each["text"]) for each in came if session in str(each.get("reply_markup"))]
            if state not in {DispatchState.SENT, DispatchState.DROPPED}:
                yield f"{self.chat}: a notice is {state}"
            if state == DispatchState.SENT:
                found.meant += 1
                found.lost += not own
            if state == DispatchState.SENT and not own:
                yield f"{self.chat}: a notice is lost"
            found.copies += max(len(own) - 1, 0)
            if any(not self._is_marked(each) for each in own[1:]):
                yield f"{self.chat}: copy of a notice without a mark"

    def _cards(self) -> Iterator[str]:
        """After a try of a card that nobody knows the outcome of, the next one of the same call is marked."""
        own = [each for each in self.town.voice.attempts if each.chat == self.chat]
        calls = self.town.intent.calls.get(self.chat, [])
        for session in calls:
            name = self.town.aliases[SessionId(session)]
            tries = [each for each in own if kind_of(each.wish) is Kind.CARD and name in each.text]
            for one, following in pairwise(tries):
                if one.outcome is Outcome.UNKNOWN and not self._is_marked(following.text):
                    yield f"{self.chat}: copy of a card without a mark"
            # A call put aside meanwhile has its known card edited instead, which is held against the log.
            if tries and tries[-1].outcome is Outcome.UNKNOWN and session == calls[-1]:
                yield f"{self.chat}: a card that may have been lost was not sent again"
