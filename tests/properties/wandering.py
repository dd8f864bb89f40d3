"""Random libraries of playbooks that go into each other, and a plain model of a walk through them."""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from random import Random

from dialogs.ids import PlaybookSlug
from dialogs.program import Program
from playbooks.check import compile_kept

MAIN = "p0"
RAIL, ASIDE = ("r0", "r1", "r2"), ("a0", "a1")
EXITS = ("x", "y")
DOOR = "d"
"""An exit for which not all who go in have something ready."""
RETURN = "return"


@dataclass(frozen=True, slots=True)
class Way:
    """A choice: to a step of its own, into another playbook, or back."""

    id: str
    to: str = ""
    detour: bool = False
    into: str = ""
    at: str = ""
    exits: tuple[tuple[str, str], ...] = ()
    exit: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """One playbook: its steps with their ways."""

    slug: str
    steps: dict[str, tuple[Way, ...]]
    everywhere: tuple[Way, ...] = ()

    def source(self) -> str:
        """Write it down as a trainer would."""
        lines = [
            "format: 1",
            f"playbook: {self.slug}",
            "title: {zh: 编造, en: Invented}",
            "owner: 培训组",
            "check_by: 2027-05-31",
            "stages:",
            "  - {id: rail, title: {zh: 主, en: Rail}}",
            "  - {id: later, title: {zh: 后, en: Later}}",
            "  - {id: aside, title: {zh: 旁, en: Aside}, aside: true}",
        ]
        if self.slug != MAIN:
            lines.append(f"exits: [{', '.join((*EXITS, DOOR))}]")
        if self.everywhere:
            # What is open everywhere is a detour always, and does not say so.
            entries = [_written(replace(way, detour=False)) for way in self.everywhere]
            lines += ["everywhere:", *(f"  - {{{entry}, from_temperature: 4}}" for entry in entries)]
        lines.append("steps:")
        for step, ways in self.steps.items():
            stage = "aside" if step in ASIDE else "later" if step == "r2" else "rail"
            end = "" if ways else ", kind: end, outcome: agreed"
            lines.append(f"  - {{id: {step}, stage: {stage}{end}, say: {{zh: 说, en: Say}}, choices: [")
            lines += [f"      {{{_written(way)}}}," for way in ways]
            lines.append("    ]}")
        return "\n".join(lines) + "\n"


def _written(way: Way) -> str:
    parts = [f"id: {way.id}", "label: {zh: 点, en: Tap}"]
    parts += [f"to: {way.to}"] if way.to else []
    parts += ["detour: true"] if way.detour else []
    parts += [f"into: {way.into}, at: {way.at}"] if way.into else []
    exits = ", ".join(f"{name}: {_exit(to)}" for name, to in way.exits)
    parts += [f"exits: {{{exits}}}"] if exits else []
    parts += [f"exit: {way.exit}"] if way.exit else []
    return ", ".join(parts)


def _exit(to: str) -> str:
    into, _, at = to.rpartition("/")
    return f"{{into: {into}, at: {at}}}" if into else to


Library = dict[str, Written]


def library(seed: int, playbooks: int = 4) -> Library:
    """Make a library in which each playbook goes into later ones only, so that none comes round."""
    draw = Random(seed)
    return {f"p{number}": _playbook(draw, number, playbooks) for number in range(playbooks)}


def compiled(made: Library) -> Program:
    """Compile the first playbook with all that it goes into."""
    sources = {f"{slug}/playbook.yaml": each.source().encode() for slug, each in made.items()}
    program = compile_kept(PlaybookSlug(MAIN), sources)
    assert program is not None
    return program


def _playbook(draw: Random, number: int, playbooks: int) -> Written:
    steps: dict[str, tuple[Way, ...]] = {}
    for step in (*RAIL, *ASIDE):
        kinds = [draw.choice(_kinds(step, number, playbooks)) for _ in range(draw.randint(2, 4))]
        # From every step one way leads on, so that no walk stands still.
        kinds.append("return" if step in ASIDE or number else "rail")
        steps[step] = tuple(
            _way(draw, f"c{place}", kind, step, number, playbooks) for place, kind in enumerate(kinds)
        )
    everywhere = tuple(
        _way(draw, f"e{place}", draw.choice(["detour", "into"]), "r0", number, playbooks)
        for place in range(2)
    )
    return Written(f"p{number}", steps, everywhere)


