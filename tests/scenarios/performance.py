"""Plays a scenario: people do things, the bot is opened anew for each, and what they see is compared."""

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

from bot.playground.json_values import Json, JsonObject
from bot.playground.message_table import StoredMessage
from bot.playground.people import GROUP
from tests.scenarios.house import House
from tests.scenarios.script import Script, Step, Value
from tests.storage.postgres.beside import select

_LINK = re.compile(r"\?start=(\w+)")
_SPAN = re.compile(r"(\d+) (second|minute|hour|day)s?")


@dataclass(slots=True)
class Performance:
    """One run of a scenario on a house."""

    house: House
    script: Script
    taps: Counter[str] = field(default_factory=Counter)
    typed: Counter[str] = field(default_factory=Counter)
    last_tap: dict[str, str] = field(default_factory=dict)
    read_to: int = 0
    """How far the log was read."""

    async def play(self) -> int:
        """Play every step, and return how long the log was before the first.

        Raises:
            AssertionError: somebody does not see what the scenario says; the message names file and line.
        """
        self.house.chat_files = self.script.chat_files
        await self.house.admit(self.script.members)
        self.new_events()
        before = self.read_to
        for step in self.script.steps:
            try:
                await self._take(step)
            except AssertionError as error:
                shown = "\n---\n".join(self.lines(step.who)) if step.who in self.script.cast else ""
                said = f"{step.place}: {f'{step.who} {step.verb}'.strip()}: {error}"
                raise AssertionError(f"{said}\n{shown}") from error
        return before

    async def _take(self, step: Step) -> None:
        deeds = {
            "types": self._types,
            "taps": self._taps,
            "replies": self._replies,
            "edits": self._edits,
            "sends": self._sends,
            "forwards": self._forwards,
            "writes in the group": self._writes_in_the_group,
            "uses the link shown to": self._uses_the_link,
        }
        if step.verb in deeds:
            await deeds[step.verb](step.who, step.value)
        elif step.verb == "time passes":
            self.house.pass_time(_span(_one(step.value)))
            await self.house.restart()
        else:
            self._look(step)

    def _look(self, step: Step) -> None:
        looks: dict[str, Callable[[str, Value], None]] = {
            "sees": self._sees,
            "does not see": self._does_not_see,
            "sees struck through": self._sees_struck,
            "card says": self._card_says,
            "card does not say": self._card_does_not_say,
            "has buttons": self._has_buttons,
            "has no button": self._has_no_button,
            "has this many live cards": self._has_live_cards,
            "is told": self._is_told,
            "still finds": self._still_finds,
            "no longer finds": self._no_longer_finds,
            "counts from here": lambda who, _: self._count_anew(who),
            "has tapped at most": lambda who, most: _at_most(self.taps[who], most),
            "has typed at most": lambda who, most: _at_most(self.typed[who], most),
            "log": self._log,
            "nothing is written": lambda _, __: self._log("", ()),
            "note": lambda _, __: None,
        }
        looks[step.verb](step.who, step.value)

    # What people do.

    async def _types(self, who: str, texts: Value) -> None:
        for text in _many(texts):
            self.typed[who] += 0 if text.startswith("/") else len(text)
            await self.house.do("send", person=self._id(who), text=text)

    async def _taps(self, who: str, labels: Value) -> None:
        for label in _many(labels):
            message, data = self.button(who, label)
            self.taps[who] += 1
            person = self._id(who)
            self.last_tap[who] = await self.house.away("tap", person=person, message_id=message, data=data)
            await self.house.restart()

    async def _replies(self, who: str, what: Value) -> None:
        assert isinstance(what, dict)
        to = self._message(who, what["to"])
        await self.house.do("send", person=self._id(who), text=what["with"], reply_to=to)

    async def _edits(self, who: str, what: Value) -> None:
        assert isinstance(what, dict)
        self.house.pass_time(timedelta(seconds=1))
        message = self._message(who, what["from"], by_bot=False)
        await self.house.do("edit", person=self._id(who), message_id=message, text=what["to"])

    async def _sends(self, who: str, kinds: Value) -> None:
        for kind in _many(kinds):
            await self.house.do("send", person=self._id(who), kind=kind, caption="示例附件")

    async def _forwards(self, who: str, text: Value) -> None:
        await self.house.do("send", person=self._id(who), text=_one(text), forwarded_from="示例来信")

    async def _writes_in_the_group(self, who: str, text: Value) -> None:
        await self.house.do("send", person=self._id(who), chat=GROUP, text=_one(text))

    async def _uses_the_link(self, who: str, shown_to: Value) -> None:
        links = [link for text in self.lines(_one(shown_to)) for link in _LINK.findall(text)]
        assert links, "there is no link to use"
        await self.house.do("send", person=self._id(who), text=f"/start {links[-1]}")

    # What people find.

    def _sees(self, who: str, parts: Value) -> None:
        shown = "\n".join(self.lines(who))
        for part in _many(parts):
            assert part in shown, f"{part!r} is not there"

    def _does_not_see(self, who: str, parts: Value) -> None:
        shown = "\n".join(self.lines(who))
        for part in _many(parts):
            assert part not in shown, f"{part!r} is there"

    def _sees_struck(self, who: str, parts: Value) -> None:
        struck = "\n".join(text for each in self._from_bot(who) for text in _struck(each.body))
        for part in _many(parts):
            assert part in struck, f"{part!r} is not struck through, but {struck!r} is"

    def _card_says(self, who: str, parts: Value) -> None:
        for part in _many(parts):
            assert part in self._card(who), f"{part!r} is not on the card"

    def _card_does_not_say(self, who: str, parts: Value) -> None:
        for part in _many(parts):
            assert part not in self._card(who), f"{part!r} is on the card"

    def _has_buttons(self, who: str, labels: Value) -> None:
        for label in _many(labels):
            self.button(who, label)

    def _has_no_button(self, who: str, labels: Value) -> None:
        there = [label for each in self._from_bot(who) for label, _ in _buttons(each.body)]
        for label in _many(labels):
            assert not any(label in each for each in there), f"there is a button {label!r}"

    def _has_live_cards(self, who: str, count: Value) -> None:
        live = [each for each in self._from_bot(who) if _is_of_call(each.body)]
        assert len(live) == int(_one(count)), f"{len(live)} cards of calls have buttons"

    def _is_told(self, who: str, part: Value) -> None:
        told = self.toast(self.last_tap[who])
        wanted = _one(part)
        assert wanted in told if wanted else not told, f"the tap was answered {told!r}"

    def _still_finds(self, who: str, part: Value) -> None:
        self._message(who, _one(part), by_bot=False)

    def _no_longer_finds(self, who: str, part: Value) -> None:
        own = [_text(each.body) for each in self.chat(who) if not each.by_bot]
        assert not any(_one(part) in text for text in own), "the message is still in the chat"

    def _log(self, _: str, names: Value) -> None:
        written = self.new_events()
        assert written == list(_many(names)), f"the log has {written}"

    def _count_anew(self, who: str) -> None:
        self.taps[who] = self.typed[who] = 0

    # How it is looked up.

    def chat(self, who: str) -> list[StoredMessage]:
        """Return the messages of a person's chat that are not deleted, the newest last."""
        changed = self.house.store.messages.changed(self._id(who), 0)
        return sorted((each for each in changed if not each.deleted), key=lambda each: each.message_id)

    def lines(self, who: str) -> list[str]:
        """Return what the bot's messages say, with their buttons."""
        return [
            "\n".join((_text(each.body), *(f"[{label}]" for label, _ in _buttons(each.body))))
            for each in self._from_bot(who)
        ]

    def button(self, who: str, label: str) -> tuple[int, str]:
        """Return message and data of the newest button with a label, exact or in part."""
        for each in reversed(self._from_bot(who)):
            found = {data for name, data in _buttons(each.body) if name == label}
            found = found or {data for name, data in _buttons(each.body) if label in name}
            if found:
                assert len(found) == 1, f"several buttons say {label!r}"
                return each.message_id, found.pop()
        raise AssertionError(f"there is no button {label!r}")

    def toast(self, tap: str) -> str:
        """Return what a tap was answered; fails when it was not answered."""
        found = self.house.store.taps.get(tap)
        assert found is not None
        assert found.answer is not None, "the tap was not answered"
        return str(found.answer.get("text", ""))

    def new_events(self) -> list[str]:
        """Return the names of the events written since the last look, over all streams."""
        wanted = f"SELECT position, type FROM events WHERE position > {self.read_to} ORDER BY position"
        rows = select(self.house.log_at, wanted) if self.house.log_at else self._in_file(wanted)
        self.read_to = int(str(rows[-1][0])) if rows else self.read_to
        return [str(name) for _, name in rows]

    def _in_file(self, wanted: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"{self.house.database.as_uri()}?mode=ro", uri=True)) as log:
            return log.execute(wanted).fetchall()

    def _id(self, who: str) -> int:
        assert who in self.script.cast, f"nobody is called {who!r}"
        return self.script.cast[who]

    def _from_bot(self, who: str) -> list[StoredMessage]:
        return [each for each in self.chat(who) if each.by_bot]

    def _card(self, who: str) -> str:
        cards = [each for each in self._from_bot(who) if _buttons(each.body)]
        assert cards, "no message has buttons"
        return _text(cards[-1].body)

    def _message(self, who: str, part: str, *, by_bot: bool = True) -> int:
        found = [each for each in self.chat(who) if each.by_bot is by_bot and part in _text(each.body)]
        assert found, f"no message says {part!r}"
        return found[-1].message_id


