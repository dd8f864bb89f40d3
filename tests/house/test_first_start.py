"""The commands by which several replicas are first started, as their page tells them, do what it says."""

import re
import shlex
import subprocess
from pathlib import Path, PurePosixPath
from typing import Any, Final

import pytest
import yaml

from bot.cli import main
from storage.keyring import RecoveryKey
from storage.keys_file import read_keys
from tests.bot.loggers import same_loggers
from tests.house.tree import ROOT

DEPLOY: Final = ROOT / "deploy"
FIRST: Final = "umask 077"
BUILD: Final = "docker compose --file ../compose.yaml build"
LAST: Final = "docker compose up --detach --wait"
OWNERS: Final = {"postgres": "999", "balancer": "99"}
"""Whom the images of others run as."""


def commands() -> list[str]:
    """Every command of the page in its order, without what is said beside it; the Chinese ones come first."""
    page = (ROOT / "docs" / "how-to" / "run-several-replicas.md").read_text(encoding="utf-8")
    whole = page.replace("\\\n", "")
    return [re.sub(r"\s{2,}# .*", "", line) for line in re.findall(r"^    \$ (.*)$", whole, re.MULTILINE)]


def first_start() -> list[str]:
    """The commands from nothing to replicas that run, one by one."""
    told = commands()
    start = told[told.index(FIRST) :]
    last = next(place for place, each in enumerate(start) if each.endswith(LAST))
    return [part for each in start[: last + 1] for part in each.split(" && ")]


def written() -> dict[str, str]:
    """Which file each of them writes → the command."""
    return {each.rpartition(" > ")[2]: each for each in first_start() if " > " in each}


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))


def blanks() -> dict[str, str]:
    lines = (DEPLOY / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def making_keys() -> tuple[str, list[str]]:
    """The image in which keys are made, and the words that the program in it is given."""
    words = shlex.split(written()["hejie-keys"].rpartition(" > ")[0])
    program = words.index("keys")
    return words[program - 1], words[program:]


def test_both_languages_give_the_same_commands() -> None:
    told = commands()
    half = len(told) // 2

    assert told[:half] == told[half:]
    assert FIRST in told


def test_keys_are_made_without_a_database_and_read_as_the_replicas_read_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    _, words = making_keys()
    recovery = tmp_path / PurePosixPath(words[-1]).name

    with same_loggers():
        code = main([*words[:-1], str(recovery)], {}, env_file=None)

    keys = tmp_path / "hejie-keys"
    keys.write_text(capsys.readouterr().out, encoding="ascii")
    keys.chmod(0o600)  # the umask of the page
    kept = RecoveryKey.read(recovery.read_text(encoding="ascii"))
    assert code == 0
    assert read_keys(keys).recovery == kept.public_half
    assert {each.name for each in tmp_path.iterdir()} == {keys.name, recovery.name}


def test_keys_are_made_in_the_image_that_was_built() -> None:
    image, words = making_keys()
    tagged = re.sub(r"\$\{TAG:-\w+\}", blanks()["TAG"], compose()["x-bot"]["image"])

    assert image == tagged
    assert f"--volume {PurePosixPath(words[-1]).parent}:" in written()["hejie-keys"]
    assert first_start().index(BUILD) < first_start().index(written()["hejie-keys"])


def test_every_secret_is_written_and_belongs_to_who_reads_it() -> None:
    known = {name: PurePosixPath(each["file"]).name for name, each in compose()["secrets"].items()}
    user = re.findall(r"^USER (\d+)", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)[0]
    given = {
        (name, owner)
        for owner, names in re.findall(r"sudo chown (\d+) (.+)", "\n".join(first_start()))
        for pattern in names.split()
        for name in known.values()
        if PurePosixPath(name).match(pattern)
    }

    wanted = {
        (known[each if isinstance(each, str) else each["source"]], OWNERS.get(service, user))
        for service, its in compose()["services"].items()
        for each in its.get("secrets", ())
    }
    assert written().keys() == set(known.values())
    assert given == wanted


def test_git_sees_no_secret_and_no_words_of_a_deployment() -> None:
    secrets = [f"deploy/secrets/{name}" for name in written()]
    secrets += ["deploy/backup/hejie.dump", "deploy/out/calls.csv", "deploy/rules/crisis.toml"]
    asked = [*secrets, "deploy/.env", "deploy/compose.yaml"]
    ignored = subprocess.run(
        ["git", "check-ignore", *asked], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()

    assert ignored == [*secrets, "deploy/.env"]
