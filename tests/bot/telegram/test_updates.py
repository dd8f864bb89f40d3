from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.incoming import Other, OtherKind, Quoted, Tap, Words
from bot.telegram.updates import read_update, tap_cause, update_id
from dialogs.ids import Cause, PersonId

BOT = 70000001
NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
DATE = int(NOW.timestamp()) - 60
SENT_AT = datetime.fromtimestamp(DATE, UTC)
PERSON = {
    "id": 7001,
    "is_bot": False,
    "first_name": "林晓",
    "last_name": "（演示）",
    "language_code": "zh-hans",
}
CHAT = {"id": 7001, "type": "private", "first_name": "林晓"}
GROUP = {"id": -1001, "type": "supergroup", "title": "投诉一组（演示）"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["message", "callback_query", "from", "chat", "id", "data", "message_id", "date"]
            ),
            inner,
        )
    ),
)


def message(**fields: object) -> dict[str, object]:
    content = {"message_id": 12, "date": DATE, "chat": CHAT, "from": PERSON} | fields
    return {"update_id": 5, "message": {key: value for key, value in content.items() if value is not None}}


def query(**fields: object) -> dict[str, object]:
    tapped = {"message_id": 30, "date": 0, "chat": CHAT}
    content = {"id": "990011", "from": PERSON, "message": tapped, "chat_instance": "1", "data": "1:-:0:nw"}
    return {"update_id": 6, "callback_query": content | fields}


def words(**fields: object) -> Words:
    known: dict[str, object] = {
        "cause": Cause("tg:70000001:text:7001:12"),
        "person": PersonId(7001),
        "chat": 7001,
        "message": 12,
        "name": "林晓 （演示）",
        "language_code": "zh-hans",
        "at": SENT_AT,
        "text": "卡被吞了",
    }
    return Words(**(known | fields))  # type: ignore[arg-type]


def test_tap_in_a_call_is_caused_behind_the_name_of_the_call() -> None:
    session = "01JDMZ0000ABCDEFGHJKMNPQRS"

    assert [tap_cause(BOT, "990011", f"1:{each}:0:ch:heard") for each in (session, "-", "forged")] == [
        f"tg:{BOT}:tap:{session}:990011",
        f"tg:{BOT}:tap:990011",
        f"tg:{BOT}:tap:990011",
    ]


def test_tap_brings_the_text_that_its_message_answers_with_one_cause_for_all_taps() -> None:
    said = {"message_id": 12, "date": DATE, "chat": CHAT, "from": PERSON, "text": "大概一千多"}
    tapped = {"message_id": 30, "date": DATE, "chat": CHAT, "reply_to_message": said}

    for number in ("990011", "990012"):
        came = read_update(query(id=number, message=tapped), BOT, NOW)
        assert isinstance(came, Tap)
        assert came.quoted == Quoted(12, "大概一千多", Cause(f"tg:{BOT}:text:7001:12:kept"))


def test_tap_on_an_inaccessible_message_is_as_good_as_any() -> None:
    assert read_update(query(), BOT, NOW) == Tap(
        cause=Cause("tg:70000001:tap:990011"),
        person=PersonId(7001),
        chat=7001,
        message=30,
        name="林晓 （演示）",
        language_code="zh-hans",
        at=NOW,
        query="990011",
        data="1:-:0:nw",
    )


def test_text_is_words_said_when_it_was_written() -> None:
    assert read_update(message(text="卡被吞了"), BOT, NOW) == words()


def test_forwarded_text_is_words_like_any() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "某人（演示）", "date": DATE}

    assert read_update(message(text="卡被吞了", forward_origin=origin), BOT, NOW) == words()


def test_reply_names_the_message_it_answers() -> None:
    quoted = {"message_id": 11, "date": DATE, "chat": CHAT, "text": "别的话"}

    assert read_update(message(text="卡被吞了", reply_to_message=quoted), BOT, NOW) == words(reply_to=11)


def test_edited_text_has_a_cause_of_its_own() -> None:
    raw = {"update_id": 5, "edited_message": message(text="卡被吞了", edit_date=DATE + 9)["message"]}

    edited_at = datetime.fromtimestamp(DATE + 9, UTC)
    cause = Cause(f"tg:70000001:text:7001:12:{DATE + 9}")
    assert read_update(raw, BOT, NOW) == words(cause=cause, at=edited_at, edited=True)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("photo", OtherKind.PHOTO),
        ("voice", OtherKind.VOICE),
        ("sticker", OtherKind.STICKER),
        ("document", OtherKind.FILE),
        ("contact", OtherKind.CONTACT),
        ("location", OtherKind.UNKNOWN),
    ],
)
def test_caption_of_something_else_is_not_read(field: str, kind: OtherKind) -> None:
    found = read_update(message(**{field: {"file_id": "x"}, "caption": "身份证在此"}), BOT, NOW)

    assert isinstance(found, Other)
    assert (found.kind, found.chat, found.message, found.at) == (kind, 7001, 12, SENT_AT)
    assert "身份证" not in repr(found)


def test_text_in_a_group_is_not_read() -> None:
    found = read_update(message(text="/start 客户说", chat=GROUP), BOT, NOW)

    assert isinstance(found, Other)
    assert found.kind is OtherKind.GROUP
    assert "客户" not in repr(found)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"update_id": 1},
        {"update_id": "1", "message": message(text="a")["message"]},
        {"update_id": 1, "my_chat_member": {"chat": CHAT}},
        {"update_id": 1, "channel_post": message(text="a")["message"]},
        message(text="a", date=10**18),
        message(text="a", date="soon"),
        message(text="a", chat=None),
        message(text=["a"]),
        message(text="a", **{"from": {"id": 5, "is_bot": True, "first_name": "bot"}}),
        message(pinned_message={"message_id": 3}),
        message(new_chat_members=[PERSON], chat=GROUP),
        query(data=None),
        query(message=None),
        query(id="a b"),
        query(id="1" * 65),
        query(message={"message_id": 3, "date": 1, "chat": GROUP}),
    ],
)
def test_malformed_or_foreign_update_is_nothing(raw: object) -> None:
    assert read_update(raw, BOT, NOW) is None


@given(JSON)
def test_reading_never_raises(raw: object) -> None:
    assert read_update(raw, BOT, NOW) is None
    assert update_id(raw) is None


def test_update_id_is_an_integer_or_nothing() -> None:
    assert [update_id({"update_id": each}) for each in (7, "7", True, None)] == [7, None, None, None]
