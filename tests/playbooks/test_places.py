"""A finding within a condition points at its very character, however the condition is written down."""

import pytest

from playbooks.check import check_sources
from playbooks.rules.example import SLUG, laid_over

STEP = """\
slots:
  matter: {{values: {{fee: {{zh: 收费, en: a charge}}}}}}
steps:
  - id: greet
    stage: open
    say: {{zh: 您好。, en: Hello.}}
    choices:
      - id: on
        label: {{zh: 继续, en: Go on}}
        to: bye
        when: {}
      - {{id: skip, label: {{zh: 跳过, en: Skip}}, to: bye, does: [{{set: {{matter: fee}}}}]}}
  - {{id: bye, stage: close, kind: end, outcome: agreed, say: {{zh: 再见。, en: Goodbye.}}}}
"""


def shown_at(written: str) -> str:
    """What stands in the file from where the one finding points."""
    sources = laid_over(STEP.format(written))
    (found,) = check_sources(SLUG, sources).diagnostics
    line = sources["example/playbook.yaml"].decode().splitlines()[found.line - 1]
    return line[found.column - 1 :]


@pytest.mark.parametrize(
    "written",
    [
        "has(fact) and topic is fee",
        '"has(fact) and topic is fee"',
        "'has(fact) and topic is fee'",
        '"\\x68as(fact) and\\ttopic is fee"',
        "'matter is ''fee'' and topic is fee'",
        "has(fact) and\n          topic is fee",
        '"has(fact) and\n\n          topic is fee"',
        ">\n          has(fact)\n          and topic is fee",
        "|\n          has(fact)\n          and topic is fee",
        "   has(fact)   and topic is fee",
    ],
)
def test_finding_points_at_the_word_that_is_wrong(written: str) -> None:
    assert shown_at(written).startswith("topic is fee")


def test_finding_at_the_end_of_a_condition_points_past_it() -> None:
    assert shown_at('"has(fact) and"') == '"'


def test_condition_of_format_one_is_pointed_at_as_a_whole() -> None:
    assert shown_at("{not: {slot: topic, is: fee}}") == "{not: {slot: topic, is: fee}}"
