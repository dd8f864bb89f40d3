import pytest

from bot.playground.entities import Entity, FormattedText, finished, units
from bot.playground.errors import ApiError
from bot.playground.html_text import parse_html


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("blockquote", "blockquote"),
        ("pre", "pre"),
        ("code", "code"),
        ("tg-time", "date_time"),
    ],
)
def test_every_plain_tag_becomes_its_entity(tag: str, kind: str) -> None:
    assert parse_html(f"您<{tag}>好😀</{tag}>") == ("您好😀", (Entity(kind, 1, 3),))


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<B>x</b>", "x", (Entity("bold", 0, 1),)),
        ("<b>x</>", "x", (Entity("bold", 0, 1),)),
        ("<b></b>x", "x", ()),
        ("<b >x</b >", "x", (Entity("bold", 0, 1),)),
        ("😀<i>您<b>好</b></i>", "😀您好", (Entity("bold", 3, 1), Entity("italic", 2, 2))),
        ('<span class="tg-spoiler">x</span>', "x", (Entity("spoiler", 0, 1),)),
        ("<blockquote expandable>x</blockquote>", "x", (Entity("expandable_blockquote", 0, 1),)),
        (
            '<a href="https://e.org/?a=1&amp;b=2">x</a>',
            "x",
            (Entity("text_link", 0, 1, (("url", "https://e.org/?a=1&b=2"),)),),
        ),
        ("<a>e.org</a>", "e.org", (Entity("text_link", 0, 5, (("url", "e.org"),)),)),
        ("<a href='nowhere'>x</a>", "x", ()),
        (
            '<tg-emoji emoji-id="5">😀</tg-emoji>',
            "😀",
            (Entity("custom_emoji", 0, 2, (("custom_emoji_id", "5"),)),),
        ),
        ('<tg-time unix="7">x</tg-time>', "x", (Entity("date_time", 0, 1, (("unix_time", 7),)),)),
        (
            '<pre><code class="language-yaml">x</code></pre>',
            "x",
            (Entity("pre", 0, 1, (("language", "yaml"),)),),
        ),
        (
            '<code class="language-yaml"><pre>x</pre></code>',
            "x",
            (Entity("pre", 0, 1, (("language", "yaml"),)),),
        ),
        ('<code class="language-yaml">x</code>', "x", (Entity("code", 0, 1),)),
        ("&lt;b&gt; &amp; &quot;", '<b> & "', ()),
        ("&lt &#20320;&#x1F600;", "< 你😀", ()),
        ("&nbsp; & &#0; &#xffffffff;", "&nbsp; & &#0; &#xffffffff;", ()),
        ("a > b", "a > b", ()),
    ],
)
def test_markup_becomes_text_and_entities_counted_in_utf16(
    source: str, text: str, entities: tuple[Entity, ...]
) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("您<x>", 'Unsupported start tag "x" at byte offset 3'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</b y>", "Unclosed end tag at byte offset 4"),
        ("<a =x>", 'Empty attribute name in the tag "a" at byte offset 0'),
        (
            "😀<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 4',
        ),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x_y>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_markup_is_refused_with_the_exact_complaint(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)

    assert (refused.value.status, refused.value.description) == (
        400,
        f"Bad Request: can't parse entities: {complaint}",
    )


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ApiError) as refused:
        parse_html("&#xd83d;")

    assert refused.value.description == (
        "Bad Request: text contains invalid Unicode characters after decoding HTML entities, "
        "check for unmatched surrogate code units"
    )


def test_units_count_two_for_an_emoji_and_one_for_a_chinese_character() -> None:
    assert [units(text) for text in ("", "a", "您", "😀", "您😀a")] == [0, 1, 1, 2, 4]


def test_trimming_moves_and_cuts_entities_with_the_text() -> None:
    assert finished(" \n您 好 ", (Entity("bold", 0, 6), Entity("italic", 5, 1))) == FormattedText(
        "您 好", (Entity("bold", 0, 3),)
    )


def test_commands_links_and_names_are_found_in_plain_text() -> None:
    found = finished("😀 /new@hejie_bot 见 https://e.org/a 找 @demo_user #急 a/b", ()).entities

    assert found == (
        Entity("bot_command", 3, 14),
        Entity("url", 20, 15),
        Entity("mention", 38, 10),
        Entity("hashtag", 49, 2),
    )


def test_nothing_is_found_inside_code() -> None:
    assert finished("/new", (Entity("code", 0, 4),)).entities == (Entity("code", 0, 4),)
