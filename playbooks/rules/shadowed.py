"""What is open everywhere is not offered a second time."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.diagnostics import Severity
from playbooks.document import ChoiceEntry, EverywhereEntry, Way
from playbooks.rules.rule import Finding, Rule

Lead = tuple[str, tuple[tuple[str, str], ...]]


def _check(book: Book) -> Iterator[Finding]:
    """Find detours that some stage is offered twice, and detours of a step that its stage offers already."""
    entries = book.playbook.everywhere
    for number, entry in enumerate(entries):
        before = next((each for each in entries[:number] if _meet(book, each, entry)), None)
        if before is not None:
            words = f'"{before.id}" leads to step "{entry.leads_to}" in the same stages already'
            yield Finding(("everywhere", number, "to"), words, "keep one of the two")
    for trail, step, choice in book.own_choices:
        leads = [each for each in book.offered_in(step.stage) if _lead(each) == _lead(choice)]
        offered = [entry for entry in leads if _is_detour(entry)]
        if _is_detour(choice) and offered:
            words = f'the step offers "{choice.leads_to}" twice: "{offered[0].id}" is open everywhere'
            yield Finding((*trail, "to"), words, "delete this choice, or let it lead elsewhere")


def _lead(way: Way) -> Lead:
    """Return where something leads, its exits included: with others it leads elsewhere."""
    return way.leads_to, tuple(sorted((name, each.leads_to) for name, each in way.exits.items()))


def _is_detour(way: ChoiceEntry | EverywhereEntry) -> bool:
    return way.detour or way.into is not None


def _meet(book: Book, one: EverywhereEntry, other: EverywhereEntry) -> bool:
    """Tell whether two entries lead to the same step, at any time, from some stage."""
    alike = (
        _lead(one) == _lead(other) and one.detour == other.detour and one.when is None and other.when is None
    )
    stages = [book.offered_in(stage.id) for stage in book.playbook.stages]
    return alike and any(one in offered and other in offered for offered in stages)


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
