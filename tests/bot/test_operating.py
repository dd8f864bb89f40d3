"""What the page on operating says of metrics, signals and seconds is what the program does."""

import re
import signal
from collections.abc import Iterator
from configparser import ConfigParser, SectionProxy
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.arguments import parser
from bot.cli import COMMANDS, WRONG_SETTINGS
from bot.lifecycle import DEADLINE, SIGNALS
from bot.metrics import Metrics
from bot.playbook_arguments import PROGRAM
from bot.setting_readers import database
from bot.settings import EXAMPLES
from bot.telegram.face import Pace
from bot.telegram.fates import Fate

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
UNIT, PAGE = HOW_TO / "hejie.service", HOW_TO / "operate.md"
STATE = "/var/lib"
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "yes",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallFilter": "@system-service",
    "UMask": "0077",
    "StateDirectoryMode": "0700",
}


def service(unit: str, section: str = "Service") -> SectionProxy:
    config = ConfigParser(interpolation=None)
    config.optionxform = str  # type: ignore[assignment, method-assign]
    config.read_string(unit)
    return config[section]


def faults(unit: str) -> Iterator[str]:
    """Tell what of a unit does not fit the program."""
    told = service(unit)
    if float(told["TimeoutStopSec"]) <= DEADLINE:
        yield "TimeoutStopSec"
    if signal.Signals[told["KillSignal"]] not in SIGNALS:
        yield "KillSignal"
    program, *arguments = told["ExecStart"].split()
    if Path(program).name != PROGRAM or parser().parse_args(arguments).command not in COMMANDS:
        yield "ExecStart"
    name, _, value = told["Environment"].replace("%S", STATE).partition("=")
    if name not in EXAMPLES or not database(value).startswith(f"sqlite:///{STATE}/{told['StateDirectory']}/"):
        yield "Environment"
    if told["Restart"] != "on-failure" or int(told["RestartPreventExitStatus"]) != WRONG_SETTINGS:
        yield "Restart"
    if service(unit, "Unit").get("StartLimitIntervalSec") != "0":
        yield "gives up for good"
    if not told["EnvironmentFile"].startswith("/etc/"):
        yield "EnvironmentFile"
    if "User" not in told or "ProcSubset" in told:
        yield "User or ProcSubset"
    yield from (name for name, value in HARDENED.items() if told.get(name) != value)


def test_unit_fits_the_program() -> None:
    assert list(faults(UNIT.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("line", "broken", "found"),
    [
        ("TimeoutStopSec=20", f"TimeoutStopSec={DEADLINE}", "TimeoutStopSec"),
        ("KillSignal=SIGTERM", "KillSignal=SIGHUP", "KillSignal"),
        ("bin/hejie run", "bin/python run", "ExecStart"),
        ("%S/hejie/hejie.db", "/srv/hejie.db", "Environment"),
        ("Status=2", "Status=3", "Restart"),
        ("StartLimitIntervalSec=0\n", "", "gives up for good"),
        ("=/etc/hejie/hejie.env", "=/opt/hejie/.env", "EnvironmentFile"),
        ("ProtectProc=invisible", "ProcSubset=pid", "User or ProcSubset"),
        ("ProtectSystem=strict", "ProtectSystem=full", "ProtectSystem"),
        ("NoNewPrivileges=yes\n", "", "NoNewPrivileges"),
    ],
)
def test_planted_fault_in_the_unit_is_found(line: str, broken: str, found: str) -> None:
    unit = UNIT.read_text(encoding="utf-8")
    assert line in unit

    assert list(faults(unit.replace(line, broken))) == [found]


def test_command_that_does_not_exist_ends_the_unit() -> None:
    unit = UNIT.read_text(encoding="utf-8").replace("bin/hejie run", "bin/hejie serve")

    with pytest.raises(SystemExit):
        list(faults(unit))


# The page.


def families() -> set[str]:
    """Return the names of our metrics, counters with their ending."""
    metrics = Metrics()
    metrics.leads(True)
    metrics.store.verified(sound=True)
    found = text_string_to_metric_families(metrics.text().decode())
    return {
        f"{each.name}_total" if each.type == "counter" else each.name
        for each in found
        if each.name.startswith("hejie_")
    }


def halves(page: str) -> tuple[str, str]:
    """Return the Chinese and the English half of a page."""
    chinese, _, english = page.partition("\n---\n")
    return chinese, english


def unlike(half: str) -> dict[str, set[str]]:
    """Tell which metrics one half of the page leaves out, and which it invents."""
    told = set(re.findall(r"^\| `(hejie_\w+)", half, re.MULTILINE))
    named = {re.sub(r"_bucket$", "", name) for name in re.findall(r"hejie_\w+", half)}
    return {"left out": families() - told, "invented": named - families()}


@pytest.mark.parametrize("half", halves(PAGE.read_text(encoding="utf-8")), ids=["chinese", "english"])
def test_page_names_every_metric_and_invents_none(half: str) -> None:
    assert unlike(half) == {"left out": set(), "invented": set()}
    assert [fate for fate in Fate if f"`{fate}`" not in half] == []


def test_metric_that_was_left_out_or_invented_is_found() -> None:
    page = halves(PAGE.read_text(encoding="utf-8"))[1].replace("hejie_cards_behind", "hejie_cards_before")

    assert unlike(page) == {"left out": {"hejie_cards_behind"}, "invented": {"hejie_cards_before"}}


def alerts(half: str) -> dict[str, str]:
    """Return the expression of each alert in one half of the page."""
    block = half[half.index("    groups:\n") :].partition("\n\n")[0]
    rules = yaml.safe_load(block)["groups"][0]["rules"]
    return {each["alert"]: each["expr"] for each in rules}


def test_both_halves_of_the_page_wake_people_for_the_same() -> None:
    chinese, english = map(alerts, halves(PAGE.read_text(encoding="utf-8")))

    assert chinese == english
    assert len(chinese) == 11


def test_page_and_unit_wait_equally_long() -> None:
    unit = service(UNIT.read_text(encoding="utf-8"))

    again = ("{} 秒后自动重启", "starts anew in {} seconds")
    for half, words, anew in zip(
        halves(PAGE.read_text(encoding="utf-8")), ("{} 秒", "{} seconds"), again, strict=True
    ):
        assert anew.format(unit["RestartSec"]) in half
        assert words.format(unit["TimeoutStopSec"]) in half
        assert words.format(f"{DEADLINE:g}") in half
        assert words.format(f"{Pace().stopping:g}") in half
