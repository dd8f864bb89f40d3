"""A new playbook works from its first minute, and nothing that is there is written over."""

from datetime import date
from pathlib import Path

import pytest

from dialogs.ids import PlaybookSlug
from playbooks.check import check
from playbooks.formatting import formatted
from playbooks.json_schema import SHAPES
from playbooks.scaffold import CannotScaffoldError, scaffold
from tests.playbooks.library.calling import LIBRARY

CLAIMS = PlaybookSlug("claims")
TODAY = date(2026, 11, 28)


def test_new_playbook_passes_every_rule_and_is_in_its_normal_form(tmp_path: Path) -> None:
    made = scaffold(CLAIMS, tmp_path, None, TODAY)

    checked = check(tmp_path)
    assert checked.diagnostics == ()
    assert [(each.playbook, each.title.zh) for each in checked.programs] == [("claims", "新剧本 · claims")]
    content = (tmp_path / "claims" / "playbook.yaml").read_bytes()
    assert formatted(content) == content
    assert b'check_by: "2027-05-27"' in content
    assert tmp_path / "claims" / "playbook.yaml" in made
    assert {path.name for path in made} >= set(SHAPES)


def test_copy_of_the_shipped_playbook_brings_its_lists_and_its_comments(tmp_path: Path) -> None:
    scaffold(CLAIMS, tmp_path, LIBRARY / "five-steps", TODAY)

    checked = check(tmp_path / "claims")
    before = (LIBRARY / "five-steps" / "playbook.yaml").read_text(encoding="utf-8").splitlines()
    after = (tmp_path / "claims" / "playbook.yaml").read_text(encoding="utf-8").splitlines()
    assert checked.diagnostics == ()
    assert (tmp_path / "lists.yaml").read_bytes() == (LIBRARY / "lists.yaml").read_bytes()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [
        ("playbook: five-steps", "playbook: claims"),
        (
            'title: {zh: "五步接诉", en: "Five-step complaint call"}',
            'title: {zh: "五步接诉 · claims", en: "Five-step complaint call · claims"}',
        ),
    ]


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "lists.yaml").write_text("mine", encoding="utf-8")
    scaffold(CLAIMS, tmp_path, LIBRARY / "five-steps", TODAY)

    assert (tmp_path / "lists.yaml").read_text(encoding="utf-8") == "mine"
    with pytest.raises(CannotScaffoldError, match="is there already"):
        scaffold(CLAIMS, tmp_path, None, TODAY)


@pytest.mark.parametrize("slug", ["Claims", "1st", "a b", "../up", "", "a" * 25, "理赔"])
def test_name_that_no_playbook_can_have_is_refused(slug: str, tmp_path: Path) -> None:
    with pytest.raises(CannotScaffoldError):
        scaffold(PlaybookSlug(slug), tmp_path, None, TODAY)

    assert list(tmp_path.iterdir()) == []


def test_nothing_to_copy_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotScaffoldError, match="holds no playbook"):
        scaffold(CLAIMS, tmp_path, tmp_path / "gone", TODAY)
