"""The cases of the library, and how one is found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from dialogs.case import Case
from dialogs.ids import CaseId
from dialogs.index import Index, Texts, Topic, both


@dataclass(frozen=True)
class CaseBook:
    """Every case that serves, and the kinds of complaint under which they stand."""

    cards: Mapping[CaseId, Case] = field(default_factory=dict)
    """By id."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """The kinds of complaint, by the names of their playbooks; there may be cases of only some of them."""

    def find(self, words: str) -> tuple[Case, ...]:
        """Return the cases that hold ``words``, the best first, as :meth:`Index.find` does.

        Those that count alike stand by whether they are real, real ones first, then by id.
        """
        return self._index.find(words)

    def about(self, topic: str) -> tuple[Case, ...]:
        """Return the cases of one kind of complaint, real ones first."""
        held = [case for case in self.cards.values() if case.scenario == topic]
        return tuple(sorted(held, key=lambda case: (case.is_example, case.id)))

    def real(self, *topics: str) -> tuple[Case, ...]:
        """Return the cases of kinds of complaint that happened, those closed last first."""
        held = sorted((case for topic in topics for case in self.about(topic)), key=lambda case: case.id)
        real = [case for case in held if not case.is_example]
        return tuple(sorted(real, key=lambda case: case.closed_on or "", reverse=True))

    def to_tell(self, topic: str, today: date) -> tuple[Case, ...]:
        """Return the real cases of one kind that may be told to a customer, those closed last first.

        ``today`` is the local day: what should have been read again is left out.
        """
        return tuple(
            each for each in self.real(topic) if each.evidence is not None and today <= each.check_by
        )

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many cases there are of each kind of complaint that has any."""
        counted = {topic: len(self.about(topic)) for topic in self.topics}
        return {topic: count for topic, count in counted.items() if count}

    def alike(self, words: str) -> tuple[str, ...]:
        """Return names of cases and kinds of complaint that ``words`` may have meant, the likest first."""
        return self._index.alike(words)

    @cached_property
    def _index(self) -> Index[Case]:
        return Index(
            (case, self._texts(case), (str(int(case.is_example)), case.id)) for case in self.cards.values()
        )

    def _texts(self, case: Case) -> Texts:
        return Texts(
            called=(*case.words.zh, *case.words.en),
            names=(case.id, *both(case.title)),
            body=both(case.situation, *case.tried, case.turned, case.outcome, case.lesson),
            about=tuple(self.topics[each] for each in (case.scenario,) if each in self.topics),
        )
