"""Masks identifiers in what people type, before anything is stored, logged or shown.

Any run of 11 or more digits is masked to its last four whether or not a checksum holds: with one wrong digit,
a mask that trusts checksums lets the number through.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

MIN_DIGITS = 11
"""A Chinese mobile number has 11 digits; anything as long or longer is taken for an identifier."""
MIN_NUMERALS = 7
"""Seven Chinese numerals in a row are a number read aloud, not an amount in words."""
KEPT = 4

_SPACES = r"\s"
_MARKS = r"\-\u2010-\u2015\u2212\uff0d.·_\u200b-\u200f\u2060"
_JOINERS = rf"[{_SPACES}{_MARKS}]{{0,4}}"
_X = rf"{_JOINERS}[xXＸｘ](?![A-Za-z])"
# Only spaces may part a date from digits after it: an identifier that merely begins like one is no date.
_DATE = (
    r"(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])"
    rf"(?:日|(?!\d)(?![{_SPACES}]*[{_MARKS}][{_SPACES}{_MARKS}]*\d))"
)
_DIGITS = rf"\d(?:{_JOINERS}\d){{{MIN_DIGITS - 1},}}(?:{_X})?"
_SHORT_WITH_X = rf"\d(?:{_JOINERS}\d){{{MIN_DIGITS - 2}}}{_X}"
_SHORT = rf"\d(?:{_JOINERS}\d)*"
_NUMERAL = "[〇零一二三四五六七八九两幺壹贰叁肆伍陆柒捌玖]"
_NUMERALS = rf"{_NUMERAL}(?:{_JOINERS}{_NUMERAL}){{{MIN_NUMERALS - 1},}}"
_NUMBER = re.compile(
    rf"(?P<stays>{_DATE})|(?P<hidden>{_DIGITS}|{_SHORT_WITH_X}|{_NUMERALS})|(?P<short>{_SHORT})"
)
_HIDDEN = re.compile(
    r"(?:(?:[我你您他她]的?|客户的?|\b(?:my|his|her|their|the) )?"
    r"(?:(?:身份证|证件)(?:号码|号)?|(?:手机|电话)(?:号码?)?|(?:银行卡|信用卡|卡|账|帐|保单|合同)号码?|号码|"
    r"\b(?:ID|(?:(?:ID|card|phone|mobile|account|policy|contract) )?(?:number|no\.?))))?"
    rf"(?:\s*(?:是|为|is|[:：]))?\s*\*{{{KEPT}}}(?:[0-9X]|{_NUMERAL}){{1,{KEPT}}}",
    re.IGNORECASE,
)
"""What is left of an identifier, with the words before it that name it."""
_LOOSE = re.compile(r"\s*([，,；;、])(?:\s*[，,；;、])*(\s*)")
_ENDS = " \t\n，,；;、：:"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


class Identifier(StrEnum):
    """What a masked number seems to be; it never decides whether a number is masked."""

    CITIZEN_ID = "citizen_id"
    BANK_CARD = "bank_card"
    PHONE = "phone"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Masked:
    """``text`` as it may be kept, and the kinds of identifier that it held, in order."""

    text: str
    found: tuple[Identifier, ...] = ()


def mask(text: str) -> Masked:
    """Mask every identifier in ``text`` to its last four characters; masking twice changes nothing.

    A date that starts a run of digits stays, and what follows it is looked at by itself.
    """
    found: list[Identifier] = []

    def hide(match: re.Match[str]) -> str:
        hidden = match["hidden"]
        if hidden is None:
            return match[0]
        bare = "".join(_plain(character) for character in hidden if character.isalnum())
        found.append(kind_of(bare))
        return "****" + bare[-KEPT:]

    return Masked(_NUMBER.sub(hide, text), tuple(found))


def unhidden(text: str) -> str:
    """Return a masked ``text`` without what is left of its identifiers: nobody says those aloud."""
    if "*" not in text or not _HIDDEN.search(text):
        return text
    left = re.sub(r"[ \t]{2,}", " ", _HIDDEN.sub(" ", text))
    return _LOOSE.sub(r"\1\2", left).strip(_ENDS)


def is_bare(text: str) -> bool:
    """Tell whether a masked ``text`` is nothing but identifiers: it says nothing of what happened."""
    return bool(_HIDDEN.search(text)) and not any(character.isalnum() for character in unhidden(text))


def kind_of(bare: str) -> Identifier:
    """Name what ``bare`` (digits, perhaps X at the end) seems to be, by shape and checksum."""
    if len(bare) == 18 and _is_citizen_id(bare):  # noqa: PLR2004
        return Identifier.CITIZEN_ID
    if len(bare) == 11 and bare.startswith("1"):  # noqa: PLR2004
        return Identifier.PHONE
    if 16 <= len(bare) <= 19 and bare.isdecimal() and _passes_luhn(bare):  # noqa: PLR2004
        return Identifier.BANK_CARD
    return Identifier.NUMBER


def _plain(character: str) -> str:
    """Fold full-width and other Unicode digits to ASCII; leave the rest."""
    if character.isdecimal():
        return str(int(character))
    return "X" if character in "xＸｘ" else character


def _is_citizen_id(bare: str) -> bool:
    if not bare[:17].isdecimal():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(bare, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == bare[17]


def _passes_luhn(bare: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(bare)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
