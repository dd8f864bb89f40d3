"""The trainers' guide says what the checker does, and its examples work."""

import re
from datetime import UTC
from textwrap import indent
from typing import get_args

from bot.findings import in_words
from bot.settings import LIBRARY
from bot.words import Words
from dialogs.ids import PlaybookSlug
from dialogs.texts import Language
from playbooks import limits
from playbooks.cases import read_case
from playbooks.check import check_sources
from playbooks.law import Topic
from playbooks.rules.cases import Around
from playbooks.shelf import InMemory
from playbooks.source import read
from playbooks.topics import topics

GUIDE = (LIBRARY / "README.md").read_text(encoding="utf-8")
CHINESE, ENGLISH = GUIDE.split("# How to write a playbook\n", maxsplit=1)


def examples(text: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)


def whole(example: str) -> bytes:
    """Make a whole file of an example that shows one entry of a list."""
    return (f"entries:\n{example}" if example.startswith("-") else example).encode()


def test_smallest_playbook_of_the_guide_works() -> None:
    checked = check_sources(PlaybookSlug("demo"), {"demo/playbook.yaml": examples(CHINESE)[0].encode()})

    assert checked.diagnostics == ()
    assert checked.program is not None


def test_finding_shown_in_the_guide_is_what_the_checker_says() -> None:
    broken = examples(CHINESE)[0].replace("to: bye", "to: by")
    checked = check_sources(PlaybookSlug("demo"), {"demo/playbook.yaml": broken.encode()})

    [found] = checked.diagnostics
    words = Words(UTC, strict=True)
    for guide, language in ((CHINESE, Language.ZH), (ENGLISH, Language.EN)):
        said = in_words(found, words, language)
        assert f"    five-steps/{said.removeprefix('demo/')}\n" in guide


def test_every_example_can_be_read() -> None:
    found = [str(each) for example in examples(GUIDE) for each in read("guide", whole(example)).diagnostics]

    assert len(examples(GUIDE)) > 12
    assert found == []


def test_both_languages_of_the_guide_show_the_same_examples() -> None:
    assert examples(CHINESE) == examples(ENGLISH)


def test_topics_are_the_same_in_the_shape_of_a_card_in_their_list_and_in_the_guide() -> None:
    ids = [f"`{each}`" for each in get_args(Topic)]

    assert set(topics()) == set(get_args(Topic))
    assert f"{'、'.join(ids)}。" in CHINESE
    assert f"{', '.join(ids)}." in " ".join(ENGLISH.split())


def test_guide_names_the_budgets_that_the_checker_holds() -> None:
    assert f"最多 {limits.MAX_SAY_ZH} 个汉字、{limits.MAX_SAY_EN} 个英文单词" in CHINESE
    assert f"最多 {limits.MAX_ASIDE_ZH} 个汉字、{limits.MAX_ASIDE_EN} 个英文单词" in CHINESE
    columns = limits.MAX_LABEL_COLUMNS_ZH // 2
    assert f"按钮最多 {columns} 个汉字、{limits.MAX_LABEL_COLUMNS_EN} 个英文字母" in CHINESE
    assert f"at most {limits.MAX_SAY_ZH} Chinese characters or {limits.MAX_SAY_EN} English words" in ENGLISH


def example_with(words: str) -> str:
    (found,) = [each for each in examples(CHINESE) if words in each]
    return found


def test_example_of_going_into_a_playbook_works_with_the_example_of_a_part() -> None:
    calling = examples(CHINESE)[0].replace(
        "    choices:\n", f"    choices:\n{indent(example_with('exits: {gives-up: farewell}'), ' ' * 6)}"
    )
    calling = calling.replace("farewell", "bye")
    part = calling[: calling.index("stages:")].replace("playbook: demo\n", "")
    stages = 'stages:\n  - {id: calm, title: {zh: "安抚", en: "Calm"}}\n'
    sources = {
        "demo/playbook.yaml": calling.encode(),
        "calming/playbook.yaml": (part + stages + example_with("playbook: calming")).encode(),
    }
    checked = check_sources(PlaybookSlug("demo"), sources)

    assert checked.diagnostics == ()
    assert checked.program is not None
    assert "calming/breathe" in checked.program.steps


def test_example_of_a_door_works_by_itself_and_gone_into_with_an_exit_that_leads_further() -> None:
    calling = examples(CHINESE)[0].replace(
        "    choices:\n", f"    choices:\n{indent(example_with('exits: {heard: farewell}'), ' ' * 6)}"
    )
    head = calling[: calling.index("stages:")].replace("playbook: demo\n", "")
    stages = "stages: [{{id: {0}, title: {{zh: 安抚, en: Calm}}}}]\n"
    sources = {"demo/playbook.yaml": calling.replace("farewell", "bye").encode()} | {
        f"{name}/playbook.yaml": (head + stages.format(stage) + example_with(f"playbook: {name}")).encode()
        for name, stage in (("calming", "calm"), ("talking", "talk"))
    }
    demo, talking = (check_sources(PlaybookSlug(name), sources) for name in ("demo", "talking"))

    assert [str(each) for each in (*demo.diagnostics, *talking.diagnostics)] == []
    assert talking.program is not None
    assert not talking.program.is_part
    assert demo.program is not None
    assert {"calming/breathe", "talking/feel", "talking/thanks"} <= set(demo.program.steps)


def test_examples_of_shared_texts_variants_and_law_cards_work_together() -> None:
    ends = example_with("phrase: goodbye").replace("stage: close", "stage: open")
    varied = (
        example_with("variants:").replace("stage: listen", "stage: open").replace("to: feel", "to: recuse")
    )
    stepped = example_with("facts: [complaint-recusal]").replace("to: handed", "to: bye")
    head = examples(CHINESE)[0].split("steps:")[0].replace("stages:", "uses: [phrases]\nstages:")
    sources = {
        "demo/playbook.yaml": f"{head}steps:\n{indent(varied + stepped + ends, '  ')}".encode(),
        "phrases.yaml": example_with("phrases:\n").encode(),
        "law/complaint-recusal.yaml": example_with("confidence: A").encode(),
    }
    checked = check_sources(PlaybookSlug("demo"), sources)

    assert [str(each) for each in checked.diagnostics] == []
    assert checked.program is not None
    assert len(checked.program.facts) == 1


def test_example_of_a_case_works_beside_the_example_of_a_law_card() -> None:
    around = Around(frozenset({"five-steps"}), frozenset({"complaint-recusal"}))
    shelf = InMemory({"cases/read-it-back.yaml": example_with("closed_on:").encode()})
    read_so = read_case(shelf, "read-it-back", around)

    assert [str(each) for each in read_so.diagnostics] == []
    assert read_so.document is not None
    assert f"每一段最多 {limits.MAX_TALE_ZH} 个汉字、{limits.MAX_TALE_EN} 个英文单词" in CHINESE
