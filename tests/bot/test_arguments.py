"""Every command can be said, and is read as it was meant."""

from datetime import date
from pathlib import Path

import pytest

from bot.arguments import parser
from bot.cli import COMMANDS
from dialogs.program import Channel, Outcome
from dialogs.roles import Role
from dialogs.texts import Language

ARGUMENTS = {
    "run": {},
    "playground": {},
    "playbook check lib --json": {"path": Path("lib"), "json": True, "lang": None},
    "playbook rehearse lib --update --json": {
        "path": Path("lib"),
        "update": True,
        "json": True,
        "lang": None,
    },
    "playbook upgrade lib --dry-run": {"path": Path("lib"), "dry_run": True},
    "playbook publish lib --comment why": {"path": Path("lib"), "comment": "why", "by": None, "lang": None},
    "playbook approve five-steps 3fa9c1d2 --by 7 --comment why": {
        "playbook": "five-steps",
        "revision": "3fa9c1d2",
        "by": 7,
        "comment": "why",
        "lang": None,
    },
    "playbook history five-steps": {"playbook": "five-steps", "lang": None},
    "playbook rollback five-steps 3 --comment why": {
        "playbook": "five-steps",
        "revision": "3",
        "comment": "why",
        "lang": None,
    },
    "playbook recall a 3 --reason b": {
        "playbook": "a",
        "revision": "3",
        "reason": "b",
        "successor": None,
        "lang": None,
    },
    "playbook play lib --lang en --channel counter --product card": {
        "path": Path("lib"),
        "lang": Language.EN,
        "channel": Channel.COUNTER,
        "product": "card",
    },
    "playbook diagram lib/a --lang en --to a.md": {
        "path": Path("lib/a"),
        "lang": Language.EN,
        "to": Path("a.md"),
    },
    "playbook outline lib/a": {"path": Path("lib/a"), "lang": None},
    "playbook diff lib/a lib/b --lang en": {"old": "lib/a", "new": "lib/b", "lang": Language.EN},
    "playbook new claims --from five-steps --to lib": {
        "slug": "claims",
        "like": "five-steps",
        "to": Path("lib"),
        "lang": None,
    },
    "brief --call C1 --out b.docx": {"call": "C1", "out": Path("b.docx"), "lang": None},
    "playbook format lib --check": {"path": Path("lib"), "check": True, "lang": None},
    "session list --agent 5 --day 2026-11-24 --outcome agreed --open --limit 7": {
        "agent": 5,
        "day": date(2026, 11, 24),
        "outcome": Outcome.AGREED,
        "open": True,
        "limit": 7,
    },
    "session find 年费 --limit 7": {"term": "年费", "limit": 7},
    "session find": {"term": None, "limit": 50},
    "session show 01J": {"session": "01J"},
    "evidence --to lines.csv --playbook five-steps --since 2026-11-24 --joined": {
        "to": Path("lines.csv"),
        "playbook": "five-steps",
        "since": date(2026, 11, 24),
        "joined": True,
    },
    "log verify --rows": {"rows": True},
    "log rebuild": {},
    "export session 01J --to call.md": {"session": "01J", "to": Path("call.md")},
    "export sessions --to calls.csv --open": {
        "to": Path("calls.csv"),
        "agent": None,
        "day": None,
        "outcome": None,
        "open": True,
    },
    "erase 01J --yes": {"session": "01J", "yes": True},
    "hold 01J --reference 2026-沪01-17": {
        "session": "01J",
        "reference": "2026-沪01-17",
        "lift": False,
        "list": False,
    },
    "hold --list": {"session": None, "reference": None, "lift": False, "list": True},
    "hold 01J --lift": {"session": "01J", "reference": None, "lift": True, "list": False},
    "retention --run --json": {"run": True, "json": True},
    "deadlines --received 2026-11-28 --type claim --pause 2026-12-01 2026-12-03 --new-facts 2026-12-05": {
        "received": date(2026, 11, 28),
        "type": "claim",
        "pause": [[date(2026, 12, 1), date(2026, 12, 3)]],
        "new_facts": date(2026, 12, 5),
    },
    "law 15日": {"words": ["15日"], "topic": None, "overdue": False, "to_confirm": False, "lang": None},
    "crisis check signs.toml": {"file": Path("signs.toml")},
    "access --by 0 --since 2026-11-24 --session 01J --limit 7": {
        "by": 0,
        "since": date(2026, 11, 24),
        "session": "01J",
        "limit": 7,
    },
    "log index": {},
    "people list": {},
    "people add 5 --name 周敏 --role supervisor --team 一组": {
        "person": 5,
        "name": "周敏",
        "role": Role.SUPERVISOR,
        "team": "一组",
    },
    "people role 5 trainer --team 二组": {"person": 5, "role": Role.TRAINER, "team": "二组"},
    "case draft 01J --to new.yaml": {"session": "01J", "to": Path("new.yaml")},
    "case check new.yaml": {"path": Path("new.yaml")},
    "case publish new.yaml --by 3 --comment first": {"path": Path("new.yaml"), "by": 3, "comment": "first"},
    "case approve fee-twice 3f9a0c --by 5": {
        "case": "fee-twice",
        "revision": "3f9a0c",
        "by": 5,
        "comment": "",
    },
    "case retire fee-twice --by 5 --reason known": {"case": "fee-twice", "by": 5, "reason": "known"},
    "case waiting": {},
    "people disable 5": {"person": 5},
    "people enable 5": {"person": 5},
    "keys init --recovery-to usb/a.key --print": {"recovery_to": Path("usb/a.key"), "print": True},
    "keys check": {},
    "keys rotate": {},
    "keys recovery --use usb/a.key": {
        "to": Path("hejie-recovery.key"),
        "use": Path("usb/a.key"),
        "check": None,
    },
    "backup": {"to": Path("var/backups"), "keep": None},
    "backup /mnt/other --keep 30": {"to": Path("/mnt/other"), "keep": 30},
    "restore a.db --to var/hejie.db": {
        "backup": Path("a.db"),
        "to": Path("var/hejie.db"),
        "recovery": None,
    },
    "copy --from sqlite:///a.db --to postgresql://db/hejie": {
        "source": "sqlite:///a.db",
        "to": "postgresql://db/hejie",
    },
    "copy --to sqlite:///b.db": {"source": None, "to": "sqlite:///b.db"},
    "log adopt --yes": {"yes": True},
    "log migrate": {},
}


@pytest.mark.parametrize("said", ARGUMENTS)
def test_arguments_are_read_as_they_are_meant(said: str) -> None:
    read = vars(parser().parse_args(said.split()))

    command = read.pop("command")
    assert said.startswith(command)
    assert command in COMMANDS
    assert read == ARGUMENTS[said]


def test_every_command_can_be_said() -> None:
    commands = {parser().parse_args(said.split()).command for said in ARGUMENTS}

    assert commands == set(COMMANDS)
