"""The command line: every command reaches its function, and errors are sentences with an exit code."""

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import COMMANDS, main, say_error
from bot.lifecycle import ServiceFailedError
from bot.logs import start_logging
from bot.settings import LIBRARY
from tests.playbooks.samples import small_call, write_library

ROOT = Path(__file__).resolve().parents[2]
TINY = Path(__file__).parent / "terminal" / "library" / "tiny-call"
TOKEN = "123456789:" + "Abcdefghijklmnopqrstuvwxyz_-0123456"


@pytest.fixture
def database(tmp_path: Path) -> dict[str, str]:
    return {"HEJIE_DB": f"sqlite:///{tmp_path / 'log.db'}"}


def hejie(*arguments: str, **environment: str) -> int:
    return main(arguments, environment, env_file=None)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "fly",
        "playbook",
        "playbook check",
        "playbook play x --lang fr",
        "playbook history ../etc",
        "playbook rollback five-steps latest",
        "session list --day yesterday",
        "session list --agent wang",
        "session list --limit 0",
        "session list --outcome lost",
        "export session 01J",
        "erase",
        "hold 01J",
        "hold 01J --lift --reference x",
        "access --by wang",
        "access --since yesterday",
        "people add 5 --name x --team y",
        "people add -5 --name x --team y --role staff",
        "people role 5 boss",
        "keys",
        "keys recovery --use a.key --check a.key",
        "backup --keep 0",
        "restore a.db",
        "log",
    ],
)
def test_wrong_arguments_exit_with_2_and_the_way_to_help(
    said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        hejie(*said.split())

    assert stopped.value.code == 2
    assert "--help" in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        hejie("--help")

    assert stopped.value.code == 0
    listed = re.findall(r"^    ([a-z]+)(?:  |$)", capsys.readouterr().out, re.MULTILINE)
    assert sorted(listed) == sorted({name.partition(" ")[0] for name in COMMANDS})


def test_good_playbook_passes_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert hejie("playbook", "check", str(TINY), HEJIE_LANG="en") == 0
    assert capsys.readouterr().out == "1 good, 0 errors, 0 warnings\n"


def test_bad_playbook_fails_the_check_one_finding_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    broken = tmp_path / "tiny" / "playbook.yaml"
    broken.parent.mkdir()
    broken.write_text("format: 1\nplaybook: tiny\ncolour: red\n", encoding="utf-8")

    assert hejie("playbook", "check", "tiny", "--lang", "en") == 1
    *findings, summary = capsys.readouterr().out.splitlines()
    assert summary == f"0 good, {len(findings)} errors, 0 warnings"
    assert [line for line in findings if not line.startswith("tiny/playbook.yaml:")] == []
    assert any(line.startswith("tiny/playbook.yaml:3:") for line in findings)


def test_warnings_are_printed_and_fail_no_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_library(tmp_path, small_call({'check_by: "2027-05-31"': 'check_by: "2020-05-31"'}))

    assert hejie("playbook", "check", str(tmp_path / "small-call"), LANG="en_GB.UTF-8") == 0

    *findings, total = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in findings] == ["PB601"]
    assert total == "1 good, 0 errors, 1 warnings"


