import json
import typing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from msgspec import structs

from dialogs.events import DemandStated, Event, HelpTaken
from dialogs.ids import PersonId
from dialogs.sealed import Sealed
from storage.codec import Encoded, decode, encode, sealed_words, stored_words
from storage.errors import UnreadableEventError
from storage.event_types import BY_CLASS, BY_NAME, EVENT_TYPES, EventType
from storage.upcasting import StoredType, Upcast
from tests.storage.builders import NOON
from tests.storage.event_values import events_of
from tests.storage.examples import EXAMPLES, WORDS

GOLDEN = Path(__file__).with_name("golden") / "events.jsonl"
HELP = HelpTaken(at=NOON, by=PersonId(3))
STORED_HELP = Encoded("HelpTaken", 1, b'{"at":"2026-03-02T04:00:00Z","by":3}')


def golden_line(event: Event) -> str:
    stored = encode(event)
    head = json.dumps({"type": stored.type, "version": stored.type_version})
    return f"{head} {stored.body.decode()}"


def from_golden(line: str) -> Event:
    head, end = json.JSONDecoder().raw_decode(line)
    return decode(Encoded(head["type"], head["version"], line[end + 1 :].encode()))


def golden_lines() -> list[str]:
    return GOLDEN.read_text(encoding="utf-8").splitlines()


def test_every_event_class_can_be_stored_under_one_name() -> None:
    assert {each.event for each in EVENT_TYPES} == set(typing.get_args(Event))
    assert len(BY_NAME) == len(BY_CLASS) == len(EVENT_TYPES)


def test_bytes_of_every_event_are_those_checked_in() -> None:
    assert [golden_line(event) for event in EXAMPLES] == golden_lines()


def test_bytes_checked_in_are_read_as_the_events_they_were() -> None:
    assert [from_golden(line) for line in golden_lines()] == list(EXAMPLES)


def test_one_letter_changed_in_the_golden_bytes_is_noticed() -> None:
    changed = [line.replace("ALIAS", "ALIBI") for line in golden_lines()]

    assert [golden_line(event) for event in EXAMPLES] != changed


@pytest.mark.parametrize("each", EVENT_TYPES, ids=lambda each: each.name)
def test_whatever_an_event_holds_comes_back_as_it_was(each: EventType) -> None:
    @settings(deadline=None)
    @given(events_of(each.event))
    def comes_back(event: Event) -> None:
        stored = encode(event)
        assert (stored.type, decode(stored)) == (each.name, event)

    comes_back()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"at":"2026-03-02T04:00:00Z"}',
        b'{"at":"2026-03-02T04:00:00Z","by":"3"}',
        b'{"at":"2026-03-02T04:00:00Z","by":3,"more":1}',
        b'{"at":"yesterday","by":3}',
        b'{"at":"2026-03-02T04:00:00Z","by":3}}',
    ],
)
def test_body_that_its_type_does_not_write_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableEventError, match="HelpTaken"):
        decode(structs.replace(STORED_HELP, body=body))


def test_body_that_its_type_writes_is_read() -> None:
    assert decode(STORED_HELP) == HELP


@pytest.mark.parametrize(
    "stored", [structs.replace(STORED_HELP, type="Laughed"), structs.replace(STORED_HELP, type_version=2)]
)
def test_unknown_type_is_refused_with_what_to_do(stored: Encoded) -> None:
    with pytest.raises(UnreadableEventError, match="start the version of the program that wrote it"):
        decode(stored)


def test_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 2)  # noqa: DTZ001 - the fault under test

    with pytest.raises(ValueError, match="HelpTaken was recorded at a time without a zone"):
        encode(replace(HELP, at=naive))


def test_words_are_stored_under_their_own_key_and_nowhere_in_errors() -> None:
    stored = encode(DemandStated(at=NOON, by=PersonId(3), kind="refund", words=WORDS))
    spoilt = structs.replace(stored, body=stored.body.replace(b'"sealed"', b'"opened"'))

    assert json.loads(stored.body)["words"] == {"sealed": WORDS.reveal()}
    with pytest.raises(UnreadableEventError) as raised:
        decode(spoilt)
    assert "invented" not in f"{raised.value} {raised.value.__cause__}"


def test_only_words_have_a_stored_form_of_their_own() -> None:
    with pytest.raises(TypeError, match="object"):
        stored_words(object())
    with pytest.raises(TypeError, match="bytes"):
        sealed_words(bytes, {"sealed": "x"})
    assert sealed_words(Sealed, stored_words(WORDS)) == WORDS


def test_old_event_is_lifted_to_the_type_that_superseded_it() -> None:
    upcasts = {
        StoredType("HelpCame", 1): Upcast(
            StoredType("HelpCame", 2), lambda fields: {"at": fields["at"], "helper": fields["who"]}
        ),
        StoredType("HelpCame", 2): Upcast(
            StoredType("HelpTaken", 1), lambda fields: {"at": fields["at"], "by": fields["helper"]}
        ),
    }
    old = Encoded("HelpCame", 1, b'{"at":"2026-03-02T04:00:00Z","who":3}')

    assert decode(old, upcasts=upcasts) == HELP


def test_old_event_without_a_lift_is_refused() -> None:
    with pytest.raises(UnreadableEventError, match="HelpCame in version 1"):
        decode(Encoded("HelpCame", 1, b'{"at":"2026-03-02T04:00:00Z","who":3}'))
