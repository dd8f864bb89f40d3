"""Somebody cuts the log, or changes what stands beside it: keys, causes, rows, checkpoints, marks."""

from dataclasses import replace

import pytest

from dialogs.roles import Role
from storage.checkpoints import Signer
from storage.errors import CannotOpenStorageError
from storage.keyring import Keyring
from storage.keys_file import read_keys
from storage.manner import Manner
from storage.sql import verifying
from tests.storage.builders import LIN, NOON
from tests.storage.sqlite.files import change
from tests.tamper.hands import Log, chained_anew

CUT = 5


def cut_tail(log: Log, events: int = CUT) -> int:
    """Delete the last events and their causes; return where the log ends then."""
    last = log.events()[-events - 1].position
    with log.tampered() as connection:
        connection.execute("DELETE FROM events WHERE position > ?", (last,))
        connection.execute("DELETE FROM causes WHERE cause NOT IN (SELECT cause FROM events)")
        connection.execute("DELETE FROM dispatches")
    return last


async def refusal(log: Log) -> str:
    with pytest.raises(CannotOpenStorageError) as raised:
        async with log.opened():
            pass
    return str(raised.value)


async def test_tail_that_was_cut_is_found_by_the_mark_and_by_the_last_checkpoint(log: Log) -> None:
    knew = log.checkpoints()[-1]
    last = cut_tail(log)

    assert f"the last {CUT} events" in await refusal(log)
    cut = f"the tail is cut off: it ends at event {last}, and checkpoint 2 of {knew.at} knew {knew.last}"
    assert await log.flaws() == [cut]
    log.adjust_marks()
    assert f"the log is not what was written: {cut}" in await refusal(log)


async def test_tail_that_was_cut_with_marks_and_last_checkpoint_lacks_a_checkpoint(log: Log) -> None:
    cut_tail(log, log.checkpoints()[-1].last - log.checkpoints()[0].last)
    log.adjust_marks()
    log.put_checkpoints(log.checkpoints()[:1])

    assert "checkpoint 2 is missing at the second place, and 2 were made" in await refusal(log)


async def test_who_changes_file_marks_and_checkpoints_alike_leaves_nothing_to_compare_with(log: Log) -> None:
    """Why the second place belongs on another machine."""
    cut_tail(log, log.checkpoints()[-1].last - log.checkpoints()[0].last)
    log.adjust_marks()
    log.put_checkpoints(log.checkpoints()[:1])
    log.change("UPDATE meta SET value = '1' WHERE key = 'checkpoint'")

    async with log.opened() as storage:
        assert storage.witness is not None
    assert await log.flaws() == []


@pytest.mark.parametrize("left", [[], [0], [1], [1, 0]], ids=["none", "first", "last", "swapped"])
async def test_checkpoint_that_is_not_in_its_place_is_missing(log: Log, left: list[int]) -> None:
    checkpoints = log.checkpoints()
    log.put_checkpoints([checkpoints[number] for number in left])

    number = 2 if left == [0] else 1
    more = " at the second place, and 2 were made (whoever moves the second place takes its files along)"
    flaw = f"checkpoint {number} is missing" + ("" if 1 in left else more)
    assert await log.flaws() == [flaw]


async def test_second_place_that_was_emptied_is_noticed(log: Log) -> None:
    for path in log.second.iterdir():
        path.unlink()

    assert "knows nothing of this log" in await refusal(log)


async def test_log_that_is_adopted_begins_its_checkpoints_anew(log: Log) -> None:
    async with log.opened(Manner(adopt=True)) as storage:
        assert storage.witness is not None
        assert await storage.witness.checkpoint()

    assert [each.number for each in log.checkpoints()] == [1]
    assert await log.flaws() == []


async def test_checkpoint_that_was_forged_is_named(log: Log) -> None:
    first, second = log.checkpoints()
    log.put_checkpoints([first, replace(second, at="2026-03-02T05:00:00.000000+00:00")])
    assert await log.flaws() == ["checkpoint 2 was changed, or signed by another"]

    strange = Signer(first.key, Keyring.fresh(NOON.date()).signing)
    forged = strange.sign(second.log, second.at, (second.first, second.last), second.root, first)
    log.put_checkpoints([first, forged])
    assert await log.flaws() == ["checkpoint 2 was changed, or signed by another"]


