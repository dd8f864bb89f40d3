"""How a point in time, a day and an amount are said: local, short, in the patterns of the catalogue."""

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, get_currency_precision

from bot.words.catalogue import Catalogue
from dialogs.money import Money


class TimeStyle(StrEnum):
    """How much of a time is said; the values stand in the catalogue, as in ``{due:day}``."""

    SHORT = ""
    """The time of day; with its day when that is not today."""
    CLOCK = "clock"
    """The time of day alone."""
    DAY = "day"
    """Always with its day: today, tomorrow, or the date."""
    DATE = "date"
    """The whole date, for what is read later or elsewhere."""


def say_time(catalogue: Catalogue, at: datetime, style: TimeStyle, zone: tzinfo, now: datetime | None) -> str:
    """Say ``at`` (aware) in ``zone``; without ``now`` nothing is called today and the whole date is said."""
    local = at.astimezone(zone)
    pattern = catalogue.sentence(f"time.{_pattern(local, style, now.astimezone(zone) if now else None)}")
    return format_datetime(local, pattern, tzinfo=zone, locale=catalogue.locale)


def _pattern(local: datetime, style: TimeStyle, now: datetime | None) -> str:
    if style is TimeStyle.CLOCK:
        return "clock"
    if style is TimeStyle.DATE or now is None:
        return "date"
    if local.date() == now.date():
        return "clock" if style is TimeStyle.SHORT else "today"
    if local.date() == now.date() + timedelta(days=1):
        return "tomorrow"
    return "day" if local.year == now.year else "date"


def say_day(catalogue: Catalogue, day: date, style: TimeStyle, today: date | None) -> str:
    """Say a day; with its year unless it is known to be this one and not the whole date is asked for."""
    this_year = today is not None and today.year == day.year
    key = "time.day_only" if this_year and style is not TimeStyle.DATE else "time.date_only"
    return format_date(day, catalogue.sentence(key), locale=catalogue.locale)


def say_money(catalogue: Catalogue, money: Money) -> str:
    """Say an amount as its language writes it."""
    places = get_currency_precision(money.currency)
    return format_currency(
        Decimal(money.minor).scaleb(-places),
        money.currency,
        catalogue.sentence("money.amount"),
        locale=catalogue.locale,
    )
