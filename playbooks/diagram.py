"""A playbook as a flowchart that Mermaid draws: stages as lanes, detours and interrupts apart."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogs.program import RETURN
from dialogs.texts import Language
from playbooks.book import Book
from playbooks.diagnostics import Diagnostic
from playbooks.document import EverywhereEntry, StageEntry, StepEntry, Way
from playbooks.graph import start_of
from playbooks.troubled import troubled_steps
from playbooks.words import said

_LONGEST = {Language.ZH: 16, Language.EN: 36}
"""Signs of a line that a box shows; whoever wants the rest reads the outline."""
_LABELS = 3
"""More buttons than this on one arrow are counted."""
_MEANT = re.compile(r'["#<>&`%]')
"""Signs that mean something to Mermaid or to the page around it."""
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9]")
_STYLES = (
    "classDef begin fill:#ffffff,stroke:#333,color:#333",
    "classDef verbatim fill:#fff6d6,stroke:#b58900,color:#333",
    "classDef finish fill:#e3f1e3,stroke:#3c763d,color:#333",
    "classDef interrupt fill:#e6eefb,stroke:#2f5d9b,color:#333,stroke-dasharray:4 3",
    "classDef back fill:#ffffff,stroke:#888,color:#333",
    "classDef trouble fill:#fde3e1,stroke:#b3261e,color:#333,stroke-width:3px",
)


@dataclass(frozen=True, slots=True)
class _Arrow:
    """Where some choices of a step lead."""

    start: str
    end: str
    is_dotted: bool


def diagram(book: Book, language: Language, findings: Iterable[Diagnostic] = ()) -> str:
    """Return the source of a Mermaid flowchart of ``book``; steps with findings are red and name the codes.

    A dotted arrow is a detour; ↩ comes back from one. What is open everywhere stands in a lane of its own.
    """
    drawing = _Drawing(book, language, troubled_steps(book, findings))
    title = json.dumps(said(book.playbook.title, language), ensure_ascii=False)
    lines = ("---", f"title: {title}", "---", "flowchart TB", *(f"  {each}" for each in drawing.lines()))
    return "\n".join(lines) + "\n"


def fenced(drawn: str) -> str:
    """Return a flowchart as Markdown holds it, which GitLab, Obsidian and VS Code draw."""
    return f"```mermaid\n{drawn}```\n"


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One picture."""

    book: Book
    language: Language
    troubles: Mapping[str, tuple[str, ...]]

    def lines(self) -> Iterator[str]:
        """Yield the lanes, then the arrows, then the colours."""
        for stage in self.book.playbook.stages:
            steps = [step for step in self.book.playbook.steps if step.stage == stage.id]
            if steps:
                yield from self.lane(stage, steps)
        yield from self.interrupts()
        if (start := start_of(self.book)) is not None:
            yield f'begin(("▶")):::begin --> {_node(start)}'
        for name in self.called():
            yield f"{_node(name)}[[{_quoted(name)}]]"
        for name in self.unknown():
            yield f"{_node(name)}{{{{{_quoted(f'? {name}')}}}}}:::trouble"
        for arrow, labels in self.arrows().items():
            line = "-.->" if arrow.is_dotted else "-->"
            said_here = f"|{_quoted(self.few(labels))}|" if labels else ""
            yield f"{arrow.start} {line}{said_here} {arrow.end}"
        yield from _STYLES

    def lane(self, stage: StageEntry, steps: Sequence[StepEntry]) -> Iterator[str]:
        """Yield one stage with its steps, and the way back out of one aside."""
        yield f"subgraph lane_{_NOT_A_NAME.sub('_', stage.id)}[{_quoted(said(stage.title, self.language))}]"
        yield "  direction TB"
        for step in steps:
            yield f"  {self.box(step)}"
        every = [
            way.to for step in steps for choice in step.choices for way in (choice, *choice.exits.values())
        ]
        if RETURN in {*every, *(step.to for step in steps)}:
            yield f'  {_back(stage.id)}(("↩")):::back'
        yield "end"

    def box(self, step: StepEntry) -> str:
        """Return one step; an end is round."""
        codes = self.troubles.get(step.id, ())
        name = f"{step.id} ⚠ {' '.join(codes)}" if codes else step.id
        text = "<br>".join(map(_safe, (name, self.short(said(step.say, self.language)))))
        shape = f'(["{text}"])' if step.kind == "end" else f'["{text}"]'
        looks = {
            "trouble": bool(codes),
            "finish": step.kind == "end",
            "verbatim": step.verbatim,
        }
        chosen = next((look for look, holds in looks.items() if holds), None)
        return f"{_node(step.id)}{shape}" + (f":::{chosen}" if chosen else "")

    def interrupts(self) -> Iterator[str]:
        """Yield the lane of what is open everywhere, under the sign of its button."""
        entries = self.book.playbook.everywhere
        if not entries:
            return
        yield 'subgraph everywhere["⋯"]'
        for entry in entries:
            heat = "" if entry.from_temperature is None else f" 🌡{entry.from_temperature}"
            text = f"{said(entry.label, self.language)}{heat}{self.only_in(entry)}"
            yield f"  {_interrupt(entry.id)}{{{{{_quoted(text)}}}}}:::interrupt"
        yield "end"

    def arrows(self) -> Mapping[_Arrow, list[str]]:
        """Return each arrow with the labels of the choices that go along it."""
        found: dict[_Arrow, list[str]] = {}
        for step in self.book.playbook.steps:
            if step.pick is not None:
                count = f"▦ {step.pick.from_} {len(self.book.items(step.pick.from_))}"
                found.setdefault(_Arrow(_node(step.id), _node(step.pick.to), is_dotted=False), []).append(
                    count
                )
            if step.to is not None:
                found.setdefault(_way(step, step.to, is_detour=False), []).append(f"✎ {step.slot}")
            for choice in step.choices:
                dotted = choice.detour or choice.into is not None
                arrow = _way(step, choice.leads_to, is_detour=dotted)
                door = f" ↩ {choice.exit}" if choice.exit is not None and choice.to != RETURN else ""
                found.setdefault(arrow, []).append(said(choice.label, self.language) + door)
                for name, exit_ in choice.exits.items():
                    after = _back(step.stage) if exit_.to == RETURN else _node(exit_.leads_to)
                    onward = _Arrow(arrow.end, after, is_dotted=exit_.into is not None)
                    found.setdefault(onward, []).append(name)
        for entry in self.book.playbook.everywhere:
            dotted = entry.detour or entry.into is not None
            found[_Arrow(_interrupt(entry.id), _node(entry.leads_to), is_dotted=dotted)] = []
        return found

    def only_in(self, entry: EverywhereEntry) -> str:
        """Return the stages that alone offer an interrupt, if not all do."""
        titles = {stage.id: said(stage.title, self.language) for stage in self.book.playbook.stages}
        return "".join(f" · {titles.get(name, name)}" for name in entry.stages or ())

    def called(self) -> list[str]:
        """Return the other playbooks that are gone into, each with the step to begin with, once."""
        choices = [choice for _, _, choice in self.book.own_choices]
        ways: list[Way] = [*choices, *self.book.playbook.everywhere]
        leads = [lead for way in ways for lead in (way, *way.exits.values())]
        return list(dict.fromkeys(lead.leads_to for lead in leads if lead.into is not None))

    def unknown(self) -> list[str]:
        """Return the targets that are no step, each once."""
        known = {*self.book.steps, RETURN}
        return list(dict.fromkeys(target.to for target in self.book.targets if target.to not in known))

    def few(self, labels: Sequence[str]) -> str:
        """Return some labels, and how many more there are."""
        more = f" +{len(labels) - _LABELS}" if len(labels) > _LABELS else ""
        return " / ".join(labels[:_LABELS]) + more

    def short(self, line: str) -> str:
        """Return the beginning of a line."""
        longest = _LONGEST[self.language]
        return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _safe(text: str) -> str:
    """Return a text with its signs written as numbers."""
    return _MEANT.sub(lambda sign: f"#{ord(sign.group())};", text)


def _quoted(text: str) -> str:
    return f'"{_safe(text)}"'


def _way(step: StepEntry, to: str, *, is_detour: bool) -> _Arrow:
    """Return the arrow from a step to another, or to the sign of its lane that leads back."""
    back = to == RETURN
    return _Arrow(_node(step.id), _back(step.stage) if back else _node(to), is_dotted=is_detour or back)


def _node(step: str) -> str:
    """Return the name of a step's box: ``end`` alone would end a lane."""
    return f"s_{_NOT_A_NAME.sub('_', step)}"


def _interrupt(name: str) -> str:
    return f"i_{_NOT_A_NAME.sub('_', name)}"


def _back(stage: str) -> str:
    return f"back_{_NOT_A_NAME.sub('_', stage)}"
