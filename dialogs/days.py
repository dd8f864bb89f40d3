"""Reads a day as people write it; what is not surely one comes to none.

``2026-11-28``, ``2026年11月28日``, ``去年11月28日``, ``11月28日``, ``上个月28号``, ``28 November``, ``昨天``:
nobody reads these in two ways, as they do 11/12. A day without its year is the latest of that
name, since complaints speak of what was; but the next one where it comes within two months.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from dialogs.amounts import chinese_number

_NEAR: Final = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "今天": 0,
    "今日": 0,
    "当天": 0,
    "明天": 1,
    "后天": 2,
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
}
_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NUMBER: Final = "[0-9一二三四五六七八九十]{1,3}"
_NUMERIC: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_CHINESE: Final = re.compile(
    rf"(?:([0-9]{{4}}|[0-9]{{2}})年|(今年|去年|前年))?({_NUMBER})月({_NUMBER})[日号]?"
)
_THAT_MONTH: Final = re.compile(rf"(上个月|上月|这个月|本月)({_NUMBER})[日号]")
_YEARS: Final = {"今年": 0, "去年": 1, "前年": 2}
_ENGLISH: Final = re.compile(r"[a-z0-9 ,.]+")
_ENGLISH_PARTS: Final = re.compile(r"[a-z]+|\d+")
_DIGITS_OF_A_DAY: Final = 2
_SMALL_WORDS: Final = frozenset({"st", "nd", "rd", "th", "of", "the"})
_DIGITS_OF_A_YEAR: Final = 4
_LETTERS_OF_A_MONTH: Final = 3
_AHEAD: Final = timedelta(days=60)
_FIRST, _LAST = 1900, 2100


def read_day(text: str, today: date) -> date | None:
    """Return the day that ``text`` surely is, seen from ``today``; none for anything else."""
    lower = unicodedata.normalize("NFKC", text).lower().strip()
    plain = "".join(lower.split())
    if plain in _NEAR:
        return today + timedelta(days=_NEAR[plain])
    if (numeric := _NUMERIC.fullmatch(plain)) is not None:
        return _day(int(numeric[1]), int(numeric[3]), int(numeric[4]))
    if (chinese := _CHINESE.fullmatch(plain)) is not None:
        year = chinese[1] if chinese[2] is None else str(today.year - _YEARS[chinese[2]])
        return _of(year, _number(chinese[3]), _number(chinese[4]), today)
    if (that_month := _THAT_MONTH.fullmatch(plain)) is not None:
        return _in_month(that_month[1], _number(that_month[2]), today)
    return _english(lower, today)


def full_year(text: str, today: date) -> int | None:
    """Return the year that two or four digits name; of two, the latest that is not after the next one."""
    if not text.isdecimal():
        return None
    year = int(text)
    if len(text) == _DIGITS_OF_A_DAY:
        century = today.year // 100 * 100
        year += century if century + year <= today.year + 1 else century - 100
    return year if _FIRST <= year < _LAST else None


def month_named(name: str) -> int | None:
    """Return the number of a month in English: its name, or the first three letters of it or more."""
    found = [number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name)]
    return found[0] if len(found) == 1 and len(name) >= _LETTERS_OF_A_MONTH else None


def _in_month(name: str, day: int | None, today: date) -> date | None:
    first = today.replace(day=1)
    month = first - timedelta(days=1) if name.startswith("上") else first
    return None if day is None else _day(month.year, month.month, day)


def _english(text: str, today: date) -> date | None:
    """Read ``28 November``, ``Nov 28th, 2026`` and the like; a month by its first three letters or more."""
    if not _ENGLISH.fullmatch(text):
        return None
    parts = [part for part in _ENGLISH_PARTS.findall(text) if part not in _SMALL_WORDS]
    match parts:
        case [day, month, *rest] if _is_day(day):
            pass
        case [month, day, *rest] if _is_day(day):
            pass
        case _:
            return None
    year = rest[0] if len(rest) == 1 and len(rest[0]) == _DIGITS_OF_A_YEAR else None
    if rest and year is None:
        return None
    return _of(year, month_named(month), int(day), today)


def _is_day(part: str) -> bool:
    """Tell whether a part can be the day of a month: an account's number is no day, however long it is."""
    return part.isdecimal() and len(part) <= _DIGITS_OF_A_DAY


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else chinese_number(text)


def _of(year: str | None, month: int | None, day: int | None, today: date) -> date | None:
    if month is None or day is None:
        return None
    if year is not None:
        whole = full_year(year, today)
        return None if whole is None else _day(whole, month, day)
    return max((each for each in _near(month, day, today) if each <= today + _AHEAD), default=None)


def _near(month: int, day: int, today: date) -> Iterator[date]:
    """Yield the days of this name in the years around today; 29 February is not in every one."""
    for year in range(today.year - 8, today.year + 2):
        found = _day(year, month, day)
        if found is not None:
            yield found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST <= year < _LAST else None
    except ValueError:
        return None
