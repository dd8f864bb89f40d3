"""What a brief says was done: as it stood in the end, each thing once, and nothing of within the house."""

from datetime import UTC

from dialogs.briefs import Brief, FindingKind, Part, write_brief
from dialogs.events import CrisisDeclared, HelpTaken
from dialogs.ids import PersonId, SignId, StepId
from dialogs.severity import Level
from dialogs.texts import Phrase, Several, Text
from tests.builders.briefs import agreed, begun, dossier
from tests.builders.calls import AGENT, NOON, Call
from tests.builders.program import both
from tests.builders.questions import ticked

AT = NOON.astimezone(UTC)


def kinds(written: Brief) -> list[FindingKind]:
    return [each.kind for each in written.findings]


def texts(written: Brief, part: Part) -> list[Text]:
    return [each.text for each in written.parts[part]]


def test_check_that_was_unticked_later_is_not_told_as_done() -> None:
    walked = ticked("bill", "contract")
    walked.do(walked.wish.tick("bill", ticked=False)).choose("checked")
    written = write_brief(dossier(walked))

    checked = Phrase("log.ticked", {"item": both("核：contract")})
    unfinished = {
        "call": 1,
        "at": walked.events[-1].at,
        "how": Phrase("log.chose", {"label": both("checked")}),
        "items": Several((both("核：bill"),)),
    }
    assert texts(written, Part.DONE) == [checked]
    assert [each.values for each in written.gaps if each.kind is FindingKind.NOT_ALL_CHECKED] == [unfinished]


def test_check_that_was_ticked_anew_is_told_once() -> None:
    walked = ticked("bill", "contract")
    walked.do(walked.wish.tick("bill", ticked=False)).do(walked.wish.tick("bill")).choose("checked")
    written = write_brief(dossier(walked))

    assert texts(written, Part.DONE) == [
        Phrase("log.ticked", {"item": both(f"核：{name}")}) for name in ("contract", "bill")
    ]
    assert FindingKind.NOT_ALL_CHECKED not in kinds(written)


def _in_a_crisis() -> Call:
    made = agreed()
    made.record(
        CrisisDeclared(
            at=AT,
            by=AGENT.person,
            sign=SignId("threats"),
            label=both("威胁"),
            level=Level.CRISIS,
            step=StepId("open"),
        ),
        HelpTaken(at=AT, by=PersonId(7002)),
    )
    return made


def test_what_the_house_did_within_itself_stands_on_the_inner_page_alone() -> None:
    written = write_brief(dossier(_in_a_crisis()))

    assert [each.text for each in written.inner] == [
        Phrase("log.declared_crisis", {"sign": both("威胁")}),
        Phrase("log.help_taken"),
    ]
    assert written.parts == write_brief(dossier(agreed())).parts


def test_what_is_owed_is_told_once_in_each_part() -> None:
    once = begun().choose("rather-wait", "by-week")
    often = begun().choose("rather-wait", "talks-on", "late-fee", "rather-wait", "talks-on", "late-fee")
    often.choose("rather-wait", "by-week")

    def owed(made: Call) -> list[Text]:
        written = write_brief(dossier(made))
        parts = (Part.DONE, Part.SOLUTION, Part.TOLD)
        return [each for part in parts for each in texts(written, part) if "owed" in getattr(each, "key", "")]

    assert owed(often) == owed(once)
    assert [getattr(each, "key", "") for each in owed(often)] == ["log.owed", "brief.owed", "brief.told_owed"]
