"""Two lines are compared word by word, and Chinese ones sign by sign."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playbooks.wording import Fate, pieces

MARKS = {Fate.KEPT: "{}", Fate.GONE: "[-{}-]", Fate.NEW: "{{+{}+}}"}


def shown(old: str, new: str) -> str:
    return "".join(MARKS[each.fate].format(each.text) for each in pieces(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("您好，请说。", "您好，请说。", "您好，请说。"),
        ("您好，请慢慢说。", "您好，请说。", "您好，请[-慢慢-]说。"),
        ("Let me check it.", "Let me look into it.", "Let me [-check-]{+look into+} it."),
        ("It left you {mood}.", "It left you {wish}.", "It left you [-{mood}-]{+{wish}+}."),
        ("好", "请您稍等一下", "[-好-]{+请您稍等一下+}"),
        ("", "新的一句", "{+新的一句+}"),
        ("I'll call you", "I will call you", "[-I'll-]{+I will+} call you"),
    ],
)
def test_change_is_shown_by_whole_words(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


LINES = st.text(alphabet="您好请说明，。 abc{x}", max_size=30)


@settings(derandomize=True, deadline=None, database=None)
@given(LINES, LINES)
def test_pieces_make_both_lines_again(old: str, new: str) -> None:
    found = pieces(old, new)

    assert "".join(each.text for each in found if each.fate is not Fate.NEW) == old
    assert "".join(each.text for each in found if each.fate is not Fate.GONE) == new
