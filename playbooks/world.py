"""What can be so in a call of one playbook, and whether a guard can hold in it.

What no choice of the playbook brings about counts as never so. Which walk leads where is not asked: a guard
that can hold may still never hold where it stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dialogs.guards import Figure, Guard, Not, Question, Recorded
from playbooks.book import Book
from playbooks.clauses import EffectClause
from playbooks.weighing import Answer, Subject, domains, holds_in, questions, states

_MOST_STATES = 2_000
"""Of more states than this we do not try every one, and say that a guard may hold."""
_ALWAYS = frozenset({Recorded.FACT, Recorded.FEELING, Recorded.DEMAND, Recorded.FLAG})
"""What can be typed or tapped at any step."""


@dataclass(frozen=True, slots=True)
class World:
    """What the choices of a playbook can bring about."""

    values: Mapping[str, frozenset[str]]
    """Slot → the values that something sets."""
    recorded: frozenset[Recorded]
    offers: bool
    """Whether options can be ticked, and offers be made."""
    ticks: bool = False
    """Whether there is anything to tick."""
    typed: frozenset[str] = frozenset()
    """Slots of which an answer is typed: it can be anything."""
    _told: dict[tuple[Guard, ...], bool] = field(default_factory=dict, repr=False, compare=False)
    """What was asked before: many choices of a playbook have the same condition."""

    def can_hold(self, *guards: Guard) -> bool:
        """Tell whether all ``guards`` hold at once in some state."""
        if guards not in self._told:
            self._told[guards] = self._weighed(guards)
        return self._told[guards]

    def _weighed(self, guards: Sequence[Guard]) -> bool:
        """Try every state that the questions of ``guards`` tell apart."""
        can_be = {subject: self._possible(subject, answers) for subject, answers in domains(guards).items()}
        tried = states(can_be, _MOST_STATES)
        return tried is None or any(all(holds_in(guard, state) for guard in guards) for state in tried)

    def always_holds(self, guard: Guard) -> bool:
        """Tell whether ``guard`` holds in every state."""
        return not self.can_hold(Not(guard))

    def never_so(self, guard: Guard) -> Iterator[Question]:
        """Yield the single conditions within ``guard`` that nothing in the playbook ever brings about."""
        return (each for each in questions(guard) if not self.can_hold(each))

    def _possible(self, subject: Subject, answers: Sequence[Answer]) -> Sequence[Answer]:
        """Return those of the answers that there can be."""
        match subject:
            case ("slot", str(name)) if name not in self.typed:
                return [each for each in answers if self._can_be_in(name, each)]
            case ("figure", Figure.OPTIONS | Figure.REFUSALS) if not self.offers:
                return [0]
            case ("figure", Figure.TICKED) if not self.ticks:
                return [0]
            case ("has", what) if what not in self.recorded:
                return [False]
            case ("offer", _) if not self.offers:
                return [False]
            case _:
                return answers

    def _can_be_in(self, slot: str, answer: Answer) -> bool:
        """Tell whether a tap sets ``slot`` to ``answer``; nothing, or another value, is always possible."""
        set_ = self.values.get(slot, frozenset())
        return answer is None or answer == "" or str(answer) in set_


@lru_cache(maxsize=1)
def world_of(book: Book) -> World:
    """Return what the choices of ``book``, and of those that it goes into, can bring about."""
    values: dict[str, set[str]] = {}
    for effect in _effects(book):
        for name, value in (effect.set_ or {}).items():
            values.setdefault(name, set()).add(value)
    typed: set[str] = set()
    for each in book.onward:
        for step in each.playbook.steps:
            if step.pick is not None and step.pick.into is not None:
                picked = (item.id for item in each.items(step.pick.from_))
                values.setdefault(step.pick.into, set()).update(picked)
            if step.slot is not None:
                values.setdefault(step.slot, set()).update(each.values(step.slot))
                typed |= set() if each.values(step.slot) else {step.slot}
    offers = any(effect.make_offers for effect in _effects(book))
    ticks = any(step.items for each in book.onward for step in each.playbook.steps)
    settled = {name: frozenset(set_) for name, set_ in values.items()}
    return World(settled, _recorded(book), offers, ticks, frozenset(typed))


def _effects(book: Book) -> Iterator[EffectClause]:
    """Yield what taps write down, also in the playbooks that are gone into."""
    return (effect for each in book.onward for _, effect in each.effects)


def _recorded(book: Book) -> frozenset[Recorded]:
    """Return what a call of ``book`` can have recorded."""
    found = set(_ALWAYS)
    for effect in _effects(book):
        brings = {
            Recorded.ENTITLEMENT: effect.owed is not None,
            Recorded.RESTATEMENT: bool(effect.restated),
            Recorded.AGREEMENT: bool(effect.agreed),
            Recorded.PROMISE: effect.promise is not None,
            Recorded.OFFER: bool(effect.make_offers),
        }
        found |= {what for what, does in brings.items() if does}
    steps = (step for each in book.onward for step in each.playbook.steps)
    if any(step.pick is not None and step.pick.as_ == "owed" for step in steps):
        found.add(Recorded.ENTITLEMENT)
    return frozenset(found)
