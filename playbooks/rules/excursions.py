"""A way into another playbook leads somewhere, comes back, and is ready for each of its named exits."""

from collections.abc import Iterator

from dialogs.causes import Cause
from dialogs.program import RETURN
from playbooks.book import Book, Excursion
from playbooks.graph import entered, steps_within
from playbooks.limits import MAX_CALLS
from playbooks.nearby import meant
from playbooks.rules.rule import Finding, Rule


def _unknown(book: Book) -> Iterator[Finding]:
    """Find ways into playbooks that are not there, and into steps that they do not have."""
    for way in book.excursions:
        called = book.called(way.into)
        if called is None and way.into not in (known := book.shelf.playbooks()):
            hint = (
                meant(way.into, [each for each in known if each != book.slug])
                or "it belongs in a folder of that name beside this one"
            )
            yield Finding(
                (*way.trail, "into"), f'there is no playbook "{way.into}"', hint, cause=Cause.PB501_PLAYBOOK
            )
        elif called is not None and way.at is not None and way.at not in called.steps:
            hint = meant(way.at, called.steps) or "name a step of that playbook"
            words = f'the playbook "{way.into}" has no step "{way.at}"'
            yield Finding((*way.trail, "at"), words, hint, cause=Cause.PB501_STEP)


def _round(book: Book) -> Iterator[Finding]:
    """Find ways into playbooks that come round to this one."""
    for way in book.excursions:
        way_round = _way_to(book, way.into, (book.slug,))
        if way_round is not None:
            words = f"the detours go round: {' → '.join(way_round)}"
            yield Finding(
                (*way.trail, "into"), words, "a playbook cannot go into itself; take out one of them"
            )


