"""A second opinion on a call: a playbook as dictionaries, and rules that share nothing with the product's.

It reads the file as written. Conditions become expressions of Python itself, which has its own idea of what
``and``, ``or``, ``not`` and brackets mean.
"""

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import CodeType
from typing import Any

PRODUCT_FIGURES = ("temperature", "minutes", "refusals", "options", "role", "ticked")
_TOKENS = re.compile(r"is not|!=|<=|>=|[=<>()]|'[^']*'|\"[^\"]*\"|[A-Za-z_][\w-]*|-?\d+(?:\.\d+)?")
_PYTHON = {"is not": "!=", "is": "==", "=": "=="}


class Held:
    """What a slot holds, compared as a condition compares it: nothing is neither above nor below."""

    def __init__(self, value: str | None) -> None:
        self.value = value

    def _number(self) -> int | None:
        return int(self.value) if self.value is not None and self.value.isdigit() else None

    def _compare(self, other: object, how: Callable[[float, float], bool]) -> bool:
        number = self._number()
        return number is not None and isinstance(other, int | float) and how(number, other)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int | float):
            return self._compare(other, lambda a, b: a == b)
        return self.value == other

    def __ne__(self, other: object) -> bool:
        if isinstance(other, int | float):
            return self._compare(other, lambda a, b: a != b)
        return self.value != other

    def __lt__(self, other: object) -> bool:
        return self._compare(other, lambda a, b: a < b)

    def __le__(self, other: object) -> bool:
        return self._compare(other, lambda a, b: a <= b)

    def __gt__(self, other: object) -> bool:
        return self._compare(other, lambda a, b: a > b)

    def __ge__(self, other: object) -> bool:
        return self._compare(other, lambda a, b: a >= b)

    __hash__ = None  # type: ignore[assignment]


class Ticks(int):
    """How much is ticked at the step; called with an item, whether that one is, wherever."""

    items: frozenset[str]

    def __call__(self, item: str) -> bool:
        """Tell whether an item is ticked."""
        return item in self.items


def in_python(condition: str) -> str:
    """Write a condition as an expression of Python."""
    found = _TOKENS.findall(condition)
    said: list[str] = []
    for place, token in enumerate(found):
        before = found[place - 1] if place else ""
        after = found[place + 1] if place + 1 < len(found) else ""
        if token in _PYTHON:
            said.append(_PYTHON[token])
        elif token[0].isalpha() and token not in {"and", "or", "not"}:
            said.append(_name(token, before, after))
        else:
            said.append(token)
    return " ".join(said)


@cache
def _code(condition: str) -> CodeType:
    return compile(in_python(condition), condition, "eval")


def _name(token: str, before: str, after: str) -> str:
    if after == "(":
        return token
    if before == "(" and after == ")":
        return f'"{token}"'
    if before in {"is", "is not", "=", "!=", "<", "<=", ">", ">="}:
        return f'"{token}"'
    return token if token in PRODUCT_FIGURES else f'slot("{token}")'


@dataclass(slots=True)
class Detour:
    """A way aside that is not over: where it comes back to, and where its named exits lead."""

    back: str
    exits: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Walked:
    """What undoing a move brings back."""

    step: str
    stack: list[Detour] = field(default_factory=list)
    slots: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    recorded: set[str] = field(default_factory=set)
    picked: list[str] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    """Picked options that compliance has not cleared, and below those that it has."""
    cleared: set[str] = field(default_factory=set)
    offers: list[dict[str, Any]] = field(default_factory=list)
    ticked: set[tuple[str, str]] = field(default_factory=set)


def part_of(step: str) -> str:
    """Return the playbook that a step of another one belongs to; empty for a step of its own."""
    return step.rpartition("/")[0]