def _kinds(step: str, number: int, playbooks: int) -> list[str]:
    kinds = ["rail", "detour", "door"]
    kinds += ["into", "into"] if number < playbooks - 1 else []
    kinds += ["return", "exit"] if number else []
    kinds += ["aside", "return"] if step in ASIDE else []
    return kinds


def _way(draw: Random, name: str, kind: str, step: str, number: int, playbooks: int) -> Way:
    match kind:
        case "rail":
            return Way(name, to=draw.choice(RAIL))
        case "aside":
            return Way(name, to=draw.choice(ASIDE))
        case "detour":
            return Way(name, to=draw.choice(ASIDE), detour=True)
        case "door":
            return Way(name, to=draw.choice(RAIL), exit=DOOR)
        case "exit":
            return Way(name, to=RETURN, exit=draw.choice(EXITS))
        case "into" if number < playbooks - 1:
            into = f"p{draw.randint(number + 1, playbooks - 1)}"
            others = {f"p{each}" for each in range(number + 1, playbooks)} - {into}
            further = [f"{other}/{at}" for other in sorted(others) for at in ("r1", "a0")]
            ends = (*RAIL, RETURN, *(ASIDE if step in ASIDE else ()), *further)
            names = (*EXITS, DOOR) if draw.random() < 0.5 else EXITS
            exits = tuple((each, draw.choice(ends)) for each in names)
            return Way(name, into=into, at=draw.choice((*RAIL, *ASIDE)), exits=exits)
        case "into":
            return Way(name, to=draw.choice(ASIDE), detour=True)
        case _:
            return Way(name, to=RETURN)


@dataclass(slots=True)
class Frame:
    """Where a walk stands in one playbook, and what it comes back to within it."""

    slug: str
    step: str
    waits: list[str] = field(default_factory=list)
    """Steps of this playbook to which its own detours come back."""
    exits: dict[str, str] = field(default_factory=dict)
    """What the one below does when this one is left by a named exit."""


@dataclass(slots=True)
class Wanderer:
    """A walk through playbooks, one frame each: the plain model, which inlines nothing."""

    made: Library
    frames: list[Frame] = field(default_factory=lambda: [Frame(MAIN, "r0")])
    past: list[list[Frame]] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """Where it stands and what is open, in the names of the compiled program."""
        waits: list[str] = []
        for number, frame in enumerate(self.frames):
            waits += [_name(frame.slug, each) for each in frame.waits]
            if number < len(self.frames) - 1:
                waits.append(_name(frame.slug, frame.step))
        return _name(self.frames[-1].slug, self.frames[-1].step), tuple(waits)

    @property
    def ways(self) -> tuple[Way, ...]:
        """What can be tapped here."""
        top = self.frames[-1]
        own = self.made[top.slug].steps[top.step]
        return own + (self.made[top.slug].everywhere if top.step in RAIL else ())

    def can(self, way: Way) -> bool:
        """Tell whether a tap leads anywhere: a return needs something to come back to."""
        return way.to != RETURN or len(self.frames) > 1 or bool(self.frames[-1].waits)

    def take(self, way: Way) -> None:
        """Tap."""
        self.past.append(deepcopy(self.frames))
        top = self.frames[-1]
        if way.into:
            self.frames.append(Frame(way.into, way.at, exits=dict(way.exits)))
        elif way.exit and (way.to == RETURN or way.exit in top.exits):
            self._leave(way.exit)
        elif way.to != RETURN:
            if way.detour:
                top.waits.append(top.step)
            self._stand(top, way.to)
        elif top.waits:
            self._stand(top, top.waits.pop())
        else:
            self.frames.pop()

    def back(self) -> None:
        """Undo the last tap."""
        self.frames = self.past.pop()

    def jump(self, step: str) -> None:
        """Go to the start of a stage of the rail."""
        self.past.append(deepcopy(self.frames))
        self.frames = [Frame(MAIN, step)]

    def _leave(self, exit_: str) -> None:
        left = self.frames.pop()
        into, _, to = left.exits.get(exit_, RETURN).rpartition("/")
        if into:
            self.frames.append(Frame(into, to))
        elif to != RETURN:
            self._stand(self.frames[-1], to)

    @staticmethod
    def _stand(frame: Frame, step: str) -> None:
        frame.step = step
        if step in RAIL:
            frame.waits.clear()


def _name(slug: str, step: str) -> str:
    return step if slug == MAIN else f"{slug}/{step}"
