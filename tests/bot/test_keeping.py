"""Erasing, holding and looking over on the command line."""

import io
import json
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import main
from dialogs.commands import EndSession, NoteWords
from dialogs.ids import SessionId
from dialogs.program import Outcome
from dialogs.sealed import Sealed
from tests.firm import AGENT, open_firm

SAID = "她说退款等了十天"
LONG_AGO = datetime(2015, 3, 2, 1, 0, tzinfo=UTC)
RULES = """
format = 1
erase = "by_hand"
default = "short"

[rules.short]
zh = "短的"
en = "Short"
years = 1
check_by = 2099-01-01
basis = {{ zh = "虚构的规定", en = "An invented rule", article = "7", confidence = "A" }}

[rules.long]
zh = "长的"
en = "Long"
products = [{products}]
years = 100
check_by = 2099-01-01
basis = {{ zh = "虚构的规定", en = "An invented rule", confidence = "C" }}
"""


@dataclass(frozen=True)
class Machine:
    """A machine with a log of one call that ended long ago, and rules that free it."""

    folder: Path
    call: SessionId

    def hejie(self, *arguments: str, **environment: str) -> int:
        own = {"HEJIE_DB": f"sqlite:///{self.folder}/log.db", "HEJIE_RETENTION": str(self.rules)}
        return main(arguments, own | environment, env_file=None)

    @property
    def rules(self) -> Path:
        return self.folder / "rules.toml"

    def keep_cards(self) -> None:
        self.rules.write_text(RULES.format(products='"card"'), encoding="utf-8")


@pytest.fixture
async def machine(tmp_path: Path) -> Machine:
    (tmp_path / "rules.toml").write_text(RULES.format(products='"loan"'), encoding="utf-8")
    async with open_firm(f"sqlite:///{tmp_path}/log.db") as firm:
        firm.hands[0] = LONG_AGO
        session, agent = (await firm.opened()).state.session, await firm.actor(AGENT)
        await firm.does(NoteWords(actor=agent, session=session, words=Sealed(SAID), said_at=firm.clock()))
        await firm.does(EndSession(actor=agent, session=session, outcome=Outcome.DECLINED))
    return Machine(tmp_path, session)


def told(printed: str) -> str:
    """Return what was said to a person, without the lines of the program's log."""
    return "".join(line for line in printed.splitlines(keepends=True) if not line.startswith('{"at"'))


