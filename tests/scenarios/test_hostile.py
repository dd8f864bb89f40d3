"""What was forged, came late, came twice or came from somebody else is refused, logged, and not written."""

import logging
import random
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.limits import CALLBACK_DATA_BYTES
from bot.telegram.deeds import Deed, Reception
from bot.telegram.incoming import Incoming, Words
from dialogs.cards import Verb
from tests.scenarios.house import House, open_house
from tests.scenarios.performance import Performance
from tests.scenarios.script import read_script

AGENT, SUPERVISOR, SECOND_AGENT, ADMIN, STRANGER = 7001, 7002, 7004, 7005, 7099
LIVE = """
steps:
  - second agent types: /start
  - stranger types: /start
  - agent types: /new
  - agent taps: [信用卡, 还不清楚, 知道了, 核对一致]
"""
NO_SESSION, NOBODYS = "-", "01JDMZ0000ABCDEFGHJKMNPQRS"
CRAFTED = (
    "ch:nope",
    "ch:recuse",
    "ch",
    "pn:evil",
    "pn:answers.999999",
    "tp:0",
    "tp:6",
    "tp:55",
    "jp:calm",
    "jp:nowhere",
    "en:lost",
    "en",
    "cl:fr",
    "pk:fee-waiver",
    "pk:nothing",
    "up:fee-waiver",
    "cp:travel-costs",
    "mw:999.fact",
    "mw:1.nowhere",
    "mw:1.@9",
    "mw:1.@-1",
    "mw:x",
    "ca:2.0.1",
    "ca:999.0.0",
    "ca:2.99.1",
    "ca:2.0",
    "ca:2.0.1.1",
    "es:evil",
    "rs",
    "op:nothing",
    f"op:{NOBODYS}",
    "tl:nothing",
    f"tl:{NOBODYS}",
    f"tl:{NOBODYS}9",
    "rt:nothing.5",
    f"rt:{NOBODYS}.9",
    f"rm:{NOBODYS}",
    f"ar:{NOBODYS}",
    "th",
    "ss:9.9.99999999.9.x",
    "ss:0.0...",
    f"ss:{'9' * 28}",
    f"ss:{'9' * 20}.0...",
    f"ss:0.0...{'9' * 20}",
    "ss:-1.0...",
    "ss:0.0.20261399..",
    "pp",
    "pp:d.7002",
    "pp:y.7002",
    "pp:admin.7001",
    "pp:admin.7001.y",
    "pp:i.admin",
    "pp:c.0123456789abcdef0123",
    "nw:p.7.p.zh.99",
    "nw:p.99999.p.zh.0",
    "nw:p.7.q.zh.0",
    "nw:p.7.p.fr.0",
    "nw:kp01JDMZ0000ABCDEFGHJKMNPQRS",
    "ln:fr",
)
"""Buttons that nobody drew, or that somebody else's card holds; the call's id and turn stand before them."""


@dataclass
class Scene:
    """A call under way, and whoever wants to disturb it."""

    house: House
    performance: Performance

    @property
    def card(self) -> tuple[int, str]:
        return self.performance.button("agent", "收费扣款")

    @property
    def call(self) -> tuple[str, str]:
        """The id and the turn of the call, as its buttons hold them."""
        _, data = self.performance.button("agent", "🌡 情绪")
        return data.split(":")[1], data.split(":")[2]

    async def forges(self, data: Sequence[str], person: int = AGENT, message: int = 5) -> list[str]:
        """Let a person send forged buttons, and return the taps."""
        taps = [await self.house.away("forge", person=person, message_id=message, data=each) for each in data]
        await self.house.restart()
        return taps

    def events(self) -> list[str]:
        return self.performance.new_events()

    def seen_by(self, *people: str) -> list[tuple[int, int]]:
        return [
            (each.message_id, each.revision) for person in people for each in self.performance.chat(person)
        ]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    file = tmp_path / "live.yaml"
    file.write_text(LIVE, encoding="utf-8")
    async with open_house(tmp_path) as house:
        performance = Performance(house, read_script(file))
        await performance.play()
        performance.new_events()
        yield Scene(house, performance)


def logged(caplog: pytest.LogCaptureFixture, tap: str) -> bool:
    logged_taps = (record.getMessage() for record in caplog.records if ":tap:" in record.getMessage())
    return any(f":{tap} by " in each for each in logged_taps)


