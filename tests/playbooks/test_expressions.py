"""Conditions as trainers write them: what they mean, and what is said of those that mean nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.guards import How, Recorded
from playbooks.expressions import (
    MAX_WITHIN,
    Asked,
    Comparison,
    Expression,
    Junction,
    Negation,
    Number,
    OfferAsked,
    Word,
    parse,
)
from playbooks.scanning import ConditionError


def number(text: str, at: int) -> Number:
    return Number(Decimal(text), at)


HAS_FACT = Asked(Recorded.FACT, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("has(fact)", HAS_FACT),
        ("(has(fact))", Asked(Recorded.FACT, 1)),
        ("not has(fact)", Negation(Asked(Recorded.FACT, 4))),
        ("offer_open(2)", OfferAsked(number("2", 11))),
        ("mood is angry", Comparison(Word("mood", 0), How.IS, Word("angry", 8))),
        ("mood = angry", Comparison(Word("mood", 0), How.IS, Word("angry", 7))),
        ("mood is not angry", Comparison(Word("mood", 0), How.IS_NOT, Word("angry", 12))),
        ("mood!=angry", Comparison(Word("mood", 0), How.IS_NOT, Word("angry", 6))),
        ("mood is 'not'", Comparison(Word("mood", 0), How.IS, Word("not", 8))),
        ("minutes>=10", Comparison(Word("minutes", 0), How.AT_LEAST, number("10", 9))),
        ("amount < 1234.50", Comparison(Word("amount", 0), How.BELOW, number("1234.50", 9))),
        ("visits(calm-pause) > 1", Comparison(Word("calm-pause", 7), How.ABOVE, number("1", 21), "visits")),
        ("slot(role) is x", Comparison(Word("role", 5), How.IS, Word("x", 14), "slot")),
    ],
)
def test_single_condition_is_understood_with_its_place(text: str, expected: Expression) -> None:
    assert parse(text) == expected


def shape(expression: Expression) -> object:
    """The expression with its single conditions as what they ask for."""
    match expression:
        case Asked(what):
            return what.value
        case Negation(inner):
            return ("not", shape(inner))
        case Junction(parts, is_and):
            return ("and" if is_and else "or", *map(shape, parts))
        case other:
            return other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("has(fact) and has(offer) and has(flag)", ("and", "fact", "offer", "flag")),
        ("has(fact) or has(offer) and has(flag)", ("or", "fact", ("and", "offer", "flag"))),
        ("(has(fact) or has(offer)) and has(flag)", ("and", ("or", "fact", "offer"), "flag")),
        ("not has(fact) and has(offer)", ("and", ("not", "fact"), "offer")),
        ("not (has(fact) and has(offer))", ("not", ("and", "fact", "offer"))),
        ("not not has(fact)", ("not", ("not", "fact"))),
    ],
)
def test_not_binds_closer_than_and_and_that_closer_than_or(text: str, expected: object) -> None:
    assert shape(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "at", "message", "hint"),
    [
        ("", 0, "the condition is empty", "write one, such as temperature <= 3, or delete it"),
        ("has(fcat)", 4, 'nothing called "fcat" is recorded', 'did you mean "fact"?'),
        ("hsa(fact)", 0, 'there is no "hsa(…)"', 'did you mean "has"?'),
        ("has fact", 0, '"has" needs brackets', "write has(offer)"),
        ("has(3)", 4, '"has" cannot ask for this', "write has(offer)"),
        ("offer_open(one)", 11, '"offer_open" cannot ask for this', "write offer_open(1)"),
        ("temperature =< 3", 12, '"=<" cannot stand in a condition', "write <="),
        ("temperature == 3", 12, '"==" cannot stand in a condition', "write ="),
        ("temperature ≤ 3", 12, '"≤" cannot stand in a condition', "write <="),
        ("temperature <= 3 && has(fact)", 17, '"&&" cannot stand in a condition', "write and"),
        ("has（fact）", 3, '"（" cannot stand in a condition', "write ("),
        ("mood is 生气", 8, '"生气" cannot stand in a condition', "use the ids of slots and values"),
        ("mood is 'angry", 8, "this quote is not closed", "add '"),
        ("temperature 3", 12, 'expected a comparison, found "3"', "write temperature <= 3"),
        ("mood", 4, "expected a comparison, found the end", "write mood is …"),
        ("visits(fix)", 11, "expected a comparison, found the end", "write visits(fix) >= 1"),
        ("temperature <=", 14, "expected a value, found the end", "write a value or a number"),
        ("3 >= temperature", 0, 'expected a condition, found "3"', "write the name first: temperature <= 3"),
        (
            "has(fact) and",
            13,
            "expected a condition, found the end",
            "begin with a name, such as temperature",
        ),
        ("has(fact) AND has(offer)", 10, 'expected and, or, or the end, found "AND"', "write and"),
        (
            "has(fact) has(offer)",
            10,
            'expected and, or, or the end, found "has"',
            "join conditions with and / or",
        ),
        ("(has(fact)", 0, 'this "(" is not closed', 'add ")"'),
        ("has(fact", 3, 'this "(" is not closed', 'add ")"'),
        ("has(fact))", 9, 'there is no "(" for this ")"', "delete it, or open it before"),
        (
            "temperature > 1 < 4",
            16,
            "a second comparison follows",
            "compare two things at a time and join them: temperature > 1 and temperature < 4",
        ),
    ],
)
def test_what_cannot_be_understood_is_told_at_its_character(
    text: str, at: int, message: str, hint: str
) -> None:
    with pytest.raises(ConditionError) as refused:
        parse(text)

    assert (refused.value.at, refused.value.message, refused.value.hint) == (at, message, hint)


def test_brackets_end_somewhere() -> None:
    deep = MAX_WITHIN
    assert parse("(" * deep + "has(fact)" + ")" * deep) == Asked(Recorded.FACT, deep)

    for text in ("(" * 5_000 + "has(fact)", "not " * 5_000 + "has(fact)"):
        with pytest.raises(ConditionError, match="too deep"):
            parse(text)


PIECES = st.sampled_from(
    [
        "and",
        "or",
        "not",
        "is",
        "(",
        ")",
        "has(fact)",
        "mood",
        "angry",
        "3",
        "<=",
        "=",
        "visits",
        "'",
        "，",
        "#",
    ]
)


def refusal(text: str) -> ConditionError | None:
    try:
        parse(text)
    except ConditionError as refused:
        return refused
    return None


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map(" ".join)))
def test_any_text_is_understood_or_refused_at_a_character_of_it(text: str) -> None:
    refused = refusal(text)

    assert refused is None or (0 <= refused.at <= len(text) and refused.message and refused.hint)
