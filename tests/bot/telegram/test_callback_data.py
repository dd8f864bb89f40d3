import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.callback_data import ButtonData, ButtonTooLongError, decode, encode
from dialogs.cards import Button, Verb
from dialogs.ids import SessionId
from dialogs.texts import Phrase

SESSION = SessionId("01JDMZ0000ABCDEFGHJKMNPQRS")
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=28)
SESSIONS = st.sampled_from([SESSION, SessionId("Z" * 26)]) | st.none()


def button(verb: Verb = Verb.CHOOSE, value: str = "") -> Button:
    return Button(Phrase("any"), verb, value)


@given(st.sampled_from(Verb), VALUES, SESSIONS, st.integers(0, 36**3 - 1))
def test_whatever_a_card_can_hold_comes_back_as_it_went(
    verb: Verb, value: str, session: SessionId | None, turn: int
) -> None:
    data = encode(button(verb, value), session, turn)

    assert len(data.encode()) <= 64
    assert decode(data) == ButtonData(session or SessionId(""), turn, verb, value)


def test_data_is_as_the_handlers_and_the_field_know_it() -> None:
    assert encode(button(Verb.CHOOSE, "calm"), SESSION, 46) == f"1:{SESSION}:1a:ch:calm"
    assert encode(button(Verb.NEW)) == "1:-:0:nw"


def test_card_that_belongs_to_no_call_has_room_for_a_longer_value() -> None:
    data = encode(button(Verb.LAW, "x" * 52))

    assert decode(data) == ButtonData(SessionId(""), 0, Verb.LAW, "x" * 52)
    with pytest.raises(ButtonTooLongError):
        encode(button(Verb.LAW, "x" * 53))


@pytest.mark.parametrize("value", ["x" * 29, "是", "a\nb", "\x00"])
def test_value_that_would_not_come_back_is_refused_when_it_is_drawn(value: str) -> None:
    with pytest.raises(ButtonTooLongError):
        encode(button(value=value), SESSION, 1)


def test_turn_that_leaves_no_room_for_the_value_is_refused_when_it_is_drawn() -> None:
    with pytest.raises(ButtonTooLongError):
        encode(button(value="x" * 28), SESSION, 36**3)


@given(st.text(max_size=80))
def test_hostile_data_never_raises(text: str) -> None:
    found = decode(text)

    assert found is None or encode(button(found.verb, found.value), found.session or None, found.turn) == text


@given(st.from_regex(r"[0-2]:(-|[0-9A-Z]{26}):[0-9a-z]{0,8}:[a-z]{1,3}(:.*)?", fullmatch=True))
def test_almost_right_data_is_read_only_if_we_would_have_written_it(text: str) -> None:
    found = decode(text)

    assert found is None or encode(button(found.verb, found.value), found.session or None, found.turn) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        f"2:{SESSION}:1:ch",
        f"1:{SESSION}:01:ch",
        f"1:{SESSION}:-1:ch",
        f"1:{SESSION}:1:zz",
        f"1:{SESSION}:1:ch:",
        f"1:{SESSION}:1:ch\n",
        f"1:{SESSION.lower()}:1:ch",
        "1:-:１:ch",
        "1:-:0:ch:" + "x" * 60,
    ],
)
def test_foreign_data_is_nothing(text: str) -> None:
    assert decode(text) is None
