"""Reads how much it was, as people say it who do not know exactly: ``大概2232``, ``两千多``, ``about 300``.

What is said is kept, with the amount that it means behind it: ``两千多（约 2000.00 CNY）``. Nothing is worked
out from it.
"""

import re
import unicodedata
from typing import Final

from dialogs.amounts import read_money, written_out
from dialogs.money import Money

_LONGEST: Final = 30
"""Characters: whoever writes more tells a story."""
_BEHIND: Final = re.compile(r"\s*[（(](?:约|about) [0-9.]+ [A-Z]{3}[）)]$")
"""What stands behind the words once they were read, for whoever sends them again."""
_BEFORE: Final = re.compile(
    r"^(?:大概|大约|差不多|好像|应该|可能|将近|不到|超过|约|是|有|"
    r"about|around|roughly|approximately|nearly|almost|over|some|~|≈)\s*"
)
_AFTER: Final = re.compile(r"\s*(?:左右|上下|吧|的样子|or so|ish|more or less)$")
_MORE: Final = re.compile(r"[多来余几](?=[元块圆万]?(?:钱)?$)")
"""Behind a round number: some more than that."""
_THOUSANDS: Final = re.compile(r"(\d{1,4}(?:\.\d)?)k")
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_FOREIGN: Final = re.compile(r"(?:us|hk)?[$€£]\s*\d[\d,]*(?:\.\d{1,2})?")


def read_rough_money(text: str, currency: str) -> str | None:
    """Return ``text`` with the amount of ``currency`` that it roughly means, if one is clear.

    What is said with the sign of another currency stays as it was said: it is not ours to change money.
    """
    said = _BEHIND.sub("", text.strip())
    plain = unicodedata.normalize("NFKC", said).lower()
    if not plain or len(plain) > _LONGEST:
        return None
    bare = _bare(plain)
    meant = read_money(bare, currency)
    if meant is None:
        return said if _FOREIGN.fullmatch(bare) else None
    return _with(said, meant)


def _bare(plain: str) -> str:
    """Take away what only says that somebody is not sure, and spell thousands."""
    while (found := _BEFORE.match(plain)) is not None:
        plain = plain[found.end() :]
    while (found := _AFTER.search(plain)) is not None:
        plain = plain[: found.start()]
    plain = _MORE.sub("", plain)
    thousands = _THOUSANDS.fullmatch(plain)
    return plain if thousands is None else f"{float(thousands[1]) * 1000:.0f}"


def _with(said: str, meant: Money) -> str:
    amount = written_out(meant)
    return f"{said} (about {amount})" if _CHINESE.search(said) is None else f"{said}（约 {amount}）"
