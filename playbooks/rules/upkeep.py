"""Somebody looks after the playbook, and has read it lately."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.rules.rule import Finding, Rule

_NOBODY = frozenset(
    {
        "todo",
        "tbd",
        "tba",
        "xxx",
        "xx",
        "x",
        "n/a",
        "na",
        "none",
        "nobody",
        "owner",
        "name",
        "someone",
        "-",
        "--",
    }
    | {
        "?",
        "？",
        "…",
        "……",
        "。",
        "待定",
        "待补",
        "待填",
        "暂无",
        "无",
        "没有",
        "负责人",
        "某某",
        "姓名",
        "部门",
    }
)


def _day_past(book: Book) -> Iterator[Finding]:
    """Find a playbook that was to be read again before today; without a day nobody can tell."""
    day = book.playbook.check_by
    if book.today is not None and day < book.today:
        words = f"this playbook was to be read again by {day:%Y-%m-%d}"
        yield Finding(("check_by",), words, "read it against the rules in force, then set the next day")


def _nobody(book: Book) -> Iterator[Finding]:
    """Find an owner who is nobody."""
    if (owner := book.playbook.owner).strip().lower() in _NOBODY:
        yield Finding(("owner",), f'"{owner}" is nobody who could be asked', "name a person or a team")


DAY_PAST = Rule(
    code="PB601",
    severity=Severity.WARNING,
    title="Check overdue",
    why="Rules and time limits change; nobody has said since that these lines still hold.",
    bad='check_by: "2020-01-31"\n',
    good='check_by: "2099-01-31"\n',
    check=_day_past,
)
NOBODY = Rule(
    code="PB602",
    severity=Severity.WARNING,
    title="Nobody looks after it",
    why="When a line proves wrong in the middle of the day, somebody must be there to change it.",
    bad="owner: TODO\n",
    good="owner: 培训组\n",
    check=_nobody,
)
