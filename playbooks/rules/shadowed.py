"""What is open everywhere is not offered a second time."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find detours of a step that everywhere offers too, and detours that stand there twice."""
    offered: dict[str, str] = {}
    for number, entry in enumerate(book.playbook.everywhere):
        if entry.to in offered:
            words = f'"{offered[entry.to]}" leads to step "{entry.to}" everywhere already'
            yield Finding(("everywhere", number, "to"), words, "keep one of the two")
        offered.setdefault(entry.to, entry.id)
    for trail, step, choice in book.own_choices:
        if choice.detour and choice.to in offered and step.stage not in book.aside_stages:
            words = f'the step offers "{choice.to}" twice: "{offered[choice.to]}" is open everywhere'
            yield Finding((*trail, "to"), words, "delete this choice, or let it lead elsewhere")


RULE = Rule(
    code="PB211",
    severity=Severity.WARNING,
    title="The same detour twice",
    why="Two buttons for one thing: the agent reads both, and the log tells them apart for nothing.",
    bad="""\
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: close, title: {zh: 收尾, en: Close}}
  - {id: calm, title: {zh: 安抚, en: Calm}, aside: true}
everywhere:
  - {id: calm-down, label: {zh: 先安抚, en: Calm first}, to: pause, from_temperature: 4}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: upset, label: {zh: 很激动, en: Upset}, to: pause, detour: true}
  - id: pause
    stage: calm
    say: {zh: 我在听。, en: I am here.}
    choices: [{id: back, label: {zh: 好些了, en: Better}, to: return}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: close, title: {zh: 收尾, en: Close}}
  - {id: calm, title: {zh: 安抚, en: Calm}, aside: true}
everywhere:
  - {id: calm-down, label: {zh: 先安抚, en: Calm first}, to: pause, from_temperature: 4}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - id: pause
    stage: calm
    say: {zh: 我在听。, en: I am here.}
    choices: [{id: back, label: {zh: 好些了, en: Better}, to: return}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