def _buttons(body: JsonObject) -> list[tuple[str, str]]:
    markup = body.get("reply_markup")
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    drawn = [button for button in _flat(rows) if isinstance(button, dict)]
    return [(str(button["text"]), str(button["callback_data"])) for button in drawn]


def _flat(rows: Json) -> Iterator[Json]:
    for row in rows if isinstance(rows, list) else ():
        yield from row if isinstance(row, list) else ()


def _is_of_call(body: JsonObject) -> bool:
    return any(data.endswith(":bk") for _, data in _buttons(body))


def _text(body: JsonObject) -> str:
    """Return what a message says; a file says its name, then what stands under it."""
    document, said = body.get("document"), str(body.get("text", body.get("caption", "")))
    return f"{document['file_name']}\n{said}" if isinstance(document, dict) else said


def _struck(body: JsonObject) -> Iterator[str]:
    units = _text(body).encode("utf-16-le")
    marks = body.get("entities")
    for mark in marks if isinstance(marks, list) else ():
        if isinstance(mark, dict) and mark["type"] == "strikethrough":
            start, length = int(str(mark["offset"])), int(str(mark["length"]))
            yield units[2 * start : 2 * (start + length)].decode("utf-16-le")


def _many(value: Value) -> tuple[str, ...]:
    assert not isinstance(value, dict)
    return (value,) if isinstance(value, str) else value


def _one(value: Value) -> str:
    assert isinstance(value, str)
    return value


def _at_most(count: int, most: Value) -> None:
    assert count <= int(_one(most)), f"it was {count}"


def _span(words: str) -> timedelta:
    found = _SPAN.fullmatch(words)
    assert found, f"{words!r} is no span such as 2 minutes"
    return timedelta(**{f"{found[2]}s": int(found[1])})
