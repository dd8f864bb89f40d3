"""What was noted last, and no more of it than there is room for."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class Latest(Generic[K, V]):
    """Values by key; of more than ``most`` those are forgotten that were noted longest ago."""

    most: int
    _values: OrderedDict[K, V] = field(default_factory=OrderedDict)

    def note(self, key: K, value: V) -> None:
        """Note ``value`` as the latest."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self.most:
            self._values.popitem(last=False)

    def get(self, key: K) -> V | None:
        """Return what was noted of ``key``; none where nothing was, or it was forgotten."""
        return self._values.get(key)

    def forget(self, key: K) -> None:
        """Forget ``key``."""
        self._values.pop(key, None)
