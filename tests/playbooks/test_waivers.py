"""A remark lets a warning of its line stand, with a reason; it hides no error, and no more than it names."""

import pytest

from playbooks.check import check_sources
from playbooks.remarks import remarks
from playbooks.rules.example import SLUG, laid_over
from playbooks.source import read

STEP = """\
steps:
  - id: greet
    stage: open
    say:
      zh: 我保证，这是规定。%s
      en: Hello.
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""


def codes(remark: str) -> list[str]:
    return [each.code for each in check_sources(SLUG, laid_over(STEP % remark)).diagnostics]


@pytest.mark.parametrize(
    ("remark", "left"),
    [
        ("", ["PB321", "PB322"]),
        ("  # allow PB321: 对方律师要求照念", ["PB322"]),
        ("  # allow PB321, PB322: 对方律师要求照念", []),
        ("  # allow PB321 PB322：全角冒号也行", []),
        ("  # allow PB322: 照念", ["PB321"]),
        ("  # allow PB321", ["PB321", "PB322", "PB901"]),
        ("  # allow PB321:", ["PB321", "PB322", "PB901"]),
        ("  # allow PB399: 没有这一条", ["PB321", "PB322", "PB902"]),
        ("  # allow PB321, PB322, PB325: 多写了一个", ["PB903"]),
        ("  # we allow this one", ["PB321", "PB322"]),
    ],
)
def test_remark_lets_stand_what_it_names_and_nothing_else(remark: str, left: list[str]) -> None:
    assert codes(remark) == left


def test_remark_on_another_line_allows_nothing() -> None:
    sources = laid_over((STEP % "").replace("en: Hello.", "en: Hello.  # allow PB321: 写错了行"))

    found = [(each.code, each.line) for each in check_sources(SLUG, sources).diagnostics]

    assert found == [("PB321", 14), ("PB322", 14), ("PB903", 15)]


def test_remark_that_is_part_of_a_text_is_none() -> None:
    lines = [
        '"a # allow PB321: within quotes"',
        "'a # allow PB321: within quotes'",
        '"over two lines\n  # allow PB321: within quotes"',
        "|\n  # allow PB321: within a block",
    ]

    assert [read("f", f"a: {line}\n".encode()).remarks for line in lines] == [{}, {}, {}, {}]
    assert all(remarks(line) for line in lines)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_remark_is_found_at_its_line_and_column(end: str) -> None:
    content = f"a: 和解  # allow PB321: 理由{end}b: 1{end}c: it's # allow PB322 PB323: why{end}".encode()

    found = read("f", content).remarks

    assert [(each.line, each.column, each.codes, each.reason) for each in found.values()] == [
        (1, 8, ("PB321",), "理由"),
        (3, 9, ("PB322", "PB323"), "why"),
    ]


def test_unused_remark_is_not_told_while_errors_of_shape_keep_the_rules_from_being_asked() -> None:
    sources = laid_over("stages: 3  # allow PB602: 还没定\n")

    assert [each.code for each in check_sources(SLUG, sources).diagnostics] == ["PB015"]


def test_unused_remark_in_a_shared_file_may_serve_another_playbook() -> None:
    sources = dict(laid_over(""))
    sources["lists.yaml"] = sources["lists.yaml"].replace(b"lists:\n", b"lists:  # allow PB305: x\n")

    assert check_sources(SLUG, sources).diagnostics == ()
