"""Cases that nobody had."""

from datetime import date

from dialogs.case import Case
from dialogs.casebook import CaseBook
from dialogs.ids import CaseId, FactId, PlaybookSlug
from dialogs.index import Topic
from dialogs.law import Synonyms
from dialogs.texts import Bilingual
from tests.builders.program import both

SCENARIOS = {
    "claim": Topic("claim", Bilingual("理赔", "Claims")),
    "fees": Topic("fees", Bilingual("收费", "Fees")),
    "frozen": Topic("frozen", Bilingual("冻结", "Frozen account")),
}


def case_of(
    name: str,
    *,
    scenario: str = "claim",
    zh: tuple[str, ...] = (),
    lesson: str = "先听完。",
    is_example: bool = True,
    how_to_say: str | None = None,
    law: tuple[str, ...] = (),
    check_by: date = date(2099, 1, 1),
) -> Case:
    """Return a case; ``zh`` are its words."""
    return Case(
        id=CaseId(name),
        title=both(f"案例{name}"),
        scenario=PlaybookSlug(scenario),
        is_example=is_example,
        closed_on=None if is_example else "2026-09",
        situation=both("材料补了三回。"),
        tried=(both("解释流程。"), both("认一句错。")),
        turned=both("一句实话。"),
        outcome=both("办妥了。"),
        lesson=both(lesson),
        how_to_say=None if how_to_say is None else both(how_to_say),
        words=Synonyms(zh),
        law=tuple(map(FactId, law)),
        check_by=check_by,
    )


def cases_of(*cases: Case) -> CaseBook:
    """Return the cases with the kinds of complaint."""
    return CaseBook({case.id: case for case in cases}, SCENARIOS)


def case_text(scenario: str) -> str:
    """Return the file of a real case, fee-twice, in which nothing is left to write."""
    return f"""\
format: 1
id: fee-twice
title: {{zh: "先认一句错", en: "Own up first"}}
scenario: {scenario}
example: false
closed_on: "2026-11"
situation: {{zh: "客户说一笔费用收了两次。", en: "The customer said that a fee had been charged twice."}}
tried:
  - {{zh: "先核对，再说办法。", en: "Checked first, then said what could be done."}}
turned: {{zh: "一句实话。", en: "One honest sentence."}}
outcome: {{zh: "退了，书面说明。", en: "It was returned, with a letter."}}
lesson: {{zh: "先核对。", en: "Check first."}}
check_by: "2099-05-31"
"""
