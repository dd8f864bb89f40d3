"""The model of a power cut, deed by deed: what may be gone, and what must be there."""

import random
from collections.abc import Sequence

from tests.disk.power import SECTOR, Platter
from tests.disk.trace import Created, Deleted, Entry, FileId, Synced, SyncFailed, Truncated, Written

LOG, NEXT = FileId(1), FileId(2)
OLD, NEW = b"o" * 4 * SECTOR, b"n" * 4 * SECTOR
DRAWS = 400
Seen = frozenset[tuple[str, bytes]]


def after_cuts(*entries: Entry, spoils: bool = False) -> set[Seen]:
    """Every state in which the files were found, over many cuts after the last of ``entries``."""
    found = set()
    for seed in range(DRAWS):
        platter = Platter(random.Random(seed), spoils=spoils)
        for index, entry in enumerate(entries):
            platter.take(index, entry)
        found.add(frozenset((name, bytes(content)) for name, content in platter.after_a_cut().items()))
    return found


def logs(*entries: Entry, spoils: bool = False) -> set[bytes]:
    """Every content of the one file that must be there, and that held ``OLD`` durably before ``entries``."""
    before: Sequence[Entry] = (Created(LOG, "log"), Written(LOG, 0, OLD), Synced(LOG, 2))
    found = after_cuts(*before, *entries, spoils=spoils)
    assert all([name for name, _ in files] == ["log"] for files in found)
    return {content for files in found for _, content in files}


def test_synced_write_is_always_there() -> None:
    assert logs(Written(LOG, 0, NEW), Synced(LOG, 4)) == {NEW}


def test_write_that_came_while_the_sync_ran_is_in_doubt() -> None:
    assert {OLD, NEW} < logs(Written(LOG, 0, NEW), Synced(LOG, 3))


def test_unsynced_write_is_there_or_not_or_torn_between_sectors() -> None:
    found = logs(Written(LOG, 0, NEW))

    assert {OLD, NEW} < found
    sectors = {tuple(content[at : at + SECTOR] for at in range(0, len(OLD), SECTOR)) for content in found}
    assert {sector for each in sectors for sector in each} == {OLD[:SECTOR], NEW[:SECTOR]}
    assert len(sectors) > 8


def test_later_write_may_be_there_without_an_earlier_one() -> None:
    found = logs(Written(LOG, 0, b"1"), Written(LOG, SECTOR, b"2"))

    assert {(content[:1], content[SECTOR : SECTOR + 1]) for content in found} == {
        (first, second) for first in (b"o", b"1") for second in (b"o", b"2")
    }


def test_unsynced_change_of_size_is_there_or_not() -> None:
    assert logs(Truncated(LOG, SECTOR)) == {OLD, OLD[:SECTOR]}
    assert logs(Truncated(LOG, SECTOR), Synced(LOG, 4)) == {OLD[:SECTOR]}


def test_write_beyond_one_that_is_gone_leaves_zeros_between() -> None:
    end = len(OLD)
    assert logs(Written(LOG, end, b"1"), Written(LOG, end + 1, b"2")) == {
        OLD,
        OLD + b"1",
        OLD + b"\0" + b"2",
        OLD + b"12",
    }


def test_only_a_disk_that_spoils_harms_the_bytes_beside_a_torn_write() -> None:
    short = Written(LOG, SECTOR - 10, b"n" * 20)

    def beside(found: set[bytes]) -> set[bytes]:
        return {content[: SECTOR - 10] + content[SECTOR + 10 :] for content in found}

    assert len(beside(logs(short))) == 1
    assert len(beside(logs(short, spoils=True))) > 10
    assert {content[2 * SECTOR :] for content in logs(short, spoils=True)} == {OLD[2 * SECTOR :]}


def test_new_file_is_there_or_not_until_it_is_synced() -> None:
    assert after_cuts(Created(LOG, "log")) == {frozenset(), frozenset({("log", b"")})}
    assert after_cuts(Created(LOG, "log"), Synced(LOG, 1)) == {frozenset({("log", b"")})}


def test_sync_of_a_new_file_makes_earlier_names_durable_and_not_their_content() -> None:
    found = after_cuts(Created(LOG, "log"), Written(LOG, 0, b"1"), Created(NEXT, "next"), Synced(NEXT, 3))

    assert {name for files in found for name, _ in files} == {"log", "next"}
    assert {dict(files)["log"] for files in found} == {b"", b"1"}


def test_deleted_file_may_come_back_with_what_it_held_unless_the_folder_was_synced() -> None:
    made: Sequence[Entry] = (Created(LOG, "log"), Written(LOG, 0, OLD), Synced(LOG, 2))

    assert after_cuts(*made, Deleted("log", durable=False)) == {frozenset(), frozenset({("log", OLD)})}
    assert after_cuts(*made, Deleted("log", durable=True)) == {frozenset()}


def test_name_of_a_file_made_anew_is_of_the_old_one_or_of_none_or_of_the_new_one() -> None:
    found = after_cuts(
        Created(LOG, "log"),
        Written(LOG, 0, OLD),
        Synced(LOG, 2),
        Deleted("log", durable=False),
        Created(NEXT, "log"),
    )

    assert found == {frozenset({("log", OLD)}), frozenset(), frozenset({("log", b"")})}


def test_sync_that_succeeds_after_one_that_failed_brings_nothing_back() -> None:
    found = logs(Written(LOG, 0, NEW), SyncFailed(LOG), Written(LOG, len(OLD), b"!"), Synced(LOG, 6))

    assert {OLD + b"!", NEW + b"!"} < found
