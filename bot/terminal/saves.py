"""What became of a playbook that was saved, in a sentence: of the walk, and of the rehearsals beside it."""

from dataclasses import dataclass
from pathlib import Path

from bot.findings import in_words
from bot.terminal.practice import Break, Practice
from bot.words import Words
from dialogs.ids import StepId
from dialogs.program import Program
from dialogs.refusals import Reason
from dialogs.texts import Language, Phrase, Text, Value
from playbooks.rehearsal import rehearse, scripts_of
from playbooks.rehearsal.deeds import Deed, Kind


@dataclass(frozen=True, slots=True)
class Before:
    """What was there before the save."""

    program: Program
    step: StepId


def became(practice: Practice, broken: Break | None, before: Before, milliseconds: int) -> Phrase:
    """Say whether everything could be done again, and whether it still leads to where it did."""
    if broken is not None:
        return _broke(broken, before.program, milliseconds)
    step = practice.walk.state.walk.step
    values: dict[str, Value] = {
        "taps": sum(not each.is_refused for each in practice.done),
        "step": str(step),
        "before": str(before.step),
        "milliseconds": milliseconds,
    }
    return Phrase("terminal.replayed" if step == before.step else "terminal.moved", values)


def parted(folder: Path, program: Program, words: Words, language: Language) -> Phrase | None:
    """Say how many rehearsals part from the playbook now, and where the first does; none when all pass.

    Raises:
        OSError: one of them cannot be read.
    """
    rehearsed = rehearse(program, scripts_of(folder), words)
    if rehearsed.passes:
        return None
    count = sum(not each.passes for each in rehearsed.results)
    first = in_words(rehearsed.diagnostics[0], words, language)
    return Phrase("terminal.parted", {"count": count, "first": first})


def _broke(broken: Break, program: Program, milliseconds: int) -> Phrase:
    gone = broken.why.reason is Reason.UNKNOWN
    values: dict[str, Value] = {
        "number": broken.number,
        "deed": _named(broken.deed, program, broken.step),
        "step": str(broken.step),
        "why": Phrase("terminal.no_such_answer") if gone else broken.why.phrase,
        "milliseconds": milliseconds,
    }
    return Phrase("terminal.broke", values)


def _named(deed: Deed, program: Program, step: StepId) -> Text | str:
    """Return a deed as the card showed it before the change: an answer by its words."""
    if deed.kind is Kind.TAP and step in program.steps:
        labels = (choice.label for choice in program.choices_at(step) if choice.id == deed.value)
        return next(labels, str(deed))
    return str(deed)