def _way_to(book: Book, slug: str, gone: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return a way through playbooks that comes back to where ``gone`` begins, the shortest to be found."""
    waiting = [(*gone, slug)]
    seen = {slug}
    for trail in waiting:
        if trail[-1] == gone[0]:
            return trail
        called = book.called(trail[-1])
        for way in called.excursions if called is not None else ():
            if way.into == gone[0] or way.into not in seen:
                seen.add(way.into)
                waiting.append((*trail, way.into))
    return None


def _depth(book: Book) -> Iterator[Finding]:
    """Find ways into playbooks that go into others, and so on, further than may be."""
    for way in book.excursions:
        deepest = _deepest(book, way.into, (book.slug,))
        if len(deepest) - 1 > MAX_CALLS:
            words = f"{len(deepest) - 1} detours would be open within each other: {' → '.join(deepest)}"
            yield Finding((*way.trail, "into"), words, f"at most {MAX_CALLS} can be")


def _deepest(book: Book, slug: str, gone: tuple[str, ...]) -> tuple[str, ...]:
    """Return the longest way from playbook to playbook; one that comes round is told elsewhere."""
    called = book.called(slug)
    if slug in gone or called is None or len(gone) > MAX_CALLS + 1:
        return (*gone, slug)
    onward = {way.into for way in called.excursions} - {*gone, slug}
    return max(
        (_deepest(book, each, (*gone, slug)) for each in sorted(onward)), key=len, default=(*gone, slug)
    )


def _unmapped(book: Book) -> Iterator[Finding]:
    """Find named exits of a playbook that is gone into for which nothing is ready here."""
    for way in book.excursions:
        for name in _exits_met(book, way):
            if name not in way.exits:
                words = f'the exit "{name}" of playbook "{way.into}" leads nowhere here'
                hint = f'write "exits: {{{name}: step}}", or return'
                hint = "lead to a step of this playbook that goes there" if way.by_exit else hint
                yield Finding((*way.trail, "into"), words, hint)


def _exits_met(book: Book, way: Excursion) -> list[str]:
    """Return the named exits to which one can come, as they are declared; doors lead somewhere anyway."""
    found = entered(book, way)
    if found is None:
        return []
    called, at = found
    steps = steps_within(called, at)
    out = [(step, choice) for _, step, choice in called.own_choices if choice.to == RETURN]
    met = {choice.exit for step, choice in out if step.id in steps}
    return [name for name in called.playbook.exits or () if name in met]


def _exits(book: Book) -> Iterator[Finding]:
    """Find exits that nobody declared, and exits that lead to no step."""
    for way in book.excursions:
        called = book.called(way.into)
        for name, exit_ in way.exits.items() if called is not None else ():
            declared = called.playbook.exits or [] if called is not None else []
            trail = (*way.trail, "exits", name)
            if name not in declared:
                hint = meant(name, declared) or "it has no named exits"
                words = f'the playbook "{way.into}" has no exit "{name}"'
                yield Finding(trail, words, hint, at_key=True)
            if exit_.to not in {None, RETURN, *book.steps}:
                hint = meant(exit_.to or "", book.steps) or "add the step"
                yield Finding(trail, f'there is no step "{exit_.to}"', hint, cause=Cause.PB505_STEP)
    for trail, _, choice in book.own_choices:
        if choice.exit is None:
            continue
        declared = book.playbook.exits or []
        if choice.to is None or choice.detour:
            words = f'the exit "{choice.exit}" stands on a detour, which comes back'
            hint = 'write "to: return" beside it, or a step to go on to'
            yield Finding((*trail, "exit"), words, hint, cause=Cause.PB505_DETOUR)
        elif choice.exit not in declared:
            hint = meant(choice.exit, declared) or f'add "exits: [{choice.exit}]" at the top'
            words = f'this playbook declares no exit "{choice.exit}"'
            yield Finding((*trail, "exit"), words, hint, cause=Cause.PB505_DECLARED)


def _aside(book: Book) -> Iterator[Finding]:
    """Find exits from the rail into an aside stage, from which nothing could come back."""
    for way in book.excursions:
        from_aside = way.step is not None and way.step.stage in book.aside_stages
        for name, exit_ in way.exits.items():
            to = book.steps.get(exit_.to or "")
            if not from_aside and to is not None and to.stage in book.aside_stages:
                words = f'the exit "{name}" leads to step "{to.id}", which stands in an aside stage'
                hint = "it could not come back from there: name a step of the rail, or return"
                yield Finding((*way.trail, "exits", name), words, hint)


_GOOD = """\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: calm, label: {zh: 安抚, en: Calm}, into: calming, exits: {gives-up: bye}}
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
"""

UNKNOWN = Rule(
    code="PB501",
    title="Unknown playbook or step to go into",
    why="The tap would lead nowhere while a customer waits on the line.",
    bad=_GOOD.replace("into: calming", "into: clamming"),
    good=_GOOD,
    check=_unknown,
)

ROUND = Rule(
    code="PB502",
    title="Detours that go round",
    why="Whoever goes into a playbook that leads back into this one never gets out again.",
    bad=_GOOD.replace("into: calming, exits: {gives-up: bye}", "into: example"),
    good=_GOOD,
    check=_round,
)

DEPTH = Rule(
    code="PB503",
    title="Too many detours within each other",
    why="Nobody on the phone knows any more what they will come back to.",
    bad=_GOOD.replace("into: calming, exits: {gives-up: bye}", "into: deep-1"),
    good=_GOOD.replace("into: calming, exits: {gives-up: bye}", "into: deep-2"),
    check=_depth,
)

UNMAPPED = Rule(
    code="PB504",
    title="Exit that leads nowhere",
    why="The other playbook can be left this way; here nobody would know where to go on.",
    bad=_GOOD.replace(", exits: {gives-up: bye}", ""),
    good=_GOOD,
    check=_unmapped,
)

EXITS = Rule(
    code="PB505",
    title="Unknown exit",
    why="An exit that only one of the two playbooks knows never leads anywhere.",
    bad=_GOOD.replace("exits: {gives-up: bye}", "exits: {gives-up: bye, gives-in: bye}"),
    good=_GOOD,
    check=_exits,
)

ASIDE = Rule(
    code="PB506",
    title="Exit into an aside stage",
    why="An aside stage comes back to where it was entered; an exit enters from nowhere.",
    bad="""\
stages:
  - {id: open, title: {zh: 开场, en: Open}}
  - {id: close, title: {zh: 收尾, en: Close}}
  - {id: calm, title: {zh: 安抚, en: Calm}, aside: true}
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    choices:
      - {id: on, label: {zh: 继续, en: Go on}, to: bye}
      - {id: calm, label: {zh: 安抚, en: Calm}, into: calming, exits: {gives-up: pause}}
  - id: pause
    stage: calm
    say: {zh: 我在听。, en: I am here.}
    choices: [{id: back, label: {zh: 好, en: Good}, to: return}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good=_GOOD,
    check=_aside,
)
