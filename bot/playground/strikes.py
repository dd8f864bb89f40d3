"""What the plan of faults has struck so far, and which chats are flooded; in memory only, off at a start."""

import math
from collections import Counter
from datetime import datetime, timedelta

from bot.playground.faults import (
    OF_UPDATES,
    FaultKind,
    FaultPlan,
    Strike,
    can_be_flooded,
    kinds_for_call,
)
from bot.playground.json_values import JsonObject


class Strikes:
    """Draws the faults of one plan, or of none, and counts them; floods may also be aimed at one chat."""

    def __init__(self, plan: FaultPlan | None = None) -> None:
        self.plan = plan
        self._counts: Counter[FaultKind] = Counter()
        self._numbers: Counter[str] = Counter()
        self._floods: dict[int, datetime] = {}
        self._begun: set[int] = set()

    def follow(self, plan: FaultPlan | None) -> None:
        """Follow a plan from its beginning; the counts begin at 0. None ends the faults, the counts stay.

        The floods that the plan before began end with it; those that were aimed go on.
        """
        self.plan = plan
        self._numbers.clear()
        for chat_id in self._begun:
            del self._floods[chat_id]
        self._begun.clear()
        if plan is not None:
            self._counts.clear()

    def flood(self, chat_id: int, seconds: int, now: datetime) -> None:
        """Flood one chat for so many seconds, plan or no plan; 0 ends its flood."""
        self._floods[chat_id] = now + timedelta(seconds=seconds)
        self._begun.discard(chat_id)

    def flood_left(self, chat_id: int, now: datetime) -> int:
        """Return for how many more seconds a chat is flooded, rounded up; 0 when it is not."""
        until = self._floods.get(chat_id)
        return max(math.ceil((until - now).total_seconds()), 0) if until else 0

    def on_call(self, method: str, chat_id: int | None, now: datetime) -> Strike | None:
        """Return what strikes a call, None when nothing does; a strike is counted.

        A call into a flood takes its number too, so that the next one's draw does not depend on the clock.
        """
        lane = method if chat_id is None else str(chat_id)
        possible = kinds_for_call(method, chat_id)
        drawn = self._next(f"call:{lane}", self.plan, possible) if self.plan is not None else None
        strike = self._flooded(method, chat_id, now) or drawn
        if strike is not None and strike.kind is FaultKind.FLOOD and strike.seconds == 0:
            strike = self._begin_flood(chat_id, now)
        return self._counted(strike)

    def on_update(self, kind: str, queue: str) -> Strike | None:
        """Return what strikes an update of a kind such as `message`; a strike is counted."""
        if self.plan is None:
            return None
        possible = (*OF_UPDATES, FaultKind.RESEND) if kind == "callback_query" else OF_UPDATES
        return self._counted(self._next(f"update:{queue}", self.plan, possible))

    def as_json(self, now: datetime) -> JsonObject:
        """Return plan, counts of all kinds, and the seconds that are left of each flood by chat."""
        left = {chat_id: self.flood_left(chat_id, now) for chat_id in self._floods}
        return {
            "plan": self.plan.as_json() if self.plan else None,
            "counts": {kind.value: self._counts[kind] for kind in FaultKind},
            "flooded": {str(chat_id): seconds for chat_id, seconds in left.items() if seconds},
        }

    def _next(self, lane: str, plan: FaultPlan, possible: tuple[FaultKind, ...]) -> Strike | None:
        self._numbers[lane] += 1
        return plan.draw(lane, self._numbers[lane], possible)

    def _flooded(self, method: str, chat_id: int | None, now: datetime) -> Strike | None:
        left = self.flood_left(chat_id, now) if chat_id is not None and can_be_flooded(method) else 0
        return Strike(FaultKind.FLOOD, seconds=left) if left else None

    def _begin_flood(self, chat_id: int | None, now: datetime) -> Strike:
        seconds = self.plan.retry_after if self.plan else 1
        if chat_id is not None:
            self.flood(chat_id, seconds, now)
            self._begun.add(chat_id)
        return Strike(FaultKind.FLOOD, seconds=seconds)

    def _counted(self, strike: Strike | None) -> Strike | None:
        if strike is not None:
            self._counts[strike.kind] += 1
        return strike
