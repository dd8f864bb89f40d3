"""Reads when something was, as people say it who do not know the day: ``去年5月``, ``9月15号左右``.

What is said is kept, with what it means behind it, as ISO 8601 writes it: ``上个月（2026-10）``. Read weeks
later, the words alone would mean another month.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from dialogs.amounts import chinese_number
from dialogs.days import full_year, month_named, read_day

_LONGEST: Final = 40
"""Characters: whoever writes more tells a story."""
_BEHIND: Final = re.compile(r"\s*[（(][0-9/-]{4,21}[）)]$")
"""What stands behind the words once they were read, for whoever sends them again."""
_HEDGES: Final = (
    re.compile(
        r"(?:大概|大约|好像|应该|差不多|可能|约|是|在|"
        r"about|around|roughly|some ?time|early|mid|late|in|on|since)[ -]*"
    ),
    re.compile(
        r" ?(?:左右|前后|那会儿?|的?时候|吧|份|年初|年中|年底|年末|初|上旬|中旬?|下旬|底|末|"
        r"上午|下午|早上|晚上|or so|ish)$"
    ),
)
"""What stands before or behind and only says that somebody is not sure."""
_YEARS: Final = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3, "this year": 0, "last year": 1}
_MONTHS: Final = {
    "这个月": 0,
    "本月": 0,
    "上个月": 1,
    "上月": 1,
    "上上个月": 2,
    "this month": 0,
    "last month": 1,
}
_WEEK: Final = re.compile(r"(上上|上|这|本)个?(?:周|星期|礼拜)([一二三四五六日天]?)|(last|this)week()")
_WEEKS: Final = {"上上": 2, "上": 1, "这": 0, "本": 0, "last": 1, "this": 0}
_NUMBER: Final = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_YEAR: Final = r"\d{4}年|\d{2}年|今年|去年|前年|大前年"
_CHINESE_MONTH: Final = re.compile(rf"({_YEAR})?的?({_NUMBER})月")
_CHINESE_YEAR: Final = re.compile(rf"({_YEAR})")
_CHINESE_AGO: Final = re.compile(rf"({_NUMBER}|半)个?(天|周|星期|礼拜|月|年)多?以?前")
_ENGLISH_MONTH: Final = re.compile(r"(?:last )?([a-z]{3,9})\.?,?(?: of)?(?: (\d{4}|last year|this year))?")
_ENGLISH_YEAR: Final = re.compile(r"(\d{4}|last year|this year)")
_ENGLISH_AGO: Final = re.compile(r"(an?|one|two|three|four|five|six|\d{1,2}) (day|week|month|year)s? ago")
_ENGLISH_NUMBERS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_DAYS: Final = {"天": 1, "day": 1, "周": 7, "星期": 7, "礼拜": 7, "week": 7}
_MONTHS_OF: Final = {"月": 1, "month": 1, "年": 12, "year": 12}
_LAST_MONTH: Final = 12


def read_rough_day(text: str, today: date) -> str | None:
    """Return ``text`` with the day, month or year that it means seen from ``today``, if one is clear."""
    said = _BEHIND.sub("", text.strip())
    plain = " ".join(unicodedata.normalize("NFKC", said).lower().split())
    if not plain or len(plain) > _LONGEST:
        return None
    meant = _meant(plain, today) or _meant(_without_hedges(plain), today)
    if meant is None:
        return None
    return f"{said} ({meant})" if said.isascii() else f"{said}（{meant}）"


def _without_hedges(plain: str) -> str:
    """Take away what only says that somebody is not sure."""
    before, behind = _HEDGES
    while (found := before.match(plain)) is not None:
        plain = plain[found.end() :]
    while (found := behind.search(plain)) is not None:
        plain = plain[: found.start()]
    return plain


def _meant(plain: str, today: date) -> str | None:
    day = read_day(plain, today)
    if day is not None:
        return day.isoformat()
    together = plain.replace(" ", "")
    return (
        _week(together, today)
        or _month(plain, together, today)
        or _ago(plain, together, today)
        or _year(plain, today)
    )


def _week(plain: str, today: date) -> str | None:
    """Read 上周 as Monday/Sunday, and 上周三 as its day."""
    found = _WEEK.fullmatch(plain)
    if found is None:
        return None
    monday = today - timedelta(days=today.weekday() + 7 * _WEEKS[found[1] or found[3]])
    if found[2]:
        return (monday + timedelta(days="一二三四五六日".find(found[2].replace("天", "日")))).isoformat()
    return f"{monday}/{monday + timedelta(days=6)}"


def _month(plain: str, together: str, today: date) -> str | None:
    for name in (plain, together):
        if name in _MONTHS:
            return _months_back(today, _MONTHS[name])
    chinese, english = _CHINESE_MONTH.fullmatch(together), _ENGLISH_MONTH.fullmatch(plain)
    if chinese is not None:
        return _month_of(chinese[1], _number(chinese[2]), today)
    return None if english is None else _month_of(english[2], month_named(english[1]), today)


def _month_of(year: str | None, month: int | None, today: date) -> str | None:
    """Return a month; without its year it is the latest of that name, this month included."""
    if month is None or not 1 <= month <= _LAST_MONTH:
        return None
    named = today.year - (month > today.month) if year is None else _year_number(year, today)
    return None if named is None else f"{named}-{month:02}"


def _ago(plain: str, together: str, today: date) -> str | None:
    found = _CHINESE_AGO.fullmatch(together) or _ENGLISH_AGO.fullmatch(plain)
    if found is None:
        return None
    number = _ENGLISH_NUMBERS.get(found[1]) or _number(found[1])
    if found[2] in _DAYS:
        return None if number is None else (today - timedelta(days=number * _DAYS[found[2]])).isoformat()
    months = _MONTHS_OF[found[2]] // 2 if found[1] == "半" else (number or 0) * _MONTHS_OF[found[2]]
    if not months:
        return None
    return str(today.year - months // 12) if not months % 12 else _months_back(today, months)


def _year(plain: str, today: date) -> str | None:
    found = _CHINESE_YEAR.fullmatch(plain) or _ENGLISH_YEAR.fullmatch(plain)
    year = None if found is None else _year_number(found[1], today)
    return None if year is None else str(year)


def _year_number(text: str, today: date) -> int | None:
    if text in _YEARS:
        return today.year - _YEARS[text]
    return full_year(text.removesuffix("年"), today)


def _months_back(today: date, months: int) -> str:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return f"{year}-{month + 1:02}"


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else chinese_number(text)
