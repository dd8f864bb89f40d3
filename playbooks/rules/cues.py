"""A cue comes while the step still stands, and a playbook is valid on some day."""

from collections.abc import Iterator

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.limits import MAX_CUE_SECONDS, MIN_CUE_SECONDS
from playbooks.rules.rule import Finding, Rule


def _cues(book: Book) -> Iterator[Finding]:
    """Find cues that come at once, or when nobody waits for them any more."""
    for number, step in enumerate(book.playbook.steps):
        for key, cue in (("cue_after", step.cue_after), ("cue_without_fact", step.cue_without_fact)):
            if cue is None:
                continue
            trail = ("steps", number, key)
            if step.kind == "end":
                words = f'step "{step.id}" ends the call: its card has no time for a cue'
                yield Finding(trail, words, "delete it", at_key=True, cause=Cause.PB411_END)
            elif not MIN_CUE_SECONDS <= cue.seconds <= MAX_CUE_SECONDS:
                words = f"a cue after {cue.seconds} seconds helps nobody"
                hint, cause = f"{MIN_CUE_SECONDS} to {MAX_CUE_SECONDS}", Cause.PB411_SECONDS
                fits = f"{MIN_CUE_SECONDS}-{MAX_CUE_SECONDS}"
                yield Finding((*trail, "seconds"), words, hint, cause=cause, instead=fits)


def _days(book: Book) -> Iterator[Finding]:
    """Find a playbook that is over before it begins."""
    playbook = book.playbook
    if playbook.valid_from is None or playbook.valid_to is None:
        return
    if playbook.valid_to < playbook.valid_from:
        words = f"the playbook is valid to {playbook.valid_to}, and only from {playbook.valid_from} on"
        yield Finding(("valid_to",), words, "put the later day here")


CUES = Rule(
    code="PB411",
    title="Cue that helps nobody",
    why="A cue at once is a hint, and one after half an hour comes when the step is long past.",
    bad="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    cue_after: {seconds: 1, say: {zh: 还在吗, en: Still there}}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    good="""\
steps:
  - id: greet
    stage: open
    say: {zh: 您好。, en: Hello.}
    cue_after: {seconds: 40, say: {zh: 还在吗, en: Still there}}
    choices: [{id: on, label: {zh: 继续, en: Go on}, to: bye}]
  - {id: bye, stage: close, kind: end, outcome: agreed, say: {zh: 再见。, en: Goodbye.}}
""",
    check=_cues,
)


DAYS = Rule(
    code="PB412",
    title="Never valid",
    why="No call could ever begin with it.",
    bad="valid_from: 2027-01-01\nvalid_to: 2026-12-31\n",
    good="valid_from: 2027-01-01\nvalid_to: 2027-12-31\n",
    check=_days,
)
