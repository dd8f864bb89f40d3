"""Conditions as trainers write them: ``temperature <= 3 and not has(offer)``. A closed language, never eval.

    condition  = both { "or" both }
    both       = single { "and" single }
    single     = "not" single | "(" condition ")" | "has" "(" NAME ")" | "offer_open" "(" NUMBER ")"
               | "ticked" "(" NAME ")"
               | figure how value
    figure     = NAME | "visits" "(" NAME ")" | "slot" "(" NAME ")"
    how        = "=" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "is not"
    value      = NAME | NUMBER | 'TEXT' | "TEXT"

What a name means, and whether there is such a thing, is up to whoever has the book: ``playbooks.meaning``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from dialogs.causes import Cause
from dialogs.guards import How, Recorded
from playbooks.nearby import meant
from playbooks.scanning import ConditionError, Sign, Token, scanned

MAX_WITHIN = 20
"""Brackets within brackets, and one ``not`` after another: as deep as any file can be."""
_FUNCTIONS = ("has", "offer_open", "visits", "slot", "ticked")
_ALSO_ALONE = "ticked"
"""Without brackets it is a number."""
_RECORDED = frozenset(Recorded)
_HOW = {each.value: each for each in How}


@dataclass(frozen=True, slots=True)
class Word:
    """A name or a value with its place: characters of the condition, from 0."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its place."""

    value: Decimal
    at: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What ``left`` names stands so to ``right``; ``function`` is ``visits`` or ``slot``, or none."""

    left: Word
    how: How
    right: Word | Number
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """``has(…)``."""

    what: Recorded
    at: int


@dataclass(frozen=True, slots=True)
class OfferAsked:
    """``offer_open(…)``."""

    place: Number


@dataclass(frozen=True, slots=True)
class TickAsked:
    """``ticked(…)``."""

    item: Word


@dataclass(frozen=True, slots=True)
class Negation:
    """``not …``."""

    inner: "Expression"


@dataclass(frozen=True, slots=True)
class Junction:
    """Parts joined by ``and``, all of which hold, or by ``or``, one of which holds."""

    parts: tuple["Expression", ...]
    is_and: bool


Single = Comparison | Asked | OfferAsked | TickAsked
Expression = Single | Negation | Junction


@lru_cache(maxsize=1024)  # a playbook asks the same of many choices
def parse(text: str) -> Expression:
    """Return what ``text`` says.

    Raises:
        ConditionError: it says nothing that can be understood; the error tells where, and what to do.
    """
    if not text.strip():
        hint, example = "write one, such as temperature <= 3, or delete it", "temperature <= 3"
        raise ConditionError("the condition is empty", hint, 0, Cause.PB021_EMPTY, example)
    parser = _Parser(tuple(scanned(text)))
    found = parser.condition(0)
    parser.end()
    return found


def singles(expression: Expression) -> Iterator[Single]:
    """Yield the single conditions within an expression, in their order."""
    match expression:
        case Negation(inner):
            yield from singles(inner)
        case Junction(parts):
            for part in parts:
                yield from singles(part)
        case _:
            yield expression


class _Parser:
    """Recursive descent over the tokens of one condition; the last one is its end."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._next = 0

    @property
    def _here(self) -> Token:
        return self._tokens[self._next]

    def _takes(self, text: str, sign: Sign = Sign.NAME) -> bool:
        """Go on if the next token is this one."""
        if self._here.sign is sign and self._here.text == text:
            self._next += 1
            return True
        return False

    def _expected(self, what: str, hint: str, cause: Cause, instead: str = "") -> ConditionError:
        message = f"expected {what}, found {self._here.said}"
        return ConditionError(message, hint, self._here.at, cause, instead)

    def end(self) -> None:
        """Refuse whatever still stands here."""
        here = self._here
        if here.sign is Sign.END:
            return
        if here.sign is Sign.COMPARE:
            example = "temperature > 1 and temperature < 4"
            hint = f"compare two things at a time and join them: {example}"
            raise ConditionError("a second comparison follows", hint, here.at, Cause.PB021_CHAIN, example)
        if here.text == ")":
            message, hint = 'there is no "(" for this ")"', "delete it, or open it before"
            raise ConditionError(message, hint, here.at, Cause.PB021_STRAY)
        small = here.text.lower()
        if here.sign is Sign.NAME and small in {"and", "or"}:
            raise self._expected("and, or, or the end", f"write {small}", Cause.PB021_CAPITALS, small)
        raise self._expected("and, or, or the end", "join conditions with and / or", Cause.PB021_JOIN)

    def condition(self, depth: int) -> Expression:
        """Read what may be joined by ``or``."""
        parts = [self._both(depth)]
        while self._takes("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Junction(tuple(parts), is_and=False)

    def _both(self, depth: int) -> Expression:
        parts = [self._single(depth)]
        while self._takes("and"):
            parts.append(self._single(depth))
        return parts[0] if len(parts) == 1 else Junction(tuple(parts), is_and=True)

    def _single(self, depth: int) -> Expression:
        here = self._here
        if depth > MAX_WITHIN:
            message, hint = "brackets within brackets go too deep", "make two choices of it"
            raise ConditionError(message, hint, here.at, Cause.PB021_DEEP)
        if self._takes("not"):
            return Negation(self._single(depth + 1))
        if self._takes("(", Sign.BRACKET):
            inner = self.condition(depth + 1)
            self._close(here)
            return inner
        if here.sign is not Sign.NAME or here.text in {"and", "or", "is"}:
            hint, example = "begin with a name, such as temperature", ""
            if here.sign is Sign.NUMBER:
                hint, example = "write the name first: temperature <= 3", "temperature <= 3"
            raise self._expected("a condition", hint, Cause.PB021_BEGIN, example)
        self._next += 1
        if self._here.text == "(" and self._here.sign is Sign.BRACKET:
            return self._function(here)
        if here.text in _FUNCTIONS and here.text != _ALSO_ALONE and self._here.sign is not Sign.COMPARE:
            message, example = f'"{here.text}" needs brackets', _example(here)
            hint = f"write {example}"
            raise ConditionError(message, hint, here.at, Cause.PB021_BRACKETS, example)
        return self._comparison(Word(here.text, here.at), None)

    def _close(self, opened: Token) -> None:
        if not self._takes(")", Sign.BRACKET):
            if self._here.sign is Sign.END:
                raise ConditionError('this "(" is not closed', 'add ")"', opened.at, Cause.PB021_BRACKET, ")")
            raise self._expected('")"', "join conditions with and / or", Cause.PB021_JOIN)

    def _function(self, name: Token) -> Expression:
        """Read ``name(argument)``, with its comparison if it needs one."""
        if name.text not in _FUNCTIONS:
            hint = meant(name.text, _FUNCTIONS)
            message = f'there is no "{name.text}(…)"'
            raise ConditionError(message, hint, name.at, Cause.PB021_FUNCTION)
        opened = self._here
        self._next += 1
        argument = self._value(f"write {_example(name)}", _example(name))
        self._close(opened)
        match name.text, argument:
            case "has", Word(text, at):
                if text not in _RECORDED:
                    hint = meant(text, Recorded) or f"known here: {', '.join(Recorded)}"
                    message = f'nothing called "{text}" is recorded'
                    raise ConditionError(message, hint, at, Cause.PB021_RECORDED)
                return Asked(Recorded(text), name.at)
            case "offer_open", Number():
                return OfferAsked(argument)
            case "ticked", Word():
                return TickAsked(argument)
            case "visits" | "slot", Word():
                return self._comparison(argument, name.text)
            case _:
                message, example = f'"{name.text}" cannot ask for this', _example(name)
                hint = f"write {example}"
                raise ConditionError(message, hint, argument.at, Cause.PB021_ARGUMENT, example)

    def _comparison(self, left: Word, function: str | None) -> Comparison:
        """Read how and to what ``left`` is compared."""
        if self._takes("is"):
            how = How.IS_NOT if self._takes("not") else How.IS
        elif self._here.sign is Sign.COMPARE:
            how = _HOW[self._here.text]
            self._next += 1
        else:
            named = left.text if function is None else f"{function}({left.text})"
            example = f"{named} {_COMPARED.get(function or left.text, 'is …')}"
            raise self._expected("a comparison", f"write {example}", Cause.PB021_COMPARE, example)
        return Comparison(left, how, self._value("write a value or a number"), function)

    def _value(self, hint: str, instead: str = "") -> Word | Number:
        here = self._here
        is_value = here.sign is Sign.TEXT or (here.sign is Sign.NAME and here.text not in _RESERVED)
        if here.sign is Sign.NUMBER:
            self._next += 1
            return Number(Decimal(here.text), here.at)
        if is_value:
            self._next += 1
            return Word(here.text, here.at)
        raise self._expected("a value", hint, Cause.PB021_VALUE, instead)


def _example(name: Token) -> str:
    """Return a question as it could stand."""
    return f"{name.text}({_EXAMPLES[name.text]})"


_RESERVED = {"and", "or", "not", "is"}
_EXAMPLES = {"has": "offer", "offer_open": "1", "visits": "greet", "slot": "name", "ticked": "item"}
_COMPARED = {
    "temperature": "<= 3",
    "minutes": ">= 10",
    "refusals": ">= 2",
    "options": ">= 2",
    "ticked": ">= 2",
    "visits": ">= 1",
    "role": "is supervisor",
}
