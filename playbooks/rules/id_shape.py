"""Ids are short and plain, so that they fit into buttons, logs and file names."""

import re
from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.limits import MAX_ID
from playbooks.names import names
from playbooks.rules.rule import Finding, Rule

_ID = re.compile(r"[a-z][a-z0-9-]*")
_SLOT = re.compile(r"[a-z][a-z0-9_]*")


def _check(book: Book) -> Iterator[Finding]:
    """Find ids that are too long or hold other characters."""
    for named in names(book):
        shape, sign = (_SLOT, "_") if named.kind == "slot" else (_ID, "-")
        if shape.fullmatch(named.name) is None:
            words = f'{named.kind} "{named.name[:40]}" is not an id'
            hint = f'use a to z, 0 to 9 and "{sign}", a letter first'
            cause = Cause.PB106_SLOT if named.kind == "slot" else None
            yield Finding(named.trail, words, hint, named.part, named.at_key, cause=cause)
        elif len(named.name) > MAX_ID:
            words = f'{named.kind} "{named.name[:40]}" has {len(named.name)} characters'
            hint, cause = f"at most {MAX_ID}", Cause.PB106_LONG
            yield Finding(named.trail, words, hint, named.part, named.at_key, cause=cause)


RULE = Rule(
    code="PB106",
    title="Not an id",
    why="Ids travel in buttons, which hold 64 bytes in all, and stand in file names and logs.",
    bad="""\
slots:
  matter-of: {values: {Fee: {zh: 收费, en: a charge}}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {matter-of: Fee}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
slots:
  matter_of: {values: {fee: {zh: 收费, en: a charge}}}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye, does: [{set: {matter_of: fee}}]}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