def test_call_is_erased_and_its_timeline_says_so(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.hejie("session", "show", machine.call)
    before = capsys.readouterr().out

    codes = [machine.hejie("erase", machine.call, "--yes") for _ in range(2)]
    said = capsys.readouterr().out
    machine.hejie("session", "show", machine.call)

    after = capsys.readouterr().out
    assert (codes, said) == ([0, 0], "客户的话已删除，聊天里没有查到留下的。\n本来就是这样，没有改动。\n")
    assert (SAID in before, SAID in after, "（已删除）" in after, "🗑" in after) == (True, False, True, True)


def test_call_that_must_be_kept_is_shut_and_cannot_be_shown_or_exported(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.keep_cards()

    assert machine.hejie("erase", machine.call, "--yes") == 1
    assert machine.hejie("session", "show", machine.call) == 1
    assert machine.hejie("export", "session", machine.call, "--to", str(machine.folder / "call.md")) == 1
    assert machine.hejie("session", "list") == 0

    said = capsys.readouterr()
    refused = told(said.err).splitlines()
    number = re.findall(r"HJ-\d{6}-\w{4}", refused[0])[0]
    open_still = f"投诉 {number} 没办结，期限照算，最晚 2015年3月17日，/deadlines 里有。"
    assert refused == [
        f"还不能删：按规则“长的”要保存到 2115-03-03。现在起只存不看。{open_still}",
        *["这一通只存不看，按规则保留着。"] * 2,
    ]
    assert machine.call not in said.out
    assert not (machine.folder / "call.md").exists()


def test_hold_keeps_until_it_is_lifted_and_asked_for_anew(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [
        (machine.hejie(*arguments), *map(told, capsys.readouterr()))
        for arguments in (
            ("hold", machine.call, "--reference", "沪01-17"),
            ("hold", machine.call, "--reference", "沪01-17"),
            ("erase", machine.call, "--yes"),
            ("hold", machine.call, "--lift"),
            ("hold", machine.call, "--lift"),
            ("erase", machine.call, "--yes"),
        )
    ]

    number = re.findall(r"HJ-\d{6}-\w{4}", str(said[2][2]))[0]
    open_still = f"投诉 {number} 没办结，期限照算，最晚 2015年3月17日，/deadlines 里有。"
    assert said == [
        (0, "好了\n", ""),
        (0, "本来就是这样，没有改动。\n", ""),
        (1, "", f"这一通有保留令（沪01-17），不能删。先解除保留令。{open_still}\n"),
        (0, "好了\n", ""),
        (1, "", "这一通没有保留令。\n"),
        (0, "客户的话已删除，聊天里没有查到留下的。\n", ""),
    ]


def test_held_calls_are_listed_and_a_second_hold_says_since_when(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    none = (machine.hejie("hold", "--list"), told(capsys.readouterr().out))
    machine.hejie("hold", machine.call, "--reference", "沪01-17")
    capsys.readouterr()

    second = (machine.hejie("hold", machine.call, "--reference", "沪02-18"), told(capsys.readouterr().err))
    listed = (machine.hejie("hold", "--list"), told(capsys.readouterr().out))
    which = (machine.hejie("hold", "--lift"), capsys.readouterr().err)

    assert none == (0, "没有保留令。\n")
    assert re.fullmatch(r"这一通已经有保留令（沪01-17），.{5,20}下的。要换文号，先解除。\n", second[1])
    assert re.fullmatch(
        rf"{machine.call}  青松-17  HJ-[0-9]{{6}}-[0-9A-Z]{{4}}  [-0-9]{{10}} [:0-9]{{5}}  沪01-17\n",
        listed[1],
    )
    assert (second[0], listed[0], which[0]) == (1, 0, 2)
    assert "which call?" in which[1]


@dataclass
class Terminal(io.StringIO):
    """Somebody at a terminal who types an answer."""

    typed: str

    def __post_init__(self) -> None:
        super().__init__(self.typed)

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "code"), [("{tail}\n", 0), ("{lower}\n", 0), ("yes\n", 1), ("\n", 1), ("", 1)]
)
def test_erasing_is_confirmed_with_the_end_of_the_id(
    machine: Machine,
    typed: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tail = machine.call[-4:]
    monkeypatch.setattr(sys, "stdin", Terminal(typed.format(tail=tail, lower=tail.lower())))

    assert machine.hejie("erase", machine.call) == code
    asked = capsys.readouterr().err
    assert asked.startswith(
        f"要删掉 {machine.call} 里客户的话，删了找不回来；依规仍须保存的，只隐藏，不删除。"
    )


def test_without_a_terminal_nothing_is_erased_unless_it_is_said(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{machine.call[-4:]}\n"))

    assert machine.hejie("erase", machine.call) == 1
    assert capsys.readouterr().err == "nobody is there to confirm it: say --yes\n"


def test_look_says_what_the_rules_ask_for_and_erases_nothing(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.hejie("retention", HEJIE_LANG="en") == 0
    assert machine.hejie("retention", "--json") == 0

    lines, counts = capsys.readouterr().out.split("{\n", 1)
    assert lines.splitlines()[1:] == [
        "· Short (years: 1): due 1, kept 0 (first on -), held 0",
        "  An invented rule, article 7, confidence A, check by 2099-01-01",
        "· Long (years: 100): due 0, kept 0 (first on -), held 0",
        "  An invented rule, confidence C, check by 2099-01-01",
        "Erased before: 0. Not ended, so that no time runs: 0.",
        "Due and not erased yet: 1. To erase them: hejie retention --run",
        "⚠ Nobody has confirmed these rules: let compliance set them, with confirmed_by and confirmed_on.",
    ]
    report = json.loads("{" + counts)
    assert (report["due"], report["erased"], report["dry_run"]) == (1, 0, True)
    assert report["rules"][0] == {
        "rule": "short",
        "months": 12,
        "due": 1,
        "kept": 0,
        "next_on": None,
        "held": 0,
        "going_on": 0,
    }


def test_run_erases_what_is_due_and_says_how_far_it_is(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.hejie("retention", "--run") == 0
    first = capsys.readouterr()
    assert machine.hejie("retention", "--run", "--json") == 0
    second = capsys.readouterr()
    machine.hejie("session", "show", machine.call)

    assert told(first.err) == "已删 1/1 通\n"
    assert "删掉了 1 通里客户的话；聊天里当时还有 0 条，机器人会去删。" in first.out.splitlines()
    assert (json.loads(second.out)["due"], json.loads(second.out)["erased_before"]) == (0, 1)
    assert SAID not in capsys.readouterr().out


def test_rules_that_cannot_be_used_are_said_and_exit_with_2(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.rules.write_text("format = 1\n", encoding="utf-8")

    assert machine.hejie("retention") == 2
    assert capsys.readouterr().err.splitlines() == [
        "The settings cannot be used:",
        "  rules.toml: default is missing",
        "  rules.toml: erase is missing",
        "  rules.toml: rules is missing",
    ]


def test_call_that_is_not_there_is_said(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    assert machine.hejie("erase", "01JDMZ0000ABCDEFGHJKMNPQRS", "--yes") == 1
    assert machine.hejie("hold", "01JDMZ0000ABCDEFGHJKMNPQRS", "--reference", "x") == 1

    assert capsys.readouterr().err.count("没有这个编号的通话：编号在 hejie session list 里。") == 2