@pytest.mark.parametrize(
    ("more", "around", "said"),
    [
        ((), {}, "选项通到不存在的步骤，改成有的，或补上这一步：nowhere"),
        ((), {"LANG": "C.UTF-8"}, "选项通到不存在的步骤"),
        ((), {"LANG": "zh_CN.UTF-8"}, "选项通到不存在的步骤"),
        ((), {"LANG": "en_US.UTF-8"}, 'there is no step "nowhere"'),
        ((), {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, 'there is no step "nowhere"'),
        ((), {"LANG": "en_US.UTF-8", "HEJIE_LANG": "zh"}, "选项通到不存在的步骤"),
        ((), {"HEJIE_LANG": "en"}, 'there is no step "nowhere"'),
        (("--lang", "zh"), {"HEJIE_LANG": "en"}, "选项通到不存在的步骤"),
        (("--lang", "en"), {"HEJIE_LANG": "klingon"}, 'there is no step "nowhere"'),
    ],
)
def test_findings_are_said_in_the_language_that_was_chosen_or_is_set_or_is_the_systems(
    more: tuple[str, ...],
    around: dict[str, str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_library(tmp_path, small_call({"to: where": "to: nowhere"}))

    assert hejie("playbook", "check", str(tmp_path / "small-call"), *more, **around) == 1

    first = capsys.readouterr().out.splitlines()[0]
    assert re.search(rf"small-call/playbook\.yaml:\d+:\d+ PB101 {re.escape(said)}", first), first


def test_check_speaks_json_to_editors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hejie("playbook", "check", str(tmp_path / "gone.yaml"), "--json") == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert sorted(finding) == ["code", "column", "file", "hint", "line", "message", "severity", "zh"]
    assert finding["zh"].startswith("没有这个文件")
    assert (finding["line"], finding["severity"]) == (1, "error")


@pytest.mark.parametrize("command", ["run", "playground", "session list", "people list"])
def test_wrong_settings_are_named_at_once_and_exit_with_2(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = hejie(*command.split(), HEJIE_TOKEN="secret-nonsense", HEJIE_LANG="fr", HEJIE_TZ="Mars")

    said = capsys.readouterr().err
    assert code == 2
    assert [line.split()[0] for line in said.splitlines()] == ["The", "HEJIE_TOKEN", "HEJIE_TZ", "HEJIE_LANG"]
    assert "secret-nonsense" not in said


def test_run_without_a_token_says_where_it_belongs(capsys: pytest.CaptureFixture[str]) -> None:
    assert hejie("run") == 2
    assert "HEJIE_TOKEN is missing: put it into .env" in capsys.readouterr().err


def test_error_of_ours_is_a_sentence_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.db").write_text("this is no database, and it is long enough to tell", encoding="utf-8")

    code = hejie("session", "list", HEJIE_DB=f"sqlite:///{tmp_path / 'log.db'}")

    said = capsys.readouterr().err
    assert code == 1
    assert said.startswith("hejie: ")
    assert "Traceback" not in said


def test_error_that_is_not_ours_is_named_by_its_class_alone(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging()

    code = say_error(LookupError(f"她说她很生气 {TOKEN}"))

    said = capsys.readouterr().err
    assert code == 1
    assert said.endswith("hejie: something broke (LookupError); the line above names the place\n")
    assert json.loads(said.splitlines()[0])["error"] == ["LookupError"]
    assert "生气" not in said
    assert TOKEN not in said


def test_causes_are_told_as_far_as_they_are_ours(capsys: pytest.CaptureFixture[str]) -> None:
    group = ExceptionGroup(
        "她说",
        [
            ValueError("她说"),
            OSError(errno.EADDRINUSE, "taken"),
            PermissionError(13, "denied", "x.db"),
            OSError(errno.EADDRNOTAVAIL, "none"),
        ],
    )
    failed = ServiceFailedError(f"stopped because of: pages {TOKEN}")
    failed.__cause__ = group

    assert say_error(failed) == 1
    assert capsys.readouterr().err.splitlines() == [
        "hejie: stopped because of: pages [hidden]",
        "hejie: the address is taken: stop the program that has it, or set HEJIE_LISTEN=127.0.0.1:8081",
        "hejie: denied: x.db",
        "hejie: HEJIE_LISTEN names no address of this machine: 127.0.0.1:8080 is for this machine alone",
    ]


def test_people_are_let_in_changed_and_shut_out(
    database: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str) -> tuple[int, str]:
        code = hejie("people", *arguments, **database)
        return code, capsys.readouterr().out

    assert said("add", "5", "--name", "周敏", "--role", "supervisor", "--team", "一组") == (
        0,
        "好了：5 周敏 · 主管 · 一组\n",
    )
    assert said("list") == (0, "5  周敏  主管  一组\n")
    assert said("role", "5", "trainer", "--team", "二组") == (0, "好了：5 周敏 · 培训师 · 二组\n")
    assert said("list") == (0, "5  周敏  培训师  二组\n")
    assert said("disable", "5") == (0, "好了：5 周敏 · 培训师 · 二组（已停用）\n")
    assert said("disable", "5") == (0, "本来就是这样，没有改动。\n")
    assert said("list") == (0, "5  周敏  培训师  二组  （已停用）\n")
    assert said("enable", "5") == (0, "好了：5 周敏 · 培训师 · 二组\n")


def test_log_without_calls_is_listed_and_exported(
    database: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hejie("people", "add", "5", "--name", "周敏", "--role", "staff", "--team", "一组", **database)
    capsys.readouterr()

    assert hejie("session", "list", HEJIE_LANG="en", **database) == 0
    assert capsys.readouterr().out == "No such calls. Try another filter.\n"
    assert hejie("session", "show", "01J", **database) == 1
    assert hejie("export", "sessions", "--to", str(tmp_path / "calls.csv"), **database) == 0
    assert (tmp_path / "calls.csv").read_text(encoding="utf-8-sig").startswith("number,alias,opened_at")


def test_program_starts_from_the_shell_and_plays() -> None:
    played = subprocess.run(
        [sys.executable, "-m", "bot", "playbook", "play", str(TINY), "--lang", "en"],
        cwd=ROOT,
        input="1\nq\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )

    assert (played.returncode, played.stderr) == (0, "")
    assert "Pine-10 · ○● Offer" in played.stdout
    assert "\x1b" not in played.stdout


def test_reader_who_has_seen_enough_is_no_error() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    checked = subprocess.run(
        [sys.executable, "-m", "bot", "playbook", "check", str(LIBRARY)],
        cwd=ROOT,
        stdout=write_end,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        check=False,
    )
    os.close(write_end)

    assert (checked.returncode, checked.stderr) == (1, "")
