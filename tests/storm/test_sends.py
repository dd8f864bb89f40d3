"""A thousand sends of which a fifth is refused, lost or late: nothing is lost, every card is the log's."""

from pathlib import Path

import pytest

from tests.storm.broken import Drops, Unmarked, forgetting_cards
from tests.storm.sends import Sent, storm

SEED = 20261124
SENDS, AGENTS = 1_000, 40


def is_a_storm(sent: Sent) -> bool:
    return sent.sends >= SENDS and sent.struck > SENDS / 10 and sent.tally.copies > 0


@pytest.mark.parametrize("seed", [SEED])
async def test_storm_loses_nothing_marks_its_copies_and_leaves_every_card_as_the_log_says(
    tmp_path: Path, seed: int
) -> None:
    sent = await storm(tmp_path, seed, SENDS, AGENTS)

    assert is_a_storm(sent), f"seed {seed}"
    assert sent.broken() == [], f"seed {seed}"
    assert (sent.tally.lost, sent.tally.copies <= sent.tally.in_doubt) == (0, True)


async def test_bot_that_drops_what_may_have_arrived_loses_messages(tmp_path: Path) -> None:
    sent = await storm(tmp_path, SEED, SENDS // 4, AGENTS // 2, make_face=Drops)

    assert sent.tally.lost > 0


async def test_bot_that_does_not_mark_its_copies_is_found_out(tmp_path: Path) -> None:
    sent = await storm(tmp_path, SEED, SENDS // 4, AGENTS // 2, make_face=Unmarked)

    assert any("copy without a mark" in each for each in sent.tally.broken)


async def test_bot_that_forgets_its_cards_leaves_several_with_buttons(tmp_path: Path) -> None:
    sent = await storm(tmp_path, SEED, SENDS // 4, AGENTS // 2, wrap=forgetting_cards)

    assert any("cards have buttons" in each for each in sent.cards)
