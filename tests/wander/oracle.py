"""A second opinion on a call: a playbook as dictionaries, and rules that share nothing with the product's.

It reads the file as written. Conditions become expressions of Python itself, which has its own idea of what
``and``, ``or``, ``not`` and brackets mean.
"""

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

PRODUCT_FIGURES = ("temperature", "minutes", "refusals", "options", "role")
_TOKENS = re.compile(r"is not|!=|<=|>=|[=<>()]|'[^']*'|\"[^\"]*\"|[A-Za-z_][\w-]*|-?\d+(?:\.\d+)?")
_PYTHON = {"is not": "!=", "is": "==", "=": "=="}


class Held:
    """What a slot holds, compared as a condition compares it: nothing is neither above nor below."""

    def __init__(self, value: str | None) -> None:
        self.value = value

    def _number(self) -> int | None:
        return int(self.value) if self.value is not None and self.value.isdigit() else None

    def _compare(self, other: object, how: Callable[[int, int], bool]) -> bool:
        number = self._number()
        return number is not None and isinstance(other, int) and how(number, other)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return self._compare(other, lambda a, b: a == b)
        return self.value == other

    def __ne__(self, other: object) -> bool:
        if isinstance(other, int):
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


def _name(token: str, before: str, after: str) -> str:
    if after == "(":
        return token
    if before == "(" and after == ")":
        return f'"{token}"'
    if before in {"is", "is not", "=", "!=", "<", "<=", ">", ">="}:
        return f'"{token}"'
    return token if token in PRODUCT_FIGURES else f'slot("{token}")'


@dataclass(slots=True)
class Walked:
    """What undoing a move brings back."""

    step: str
    stack: list[str] = field(default_factory=list)
    slots: dict[str, str] = field(default_factory=dict)
    recorded: set[str] = field(default_factory=set)
    picked: list[str] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    """Picked options that compliance has not cleared, and below those that it has."""
    cleared: set[str] = field(default_factory=set)
    offers: list[dict[str, Any]] = field(default_factory=list)


class Oracle:
    """One call on one playbook."""

    def __init__(self, tree: Mapping[str, Any], shared: Mapping[str, list[str]], role: str) -> None:
        """Begin; ``shared`` are the lists by name, as ids."""
        self.tree, self.shared, self.role = tree, shared, role
        self.steps: dict[str, Any] = {step["id"]: step for step in tree["steps"]}
        self.asides = {stage["id"] for stage in tree["stages"] if stage.get("aside")}
        first = tree["stages"][0]["id"]
        self.now = Walked(next(step["id"] for step in tree["steps"] if step["stage"] == first))
        self.way: list[Walked] = []
        self.temperature: int | None = None
        self.minutes = 0
        self.typed: set[str] = set()
        self.flagged = False

    @property
    def has_ended(self) -> bool:
        """Whether an end step stands."""
        return bool(self.steps[self.now.step].get("kind") == "end")

    def offered(self) -> dict[str, Any]:
        """Return every choice of the step, conditions not asked."""
        step = self.steps[self.now.step]
        if self.has_ended:
            return {}
        found = {choice["id"]: choice for choice in step.get("choices", [])}
        pick = step.get("pick")
        for item in self.shared[pick["from"]] if pick else ():
            does: list[dict[str, Any]] = [{"set": {pick["into"]: item}}] if "into" in pick else []
            does += [{pick["as"]: item}] if "as" in pick else []
            found[item] = {"id": item, "to": pick["to"], "does": does}
        for entry in self.tree.get("everywhere", []):
            if step["stage"] in entry["stages"] if "stages" in entry else step["stage"] not in self.asides:
                found[entry["id"]] = {"detour": True, **entry}
        return found

    def open(self) -> dict[str, str]:
        """Return where each choice leads that can be tapped now."""
        found = {}
        for name, choice in self.offered().items():
            target = choice["to"]
            if target == "return":
                target = self.now.stack[-1] if self.now.stack else self._last_on_rail()
            if target is not None and self.holds(choice.get("when")):
                found[name] = target
        return found

    def _last_on_rail(self) -> str | None:
        steps = [walked.step for walked in reversed(self.way)]
        return next((step for step in steps if self.steps[step]["stage"] not in self.asides), None)

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
            "visits": lambda step: sum(walked.step == step for walked in self.way),
            "slot": lambda name: Held(self.now.slots.get(name)),
            "has": self._has,
            "offer_open": self._offer_open,
        }
        return bool(eval(in_python(condition), {"__builtins__": {}}, names))  # noqa: S307 - our own files

    def _has(self, what: str) -> bool:
        if what == "offer":
            return bool(self.now.offers)
        if what == "flag":
            return self.flagged
        return what in self.now.recorded or what in self.typed

    def _offer_open(self, place: int) -> bool:
        return any(offer["place"] == place and offer["answer"] is None for offer in self._latest())

    def _latest(self) -> list[dict[str, Any]]:
        last = max((offer["round"] for offer in self.now.offers), default=0)
        return [offer for offer in self.now.offers if offer["round"] == last]

    def tap(self, name: str) -> None:
        """Take a choice that is open."""
        choice, target = self.offered()[name], self.open()[name]
        self.way.append(copy.deepcopy(self.now))
        inside = self.steps[self.now.step]["stage"] in self.asides
        stack = list(self.now.stack) if inside else []
        if choice["to"] == "return":
            stack = stack[:-1]
        elif self.steps[target]["stage"] not in self.asides:
            stack = []
        elif choice.get("detour"):
            stack.append(self.now.step)
        self.now.step, self.now.stack = target, stack
        for effect in choice.get("does", []):
            for kind, what in effect.items():
                self._do(kind, what)

    def _do(self, kind: str, what: Any) -> None:  # noqa: ANN401 - as the file has it
        now = self.now
        match kind:
            case "set":
                now.slots |= what
            case "clear":
                now.slots.pop(what, None)
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
