"""What the checker found, said in the person's own language; its own sentences are English."""

import re
from typing import Final

from dialogs.ports import Finding, Trouble
from dialogs.texts import Language, Phrase, Value

MOST_NAMES: Final = 3
_NUMBER: Final = re.compile("[0-9]+")
_MEANT: Final = re.compile('did you mean "([^"]+)"|known here: (.+)|^write "([^"]+)"|^write ([0-9][0-9-]+)$')
_QUOTED: Final = re.compile('"([^"]+)"')
WORDED: Final = frozenset(
    f"PB{number:03}"
    for numbers in (
        range(22),
        (*range(101, 110), 111, 112),
        range(201, 215),
        (*range(301, 310), *range(321, 328), 331),
        (*range(401, 409), *range(411, 415)),
        range(501, 514),
        range(601, 605),
        range(701, 709),
        range(901, 904),
    )
    for number in numbers
) | frozenset(f"RH{number}" for number in range(101, 108))
"""Every code of the checker and of rehearsals: what each means is in the catalogue."""


def finding_of(finding: Finding, language: Language, *, alone: bool = False) -> Phrase:
    """Say what the checker found, and where; ``alone`` when one line was written and no file is in sight.

    The checker's own sentence is shown to whoever reads English; to others the names that stand in it.
    """
    told = f"{finding.message}: {finding.hint}" if finding.hint else finding.message
    detail = told if language is Language.EN else _names(finding)
    values: dict[str, Value] = {"line": finding.line, "code": finding.code, "detail": detail or told}
    if finding.code not in WORDED:
        return Phrase("finding.other", values)
    most = _NUMBER.search(finding.hint)
    is_told = language is Language.EN and not alone  # the checker's own sentence tells the cause
    name = finding.code.lower() if finding.cause is None or is_told else finding.cause
    what = Phrase(f"finding.{name}", {"most": most.group() if most else ""})
    if alone:
        return what
    key = "finding.worded" if detail else "finding.plain"
    return Phrase(key, {**values, "what": what})


def told_of(finding: Finding, language: Language) -> Phrase | None:
    """Say what the checker found to whoever has its place before them; none where its own sentence does."""
    if language is Language.EN or finding.code not in WORDED:
        return None
    what, detail = finding_of(finding, language, alone=True), _names(finding)
    return Phrase("finding.told", {"what": what, "detail": detail}) if detail else what


def _names(finding: Finding) -> str:
    """Return the names of which a finding speaks, and behind an arrow those that may be meant."""
    told = finding.named or _QUOTED.findall(finding.message)
    names = ", ".join(dict.fromkeys(told[:MOST_NAMES]))
    what = finding.instead
    if not what and names and (meant := _MEANT.search(finding.hint)) is not None:
        what = next(each for each in meant.groups() if each is not None).replace(", ", " / ")
    return f"{names} → {what}" if names and what else names or what


def trouble_of(trouble: Trouble, language: Language) -> Phrase:
    """Say what keeps a playbook of the library from being used; where the library stands is not said."""
    if trouble.finding is None:
        return Phrase("trouble.lost", {"playbook": trouble.file})
    values: dict[str, Value] = {"file": trouble.file, "finding": finding_of(trouble.finding, language)}
    return Phrase("trouble.found", values)
