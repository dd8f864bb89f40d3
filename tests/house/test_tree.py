"""The tree holds for every machine, says what changed, and links to nothing that is not there."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, text_of, tracked

PERSONAL_PATH = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users)/\w[\w./-]*")
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)\s]*)?\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def dead_links(page: Path, words: str) -> list[str]:
    targets = [target for target in LINK.findall(CODE.sub("", words)) if ":" not in target]
    return [target for target in targets if not (page.parent / target).exists()]


def test_no_file_names_a_path_of_one_persons_machine() -> None:
    found = {
        str(path.relative_to(ROOT)): paths
        for path in tracked()
        if (paths := PERSONAL_PATH.findall(text_of(path) or ""))
    }

    assert found == {}


@pytest.mark.parametrize("folder", ["home", "root", "Users"])
def test_planted_path_of_one_persons_machine_is_found(folder: str) -> None:
    assert PERSONAL_PATH.search(f'open("/{folder}/wang/hejie.yaml")')
    assert not PERSONAL_PATH.search(f"https://hejie.example/{folder}/wang")


def test_every_link_between_pages_leads_somewhere() -> None:
    found = {
        str(page.relative_to(ROOT)): dead
        for page in tracked("*.md")
        if (dead := dead_links(page, page.read_text(encoding="utf-8")))
    }

    assert found == {}


def test_planted_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    words = "[a](there.md#part) [b](gone.md) [c](https://hejie.example/gone.md) `[d](gone.md)`"

    assert dead_links(tmp_path / "page.md", words) == ["gone.md"]


def test_map_of_the_docs_names_every_page() -> None:
    docs = ROOT / "docs"
    listed = set(LINK.findall((docs / "README.md").read_text(encoding="utf-8")))
    pages = {path.relative_to(docs).as_posix() for path in tracked("docs/*.md")} - {"README.md"}

    assert sorted(pages - listed) == []


def test_changelog_opens_with_what_is_not_released_yet() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert headings[0] == "Unreleased"


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in tracked("docs/decisions/*.md"))

    assert numbers == list(range(1, len(numbers) + 1))
