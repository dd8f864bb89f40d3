"""Files that trainers send into the chat, and buttons of their cards that come late, twice or from others."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import LIBRARY
from tests.scenarios.house import House, open_house
from tests.scenarios.performance import Performance
from tests.scenarios.script import read_script

AGENT, TRAINER, ADMIN = 7001, 7003, 7005
GREETED = """
cast: {}
steps:
  - agent types: /start
  - trainer types: /start
  - admin types: /start
"""
DRAFTED = f"""{GREETED}
  - trainer types: /playbooks
  - trainer taps: [五步接诉, ✎ 改台词, 倾听, "这里面，最让您难受的是哪一点？", "台词：这里面", ✎ 改中文]
  - trainer types: 这里面，哪一点最让您难受？
"""
FIVE = (LIBRARY / "five-steps" / "playbook.yaml").read_text(encoding="utf-8")


async def played(folder: Path, house: House, steps: str) -> Performance:
    file = folder / "steps.yaml"
    file.write_text(steps.replace("cast: {}\n", ""), encoding="utf-8")
    performance = Performance(house, read_script(file))
    await performance.play()
    performance.new_events()
    return performance


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def sends(house: House, content: str, name: str = "playbook.yaml", person: int = TRAINER) -> None:
    await house.do("send", person=person, kind="document", file_name=name, content=content)


async def test_good_file_is_a_draft_that_says_what_differs(tmp_path: Path, house: House) -> None:
    performance = await played(tmp_path, house, GREETED)

    await sends(house, FIVE.replace("这里面，最让您难受的是哪一点？", "这里面，哪一点最让您难受？"))

    card = performance.lines("trainer")[-1]
    assert performance.new_events() == ["PlaybookListed", "PlaybookImported", "DraftMade"]
    assert "来自一份文件" in card
    assert "→ 这里面，哪一点最让您难受？" in card


async def test_bad_file_is_answered_with_its_lines_and_stays_no_draft(tmp_path: Path, house: House) -> None:
    performance = await played(tmp_path, house, GREETED)
    line = next(number for number, text in enumerate(FIVE.splitlines(), 1) if "to: feel" in text)

    await sends(house, FIVE.replace("to: feel", "to: feal", 1))

    card = performance.lines("trainer")[-1]
    assert performance.new_events() == []
    assert f"选项通到不存在的步骤，改成有的，或补上这一步（第 {line} 行，PB101：feal → feel）" in card


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("x" * 300_000, "playbook.yaml", "文件太大，最多 256 KB"),
        ("format: 1", "notes.txt", "文件没有保存，已从聊天删去"),
        ("format: [", "playbook.yml", "用不了，没有保存"),
        ("&a [*a, *a]", "playbook.yaml", "用不了，没有保存"),
        ("playbook: ../../etc/passwd", "playbook.yaml", "用不了，没有保存"),
    ],
)
async def test_file_that_is_no_playbook_is_refused_with_a_sentence(
    tmp_path: Path, house: House, content: str, name: str, said: str
) -> None:
    performance = await played(tmp_path, house, GREETED)

    await sends(house, content, name)

    assert performance.new_events() == []
    assert said in performance.lines("trainer")[-1]


async def test_file_of_an_agent_is_not_even_fetched(tmp_path: Path, house: House) -> None:
    performance = await played(tmp_path, house, GREETED)
    house.asked.clear()

    await sends(house, FIVE, person=AGENT)

    assert performance.new_events() == []
    assert "文件没有保存，已从聊天删去" in performance.lines("agent")[-1]
    assert [each for each in house.asked if "getFile" in each or "/files/" in each] == []


async def test_same_file_again_is_one_draft(tmp_path: Path, house: House) -> None:
    performance = await played(tmp_path, house, GREETED)
    changed = FIVE.replace("这里面，最让您难受的是哪一点？", "这里面，哪一点最让您难受？")

    await sends(house, changed)
    await sends(house, changed)

    assert performance.new_events() == ["PlaybookListed", "PlaybookImported", "DraftMade"]
    assert "草稿" in performance.lines("trainer")[-1]


# Buttons that come late, twice, from elsewhere.


async def test_button_of_a_draft_that_was_published_says_so_and_does_nothing(
    tmp_path: Path, house: House
) -> None:
    performance = await played(tmp_path, house, DRAFTED)
    old = {label: performance.button("trainer", label) for label in ("🗑 丢弃草稿", "🚀 发布", "👁 试走")}
    message, data = old["🚀 发布"]
    now = data.replace("pb:u.", "pb:n.")
    await house.do("forge", person=TRAINER, message_id=message, data=now)
    assert performance.new_events() == ["RevisionPublished"]

    told = []
    for data in (now, old["🗑 丢弃草稿"][1], old["🚀 发布"][1]):
        tap = await house.away("forge", person=TRAINER, message_id=message, data=data)
        await house.restart()
        told.append(performance.toast(tap))

    assert performance.new_events() == []
    gone = "这份草稿已经发布、改过或丢弃了，没有做。发 /playbooks 重新看。"
    assert told == ["现在用的就是这一版。", gone, gone]


async def test_publishing_tap_that_is_delivered_again_publishes_once(tmp_path: Path, house: House) -> None:
    performance = await played(tmp_path, house, DRAFTED)
    message, data = performance.button("trainer", "🚀 发布")
    tap = await house.away("forge", person=TRAINER, message_id=message, data=data.replace("pb:u.", "pb:n."))
    await house.restart()

    await house.do("resend", callback_id=tap)
    await house.do("resend", callback_id=tap, new_callback_id=True)

    assert performance.new_events() == ["RevisionPublished"]


async def test_trainers_buttons_are_refused_to_agents_and_strangers(tmp_path: Path, house: House) -> None:
    performance = await played(tmp_path, house, DRAFTED)
    _, data = performance.button("trainer", "🚀 发布")
    verbs = "pgstlzedfunamoxhrbqywvc"
    forged = [data.replace("pb:u.", f"pb:{verb}.") for verb in verbs]

    for person in (AGENT, 7099):
        for each in forged:
            await house.away("forge", person=person, message_id=1, data=each)
    await house.restart()

    assert performance.new_events() == []


async def test_two_who_publish_in_one_moment_end_with_one_release_and_a_sentence(
    tmp_path: Path, house: House
) -> None:
    performance = await played(tmp_path, house, DRAFTED)
    message, data = performance.button("trainer", "🚀 发布")
    now = data.replace("pb:u.", "pb:n.")

    taps = [
        await house.away("forge", person=person, message_id=message, data=now) for person in (TRAINER, ADMIN)
    ]
    await house.restart()

    assert performance.new_events() == ["RevisionPublished"]
    assert sorted(performance.toast(tap) for tap in taps) == ["", "现在用的就是这一版。"]


async def test_answer_to_a_question_that_a_restart_forgot_nothing_of(tmp_path: Path, house: House) -> None:
    """The question for a comment outlives a restart, and the comment publishes."""
    performance = await played(tmp_path, house, f"{DRAFTED}  - trainer taps: [🚀 发布]\n")

    await house.do("send", person=TRAINER, text="客户 13800001234 提的")

    assert performance.new_events() == ["RevisionPublished"]
    assert "“客户 ****1234 提的”" in performance.lines("trainer")[-1]
