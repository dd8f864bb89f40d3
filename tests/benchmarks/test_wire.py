"""What the stand-in reads and says."""

import asyncio
import json

import pytest

from tests.benchmarks import messages
from tests.benchmarks.crowd import Crowd, Seat
from tests.benchmarks.deliveries import Deliveries
from tests.benchmarks.stand_in import Pending, StandIn, query_of
from tests.benchmarks.wire import Caller, Delivery, Reader, UnreadableError

CALL = b"POST /bot1:a/editMessageText HTTP/1.1\r\nHost: a\r\ncontent-length: 4\r\n\r\na=%s"


class Listener(Caller):
    """A bot that only hears what it is answered."""

    def __init__(self) -> None:
        super().__init__(lambda caller, method, body: None)
        self.heard_back: asyncio.Queue[object] = asyncio.Queue()

    def answer(self, body: bytes) -> None:
        self.heard_back.put_nowait(json.loads(body)["result"])


def test_messages_are_cut_out_of_the_stream_wherever_it_is_torn() -> None:
    stream = CALL + b"GET /x HTTP/1.1\r\n\r\n" + CALL
    for place in range(len(stream)):
        reader = Reader()
        whole = [*reader.feed(stream[:place]), *reader.feed(stream[place:])]
        assert [body for _, body in whole] == [b"a=%s", b"", b"a=%s"]


def test_chunked_body_is_refused_and_not_read_wrongly() -> None:
    with pytest.raises(UnreadableError):
        Reader().feed(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")


def test_updates_and_answers_are_whole_json_with_their_ids() -> None:
    tap = json.loads(messages.tapped(7, "123", 5, 9, 'a\x1d"b'))
    card = json.loads(messages.shown(5, 9))["result"]

    assert tap["update_id"] == 7
    assert tap["callback_query"]["data"] == 'a\x1d"b'
    assert tap["callback_query"]["id"] == "123"
    assert tap["callback_query"]["from"]["id"] == tap["callback_query"]["message"]["chat"]["id"] == 5
    assert (card["chat"]["id"], card["message_id"]) == (5, 9)
    assert json.loads(messages.started(7, 5, 9))["message"]["text"] == "/start"


@pytest.mark.parametrize(
    "body",
    [
        b"chat_id=5&reply_markup=%7B%22callback_data%22%3A+%22a%5Cu001d%25%22%7D",
        b'{"chat_id":5,"reply_markup":{"callback_data": "a\\u001d%"}}',
    ],
)
def test_first_button_is_read_from_a_form_and_from_json(body: bytes) -> None:
    assert messages.first_carried(body) == "a\x1d%"
    assert messages.field_of(body, b"chat_id") == "5"


async def test_poll_waits_for_an_update_and_the_offset_acknowledges_it() -> None:
    crowd = Crowd(bring=lambda _: None)
    crowd.seat([Seat(5)])
    stand_in, bot = StandIn(town=crowd), Listener()

    stand_in.heard(bot, "getupdates", b"timeout=50")
    stand_in.bring(Pending(7, 5, 0.0, b'{"update_id":7}'))
    first = await bot.heard_back.get()
    stand_in.heard(bot, "getupdates", b"timeout=0&offset=7")
    again = await bot.heard_back.get()
    stand_in.heard(bot, "getupdates", b"timeout=0&offset=8")
    none_left = await bot.heard_back.get()

    assert (first, again, none_left) == ([{"update_id": 7}], [{"update_id": 7}], [])


class AnswersLate(StandIn):
    """A stand-in from which the answer to a call needs the whole latency to come back."""

    def _answer(self, caller: Caller, answer: bytes, person: int, sent: float) -> None:
        self._loop.call_later(self.latency, self._give, caller, answer, person, sent)


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        pytest.param(StandIn, ["tap", "answer", "edit", "tap"], id="as it is"),
        pytest.param(AnswersLate, ["tap", "tap", "answer", "edit"], id="broken"),
    ],
)
async def test_bot_hears_of_the_next_tap_after_the_answers_to_its_calls(
    kind: type[StandIn], order: list[str]
) -> None:
    crowd = Crowd(bring=lambda update: stand_in.bring(update))  # noqa: PLW0108 - it is made below
    stand_in, bot, heard = kind(town=crowd, latency=0.004), Listener(), list[str]()
    crowd.seat([Seat(5, 9, "go")])
    crowd.begin(1)
    stand_in.heard(bot, "getupdates", b"timeout=50")
    heard.append(_name(await bot.heard_back.get()))
    query = crowd.seats[5].query
    stand_in.heard(bot, "getupdates", b"timeout=50&offset=1002")
    stand_in.heard(bot, "answercallbackquery", b"callback_query_id=" + query.encode())
    stand_in.heard(bot, "editmessagetext", b"chat_id=5&message_id=9&" + b"callback_data" * 8)
    while len(heard) < len(order):
        heard.append(_name(await bot.heard_back.get()))

    assert heard == order


def _name(result: object) -> str:
    if isinstance(result, list):
        return "tap"
    return "answer" if result is True else "edit"


async def test_answer_in_a_200_counts_only_for_the_tap_that_was_delivered() -> None:
    heard: list[str] = []
    deliveries = Deliveries(hears=lambda query, _: heard.append(query), held=lambda *_: None)
    delivery = Delivery(deliveries._answered, deliveries._lost)
    deliveries._idle.append(delivery)
    right, wrong = query_of(5, 7), query_of(5, 6)

    for query in (right, wrong, ""):
        deliveries.bring(Pending(7, 5, 0.0, b"{}"))
        body = b'{"method":"answerCallbackQuery","callback_query_id":"%b"}' % query.encode()
        deliveries._answered(delivery, 200, body)
    deliveries.bring(Pending(7, 5, 0.0, b"{}"))
    deliveries._answered(delivery, 200, b"{}")

    assert (heard, deliveries.astray, deliveries.refused) == ([right], 2, 0)