class Oracle:
    """One call on one playbook, and on those that it goes into."""

    def __init__(
        self, slug: str, trees: Mapping[str, Mapping[str, Any]], shared: Mapping[str, list[str]], role: str
    ) -> None:
        """Begin; ``trees`` are the playbooks of the library, ``shared`` the lists by name, as ids."""
        self.tree, self.trees, self.shared, self.role = trees[slug], trees, shared, role
        self.steps: dict[str, Any] = {step["id"]: step for step in self.tree["steps"]}
        for part, tree in trees.items():
            self.steps |= {f"{part}/{step['id']}": step for step in tree["steps"]}
        self.now = Walked(self._first_of(self.tree))
        self.way: list[Walked] = []
        self.temperature: int | None = None
        self.minutes = 0
        self.noted: set[str] = set()
        self.flagged = False

    @staticmethod
    def _first_of(tree: Mapping[str, Any]) -> str:
        first = tree["stages"][0]["id"]
        return str(next(step["id"] for step in tree["steps"] if step["stage"] == first))

    def _tree_of(self, step: str) -> Mapping[str, Any]:
        """Return the playbook that a step belongs to."""
        return self.trees[part_of(step)] if part_of(step) else self.tree

    def _is_aside(self, step: str) -> bool:
        """Tell whether a step stands aside within its own playbook."""
        stage = self.steps[step]["stage"]
        return any(each["id"] == stage and each.get("aside") for each in self._tree_of(step)["stages"])

    def _is_off_the_rail(self, step: str) -> bool:
        return bool(part_of(step)) or self._is_aside(step)

    @property
    def step(self) -> Any:  # noqa: ANN401 - as the file has it
        """Return the step that stands."""
        return self.steps[self.now.step]

    @property
    def has_ended(self) -> bool:
        """Whether an end step stands."""
        return bool(self.step.get("kind") == "end")

    @property
    def question(self) -> str | None:
        """Return the slot that is to be answered in writing, if one is."""
        slot = self.step.get("slot") if self.step.get("kind") == "ask" else None
        return slot if slot is not None and self._values(slot) is None else None

    def _slot(self, name: str) -> Mapping[str, Any]:
        trees = (self.tree, *self.trees.values())
        return next(tree["slots"][name] for tree in trees if name in tree.get("slots", {}))

    def _values(self, name: str) -> list[str] | None:
        """Return what can be tapped for a slot; none when it is typed."""
        slot = self._slot(name)
        match slot.get("type", "one_of"):
            case "yes_no":
                return ["yes", "no"]
            case "scale":
                return [str(each) for each in range(slot.get("from", 0), slot.get("to", 10) + 1)]
            case "one_of":
                return self.shared[slot["values_from"]] if "values_from" in slot else list(slot["values"])
            case _:
                return None

    def offered(self) -> dict[str, Any]:
        """Return every choice of the step, conditions not asked."""
        step = self.step
        if self.has_ended:
            return {}
        found = {choice["id"]: choice for choice in step.get("choices", [])}
        if step.get("kind") == "ask":
            for value in self._values(step["slot"]) or ():
                found[value] = {"id": value, "to": step["to"], "does": [{"set": {step["slot"]: value}}]}
        pick = step.get("pick")
        for item in self.shared[pick["from"]] if pick else ():
            does: list[dict[str, Any]] = [{"set": {pick["into"]: item}}] if "into" in pick else []
            does += [{pick["as"]: item}] if "as" in pick else []
            found[item] = {"id": item, "to": pick["to"], "does": does}
        here = self._tree_of(self.now.step)
        for entry in here.get("everywhere", []):
            is_offered = not self._is_aside(self.now.step)
            if step["stage"] in entry["stages"] if "stages" in entry else is_offered:
                found[entry["id"]] = {"detour": True, **entry}
        return found

    def open(self) -> dict[str, str]:
        """Return where each choice leads that can be tapped now."""
        found = {}
        for name, choice in self.offered().items():
            landed = self._landing(choice)
            if landed is not None and self.holds(choice.get("when")):
                found[name] = landed[0]
        return found

    def _first_at(self, way: Mapping[str, Any]) -> str:
        """Return the full name of the step of another playbook at which it is gone into."""
        return f"{way['into']}/{way.get('at') or self._first_of(self.trees[way['into']])}"

    def _named(self, step: str | Mapping[str, Any]) -> str:
        """Return the full name of a step that the standing one names, or of one that its exit goes into."""
        if not isinstance(step, str):
            return self._first_at(step)
        part = part_of(self.now.step)
        return f"{part}/{step}" if part and step != "return" else step

    def _landing(self, choice: Mapping[str, Any]) -> tuple[str, list[Detour]] | None:
        """Return where a choice leads, with the detours that are open there."""
        here, stack = self.now.step, self._still_open(self.now.step, self.now.stack)
        if "into" in choice:
            exits = {name: self._named(to) for name, to in choice.get("exits", {}).items()}
            target = self._first_at(choice)
            return target, self._still_open(target, [*stack, Detour(here, exits)])
        exit_ = choice.get("exit")
        left = list(stack)
        while exit_ and left and part_of(left[-1].back) == part_of(here):
            left.pop()
        if choice["to"] != "return" and not (exit_ and left and exit_ in left[-1].exits):
            target = self._named(choice["to"])
            stack = [*stack, Detour(here)] if choice.get("detour") else stack
            return target, self._still_open(target, stack)
        if not left:
            back = self._last_on_rail()
            return None if back is None else (back, [])
        *outer, ended = left
        target = ended.exits.get(exit_ or "", "return")
        if target == "return":
            return ended.back, self._still_open(ended.back, outer)
        if part_of(target) != part_of(ended.back):
            outer = [*self._still_open(ended.back, outer), Detour(ended.back)]
        return target, self._still_open(target, outer)

    def _still_open(self, step: str, stack: list[Detour]) -> list[Detour]:
        """Return the detours that go on at a step: on a rail, those that began on it are over."""
        if not self._is_off_the_rail(step):
            return []
        if self._is_aside(step):
            return list(stack)
        own = [place for place, each in enumerate(stack) if part_of(each.back) == part_of(step)]
        return stack[: own[0]] if own else list(stack)

    def _last_on_rail(self) -> str | None:
        steps = [walked.step for walked in reversed(self.way)]
        return next((step for step in steps if not self._is_off_the_rail(step)), None)

    def holds(self, condition: str | None) -> bool:
        """Tell whether a condition holds now."""
        if condition is None:
            return True
        names: dict[str, Any] = {
            "temperature": self.temperature or 1,
            "minutes": self.minutes,
            "refusals": sum(offer["answer"] == "declined" for offer in self.now.offers),
            "options": 0 if self.now.waiting & set(self.now.picked) else len(self.now.picked),
            "role": self.role,
            "ticked": self._ticks(),
            "visits": lambda step: sum(walked.step == self._named(step) for walked in self.way),
            "slot": lambda name: Held(self.now.typed.get(name, self.now.slots.get(name))),
            "has": self._has,
            "offer_open": self._offer_open,
        }
        return bool(eval(_code(condition), {"__builtins__": {}}, names))  # noqa: S307 - our own files

    def _ticks(self) -> Ticks:
        ticks = Ticks(sum(step == self.now.step for step, _ in self.now.ticked))
        ticks.items = frozenset(item for _, item in self.now.ticked)
        return ticks

    def _has(self, what: str) -> bool:
        if what == "offer":
            return bool(self.now.offers)
        if what == "flag":
            return self.flagged
        return what in self.now.recorded or what in self.noted

    def _offer_open(self, place: int) -> bool:
        return any(offer["place"] == place and offer["answer"] is None for offer in self._latest())

    def _latest(self) -> list[dict[str, Any]]:
        last = max((offer["round"] for offer in self.now.offers), default=0)
        return [offer for offer in self.now.offers if offer["round"] == last]

    def tap(self, name: str) -> None:
        """Take a choice that is open."""
        choice = self.offered()[name]
        landed = self._landing(choice)
        assert landed is not None
        self._go(*landed)
        for effect in choice.get("does", []):
            for kind, what in effect.items():
                self._do(kind, what)

    def write(self, value: str) -> None:
        """Answer the open question in writing."""
        slot, landed = self.step["slot"], self._landing({"to": self.step["to"]})
        assert landed is not None
        self._go(*landed)
        self.now.typed[slot] = value

    def _go(self, target: str, stack: list[Detour]) -> None:
        self.way.append(copy.deepcopy(self.now))
        self.now.step, self.now.stack = target, stack

    def _do(self, kind: str, what: Any) -> None:  # noqa: ANN401 - as the file has it
        now = self.now
        match kind:
            case "set":
                now.slots |= what
                now.typed = {name: value for name, value in now.typed.items() if name not in what}
            case "clear":
                now.slots.pop(what, None)
                now.typed.pop(what, None)
            case "temperature":
                step = int(what) if isinstance(what, str) or what < 0 else None
                level = what if step is None else (self.temperature or 1) + step
                self.temperature = min(max(level, 1), 5)
            case "flag":
                self.flagged = True
            case "restated":
                now.recorded = (now.recorded | {"restatement"}) if what else now.recorded - {"restatement"}
            case "demand" | "promise":
                now.recorded = now.recorded | {kind}
            case "owed":
                now.recorded = now.recorded | {"entitlement"}
            case "agreed":
                now.recorded = now.recorded | {"agreement"}
            case "make_offers":
                last = max((offer["round"] for offer in now.offers), default=0)
                made = enumerate(now.picked, start=1)
                now.offers += [{"round": last + 1, "place": place, "answer": None} for place, _ in made]
                now.picked = []
            case "answer":
                for offer in self._latest():
                    if offer["answer"] is None and what["offer"] in {0, offer["place"]}:
                        offer["answer"] = what["is"]

    def tick(self, item: str) -> None:
        """Tick a thing to see to, or take its tick away."""
        self.now.ticked = self.now.ticked ^ {(self.now.step, item)}

    def pick(self, remedy: str, *, needs_compliance: bool) -> None:
        """Tick an option, the latest last."""
        self.now.picked = [each for each in self.now.picked if each != remedy] + [remedy]
        if needs_compliance and remedy not in self.now.cleared:
            self.now.waiting.add(remedy)

    def clear(self, remedy: str) -> None:
        """Compliance cleared an option."""
        self.now.waiting.discard(remedy)
        self.now.cleared.add(remedy)

    def jump(self, stage: str) -> None:
        """Go to the start of a stage."""
        self.way.append(copy.deepcopy(self.now))
        self.now.step = next(step["id"] for step in self.tree["steps"] if step["stage"] == stage)
        self.now.stack = []

    def back(self) -> None:
        """Undo the latest move."""
        self.now = self.way.pop()
