"""What the stand-in says, made beforehand: whole updates and messages as Telegram writes them."""

import json
import re
from typing import Final
from urllib.parse import unquote_plus

BOT: Final = 123456789
TOKEN: Final = f"{BOT}:" + "Abcdefghijklmnopqrstuvwxyz_-0123456"
SECRET: Final = "a-secret-of-the-benchmark"
FIRST_PERSON: Final = 5_000_001
BUTTONS: Final = 8
_DATE: Final = 1_795_500_000
_TEXT: Final = "这件事我现在能做的有这么几样，您看哪一样更合您的意。" * 10
_PERSON, _MESSAGE, _UPDATE, _QUERY, _DATA = 900_000_001, 900_000_002, 900_000_003, "@query@", "@carried@"
_CARRIED: Final = re.compile(rb"callback_data(?:%22%3A(?:\+|%20)?%22(.*?)%22|\": ?\"(.*?)\")")

OK: Final = b'{"ok":true,"result":true}'
NOTHING: Final = b'{"ok":true,"result":[]}'
ME: Final = json.dumps(
    {
        "ok": True,
        "result": {
            "id": BOT,
            "is_bot": True,
            "first_name": "和解",
            "username": "bench_bot",
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        },
    }
).encode()


def _message() -> dict[str, object]:
    row = [{"text": "已经说完", "callback_data": f"a-button-of-some-length-{place}"} for place in range(4)]
    return {
        "message_id": _MESSAGE,
        "from": {"id": BOT, "is_bot": True, "first_name": "和解", "username": "bench_bot"},
        "chat": {
            "id": _PERSON,
            "first_name": "晓",
            "last_name": "林",
            "username": "linxiao",
            "type": "private",
        },
        "date": _DATE,
        "edit_date": _DATE + 60,
        "text": _TEXT,
        "entities": [
            {"offset": 0, "length": 12, "type": "bold"},
            {"offset": 30, "length": 40, "type": "bold"},
        ],
        "reply_markup": {"inline_keyboard": [row, row]},
    }


def _person() -> dict[str, object]:
    return {"id": _PERSON, "is_bot": False, "first_name": "晓", "last_name": "林", "language_code": "zh-hans"}


def _template(value: object) -> bytes:
    """Return ``value`` in JSON with the places that change as ``%b``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("%", "%%")
    for mark in (_PERSON, _MESSAGE, _UPDATE, _QUERY, f'"{_DATA}"'):
        text = text.replace(str(mark), f"%({_NAMES[mark]})b")
    return text.encode()


_NAMES: Final = {
    _PERSON: "person",
    _MESSAGE: "message",
    _UPDATE: "update",
    _QUERY: "query",
    f'"{_DATA}"': "carried",
}
_SHOWN: Final = _template({"ok": True, "result": _message()})
_TAPPED: Final = _template(
    {
        "update_id": _UPDATE,
        "callback_query": {
            "id": _QUERY,
            "from": _person(),
            "message": _message(),
            "chat_instance": "4611686018427387904",
            "data": _DATA,
        },
    }
)
_STARTED: Final = _template(
    {
        "update_id": _UPDATE,
        "message": {
            "message_id": _MESSAGE,
            "from": _person(),
            "chat": {"id": _PERSON, "first_name": "晓", "last_name": "林", "type": "private"},
            "date": _DATE,
            "text": "/start",
            "entities": [{"offset": 0, "length": 6, "type": "bot_command"}],
        },
    }
)


def shown(person: int, message: int) -> bytes:
    """Return the answer to a message that was sent or edited."""
    return _SHOWN % {b"person": b"%d" % person, b"message": b"%d" % message}


def tapped(update: int, query: str, person: int, message: int, carried: str) -> bytes:
    """Return an update: ``person`` taps the button that carries ``carried``."""
    return _TAPPED % {
        b"person": b"%d" % person,
        b"message": b"%d" % message,
        b"update": b"%d" % update,
        b"query": query.encode(),
        b"carried": json.dumps(carried).encode(),
    }


def started(update: int, person: int, message: int) -> bytes:
    """Return an update: ``person`` sends ``/start``."""
    return _STARTED % {b"person": b"%d" % person, b"message": b"%d" % message, b"update": b"%d" % update}


def first_carried(body: bytes) -> str | None:
    """Return what the first button of a call's keyboard carries; the body is a form or JSON."""
    found = _CARRIED.search(body)
    if found is None:
        return None
    text = unquote_plus(found[1].decode()) if found[1] is not None else found[2].decode()
    return str(json.loads(f'"{text}"'))


def buttons(body: bytes) -> int:
    """Count the buttons of a call's keyboard."""
    return body.count(b"callback_data")


_FIELD: Final = {
    name: re.compile(rb'(?:^|&)%b=([^&]*)|"%b": ?"?([^",}]*)' % (name, name))
    for name in (
        b"callback_query_id",
        b"chat_id",
        b"limit",
        b"message_id",
        b"method",
        b"offset",
        b"timeout",
        b"url",
    )
}


def field_of(body: bytes, name: bytes) -> str:
    """Return a field of a call as text, empty when it is not there."""
    found = _FIELD[name].search(body)
    return "" if found is None else unquote_plus((found[1] or found[2] or b"").decode())
