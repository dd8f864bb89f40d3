"""A button that is tapped twice, with another callback id, does its work once."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.scenarios.house import House, open_house
from tests.scenarios.performance import Performance
from tests.scenarios.script import read_script

AGENT = 7001
AT_THE_START = "- agent types: /new"
ON_A_CARD = f"{AT_THE_START}\n  - agent taps: [信用卡, 还不清楚, 知道了, 核对一致]"
IN_THE_MENU = f"{ON_A_CARD}\n  - agent taps: ⋯ 更多"
CALMLY = "[收费扣款, 生气, 退还钱款, 客户说对, 缓下来了, 就这一条, 目前没有, ☐ 专人跟进]"
COMPOSING = f"{ON_A_CARD}\n  - agent taps: {CALMLY}"
ENDED = f"{ON_A_CARD}\n  - agent types: /end\n  - agent taps: 已转交"
CASES = [
    (
        f"{AT_THE_START}\n  - agent taps: 信用卡",
        "还不清楚",
        ["SessionOpened", "ComplaintReceived", "CallOpened"],
    ),
    (ON_A_CARD, "收费扣款", ["ChoiceMade"]),
    (ON_A_CARD, "↩ 撤回", ["WentBack"]),
    (f"{ON_A_CARD}\n  - agent taps: 🆘 求助", "🙋 只是请主管帮忙", ["HelpAsked", "CallMissed"]),
    (
        f"{ON_A_CARD}\n  - agent taps: 🆘 求助",
        "🚨 威胁、动手",
        ["CrisisDeclared", "OnCallCalled", "CallMissed"],
    ),
    (f"{ON_A_CARD}\n  - agent taps: 🌡 情绪", "④激动", ["TemperatureTaken"]),
    (f"{ON_A_CARD}\n  - agent types: 一句", "感受", ["WordsMoved"]),
    (f"{ON_A_CARD}\n  - agent types: /jump", "底线", ["Jumped"]),
    (
        f"{ON_A_CARD}\n  - agent types: /answers\n  - agent taps: 开场：核对一致",
        "只改：还没核上",
        ["AnswerChanged"],
    ),
    (
        f"{ON_A_CARD}\n  - agent types: /answers\n  - agent taps: 开场：核对一致",
        "改并回到那里：还没",
        ["AnswerChanged"],
    ),
    (IN_THE_MENU, "⏸ 暂停", ["SessionPaused"]),
    (IN_THE_MENU, "📵 客户挂断", ["SessionPaused"]),
    (IN_THE_MENU, "⚑ 标记这一刻", ["MomentFlagged"]),
    (IN_THE_MENU, "只看要点", ["DetailChosen"]),
    (IN_THE_MENU, "用英文说", ["CallLanguageChanged"]),
    (f"{ON_A_CARD}\n  - agent types: /pause", "▶ 继续", ["SessionResumed"]),
    (COMPOSING, "☐ 优先办理", ["OptionPicked"]),
    (COMPOSING, "☑ 专人跟进", ["OptionPicked"]),
    (f"{ON_A_CARD}\n  - agent types: /end", "已转交", ["SessionEnded", "CallClosed"]),
    (ENDED, "↩ 还没结束", ["SessionReopened", "CallReopened"]),
    (ENDED, "🧹 从聊天删去", []),
    ("- agent types: /start", "English", ["LanguageChosen"]),
]


async def tapped_twice(house: House, performance: Performance, label: str) -> list[str]:
    """Tap a button twice before the bot looks, and once more afterwards; return what was written."""
    message, data = performance.button("agent", label)
    tap = await house.away("tap", person=AGENT, message_id=message, data=data)
    await house.away("resend", callback_id=tap, new_callback_id=True)
    await house.restart()
    await house.do("resend", callback_id=tap, new_callback_id=True)
    return performance.new_events()


@pytest.mark.parametrize(("begun", "label", "written"), CASES, ids=[case[1] for case in CASES])
async def test_second_tap_on_a_button_writes_nothing(
    begun: str, label: str, written: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "begun.yaml"
    file.write_text(f"steps:\n  {begun}\n", encoding="utf-8")
    async with open_house(tmp_path) as house:
        performance = Performance(house, read_script(file))
        await performance.play()
        performance.new_events()

        assert await tapped_twice(house, performance, label) == written


ASKED = "- agent types: /new\n  - agent taps: 信用卡"
AT_THE_CHECK = f"""{ASKED}
  - agent taps: [年费, 记不清]
  - agent types: 昨天
  - agent taps: [否, "7"]
  - agent types: 没人告诉我"""
UNREAD = f"{ASKED}\n  - agent taps: 年费\n  - agent types: 说不清"
ASKING = [
    (ASKED, "年费", ["ChoiceMade"]),
    (AT_THE_CHECK, "☐ 账单看过", ["ItemTicked"]),
    (f"{AT_THE_CHECK}\n  - agent taps: ☐ 账单看过", "☑ 账单看过", ["ItemTicked"]),
    (UNREAD, "📝 留作备注", ["WordsNoted"]),
]


@pytest.mark.parametrize(("begun", "label", "written"), ASKING, ids=[case[1] for case in ASKING])
async def test_second_tap_at_a_question_writes_nothing(
    begun: str, label: str, written: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "begun.yaml"
    file.write_text(f"library: charge\nsteps:\n  {begun}\n", encoding="utf-8")
    script = read_script(file)
    async with open_house(tmp_path, script.library) as house:
        performance = Performance(house, script)
        await performance.play()
        performance.new_events()

        assert await tapped_twice(house, performance, label) == written


async def test_thumb_that_slips_answers_nothing_on_the_next_card(tmp_path: Path) -> None:
    file = tmp_path / "begun.yaml"
    file.write_text(f"steps:\n  {AT_THE_START}\n  - agent taps: [信用卡, 还不清楚]\n", encoding="utf-8")
    async with open_house(tmp_path) as house:
        performance = Performance(house, read_script(file))
        await performance.play()
        house.by_hand = True
        house.pass_time(timedelta(seconds=5))
        message, first = performance.button("agent", "知道了")
        performance.new_events()

        await house.do("tap", person=AGENT, message_id=message, data=first)
        moved = performance.new_events()
        house.pass_time(timedelta(milliseconds=250))
        message, second = performance.button("agent", "核对一致")
        slipped = await house.away("tap", person=AGENT, message_id=message, data=second)
        await house.restart()
        ignored, told = performance.new_events(), performance.toast(slipped)
        house.pass_time(timedelta(milliseconds=600))
        await house.do("tap", person=AGENT, message_id=message, data=second)

        assert (moved, ignored, told) == (["ChoiceMade"], [], "")
        assert performance.new_events() == ["ChoiceMade"]
