"""Random walks that a call and the second opinion take side by side; where they part, the walk is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

from dialogs.commands import ConfirmCompliance, PickOption
from dialogs.decide import Decision
from dialogs.decide.composing import needs_compliance
from dialogs.guards import Moment
from dialogs.ids import ChoiceId, RemedyId
from dialogs.machine import machine_of
from dialogs.ports import SessionStatus
from dialogs.program import Place, Program, StepKind
from dialogs.roles import Role
from dialogs.slots import SlotType
from playbooks.check import Checked, check, check_library
from playbooks.source import Plain, read
from tests.builders.calls import AGENT, CALL, Call, Wishes
from tests.wander.oracle import Oracle

OWN = Path(__file__).parent / "library"
MOST_TAPS = 600
"""Of a walk that tries what it tried least; five steps end within some two hundred."""
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Book:
    """A playbook as the product has it, and as it is written."""

    program: Program
    trees: Mapping[str, Mapping[str, Plain]]
    """Every playbook of the library, by name."""
    shared: Mapping[str, list[str]]

    @property
    def choices(self) -> set[str]:
        """Every choice of every step."""
        steps = self.program.steps
        return {choice.id for step in steps for choice in self.program.choices_at(step)}


class PartedError(AssertionError):
    """The product and the second opinion do not agree, or a walk comes to no end."""


def books(*libraries: Path) -> Iterator[Book]:
    """Yield every playbook of ``libraries`` on which calls begin."""
    for library in libraries:
        for each in check_library(library):
            if not (book := _book(library, each)).program.is_part:
                yield book


def book_at(folder: Path) -> Book:
    """Read a playbook both ways."""
    return _book(folder.parent, check(folder))


def _book(library: Path, checked: Checked) -> Book:
    assert checked.program is not None, checked.diagnostics
    trees = {each.parent.name: _tree(each) for each in library.glob("*/playbook.yaml")}
    lists, remedies = _tree(library / "lists.yaml"), _tree(library / "remedies.yaml")
    named: dict[str, list[str]] = {"entitlements": _ids(remedies.get("entitlements"))}
    if isinstance(found := lists.get("lists"), dict):
        named |= {name: _ids(items) for name, items in found.items()}
    return Book(checked.program, trees, named)


@cache
def _tree(path: Path) -> Mapping[str, Plain]:
    return read(path.name, path.read_bytes()).tree or {}


def _ids(items: Plain) -> list[str]:
    entries = items if isinstance(items, list) else []
    return [str(each["id"]) for each in entries if isinstance(each, dict)]


@dataclass(slots=True)
class Wanderer:
    """One call, walked at random."""

    book: Book
    draw: Random
    way: list[str] = field(default_factory=list)
    call: Call = field(init=False)
    oracle: Oracle = field(init=False)
    wishes: Wishes = field(init=False)

    def __post_init__(self) -> None:
        role = self.draw.choice(list(Role))
        product = self.draw.choice(list(self.book.program.lists["products"]))
        self.call = Call(product, program=self.book.program)
        self.oracle = Oracle(self.book.program.playbook, self.book.trees, self.book.shared, role)
        self.wishes = Wishes(self.call, replace(AGENT, role=role))

    @property
    def moment(self) -> Moment:
        """What guards ask of this person now."""
        return self.call.state.moment(self.wishes.actor.role, self.call.now)

    def wander(self) -> int:
        """Walk at random, then to an end; return how many taps it took.

        Raises:
            PartedError: the second opinion is another one, or there is no end.
        """
        for _ in range(self.draw.randint(0, LONGEST)):
            if self._has_ended:
                break
            self._step()
        return self._to_an_end()

    @property
    def _has_ended(self) -> bool:
        return self.call.state.status is SessionStatus.ENDED

    def _step(self) -> None:
        """Do one thing that a person might do, and compare."""
        kind = self.draw.random()
        if kind < 0.1:
            self._heat(self.draw.randint(1, 5))
        elif kind < 0.18:
            self._note(self.draw.choice([Place.FACT, Place.FEELING, Place.DEMAND]))
        elif kind < 0.25 and self.call.state.path:
            self._back()
        elif kind < 0.3:
            self._jump()
        elif kind < 0.5 and self._stands_at_options:
            self._pick()
        elif kind < 0.7 and self.oracle.question is not None:
            self._write()
        elif kind < 0.8 and self.oracle.step.get("items"):
            self._tick()
        else:
            self._tap_any(sorted(self._agreed()))

    @property
    def _stands_at_options(self) -> bool:
        return self.book.program.steps[self.call.state.walk.step].kind is StepKind.COMPOSE

    def _agreed(self) -> dict[str, str]:
        """Return what is open, which both must say alike."""
        machine = machine_of(self.book.program)
        asked = self.book.choices if self.draw.random() < 0.05 else set(self.oracle.offered())
        found = {}
        for choice in asked:
            target = machine.target(self.call.state, ChoiceId(choice), self.moment)
            if target is not None:
                found[choice] = str(target)
        if found != self.oracle.open():
            raise self._parted(f"open are {found}, and should be {self.oracle.open()}")
        if not found and self.oracle.question is None:
            raise self._parted("nothing is open")
        return found

    def _tap_any(self, choices: list[str]) -> None:
        if choices:
            self._tap(self.draw.choice(choices))
        else:
            self._write()

    def _write(self) -> None:
        """Answer the open question in writing."""
        asked = self.oracle.question
        is_day = asked is not None and self.book.program.slots[asked].type is SlotType.DATE
        answer = "昨天" if is_day else str(self.draw.randint(1, 300))
        self._do(f"write {answer}")
        self.call.do(self.wishes.note(answer))
        self.oracle.write(answer)
        self._compare()

    def _tick(self) -> None:
        """Tick a thing to see to, or take its tick away."""
        here = self.call.state.walk.step
        item = self.draw.choice(self.book.program.steps[here].items).id
        is_ticked = (here, item) in self.call.state.walk.ticked
        self._do(f"tick {item}")
        self.call.do(self.wishes.tick(item, ticked=not is_ticked))
        self.oracle.tick(item)
        self._compare()

    def _tap(self, choice: str) -> None:
        self._pass_time(self.draw.randint(1, 90))
        if choice not in self._agreed():
            return  # time has closed it
        self._do(f"tap {choice}")
        self.call.do(self.wishes.choose(choice))
        self.oracle.tap(choice)
        self._compare()

    def _heat(self, level: int) -> None:
        self._do(f"heat {level}")
        self.call.do(self.wishes.temperature(level))
        self.oracle.temperature = level
        self._compare()

    def _note(self, place: Place) -> None:
        self._do(f"note {place}")
        self.call.do(self.wishes.note("一句话", place))
        self.oracle.noted.add(place.value)
        self._compare()

    def _back(self) -> None:
        self._do("back")
        self.call.do(self.wishes.back())
        self.oracle.back()
        self._compare()

    def _jump(self) -> None:
        stages = [stage.id for stage in self.book.program.stages.values() if not stage.aside]
        stage = self.draw.choice(stages)
        if self.book.program.steps[self.book.program.stages[stage].start].kind is StepKind.END:
            return
        self._do(f"jump {stage}")
        self.call.do(self.wishes.jump(stage))
        self.oracle.jump(stage)
        self._compare()

    def _pick(self) -> None:
        remedies = self.book.program.remedies
        remedy = self.draw.choice(sorted(remedies))
        state, actor = self.call.state, self.wishes.actor
        for waiting in state.awaiting_compliance:
            self._do(f"clear {waiting}")
            self.call.do(ConfirmCompliance(actor=actor, session=CALL, turn=state.turn, remedy=waiting))
            self.oracle.clear(waiting)
        wish = PickOption(actor=actor, session=CALL, turn=state.turn, remedy=RemedyId(remedy), picked=True)
        if isinstance(self.call.ask(wish), Decision) and remedy not in state.walk.picked:
            self._do(f"pick {remedy}")
            self.call.do(wish)
            needs = needs_compliance(remedies[RemedyId(remedy)], self.call.product)
            self.oracle.pick(remedy, needs_compliance=needs)
            self._compare()

    def _pass_time(self, seconds: int) -> None:
        self.call.wait(seconds)
        begun = self.call.state.opened_at
        self.oracle.minutes = int((self.call.now - begun) / timedelta(minutes=1))

    def _to_an_end(self) -> int:
        """Tap what was tapped least of what is open, until the call is over."""
        tapped: dict[tuple[str, str], int] = {}
        while not self._has_ended:
            if len(tapped) > MOST_TAPS or sum(tapped.values()) > MOST_TAPS:
                raise self._parted("no end is come to")
            if self._stands_at_options:
                self._pick()
            here, found = self.oracle.now.step, sorted(self._agreed())
            if not found:
                self._write()
                continue
            least = min(tapped.get((here, each), 0) for each in found)
            choice = self.draw.choice([each for each in found if tapped.get((here, each), 0) == least])
            tapped[here, choice] = least + 1
            if self.draw.random() < 0.2:
                self._heat(self.draw.randint(1, 5))
            if choice in self._agreed():
                self._tap(choice)
        return len(self.way)

    def _compare(self) -> None:
        state, oracle = self.call.state, self.oracle
        ours = (state.walk.step, state.walk.returns_to, dict(state.walk.slots), state.temperature)
        stack = tuple(each.back for each in oracle.now.stack)
        other = (oracle.now.step, stack, oracle.now.slots, oracle.temperature)
        if ours != other:
            raise self._parted(f"the call stands at {ours}, and should at {other}")
        if oracle.has_ended != self._has_ended:
            raise self._parted("one of the two is over")

    def _do(self, what: str) -> None:
        self.way.append(what)

    def _parted(self, why: str) -> PartedError:
        slug = self.book.program.playbook
        return PartedError(
            f"{slug}, {self.wishes.actor.role}, at {self.oracle.now.step}: {why}; way: {self.way}"
        )
