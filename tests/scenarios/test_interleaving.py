"""A tap on the card that one sees counts, whatever was written beside the walk since it was drawn."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from msgspec import structs

from bot.playground.json_values import Json
from bot.telegram.callback_data import encode
from dialogs.access import Action
from dialogs.actors import Actor
from dialogs.cards import Button, Verb
from dialogs.ids import SessionId
from dialogs.service import Done, Refused, SessionService
from dialogs.texts import Phrase
from tests.scenarios.house import House, open_house
from tests.scenarios.performance import Performance
from tests.scenarios.script import read_script

BESIDE = ("note", "flag", "temperature", "remark")
WRITTEN = {
    "note": "WordsNoted",
    "flag": "MomentFlagged",
    "temperature": "TemperatureTaken",
    "remark": "RemarkMade",
    "whisper": "Whispered",
}
BEGUN = """
steps:
  - agent types: /new
  - agent taps: [信用卡, 还不清楚, 知道了]
  - supervisor types: /sessions
  - supervisor taps: 青松-17
"""
ANSWER = "核对一致"
Performing = Callable[[Performance, str], Awaitable[None]]


class DrawnByVersion(SessionService):
    """The mistake that this file is about: buttons that hold the log's version instead of the turn."""

    async def look(
        self, actor: Actor, session: SessionId, action: Action = Action.READ_SESSION
    ) -> Done | Refused:
        seen = await super().look(actor, session, action)
        if isinstance(seen, Refused):
            return seen
        return replace(seen, state=structs.replace(seen.state, turn=seen.state.version))


async def begun(house: House, folder: Path) -> Performance:
    """Play until the agent sees a card, and the supervisor the call."""
    file = folder / "begun.yaml"
    file.write_text(BEGUN, encoding="utf-8")
    performance = Performance(house, read_script(file))
    await performance.play()
    performance.new_events()
    return performance


async def beside(performance: Performance, what: str) -> None:
    """Write ``what`` beside the walk."""
    _, data = performance.button("agent", "🌡 情绪")
    session, turn = SessionId(data.split(":")[1]), int(data.split(":")[2], 36)
    match what:
        case "note":
            await performance.house.do("send", person=7001, text="一句备注")
        case "remark" | "whisper":
            label = "✍ 写评语" if what == "remark" else "🎧 递一句话"
            message, asks = performance.button("supervisor", label)
            await performance.house.do("tap", person=7002, message_id=message, data=asks)
            await performance.house.do("send", person=7002, text="听得很好")
        case _:
            verb = Verb.FLAG if what == "flag" else Verb.TEMPERATURE
            button = Button(Phrase("button.flag"), verb, "" if what == "flag" else "3")
            await on_card(performance, "forge", data=encode(button, session, turn))


async def on_card(performance: Performance, deed: str, **fields: Json) -> None:
    message, _ = performance.button("agent", "🌡 情绪")
    await performance.house.do(deed, person=7001, message_id=message, **fields)


async def tapped_after(performance: Performance, order: tuple[str, ...]) -> list[str]:
    """Write ``order`` beside the walk, then tap the card as it was before, and return what was written."""
    message, drawn = performance.button("agent", ANSWER)
    card = next(each for each in performance.chat("agent") if each.message_id == message)
    for what in order:
        await beside(performance, what)
    stands = next(each for each in performance.chat("agent") if each.message_id == message)
    deed: dict[str, Json] = {"revision": card.revision} if stands.revision > card.revision else {}
    await on_card(performance, "stale" if deed else "tap", data=drawn, **deed)
    return performance.new_events()


@pytest.mark.parametrize("order", [*permutations(BESIDE), ("whisper",)], ids="-".join)
async def test_tap_counts_whatever_was_written_beside_the_walk(
    order: tuple[str, ...], tmp_path: Path
) -> None:
    async with open_house(tmp_path) as house:
        performance = await begun(house, tmp_path)

        written = await tapped_after(performance, order)

    assert written == [*(WRITTEN[each] for each in order), "ChoiceMade"]


@pytest.mark.parametrize("what", ["note", "flag", "temperature"])
async def test_buttons_that_hold_the_version_would_lose_the_tap(what: str, tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.make_sessions = DrawnByVersion
        performance = await begun(house, tmp_path)

        written = await tapped_after(performance, (what,))

    assert written == [WRITTEN[what]]


async def test_buttons_that_hold_the_version_count_when_nothing_was_written(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.make_sessions = DrawnByVersion
        performance = await begun(house, tmp_path)

        written = await tapped_after(performance, ())

    assert written == ["ChoiceMade"]
