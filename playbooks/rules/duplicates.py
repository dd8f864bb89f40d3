"""No two things of one kind share an id."""

from collections.abc import Iterator

from playbooks.book import Book
from playbooks.names import names
from playbooks.rules.rule import Finding, Rule


def _check(book: Book) -> Iterator[Finding]:
    """Find ids given twice, then choices that a pick or a detour open everywhere already has."""
    seen: set[tuple[str, str, str]] = set()
    for named in names(book):
        key = (named.kind, named.scope, named.name)
        if key in seen:
            words = f'there are two of {named.kind} "{named.name}"'
            yield Finding(named.trail, words, "give one of them another id", named.part, named.at_key)
        seen.add(key)
    yield from _clashes(book)


def _clashes(book: Book) -> Iterator[Finding]:
    """Find choices of a step that share an id with what else the step offers."""
    everywhere = {stage.id: {each.id for each in book.offered_in(stage.id)} for stage in book.playbook.stages}
    for number, step in enumerate(book.playbook.steps):
        taken = everywhere.get(step.stage, set()) if step.kind != "end" else set()
        picked = {item.id for item in book.items(step.pick.from_)} if step.pick is not None else set()
        asked = set(book.values(step.slot)) if step.kind == "ask" and step.slot is not None else set()
        for name in sorted(asked & taken):
            words = f'the slot has a value "{name}", like a detour that is open everywhere'
            yield Finding(("steps", number, "slot"), words, "give the detour another id")
        for name in sorted(picked & taken):
            words = f'the list has an entry "{name}", like a detour that is open everywhere'
            yield Finding(("steps", number, "pick", "from"), words, "give the detour another id")
        for place, choice in enumerate(step.choices):
            trail = ("steps", number, "choices", place, "id")
            if choice.id in asked:
                words = f'"{choice.id}" is an answer of this step already, as a value of its slot'
                yield Finding(trail, words, "give this one another id")
            elif choice.id in picked | taken:
                words = f'the step has a choice "{choice.id}" already, from its pick or from everywhere'
                yield Finding(trail, words, "give this one another id")


RULE = Rule(
    code="PB105",
    title="Duplicate id",
    why="A tap names its choice by id; with two of them nobody can say later what was tapped.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: on, label: {zh: 结束, en: Finish}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: finish, label: {zh: 结束, en: Finish}, to: bye}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_check,
)
