"""Small slips of shape do not keep the rules from being asked; what was written wrong is told once."""

import pytest

from playbooks.check import check_sources, compile_kept
from playbooks.rules.example import SLUG, laid_over

STEPS = """\
steps:
  - id: greet
    stage: open
    say: %s
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: by%s}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""
SAID = "{zh: 您好。, en: Hello.}"


def codes(say: str, more: str = "") -> list[str]:
    return [each.code for each in check_sources(SLUG, laid_over(STEPS % (say, more))).diagnostics]


@pytest.mark.parametrize(
    ("say", "more", "code"),
    [
        (SAID, ", shown: no", "PB013"),
        ("{zh: 您好。, en: Hello., fr: Bonjour.}", "", "PB013"),
        ("{zh: 您好。}", "", "PB018"),
        ("{en: Hello.}", "", "PB018"),
        ("{zh: 您好。, en: 3}", "", "PB015"),
        ('{zh: "", en: Hello.}', "", "PB014"),
        ("{zh: 您好。, en: Hello.}\n    avoid: ", "", "PB011"),
    ],
)
def test_slip_of_shape_and_broken_rule_are_told_in_one_run(say: str, more: str, code: str) -> None:
    assert sorted(codes(say, more)) == sorted([code, "PB101"])


def test_three_slips_of_different_kinds_are_told_in_one_run() -> None:
    assert codes("{zh: 我保证。}", ", shown: no") == ["PB018", "PB101", "PB013"]


def test_slip_that_hides_what_else_is_meant_is_told_alone() -> None:
    assert codes("3") == ["PB015"]
    assert codes(SAID + "\n    kind: tlak") == ["PB016"]
    assert codes(SAID + "\n    stage: close") == ["PB008"]


def test_nothing_is_compiled_from_what_was_put_right() -> None:
    sources = laid_over("title: {zh: 示例, en: Example, fr: Exemple}\n")

    assert check_sources(SLUG, sources).program is None
    assert compile_kept(SLUG, sources) is None
