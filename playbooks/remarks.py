"""Comments that speak to the checker: a finding of their line is meant to stand, and why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")
_REMARK = re.compile(
    r"(?:^|(?<=[ \t]))#[ \t]*allow[ \t]+(?P<codes>PB\w*(?:[ \t,]+PB\w*)*)[ \t]*"
    r"(?:[:：][ \t]*(?P<reason>.*))?$"
)
_CODE = re.compile(r"PB\w*")


@dataclass(frozen=True, slots=True)
class Remark:
    """``# allow PB321: reason`` at the end of a line."""

    line: int
    column: int
    """Of the ``#``; both count from 1."""
    codes: tuple[str, ...]
    reason: str


def remarks(text: str) -> Mapping[int, Remark]:
    """Return what looks like a remark, by line; whether it stands within a text is for the reader to see."""
    if "allow" not in text or "PB" not in text:
        return {}
    return {
        number: Remark(
            number,
            found.start() + 1,
            tuple(dict.fromkeys(_CODE.findall(found["codes"]))),
            (found["reason"] or "").strip(),
        )
        for number, line in enumerate(_LINE_END.split(text), start=1)
        if "allow" in line and (found := _REMARK.search(line)) is not None
    }