@pytest.mark.parametrize("same_id", [True, False])
async def test_signing_key_that_was_replaced_is_noticed(log: Log, same_id: bool) -> None:
    keyring = read_keys(log.path.with_name(f"{log.path.name}-keys"))
    fresh = Keyring.fresh(NOON.date())
    name = keyring.signing_id if same_id else fresh.signing_id
    replaced = replace(keyring, signing_id=name, signing=fresh.signing)

    assert await log.flaws(Manner(keyring=replaced)) == [
        "checkpoint 1 was changed, or signed by another"
        if same_id
        else f"checkpoint 1 was signed by a key that is not in the keyring ({keyring.signing_id})"
    ]


async def test_verifier_without_checkpoints_misses_a_chain_that_was_made_anew(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    with log.tampered() as connection:
        connection.execute("UPDATE events SET by = 41 WHERE type = 'ChoiceMade'")
        chained_anew(connection)
    first = log.checkpoints()[0]
    assert await log.flaws() == [f"events {first.first} to {first.last} are not those of checkpoint 1"]

    monkeypatch.setattr(verifying.Verification, "_check", lambda self, position: None)
    monkeypatch.setattr(verifying.Verification, "_end", lambda self: None)
    assert await log.flaws() == []


async def test_data_key_that_was_deleted_is_missed_by_its_call(log: Log) -> None:
    call = log.calls()[0]
    log.change("DELETE FROM data_keys WHERE session = ?", call)

    assert await log.flaws() == [f"session/{call} version 1 has lost its key, and no erasure says so"]
    assert f"session/{call} version 1 has lost its key" in await refusal(log)


async def test_data_keys_that_were_swapped_open_nothing(log: Log) -> None:
    one, other = log.calls()[:2]
    with log.tampered() as connection:
        for before, after in ((one, "-"), (other, one), ("-", other)):
            connection.execute("UPDATE data_keys SET session = ? WHERE session = ?", (after, before))

    # The first row is now that of the other call.
    assert await log.flaws() == [f"session/{other} version 1 has a key that was changed"]


async def test_key_that_comes_back_after_an_erasure_is_noticed(log: Log) -> None:
    erased = log.events("type = 'WordsErased'")[0]
    log.change(
        "INSERT INTO data_keys (session, key_id, wrapped) SELECT ?, key_id, wrapped FROM data_keys LIMIT 1",
        erased.key,
    )

    assert await log.flaws() == [
        f"session/{erased.key} version 1 has a key that was changed",
        f"{erased} has a key although its words were erased",
    ]


async def test_person_who_was_made_an_admin_is_not_one_after_the_next_start(log: Log) -> None:
    log.change("UPDATE people SET role = 'admin' WHERE person = ?", LIN.person)

    flaw = "the view people is not what the log amounts to: `hejie log rebuild` draws it again"
    assert await log.flaws() == [flaw]
    async with log.opened() as storage:
        found = await storage.directory.actor(LIN.person)
    assert found is not None
    assert found.role is Role.STAFF
    assert await log.flaws() == []


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        (
            "UPDATE causes SET versions = replace(versions, ',2]', ',3]') WHERE cause = ?",
            "a cause says otherwise than its events: {cause}",
        ),
        (
            "UPDATE causes SET cause = cause || '0' WHERE cause = ?",
            "{event} has no entry among the causes",
        ),
        ("DELETE FROM causes WHERE cause = ?", "{event} has no entry among the causes"),
    ],
    ids=["versions", "renamed", "deleted"],
)
async def test_cause_that_was_changed_is_named(log: Log, sql: str, what: str) -> None:
    event = log.events("version = 2 AND stream_kind = 'session'")[0]
    ((cause,),) = log.select("SELECT cause FROM events WHERE position = ?", event.position)

    log.change(sql, cause)

    assert (await log.flaws())[0] == what.format(cause=cause, event=event)


async def test_cause_that_nothing_came_of_is_named(log: Log) -> None:
    log.change("INSERT INTO causes VALUES ('tg:1:tap:1', '2026-03-02T04:00:00.000000+00:00', '[]')")
    assert await log.flaws() == []

    log.change("UPDATE causes SET versions = '[[\"session\",\"S\",1]]' WHERE cause = 'tg:1:tap:1'")
    assert await log.flaws() == ["a cause says otherwise than its events: tg:1:tap:1"]


async def test_trigger_that_is_gone_is_noticed(log: Log) -> None:
    change(log.path, "DROP TRIGGER causes_are_never_deleted")

    assert await log.flaws() == [
        "the schema is not the one that this program makes: causes_are_never_deleted"
    ]
