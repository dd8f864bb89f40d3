"""Who is flooded is left alone for half a minute; everybody else finishes their taps long before."""

from pathlib import Path

from tests.storm.flood import FLOOD_SECONDS, OneDeadline, late_beside_a_flood

OTHERS, TAPS = 12, 4


async def test_one_flooded_chat_delays_nobody_else(tmp_path: Path) -> None:
    late, left = await late_beside_a_flood(tmp_path, OTHERS, TAPS, seconds=FLOOD_SECONDS - 5)

    assert late == []
    assert left > 0


async def test_messenger_with_one_deadline_for_all_chats_is_found_out(tmp_path: Path) -> None:
    late, _ = await late_beside_a_flood(tmp_path, OTHERS, TAPS, seconds=3, make_voice=OneDeadline)

    assert len(late) == OTHERS
