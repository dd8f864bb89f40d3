"""What the cells of the log gave, in one round after the other."""

from collections.abc import Awaitable, Callable, Sequence

from tests.benchmarks.log.pace import Figures
from tests.benchmarks.nursery import TrialError
from tests.benchmarks.rounds import say, told


class Found:
    """What was measured so far."""

    def __init__(self) -> None:
        self.rounds: list[dict[str, Figures]] = []
        self.errors: dict[str, list[str]] = {}

    async def gather(
        self, cells: Sequence[str], rounds: int, measure: Callable[[str], Awaitable[Figures]]
    ) -> None:
        """Measure every cell in every round."""
        self.rounds = [{} for _ in range(rounds)]
        for one, cell in told(cells, rounds):
            try:
                self.rounds[one][cell] = await measure(cell)
            except TrialError as error:
                self.errors.setdefault(cell, []).append(str(error))
                say(f"no figures: {error}")
