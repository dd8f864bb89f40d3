"""A playbook as an outline in plain text: for a terminal, and for a message in the chat."""

from collections.abc import Iterable, Iterator

from dialogs.program import RETURN
from dialogs.texts import Language
from playbooks.book import Book
from playbooks.diagnostics import Diagnostic
from playbooks.document import ChoiceEntry, EverywhereEntry, Exit, StageEntry, StepEntry
from playbooks.graph import start_of
from playbooks.troubled import troubled_steps
from playbooks.words import said

START, VERBATIM, DETOUR, BACK, TO, END, TROUBLE, LAW, CASES = "▶", "❝❞", "⤳", "↩", "→", "■", "⚠", "§", "🗂"
"""The signs of the outline; a face says once what they mean."""


def outline(book: Book, language: Language, findings: Iterable[Diagnostic] = ()) -> str:
    """Return stage by stage each step, its line, and where its choices lead; ``⚠`` where a finding is.

    The names are those of the file. Lines are not cut: a face that has little room asks for :func:`pages`.
    """
    troubles = {name: " ".join((TROUBLE, *codes)) for name, codes in troubled_steps(book, findings).items()}
    start = start_of(book)
    blocks = [f"{said(book.playbook.title, language)} · {book.slug}"]
    for stage in book.playbook.stages:
        steps = [step for step in book.playbook.steps if step.stage == stage.id]
        for number, step in enumerate(steps):
            marks = (START,) if step.id == start else ()
            lines = _step(book, step, language, (*marks, *filter(None, [troubles.get(step.id)])))
            head = [_stage(stage, language)] if number == 0 else []
            blocks.append("\n".join((*head, *lines)))
    if book.playbook.everywhere:
        blocks.append(
            "\n".join(("⋯", *(_open_everywhere(each, language) for each in book.playbook.everywhere)))
        )
    return "\n\n".join(blocks) + "\n"


def pages(text: str, most: int) -> tuple[str, ...]:
    """Cut an outline into pages of at most ``most`` characters, between two steps where they fit."""
    found: list[str] = []
    for block in text.strip("\n").split("\n\n"):
        for start in range(0, len(block), most):
            part = block[start : start + most]
            if found and len(found[-1]) + 2 + len(part) <= most:
                found[-1] = f"{found[-1]}\n\n{part}"
            else:
                found.append(part)
    return tuple(found)


def _stage(stage: StageEntry, language: Language) -> str:
    """Return the head of a stage; one aside stands in brackets."""
    title = (
        f"【{said(stage.title, language)}】"
        if language is Language.ZH
        else f"[{said(stage.title, language)}]"
    )
    return f"{title} {DETOUR}{BACK}" if stage.aside else title


def _step(book: Book, step: StepEntry, language: Language, marks: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of one step."""
    ends = (END, step.outcome) if step.outcome is not None else ()
    yield " ".join(
        (step.id, *((VERBATIM,) if step.verbatim else ()), *((CASES,) if step.cases else ()), *ends, *marks)
    )
    for variant in step.say.variants:
        yield f"  {variant.id}: {variant.zh if language is Language.ZH else variant.en}"
    if not step.say.variants:
        yield f"  {said(step.say, language)}"
    if step.facts:
        yield f"  {LAW} {', '.join(step.facts)}"
    if step.pick is not None:
        names = [item.zh if language is Language.ZH else item.en for item in book.items(step.pick.from_)]
        yield f"  ▦ {step.pick.from_} ({len(names)}) {TO} {step.pick.to}"
    for item in step.items:
        yield f"  ☐ {said(item.label, language)}"
    if step.to is not None:
        yield f"  ✎ {step.slot} {BACK if step.to == RETURN else f'{TO} {step.to}'}"
    for choice in step.choices:
        yield f"  · {_choice(choice, language)}"


def _choice(choice: ChoiceEntry | EverywhereEntry, language: Language) -> str:
    """Return a choice with where it leads, and what it asks for in brackets."""
    asked = "" if choice.when is None else f" [{choice.when.text}]"
    by = f" {choice.exit}" if isinstance(choice, ChoiceEntry) and choice.exit is not None else ""
    if choice.to == RETURN:
        return f"{said(choice.label, language)} {BACK}{by}{asked}"
    sign = DETOUR if choice.detour or choice.into is not None else TO
    exits = "".join(f", {name} {_leads(exit_)}" for name, exit_ in choice.exits.items())
    door = f" / {BACK}{by}" if by else ""
    return f"{said(choice.label, language)} {sign} {choice.leads_to}{door}{exits}{asked}"


def _leads(exit_: Exit) -> str:
    """Return where an exit of another playbook leads."""
    return f"{TO if exit_.into is None else DETOUR} {exit_.leads_to}"


def _open_everywhere(entry: EverywhereEntry, language: Language) -> str:
    """Return a choice that every step offers, or every step of some stages."""
    heat = "" if entry.from_temperature is None else f" 🌡{entry.from_temperature}"
    stages = "" if entry.stages is None else f" ({', '.join(entry.stages)})"
    return f"  · {_choice(entry, language)}{heat}{stages}"
