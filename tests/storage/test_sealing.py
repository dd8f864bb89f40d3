"""Words are sealed to their place, and open nowhere else."""

import json

import pytest
from msgspec.structs import replace

from dialogs.events import DemandStated, HelpTaken, RemarkMade
from dialogs.ids import PersonId, SessionId, StreamId, review_stream
from storage.codec import Encoded, decode, encode
from storage.errors import UnreadableEventError
from storage.sealing import DataKey, holds_words, is_sealed, owner_of_words, seal, unseal
from tests.storage.builders import NOON, call, complaint_of
from tests.storage.examples import WORDS

KEY = DataKey(bytes(range(32)))
SAID = DemandStated(at=NOON, by=PersonId(3), kind="refund", words=WORDS)
STREAM = call()


def sealed(stream: StreamId = STREAM, version: int = 4) -> Encoded:
    return seal(encode(SAID), stream, version, KEY)


def test_sealed_words_come_back_and_are_nowhere_in_the_bytes() -> None:
    stored = sealed()

    assert decode(unseal(stored, STREAM, 4, KEY)) == SAID
    assert is_sealed(stored)
    assert WORDS.reveal().encode() not in stored.body
    assert "invented" not in stored.body.decode()


def test_nothing_but_the_words_is_changed() -> None:
    clear, stored = json.loads(encode(SAID).body), json.loads(sealed().body)

    assert {**stored, "words": None} == {**clear, "words": None}
    assert list(stored) == list(clear)


def test_the_same_words_never_look_the_same_twice() -> None:
    assert sealed().body != sealed().body


def test_event_without_words_is_left_as_it_is() -> None:
    plain = encode(HelpTaken(at=NOON, by=PersonId(3)))

    assert not holds_words(plain)
    assert seal(plain, STREAM, 1, KEY) == plain


def test_words_that_look_like_a_seal_are_sealed_all_the_same() -> None:
    sly = DemandStated(at=NOON, by=PersonId(3), kind='{"sealed":', words=WORDS)

    assert decode(unseal(seal(encode(sly), STREAM, 1, KEY), STREAM, 1, KEY)) == sly


@pytest.mark.parametrize(
    ("stream", "version", "stored"),
    [
        (call("S2"), 4, sealed()),
        (STREAM, 5, sealed()),
        (review_stream(SessionId("S1")), 4, sealed()),
        (STREAM, 4, replace(sealed(), type="OfferMade")),
        (STREAM, 4, replace(sealed(), body=sealed().body.replace(b'"words"', b'"wordz"'))),
    ],
)
def test_words_moved_to_another_place_do_not_open(stream: StreamId, version: int, stored: Encoded) -> None:
    with pytest.raises(UnreadableEventError, match="do not open"):
        unseal(stored, stream, version, KEY)


def test_one_changed_byte_or_another_key_does_not_open() -> None:
    stored = sealed()
    at = stored.body.index(b'{"gcm":"') + 20
    swapped = b"A" if stored.body[at : at + 1] != b"A" else b"B"
    changed = replace(stored, body=stored.body[:at] + swapped + stored.body[at + 1 :])

    for broken, key in ((changed, KEY), (stored, DataKey.fresh())):
        with pytest.raises(UnreadableEventError) as raised:
            unseal(broken, STREAM, 4, key)
        assert "invented" not in str(raised.value)


def test_without_the_key_the_words_are_marked_as_erased() -> None:
    event = decode(unseal(sealed(), STREAM, 4, None))

    assert isinstance(event, DemandStated)
    assert event.words is not None
    assert event.words.is_erased
    assert (event.words.reveal(), repr(event.words)) == ("", "Sealed(erased)")


def test_review_of_a_call_is_sealed_with_the_key_of_the_call() -> None:
    said = RemarkMade(at=NOON, by=PersonId(3), words=WORDS, version=2)
    stream = review_stream(SessionId("S1"))

    assert owner_of_words(stream) == owner_of_words(call("S1")) == "S1"
    assert owner_of_words(complaint_of()) is None
    assert decode(unseal(seal(encode(said), stream, 1, KEY), stream, 1, KEY)) == said


def test_key_is_never_printed() -> None:
    assert repr(KEY) == "DataKey()"
