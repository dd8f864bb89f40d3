"""The shape of a rehearsal is told with the same words and places as that of a playbook."""

from pathlib import Path

import pytest

from playbooks.check import check
from tests.playbooks.rehearsal.plays import HEAD, findings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ['1:1 PB010 the file is empty: begin with "format: 1"']),
        ("format: 1\nrehearsal: 一通\n", ['1:1 PB012 "walk" is missing: add "walk: ..."']),
        ("format: 1\nrehearsal: 一通\nwalk: []\n", ['3:7 PB014 "walk" is empty: it needs an entry']),
        (HEAD + "  - {taps: agrees}\n", ['4:6 PB013 unknown key "taps": did you mean "tap"?']),
        (
            HEAD + "  - {tap: agrees, back: true}\n",
            ["4:5 PB017 this entry does 2 things at once (tap, back): write each as an entry of its own"],
        ),
        (
            HEAD + "  - {step: greet, refused: 先听}\n",
            ['4:5 PB017 "refused" stands where nothing is done: say what is done, or delete it'],
        ),
        (HEAD + "  - {wait: 0}\n", ["4:12 PB017 0 does not fit here: write 1 to 86400"]),
        (
            HEAD + "  - {wait: 1000000000000}\n",
            ["4:12 PB017 1000000000000 does not fit here: write 1 to 86400"],
        ),
        (HEAD + "  - {temperature: 9}\n", ["4:19 PB017 9 does not fit here: write 1 to 5"]),
        (HEAD + "  - {tap: }\n", ['4:6 PB011 nothing stands after "tap": fill it in or delete it']),
        (
            HEAD.replace("walk:", "begins: 24.11.2026\nwalk:") + "  - {step: greet}\n",
            ['3:9 PB017 "24.11.2026" is not a time: write 2026-11-24 14:02'],
        ),
        (
            HEAD + "  - {outcome: agree}\n",
            ['4:15 PB016 "outcome": "agree" is not a value that can stand here: did you mean "agreed"?'],
        ),
    ],
)
def test_shape_error_is_told_at_its_place(text: str, expected: list[str]) -> None:
    assert findings(text) == expected


def test_check_of_a_rehearsal_is_of_its_shape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rehearsals" / "short.yaml"
    path.parent.mkdir()
    path.write_text(HEAD + "  - {tap: nobody-knows}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert check(path).is_good

    path.write_text(HEAD + "  - {taps: agrees}\n", encoding="utf-8")
    assert list(map(str, check(path).diagnostics)) == [
        'rehearsals/short.yaml:4:6 PB013 unknown key "taps": did you mean "tap"?'
    ]
