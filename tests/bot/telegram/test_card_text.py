from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.errors import ApiError
from bot.playground.html_text import parse_html
from bot.telegram.card_text import LONGEST_TEXT, card_text, units
from bot.telegram.drawing import draw
from bot.telegram.keyboard import keyboard
from bot.words import Words
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.sealed import Sealed
from dialogs.texts import Bilingual, Language, Phrase

NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
WORDS = Words(ZoneInfo("Asia/Shanghai"), strict=True)
CUT = WORDS.say(Phrase("card.cut"), Language.ZH)


def block(kind: BlockKind, zh: str, en: str = "", *, spoken: bool = False) -> Block:
    return Block(kind, Bilingual(zh, en or zh), spoken)


def text_of(*blocks: Block, language: Language = Language.ZH, call_language: Language = Language.ZH) -> str:
    return card_text(Card(blocks, language=language, call_language=call_language), WORDS, NOW)


def test_line_to_say_stands_alone_and_bold() -> None:
    assert text_of(
        block(BlockKind.RAIL, "青松-17 ●○ 倾听"),
        block(BlockKind.STATUS, "平静"),
        block(BlockKind.NOTICE, "晚到一次"),
        block(BlockKind.SAY, "您请说，我在听。"),
        block(BlockKind.HINT, "慢一点"),
        block(BlockKind.HINT, "不打断"),
        block(BlockKind.AVOID, "别说规定"),
        block(BlockKind.CAPTURED, "卡被吞了"),
        block(BlockKind.NEXT_TEXT, "事实"),
    ) == (
        "青松-17 ●○ 倾听\n平静\n⚠ 晚到一次\n\n"
        "<b>您请说，我在听。</b>\n\n"
        "· 慢一点\n· 不打断\n✗ 别说规定\n卡被吞了\n\n✎ 事实"
    )


def test_spoken_lines_are_in_the_calls_language_and_all_else_in_the_viewers() -> None:
    assert text_of(
        block(BlockKind.SAY, "您好", "Hello", spoken=True),
        block(BlockKind.HINT, "微笑", "Smile"),
        call_language=Language.EN,
    ) == ("<b>Hello</b>\n\n· 微笑")


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("第一句。第二句；第三句", "<b>1. 第一句。\n2. 第二句；\n3. 第三句</b>"),
        (
            "Rate is 3.5 percent. It is fixed; it stays.",
            "<b>1. Rate is 3.5 percent.\n2. It is fixed;\n3. it stays.</b>",
        ),
        ("只有一句。", "<b>只有一句。</b>"),
    ],
)
def test_verbatim_line_is_numbered_by_sentences(said: str, lines: str) -> None:
    assert text_of(block(BlockKind.VERBATIM, said)) == lines


def test_lines_to_copy_are_one_block_and_undone_ones_struck() -> None:
    assert text_of(
        block(BlockKind.STRUCK, "走错了"), block(BlockKind.COPY, "一 <b>"), block(BlockKind.COPY, "二 &amp;")
    ) == ("<s>走错了</s>\n\n<pre>一 &lt;b&gt;\n二 &amp;amp;</pre>")


def test_mark_that_the_words_bring_themselves_is_not_doubled() -> None:
    assert text_of(block(BlockKind.NEXT_TEXT, "✎ 事实")) == "✎ 事实"


def test_too_long_card_loses_its_least_important_blocks_first() -> None:
    say, hint = block(BlockKind.SAY, "说这句"), block(BlockKind.HINT, "短提示")
    body = [block(BlockKind.BODY, "长" * 1300) for _ in range(3)]
    captured = block(BlockKind.CAPTURED, "抄" * 300)

    text = text_of(say, hint, *body, captured)

    assert "抄" not in text
    assert "<b>说这句</b>" in text
    assert "短提示" in text
    assert CUT in text


def test_line_to_say_is_shortened_only_when_nothing_else_is_left() -> None:
    text = text_of(block(BlockKind.SAY, "说" * 5000), block(BlockKind.NEXT_TEXT, "事实"))

    assert units(_read(text)) <= LONGEST_TEXT
    assert "说…" in text
    assert CUT in text


def test_card_that_just_fits_is_left_whole() -> None:
    assert text_of(block(BlockKind.BODY, "满" * LONGEST_TEXT)) == "满" * LONGEST_TEXT


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(BlockKind), st.text("<>&/bs \n\"'😡我", max_size=30), st.integers(1, 200)),
        max_size=12,
    )
)
def test_any_words_make_a_message_that_telegram_takes(drawn: Sequence[tuple[BlockKind, str, int]]) -> None:
    blocks = tuple(Block(kind, Sealed(words * times)) for kind, words, times in drawn)

    text = card_text(Card(blocks), WORDS, NOW)

    assert len(text.encode()) <= 32_768
    assert 0 < units(_read(text)) <= LONGEST_TEXT


def _read(text: str) -> str:
    """Return what a person reads; raises ApiError for what Telegram would refuse."""
    return parse_html(text)[0]


def test_broken_markup_would_be_noticed() -> None:
    with pytest.raises(ApiError):
        _read("<b>")


def button(label: str) -> Button:
    return Button(Bilingual(label, f"en {label}"), Verb.CHOOSE, "x")


def test_keyboard_keeps_to_what_a_chat_can_show() -> None:
    card = Card((), (tuple(button(str(number)) for number in range(9)), (button("长" * 80),)))

    rows = keyboard(card, WORDS)["inline_keyboard"]

    assert [len(row) for row in rows] == [8, 1, 1]
    assert rows[2][0] == {"text": "长" * 63 + "…", "callback_data": "1:-:0:ch:x"}


def test_keyboard_has_a_hundred_buttons_at_most() -> None:
    card = Card((), tuple((button("a"), button("b")) for _ in range(60)))

    assert sum(map(len, keyboard(card, WORDS)["inline_keyboard"])) == 100


def test_labels_are_in_the_viewers_language_and_begin_with_a_capital() -> None:
    card = Card((), ((button("好"),),), language=Language.EN, call_language=Language.ZH)

    assert keyboard(card, WORDS)["inline_keyboard"][0][0]["text"] == "En 好"


def test_digest_tells_text_and_buttons_apart() -> None:
    one = Card((block(BlockKind.BODY, "一"),), ((button("好"),),))
    cards = (
        one,
        Card(one.blocks, ()),
        Card((block(BlockKind.BODY, "二"),), one.buttons),
        Card(one.blocks, one.buttons, turn=1),
    )

    assert len({draw(card, WORDS, NOW).digest for card in cards}) == 4
    assert draw(one, WORDS, NOW) == draw(one, WORDS, NOW)
    assert [draw(card, WORDS, NOW).has_buttons for card in cards[:2]] == [True, False]
