"""Each thing that is taught has playbooks, law cards and rehearsals that do it."""

from pathlib import Path

import pytest

from bot.settings import LIBRARY
from docs.mission import MissionUnfitError, mission_parts
from playbooks.mission import FILE, missing, mission

ROW = """\
format: 1
rows:
  - id: listening
    teaches: {zh: 倾听, en: Listening}
    does: {zh: 有句子, en: With lines}
    playbooks: [there]
    cards: [%s]
    rehearsals: [there/%s]
"""


def test_every_row_names_what_is_there_and_none_is_empty() -> None:
    held, found = mission(LIBRARY)

    assert found == ()
    assert held is not None
    assert list(missing(held, LIBRARY)) == []
    assert len(held.rows) >= 16
    assert len({row.id for row in held.rows}) == len(held.rows)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (ROW % ("known", "once"), []),
        (ROW % ("unknown", "once"), ["listening: law/unknown.yaml"]),
        (ROW % ("known", "never"), ["listening: there/rehearsals/never.yaml"]),
        (ROW % ("", "once"), ["listening: no law card"]),
    ],
)
def test_what_is_named_and_not_there_is_told(text: str, gone: list[str], tmp_path: Path) -> None:
    for name in ("there/playbook.yaml", "there/rehearsals/once.yaml", "law/known.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("title: {zh: 有, en: There}\n", encoding="utf-8")
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    held, _ = mission(tmp_path)

    assert held is not None
    assert list(missing(held, tmp_path)) == gone
    if gone:
        with pytest.raises(MissionUnfitError, match=gone[0]):
            list(mission_parts(tmp_path))
    else:
        assert "[有 · There]" in "".join(mission_parts(tmp_path))


def test_row_without_a_playbook_or_a_rehearsal_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text((ROW % ("known", "once")).replace("[there]", "[]"), encoding="utf-8")

    held, found = mission(tmp_path)

    assert held is None
    assert [each.code for each in found] == ["PB014"]
