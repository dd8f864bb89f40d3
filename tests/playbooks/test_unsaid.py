"""The list of what is not to be said finds what it means, and leaves alone what only looks like it."""

import pytest

from playbooks.unsaid import said_in, unsaid

KINDS = ("blame", "beyond", "silence", "manner")


def kinds_in(text: str, language: str) -> set[str]:
    return {entry.kind for entry, _ in said_in(text, language)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这是规定，没办法。", "blame"),
        ("这是系统问题。", "blame"),
        ("您应该早点说。", "blame"),
        ("别人都没问题。", "blame"),
        ("您去告吧。", "blame"),
        ("这是最后一次机会。", "blame"),
        ("这不可能。", "blame"),
        ("您先冷静一下。", "blame"),
        ("我保证退给您。", "beyond"),
        ("一定能退。", "beyond"),
        ("应该没问题。", "beyond"),
        ("肯定是我们的错。", "beyond"),
        ("您撤诉我们就退。", "silence"),
        ("您不再投诉，我们就退。", "silence"),
        ("你先说。", "manner"),
        ("我理解您的心情。", "manner"),
    ],
)
def test_chinese_words_are_found(text: str, kind: str) -> None:
    assert kinds_in(text, "zh") == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "我不能保证，但今天给您回话。",
        "这笔保证金退给您。",
        "这是保证续保的条款。",
        "这一点我保证不了。",
        "我复述一下，我理解得对吗？",
        "您应该得的，一项不少。",
        "这个不一定能退，查了才知道。",
        "不影响您再去投诉。",
        "您不投诉也一样退。",
        "这一点我不能承诺，但可以去问。",
        "我今天18点前给您回话。",
        "您看哪种更合适？",
    ],
)
def test_chinese_that_only_looks_like_it_is_left_alone(text: str) -> None:
    assert kinds_in(text, "zh") == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("That’s our policy.", "blame"),
        ("You should have read it.", "blame"),
        ("It's a system error.", "blame"),
        ("Please calm down.", "blame"),
        ("I guarantee it.", "beyond"),
        ("You are 100% safe.", "beyond"),
        ("It was our fault.", "beyond"),
        ("Drop the complaint, and we pay.", "silence"),
        ("I understand.", "manner"),
    ],
)
def test_english_words_are_found(text: str, kind: str) -> None:
    assert kinds_in(text, "en") == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "I can't guarantee that.",
        "The guarantor signed it.",
        "It has a guaranteed renewal.",
        "Have I understood you right?",
        "Did I understand that right?",
        "You should hear by Monday.",
        "You'll get the whole of it if it is owed.",
        "Relaxation of the terms is possible.",
    ],
)
def test_english_that_only_looks_like_it_is_left_alone(text: str) -> None:
    assert kinds_in(text, "en") == set()


def test_every_entry_is_whole_and_says_why_and_what_instead() -> None:
    entries = unsaid()

    assert {each.kind for each in entries} == set(KINDS)
    assert [
        each.why for each in entries if not (each.why and each.instead and all(each.words.values()))
    ] == []
    english = [words for each in entries for words in each.words["en"]]
    assert [words for words in english if words != words.lower()] == []


def test_no_words_stand_in_the_list_twice_and_every_exception_holds_some() -> None:
    words = [each for entry in unsaid() for language in entry.words.values() for each in language]
    idle = [
        fine
        for entry in unsaid()
        for fine in entry.but
        if not any(each in fine for language in entry.words.values() for each in language)
    ]

    assert sorted({each for each in words if words.count(each) > 1}) == []
    assert idle == []


def test_words_that_are_looked_for_are_found_each_in_its_own_sentence() -> None:
    missed = [
        words
        for entry in unsaid()
        for language, many in entry.words.items()
        for words in many
        if entry not in dict(said_in(f"“{words}”", language))
    ]

    assert missed == []
