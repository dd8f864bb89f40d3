"""What a look at all calls found by the rules of retention: counts, and never a call by its name."""

from dataclasses import dataclass, field, replace
from datetime import date

from dialogs.keeping import Placed, Standing
from dialogs.retention import Doubt, RetentionPolicy, RetentionRule


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """The calls for which one rule is the longest."""

    rule: RetentionRule
    due: int = 0
    """Whose words no rule keeps any more: erased now, or to be erased."""
    kept: int = 0
    next_on: date | None = None
    """The first local day on which one of those that are kept falls due."""
    held: int = 0
    going_on: int = 0

    def with_one(self, found: Placed) -> "RuleCount":
        """Count one more call; those erased before are not counted here."""
        match found.standing:
            case Standing.DUE:
                return replace(self, due=self.due + 1)
            case Standing.KEPT:
                days = [day for day in (self.next_on, found.until) if day is not None]
                return replace(self, kept=self.kept + 1, next_on=min(days, default=None))
            case Standing.HELD:
                return replace(self, held=self.held + 1)
            case Standing.GOING_ON:
                return replace(self, going_on=self.going_on + 1)
            case Standing.ERASED:
                return self


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReport:
    """What was found, and unless it was only a look, done."""

    today: date
    dry_run: bool
    rules: tuple[RuleCount, ...]
    erased_before: int = 0
    erased: int = 0
    """Calls whose words were erased now; 0 for a mere look."""
    left_in_chats: int = 0
    """Messages in chats that carried something of those."""
    doubts: tuple[Doubt, ...] = ()

    @property
    def due(self) -> int:
        """Return how many calls were due."""
        return sum(each.due for each in self.rules)

    @property
    def kept(self) -> int:
        """Return how many calls a rule keeps."""
        return sum(each.kept for each in self.rules)

    @property
    def held(self) -> int:
        """Return how many calls a hold keeps."""
        return sum(each.held for each in self.rules)

    @property
    def going_on(self) -> int:
        """Return how many calls have not ended: no rule counts for them yet."""
        return sum(each.going_on for each in self.rules)


@dataclass(slots=True)
class Counting:
    """Counts calls by the rule that keeps each longest."""

    policy: RetentionPolicy
    counts: dict[str, RuleCount] = field(default_factory=dict)
    erased_before: int = 0

    def add(self, found: Placed) -> None:
        """Count one more call."""
        known = self.counts.get(found.rule.id, RuleCount(rule=found.rule))
        self.counts[found.rule.id] = known.with_one(found)
        self.erased_before += found.standing is Standing.ERASED

    def report(self, today: date, doubts: tuple[Doubt, ...]) -> RetentionReport:
        """Return what was counted, by the rules in their order, as a mere look."""
        rules = tuple(self.counts.get(rule.id, RuleCount(rule=rule)) for rule in self.policy.rules)
        return RetentionReport(
            today=today, dry_run=True, rules=rules, erased_before=self.erased_before, doubts=doubts
        )
