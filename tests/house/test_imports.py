"""The direction of imports is held by contracts; each is shown here a violation that it must find."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TypedDict

import pytest

from tests.house.tree import ROOT, environment

LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"


class Contract(TypedDict, total=False):
    id: str
    name: str
    layers: list[str]
    modules: list[str]
    source_modules: list[str]
    forbidden_modules: list[str]
    ignore_imports: list[str]


def contracts() -> dict[str, Contract]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed: list[Contract] = config["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract for contract in listed}


def modules_named(contract: Contract) -> set[str]:
    layers = [name.strip() for layer in contract.get("layers", []) for name in layer.split("|")]
    importers = [rule.split(" -> ")[0] for rule in contract.get("ignore_imports", [])]
    named = [*layers, *contract.get("modules", []), *contract.get("source_modules", []), *importers]
    return {name for name in named if "*" not in name}


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A tree of empty modules, all that the contracts name, under the contracts of the real one."""
    for contract in contracts().values():
        for name in modules_named(contract):
            package = tmp_path.joinpath(*name.split("."))
            package.mkdir(parents=True, exist_ok=True)
            (package / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree: Path, *options: str) -> tuple[int, str]:
    """The exit code and the words of the linter, run apart since it reads packages from its own folder."""
    run = subprocess.run(
        [sys.executable, "-c", LINTER, "--no-cache", *options],
        cwd=tree,
        env={**environment(), "COLUMNS": "400"},
        check=False,
        capture_output=True,
        text=True,
    )
    return run.returncode, run.stdout + run.stderr


def plant(tree: Path, module: str, *imported: str) -> None:
    path = tree.joinpath(*module.split(".")).with_suffix(".py")
    path.write_text("".join(f"import {name}\n" for name in imported), encoding="utf-8")


def test_empty_tree_and_imports_by_their_owners_keep_every_contract(toy: Path) -> None:
    plant(toy, "bot.telegram.owner", "telegram", "dialogs", "storage", "playbooks")
    plant(toy, "playbooks.source.owner", "yaml", "dialogs")
    plant(toy, "storage.sqlite.owner", "aiosqlite", "dialogs")
    plant(toy, "storage.postgres.owner", "asyncpg", "dialogs")
    plant(toy, "bot.metrics.__init__", "prometheus_client", "dialogs")
    plant(toy, "bot.terminal.frames.__init__", "rich", "dialogs")

    code, words = lint(toy)

    assert code == 0, words


@pytest.mark.parametrize(
    ("contract", "module", "imported"),
    [
        ("layers", "dialogs.planted", "storage"),
        ("layers", "dialogs.planted", "playbooks"),
        ("layers", "storage.planted", "playbooks"),
        ("layers", "playbooks.planted", "bot"),
        ("faces", "bot.telegram.planted", "bot.terminal"),
        ("faces", "bot.playground.planted", "bot.telegram"),
        ("telegram", "bot.planted", "telegram"),
        ("telegram", "bot.playground.planted", "telegram.ext"),
        ("yaml", "playbooks.planted", "yaml"),
        ("transitions", "dialogs.planted", "transitions"),
        ("aiosqlite", "storage.planted", "aiosqlite"),
        ("asyncpg", "storage.sql.planted", "asyncpg"),
        ("engines", "storage.sql.planted", "storage.sqlite"),
        ("engines", "storage.postgres.planted", "storage.sqlite"),
        ("prometheus", "bot.telegram.planted", "prometheus_client"),
        ("rich", "bot.terminal.planted", "rich"),
    ],
)
def test_planted_import_breaks_its_contract(toy: Path, contract: str, module: str, imported: str) -> None:
    plant(toy, module, imported)

    code, words = lint(toy, "--contract", contract)

    assert code == 1, words
    assert f"{module} -> {imported.removesuffix('.ext')}" in words


def test_core_refuses_each_library_that_reaches_the_world(toy: Path) -> None:
    forbidden = contracts()["core"]["forbidden_modules"]
    plant(toy, "dialogs.planted", *forbidden)

    code, words = lint(toy, "--contract", "core")

    assert code == 1, words
    assert [name for name in forbidden if f"dialogs.planted -> {name} " not in words] == []


def test_every_contract_says_why() -> None:
    assert [key for key, contract in contracts().items() if len(contract["name"].split()) < 8] == []
