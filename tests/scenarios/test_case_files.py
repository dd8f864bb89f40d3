"""A supervisor makes a case of a call in the chat; somebody else publishes it, and everybody finds it."""

import json
import re
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.telegram.handlers import casework
from playbooks.casedesk import looks_like_case
from tests.scenarios.house import House, open_house
from tests.scenarios.performance import Performance
from tests.scenarios.script import read_script
from tests.scenarios.test_playbook_files import FIVE, sends

AGENT, SUPERVISOR, TRAINER, ADMIN = 7001, 7002, 7003, 7005
SAID = "王女士说年费扣了 731 元"
CALL = f"""

steps:
  - supervisor types: /start
  - trainer types: /start
  - admin types: /start
  - agent types: /new
  - agent taps: [信用卡, 还不清楚, 知道了]
  - agent types: {SAID}
  - agent taps: [⋯ 更多, ⏹ 结束, 客户没接受]
  - supervisor types: /sessions
  - supervisor taps: [青松-17, 📚 写成案例]
"""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def played(folder: Path, house: House, steps: str) -> Performance:
    file = folder / "steps.yaml"
    file.write_text(steps, encoding="utf-8")
    performance = Performance(house, read_script(file))
    await performance.play()
    performance.new_events()
    return performance


def draft(house: House, person: int = SUPERVISOR) -> str:
    """The file that stands last in a chat."""
    bodies = [each.body for each in house.store.messages.changed(person, 0) if not each.deleted]
    documents = [body["document"] for body in bodies if "document" in body]
    named = documents[-1]
    assert isinstance(named, dict)
    kept = house.store.file(str(named["file_id"]))
    assert kept is not None
    assert kept.name == f"{re.search(r'^id: (.*)$', kept.content.decode(), re.MULTILINE)[1]}.yaml"  # type: ignore[index]
    return kept.content.decode()


def written(text: str) -> str:
    """A draft in which somebody has found the words."""

    def words(found: re.Match[str]) -> str:
        said = {"zh": "先核对，再说一句实话。", "en": "Checked first, then said one honest sentence."}
        return f"{found[1]}: {json.dumps(said[found[1]], ensure_ascii=False)}"

    return re.sub(r'(zh|en): "TODO[^"]*"', words, text)


async def test_case_goes_from_a_call_to_a_second_person_and_is_found(tmp_path: Path, house: House) -> None:
    performance = await played(tmp_path, house, CALL)
    text = draft(house)
    assert "scenario: five-steps" in text
    for part in ("王", "731", "青松", "林晓"):
        assert part not in text

    await sends(house, written(text), "case.yaml", SUPERVISOR)
    assert performance.new_events() == ["PlaybookListed", "DraftMade", "ApprovalAsked"]
    assert "交上去了" in performance.lines("supervisor")[-1]
    assert "周敏 交了一件案例" in performance.lines("trainer")[-1]
    assert "周敏 交了一件案例" in performance.lines("admin")[-1]

    await performance._taps("supervisor", "📚 看这件案例")
    assert "这件案例您也写过" in performance.lines("supervisor")[-1]
    assert "认不出是谁，发布" not in performance.lines("supervisor")[-1]
    assert "↩ 收回，不交了" in performance.lines("supervisor")[-1]

    await performance._taps("trainer", "📚 看这件案例")
    assert "先核对，再说一句实话。" in performance.lines("trainer")[-1]
    assert "还没有别人核过" in performance.lines("trainer")[-1]
    assert "收回" not in performance.lines("trainer")[-1]
    await performance._taps("trainer", "✓ 认不出是谁，发布")
    assert performance.new_events() == ["RevisionPublished"]
    assert "发布了" in performance.lines("trainer")[-1]
    assert "何老师 看过了" in performance.lines("supervisor")[-1]

    await performance._types("agent", "/case 实话")
    assert "先核对，再说一句实话。" in performance.lines("agent")[-1]


async def test_draft_that_is_sent_back_unwritten_is_answered_with_its_lines(
    tmp_path: Path, house: House
) -> None:
    performance = await played(tmp_path, house, CALL)

    await sends(house, draft(house), "case.yaml", SUPERVISOR)

    assert performance.new_events() == []
    assert "这件案例还不能交：12 处要写要改" in performance.lines("supervisor")[-1]
    assert "PB708" in performance.lines("supervisor")[-1]


async def test_case_of_an_agent_is_refused_as_any_file(tmp_path: Path, house: House) -> None:
    performance = await played(tmp_path, house, CALL)

    await sends(house, written(draft(house)), "case.yaml", AGENT)

    assert performance.new_events() == []
    assert "文件没有保存，已从聊天删去" in performance.lines("agent")[-1]


async def test_what_was_changed_since_somebody_looked_is_shown_anew_and_not_published(
    tmp_path: Path, house: House
) -> None:
    performance = await played(tmp_path, house, CALL)
    text = written(draft(house))
    await sends(house, text, "case.yaml", SUPERVISOR)
    await performance._taps("trainer", "📚 看这件案例")
    await sends(house, text.replace("一句实话", "一句老实话"), "case.yaml", SUPERVISOR)
    performance.new_events()

    await performance._taps("trainer", "✓ 认不出是谁，发布")

    assert performance.new_events() == []
    assert any("一句老实话" in line for line in performance.lines("trainer"))


async def test_playbook_of_an_admin_is_fetched_once_and_looked_at_beside_the_loop(
    tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    performance = await played(tmp_path, house, "\nsteps:\n  - admin types: /start\n")
    threads = []

    def looks(content: bytes) -> bool:
        threads.append(threading.current_thread() is threading.main_thread())
        return looks_like_case(content)

    monkeypatch.setattr(casework, "looks_like_case", looks)
    house.asked.clear()

    await sends(house, FIVE.replace("最让您难受的是哪一点？", "哪一点最让您难受？"), person=ADMIN)

    assert performance.new_events() == ["PlaybookListed", "PlaybookImported", "DraftMade"]
    assert len([each for each in house.asked if "getFile" in each]) == 1
    assert threads == [False]


async def test_case_that_waits_is_found_from_the_command_of_cases(tmp_path: Path, house: House) -> None:
    performance = await played(tmp_path, house, CALL)
    await sends(house, written(draft(house)), "case.yaml", SUPERVISOR)

    await performance._types("trainer", "/case")
    assert "等人看的案例：1 件" in performance.lines("trainer")[-1]
    await performance._types("agent", "/case")
    assert "等人看的案例" not in performance.lines("agent")[-1]


async def test_whoever_handed_a_case_in_takes_it_back(tmp_path: Path, house: House) -> None:
    performance = await played(tmp_path, house, CALL)
    await sends(house, written(draft(house)), "case.yaml", SUPERVISOR)
    performance.new_events()

    await performance._taps("supervisor", "📚 看这件案例")
    await performance._taps("supervisor", "↩ 收回，不交了")

    assert performance.new_events() == ["DraftDiscarded"]
    assert "收回了" in performance.lines("supervisor")[-1]
    await performance._types("trainer", "/case")
    assert not any("等人看的案例" in line for line in performance.lines("trainer"))
