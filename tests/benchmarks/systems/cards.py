"""The cards that every peer shows: the words of the playbook that Hejie walks, laid out as Hejie does."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

import yaml

PLAYBOOK: Final = Path(__file__).parents[1] / "library" / "circle" / "playbook.yaml"
FIXED_ROW: Final = ("↩ 撤回", "🌡 情绪", "⋯ 更多", "🆘 求助")


@dataclass(frozen=True, slots=True)
class PeerCard:
    """A step as a peer shows it: HTML, four answers in two rows, and the row that never changes."""

    text: str
    answers: tuple[str, str, str, str]


def peer_cards() -> tuple[PeerCard, ...]:
    """Return the cards of the circle, in its order."""
    steps = yaml.safe_load(PLAYBOOK.read_text(encoding="utf-8"))["steps"]
    return tuple(_card(place, step) for place, step in enumerate(steps) if "choices" in step)


def _card(place: int, step: dict[str, Any]) -> PeerCard:
    sentences = [each for each in step["say"]["zh"].replace("？", "？。").split("。") if each]
    said = "\n".join(f"{number}. {each}。" for number, each in enumerate(sentences, start=1))
    hints = "\n".join(f"· {hint['zh']}" for hint in step["hints"])
    dots = "".join("●" if each == place else "○" for each in range(3))
    first, second, third, fourth = (choice["label"]["zh"] for choice in step["choices"])
    return PeerCard(
        text=f"青松-17 · {dots} 一步 · 10:06起\n\n<b>{escape(said)}</b>\n\n{escape(hints)}\n\n✎ 备注",
        answers=(first, second, third, fourth),
    )
