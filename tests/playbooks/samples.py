"""The good and the broken playbooks of these tests, and small ones made to measure."""

from collections.abc import Mapping
from pathlib import Path

from dialogs.ids import PlaybookSlug

HERE = Path(__file__).parent
GOOD = HERE / "good"
BROKEN = HERE / "broken"
SMALL_CALL = PlaybookSlug("small-call")


def small_call(replaced: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """The sources of the small call; each text in ``replaced`` stands for another in every file."""
    sources: dict[str, bytes] = {}
    for path in ("small-call/playbook.yaml", "lists.yaml", "remedies.yaml"):
        text = (GOOD / path).read_text(encoding="utf-8")
        for old, new in (replaced or {}).items():
            text = text.replace(old, new)
        sources[path] = text.encode()
    return sources


def write_library(library: Path, sources: Mapping[str, bytes]) -> None:
    """Write sources where a library has them."""
    for path, content in sources.items():
        (library / path).parent.mkdir(parents=True, exist_ok=True)
        (library / path).write_bytes(content)


def long_playbook(lines: int) -> bytes:
    """A playbook of about so many lines, each step with all a step can have."""
    head = """format: 2
playbook: long-call
title: {zh: 长示例, en: Long call}
owner: 培训组
check_by: 2027-05-31
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: close, title: {zh: 收尾, en: Close}}
slots:
  matter: {words: fact, values: {fee: {zh: 收费, en: a charge}}}
steps:
"""
    step = """  - id: step-%d
    stage: open
    say: {zh: "您好，您说的是{matter}，对吗？", en: "Hello, you are calling about {matter}, is that right?"}
    hints: [{zh: 慢一点说, en: Speak slowly}]
    avoid: {zh: "“这不可能”", en: "“That is impossible”"}
    listens_for: fact
    choices:
      - id: agrees
        label: {zh: 同意, en: Agrees}
        to: step-%d
        does: [{set: {matter: fee}}]
      - {id: refuses, label: {zh: 不同意, en: Refuses}, to: step-%d, when: not has(fact)}
"""
    count = (lines - head.count("\n")) // step.count("\n")
    body = "".join(step % (number, number + 1, number + 1) for number in range(count))
    last = "  - {id: step-%d, stage: close, kind: end, outcome: handed_on, say: {zh: 再见。, en: Goodbye.}}\n"
    return (head + body + last % count).encode()
