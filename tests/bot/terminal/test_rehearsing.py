"""``hejie playbook rehearse``: one line a call, the exact difference where one parts, and what none walks."""

import io
import json
from pathlib import Path

import pytest

from bot.terminal.rehearsing import rehearse_at
from dialogs.texts import Language
from tests.bot.terminal.copies import copy_of_the_library

GOOD = """\
format: 1
rehearsal: 给两样   # 最常走的
walk:
  - {tap: told, step: compose}
  - {pick: points}
  - {pick: apology}
  - {tap: put, step: options}
"""
PARTED = GOOD.replace("给两样", "走岔").replace("step: compose", "step: compost")


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy_of_the_library(tmp_path)
    (tmp_path / "tiny-call" / "rehearsals").mkdir()
    write("good", GOOD, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str, library: Path = Path()) -> Path:
    path = library / "tiny-call" / "rehearsals" / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def rehearsed(
    path: str = "tiny-call",
    language: Language = Language.EN,
    *,
    updating: bool = False,
    as_json: bool = False,
) -> tuple[int, str]:
    out = io.StringIO()
    code = rehearse_at(Path(path), language, out, updating=updating, as_json=as_json)
    return code, out.getvalue()


def test_good_one_has_a_line_and_what_none_walks_is_named() -> None:
    assert rehearsed() == (
        0,
        (
            "tiny-call/rehearsals/good.yaml passes: 给两样 (4 turns)\n"
            "tiny-call: 1 of 1 rehearsals pass, 3 of 4 steps and 2 of 5 choices are walked\n"
            "  in none of them: steps done\n"
            "  in none of them: choices greet/calm, compose/none, options/second\n"
        ),
    )


@pytest.mark.parametrize("path", ["tiny-call", "tiny-call/playbook.yaml", "."])
def test_playbook_folder_and_library_mean_the_same_here(path: str) -> None:
    assert rehearsed(path) == rehearsed()


def test_parted_one_says_where_and_fails() -> None:
    write("parted", PARTED)

    code, shown = rehearsed()

    assert code == 1
    assert shown.splitlines()[1:3] == [
        (
            "tiny-call/rehearsals/parted.yaml:4:23 RH101 the walk stands at "
            '"compose", not at "compost": did you mean "compose"?'
        ),
        (
            "tiny-call: 1 of 2 rehearsals pass, 3 of 4 steps and 2 of 5 choices are walked; "
            "those that do not pass are not counted"
        ),
    ]


def test_trainer_reads_in_chinese_what_passes_what_parts_and_what_none_walks() -> None:
    write("parted", PARTED)

    assert rehearsed(language=Language.ZH) == (
        1,
        (
            "tiny-call/rehearsals/good.yaml 通过：给两样（4 步）\n"
            "tiny-call/rehearsals/parted.yaml:4:23 RH101 "
            "剧本里没有这一步，改成走到的那一步：compost → compose\n"
            "tiny-call：演练 2 份，通过 1 份；步骤 4 个，走到 3 个；选项 5 个，点到 2 个"
            "（没通过的演练不算）\n"
            "  没走到的步骤：done\n"
            "  没点到的选项：greet/calm, compose/none, options/second\n"
        ),
    )


def test_one_rehearsal_alone_says_nothing_of_what_it_does_not_walk() -> None:
    write("parted", PARTED)

    assert rehearsed("tiny-call/rehearsals/good.yaml") == (
        0,
        "tiny-call/rehearsals/good.yaml passes: 给两样 (4 turns)\ntiny-call: 1 of 1 rehearsals pass\n",
    )
    assert rehearsed("tiny-call/rehearsals/good.yaml", Language.ZH) == (
        0,
        "tiny-call/rehearsals/good.yaml 通过：给两样（4 步）\ntiny-call：演练 1 份，通过 1 份\n",
    )


def test_misshapen_one_is_told_as_the_checker_would() -> None:
    write("shape", "format: 1\nrehearsal: x\nwalk: [{tap: told, stop: compose}]\n")

    code, shown = rehearsed()

    assert code == 1
    assert 'shape.yaml:3:20 PB013 unknown key "stop": did you mean "step"?' in shown


def test_update_shows_the_difference_and_then_writes_it() -> None:
    path = write("parted", PARTED)

    code, shown = rehearsed(updating=True)

    assert code == 0
    assert "-  - {tap: told, step: compost}\n+  - {tap: told, step: compose}\n" in shown
    assert path.read_text(encoding="utf-8") == PARTED.replace("compost", "compose")


def test_update_leaves_alone_what_it_cannot_decide() -> None:
    text = GOOD.replace("tap: told", "tap: tolld")
    path = write("parted", text)

    code, shown = rehearsed(updating=True)

    assert code == 1
    assert 'RH107 there is no answer "tolld" at "greet": did you mean "told"?' in shown
    assert path.read_text(encoding="utf-8") == text


def test_playbook_with_errors_is_not_rehearsed(library: Path) -> None:
    playbook = library / "tiny-call" / "playbook.yaml"
    playbook.write_text(
        playbook.read_text(encoding="utf-8").replace("to: compose}", "to: compos}"), encoding="utf-8"
    )

    code, shown = rehearsed()

    assert code == 1
    assert "PB101" in shown
    assert shown.splitlines()[-1] == "tiny-call: not rehearsed, mend the errors above first"
    assert rehearsed(language=Language.ZH)[1].splitlines() == [
        (
            "tiny-call/playbook.yaml:19:59 PB101 "
            "选项通到不存在的步骤，改成有的，或补上这一步：compos → compose"
        ),
        "tiny-call：演练没有跑，先改好上面的错",
    ]
    assert json.loads(rehearsed(as_json=True)[1])[0]["findings"][0]["code"] == "PB101"


def test_folder_without_a_playbook_is_told() -> None:
    assert rehearsed("tiny-call/rehearsals") == (1, "tiny-call/rehearsals: there is no playbook here\n")
    assert rehearsed("tiny-call/rehearsals", Language.ZH) == (
        1,
        "tiny-call/rehearsals：这里没有剧本。请指到剧本文件、它的文件夹、整个库，或一份演练\n",
    )


def test_json_is_for_build_servers() -> None:
    write("parted", PARTED)

    code, shown = rehearsed(as_json=True)

    assert code == 1
    (playbook,) = json.loads(shown)
    assert (playbook["playbook"], playbook["passes"]) == ("tiny-call", False)
    assert [each["passes"] for each in playbook["rehearsals"]] == [True, False]
    assert playbook["rehearsals"][1]["findings"] == [
        {
            "file": "tiny-call/rehearsals/parted.yaml",
            "line": 4,
            "column": 23,
            "code": "RH101",
            "severity": "error",
            "message": 'the walk stands at "compose", not at "compost"',
            "hint": 'did you mean "compose"?',
            "zh": "剧本里没有这一步，改成走到的那一步：compost → compose",
        }
    ]
    assert playbook["coverage"] == {
        "steps": 4,
        "choices": 5,
        "missed": {"steps": ["done"], "choices": ["greet/calm", "compose/none", "options/second"]},
    }
