"""A card, a rail and a file hold only so much."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks import limits
from playbooks.book import Book
from playbooks.document import StepEntry
from playbooks.parts import ENTITLEMENTS, LISTS
from playbooks.rules.rule import Finding, Rule


def _choices(book: Book) -> Iterator[Finding]:
    """Find steps with more choices than their card holds."""
    for number, step in enumerate(book.playbook.steps):
        most = _most_choices(step)
        if len(step.choices) > most:
            words = f'step "{step.id}" has {len(step.choices)} choices of its own'
            trail = ("steps", number, "choices", most)
            yield Finding(trail, words, f"at most {most} here; ask in two steps")


def _most_choices(step: StepEntry) -> int:
    """Return how many choices of its own a step may have."""
    if step.pick is not None or step.kind in {"ask", "check"}:
        return limits.MAX_CHOICES_BESIDE_PICK
    return limits.MAX_COMPOSE_CHOICES if step.kind == "compose" else limits.MAX_CHOICES


def _others(book: Book) -> Iterator[Finding]:
    """Find too many steps, stages, hints and entries."""
    playbook = book.playbook
    if len(playbook.steps) > limits.MAX_STEPS:
        words = f"the playbook has {len(playbook.steps)} steps"
        hint = f"at most {limits.MAX_STEPS}; make a part of it a playbook of its own, and go there with into"
        yield Finding(("steps", limits.MAX_STEPS), words, hint, cause=Cause.PB402_STEPS)
    with_all = sum(len(each.playbook.steps) for each in book.onward)
    if book.excursions and with_all > limits.MAX_PROGRAM_STEPS:
        words = f"the playbook and all that it goes into have {with_all} steps"
        hint = f"at most {limits.MAX_PROGRAM_STEPS}: go into fewer"
        yield Finding(("steps",), words, hint, at_key=True, cause=Cause.PB402_WITH_ALL)
    if len(playbook.stages) > limits.MAX_STAGES:
        words = f"the playbook has {len(playbook.stages)} stages"
        hint = f"at most {limits.MAX_STAGES}"
        yield Finding(("stages", limits.MAX_STAGES), words, hint, cause=Cause.PB402_STAGES)
    for number, step in enumerate(playbook.steps):
        if len(step.hints) > limits.MAX_HINTS:
            words = f'step "{step.id}" has {len(step.hints)} hints'
            trail, hint = ("steps", number, "hints", limits.MAX_HINTS), f"at most {limits.MAX_HINTS}"
            yield Finding(trail, words, hint, cause=Cause.PB402_HINTS)
        if step.pick is not None and len(book.items(step.pick.from_)) > limits.MAX_ITEMS:
            words = f'the list "{step.pick.from_}" has {len(book.items(step.pick.from_))} entries'
            hint = f"a card shows at most {limits.MAX_ITEMS}"
            yield Finding(("steps", number, "pick", "from"), words, hint, cause=Cause.PB402_LIST)
        if len(step.items) > limits.MAX_CHECK_ITEMS:
            words, most = f'step "{step.id}" has {len(step.items)} items to tick', limits.MAX_CHECK_ITEMS
            hint = f"at most {most}; check in two steps"
            yield Finding(("steps", number, "items", most), words, hint, cause=Cause.PB402_ITEMS)
    yield from _lists(book)


def _lists(book: Book) -> Iterator[Finding]:
    """Find lists with too many entries; entitlements count only where they are picked from."""
    for name in book.list_names():
        if name != ENTITLEMENTS and len(book.items(name)) > limits.MAX_ITEMS:
            words = f'the list "{name}" has {len(book.items(name))} entries'
            hint = f"at most {limits.MAX_ITEMS}"
            yield Finding(("lists", name, limits.MAX_ITEMS), words, hint, LISTS, cause=Cause.PB402_LIST)


CHOICES = Rule(
    code="PB401",
    title="Too many choices",
    why="Four answers are taken in at a glance; more are read one by one while the customer waits.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: a, label: {zh: 选项一, en: Option a}, to: bye}
      - {id: b, label: {zh: 选项二, en: Option b}, to: bye}
      - {id: c, label: {zh: 选项三, en: Option c}, to: bye}
      - {id: d, label: {zh: 选项四, en: Option d}, to: bye}
      - {id: e, label: {zh: 选项五, en: Option e}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: a, label: {zh: 选项一, en: Option a}, to: bye}
      - {id: b, label: {zh: 选项二, en: Option b}, to: bye}
      - {id: c, label: {zh: 选项三, en: Option c}, to: bye}
      - {id: d, label: {zh: 选项四, en: Option d}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_choices,
)


OTHERS = Rule(
    code="PB402",
    title="Too much of one thing",
    why="A card is one screen, a rail one line, and a playbook what one trainer can look after.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    hints: [{zh: 慢一点, en: Slowly}, {zh: 微笑, en: Smile}, {zh: 听, en: Listen}]
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    hints: [{zh: 慢一点, en: Slowly}, {zh: 微笑, en: Smile}]
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_others,
)