async def test_random_buttons_are_refused_and_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    chance = random.Random(7)
    session, turn = scene.call
    verbs = [verb.value for verb in Verb]
    noise = [
        "".join(chance.choices("\t :.-109azAZ*'\"<>&\\中文🙂", k=chance.randint(1, 15))) for _ in range(25)
    ]
    noise += [f"1:{session}:{turn}:{chance.choice(verbs)}:{each}"[:60] for each in noise if each.isascii()]

    taps = await scene.forges([each for each in noise if len(each.encode()) <= CALLBACK_DATA_BYTES])

    assert scene.events() == []
    assert all(scene.performance.toast(tap) is not None for tap in taps)


@pytest.mark.parametrize("person", [AGENT, SECOND_AGENT])
async def test_crafted_buttons_write_nothing(
    person: int, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    session, turn = scene.call

    taps = await scene.forges([f"1:{session}:{turn}:{each}" for each in CRAFTED], person)

    assert scene.events() == []
    answers = [scene.performance.toast(tap) for tap in taps]
    refused = [tap for tap, answer in zip(taps, answers, strict=True) if answer]
    assert len(refused) > len(CRAFTED) // 2
    assert rows(scene.house.database, "SELECT * FROM quarantine") == []
    assert [tap for tap in refused if not logged(caplog, tap)] == []


async def test_crafted_buttons_of_an_admin_and_a_supervisor_break_nothing(scene: Scene) -> None:
    session, turn = scene.call
    huge = "9" * 20
    members = [
        f"1:-:0:pp:{each}"
        for each in (f"m.{huge}", f"d.{huge}", f"y.{huge}", f"e.{huge}", f"staff.{huge}", "m.0")
    ]
    calls = [
        f"1:-:0:{each}" for each in (f"rt:{session}", f"ss:{huge}.0...", f"ss:0.0...{huge}", f"ar:{session}")
    ]
    early = [f"1:{session}:{turn}:th", f"1:{session}:{turn}:ch:still-telling"]

    await scene.forges(members, ADMIN)
    await scene.forges([*calls, *early], SUPERVISOR)
    [rating] = await scene.forges([f"1:-:0:rt:{session}.5"], SUPERVISOR)

    assert scene.events() == []
    assert scene.performance.toast(rating) == "这一通还没结束。结束以后再打分。"
    assert rows(scene.house.database, "SELECT * FROM quarantine") == []


async def test_buttons_of_a_call_that_never_was_write_nothing(scene: Scene) -> None:
    verbs = (verb for verb in Verb if verb not in {Verb.NEW, Verb.LANGUAGE, Verb.SESSIONS})
    data = [f"1:{call}:0:{verb}" for verb in verbs for call in (NO_SESSION, NOBODYS)]

    await scene.forges([each for each in data if not each.endswith(":dt")])

    assert scene.events() == []


async def test_stale_button_counts_nothing_and_the_card_says_so(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    message, data = scene.card
    revision = next(e.revision for e in scene.performance.chat("agent") if e.message_id == message)
    await scene.house.do("tap", person=AGENT, message_id=message, data=data)
    assert scene.events() == ["ChoiceMade"]
    _, other = scene.performance.button("agent", "生气")
    await scene.house.do("tap", person=AGENT, message_id=message, data=other)
    scene.events()

    stale = scene.performance.house
    tap = await stale.away("stale", person=AGENT, message_id=message, data=data, revision=revision)
    await stale.restart()

    assert scene.events() == []
    assert "旧卡片" in scene.performance.toast(tap)
    assert "1 次点按来晚了" in scene.performance.lines("agent")[-1]
    assert logged(caplog, tap)


async def test_tap_on_the_card_in_anothers_chat_is_refused_and_shows_nothing(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    message, data = scene.card
    before = scene.seen_by("agent", "second agent")
    buttons = [data, scene.performance.button("agent", "⋯ 更多")[1], f"1:-:0:{Verb.HELP_PAGE}", "1:-:0:nw"]

    taps = [
        await scene.house.away("forge", person=SECOND_AGENT, chat=AGENT, message_id=message, data=each)
        for each in buttons
    ]
    taps.append(
        await scene.house.away("foreign", person=SECOND_AGENT, chat=AGENT, message_id=message, data=data)
    )
    await scene.house.restart()

    assert scene.events() == []
    assert scene.seen_by("agent", "second agent") == before
    assert all(scene.performance.toast(tap) for tap in taps)
    assert all(logged(caplog, tap) for tap in taps)


async def test_button_of_a_forwarded_card_is_refused_and_tells_nothing(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    _, data = scene.card
    before = scene.seen_by("agent", "second agent")

    [tap] = await scene.forges([data], SECOND_AGENT, message=1)

    assert scene.events() == []
    assert scene.seen_by("agent", "second agent") == before
    assert scene.performance.toast(tap) == "这不归你管，没有做。需要的话请主管来做。"
    assert logged(caplog, tap)


async def test_strangers_tap_and_text_are_refused_alike(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    _, data = scene.card

    [tap] = await scene.forges([data], STRANGER, message=1)
    await scene.house.do("send", person=STRANGER, text="青松-17")

    assert scene.events() == []
    said = {scene.performance.toast(tap), *scene.performance.lines("stranger")}
    assert said == {"您好，这里只供本机构员工使用。"}
    assert logged(caplog, tap)
    assert any(f":text:{STRANGER}:" in record.getMessage() for record in caplog.records)


async def test_tap_that_is_delivered_again_writes_nothing_more(scene: Scene) -> None:
    message, data = scene.card
    tap = await scene.house.away("tap", person=AGENT, message_id=message, data=data)
    await scene.house.restart()
    assert scene.events() == ["ChoiceMade"]

    await scene.house.do("resend", callback_id=tap)
    await scene.house.do("resend", callback_id=tap, new_callback_id=True)

    assert scene.events() == []


@pytest.mark.parametrize(
    ("labels", "late"),
    [
        (("收费扣款", "购买签约", "理赔", "信息与来电", "还没说完"), 4),
        (("收费扣款", "购买签约", "理赔", "还没说完", "收费扣款"), 3),
    ],
    ids=["all-different", "the-first-again"],
)
async def test_of_five_taps_after_ten_minutes_offline_the_first_counts(
    labels: tuple[str, ...], late: int, scene: Scene
) -> None:
    message, _ = scene.card
    scene.house.pass_time(timedelta(minutes=10))  # a phone without a line sends its taps when it is back
    for label in labels:
        _, data = scene.performance.button("agent", label)
        await scene.house.away("tap", person=AGENT, message_id=message, data=data)

    await scene.house.restart()

    card = scene.performance.lines("agent")[-1]
    assert scene.events() == ["ChoiceMade"]
    assert "这里面，最让您难受的是哪一点？" in card
    assert f"{late} 次点按来晚了，没有算" in card


class PoisonedError(Exception):
    """Holds words that must not be kept."""


@dataclass(frozen=True, slots=True)
class Poisoned:
    """A reception that breaks over one text."""

    reception: Reception

    async def handle(self, incoming: Incoming) -> tuple[Deed, ...]:
        if isinstance(incoming, Words) and "毒" in incoming.text:
            raise PoisonedError(incoming.text)
        return await self.reception.handle(incoming)


async def test_text_that_breaks_a_handler_is_set_aside_and_the_next_tap_works(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    scene.house.wrap = Poisoned
    await scene.house.away("send", person=AGENT, text="一句有毒的话")
    message, data = scene.card
    await scene.house.away("tap", person=AGENT, message_id=message, data=data)

    await scene.house.restart()

    assert scene.events() == ["ChoiceMade"]
    assert any("这一条没处理成，已经记下" in text for text in scene.performance.lines("agent"))
    kept = rows(scene.house.database, "SELECT * FROM quarantine")
    assert [(row["person"], row["error"], row["details"]) for row in kept] == [(AGENT, "PoisonedError", "{}")]
    assert rows(scene.house.database, "SELECT times FROM failures")[0]["times"] == 3
    assert "毒" not in caplog.text
    assert "毒" not in str([tuple(row) for row in kept])


def rows(database: Path, question: str) -> list[sqlite3.Row]:
    log = sqlite3.connect(database)
    log.row_factory = sqlite3.Row
    try:
        return log.execute(question).fetchall()
    finally:
        log.close()
