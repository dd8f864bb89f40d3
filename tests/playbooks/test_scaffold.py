"""A new playbook works from its first minute, and nothing that is there is written over."""

from datetime import date
from pathlib import Path

import pytest

from bot.settings import LIBRARY
from dialogs.ids import PlaybookSlug
from playbooks.check import check
from playbooks.formatting import formatted
from playbooks.json_schema import SHAPES
from playbooks.scaffold import TEMPLATE, CannotScaffoldError, scaffold

CLAIMS = PlaybookSlug("claims")
TODAY = date(2026, 11, 28)
MARK = [
    "# 写好、试走过，就删掉 valid_from 这一行：删了，新来电才用得上它。",
    "# Once it is written and tried, delete the line valid_from: only then do new calls use it.",
    'valid_from: "2099-01-01"',
]


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
    assert after[8:11] == MARK
    changed = [(old, new) for old, new in zip(before, after[:8] + after[11:], strict=True) if old != new]
    assert changed == [
        ("playbook: five-steps", "playbook: claims"),
        (
            'title: {zh: "五步接诉", en: "Five-step complaint call"}',
            'title: {zh: "五步接诉 · claims", en: "Five-step complaint call · claims"}',
        ),
    ]


@pytest.mark.parametrize("like", [None, LIBRARY / "five-steps"])
def test_no_call_begins_on_a_new_playbook_until_its_mark_is_deleted(
    like: Path | None, tmp_path: Path
) -> None:
    scaffold(CLAIMS, tmp_path, like, TODAY)
    file = tmp_path / "claims" / "playbook.yaml"

    (made,) = check(file).programs
    file.write_text(
        "\n".join(each for each in file.read_text(encoding="utf-8").splitlines() if each not in MARK)
    )
    (mended,) = check(file).programs

    assert not made.is_valid_on(TODAY)
    assert mended.is_valid_on(TODAY)


def test_copy_of_a_playbook_with_days_of_its_own_is_held_back_too(tmp_path: Path) -> None:
    days = b'check_by: "2027-05-31"\nvalid_from: "2026-01-01"\nvalid_to: "2027-12-31"\n'
    origin = TEMPLATE.joinpath("playbook.yaml").read_bytes().replace(b'check_by: "2027-05-31"\n', days)
    (tmp_path / "origin").mkdir()
    (tmp_path / "origin" / "playbook.yaml").write_bytes(origin)
    scaffold(CLAIMS, tmp_path, tmp_path / "origin", TODAY)

    checked = check(tmp_path / "claims")
    assert checked.diagnostics == ()
    assert [each.is_valid_on(TODAY) for each in checked.programs] == [False]


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
