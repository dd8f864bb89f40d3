"""A report of retention as lines for a person and as JSON for a program: counts, never a call."""

from collections.abc import Iterator

from bot.words import Say
from dialogs.retention import RetentionRule
from dialogs.retention_report import RetentionReport, RuleCount
from dialogs.texts import Phrase, Value

_YEAR = 12


def report_lines(report: RetentionReport, say: Say) -> Iterator[str]:
    """Say a report, a line each; what should be looked at comes last."""
    yield say(Phrase("keeping.head", {"today": report.today.isoformat()}))
    for count in report.rules:
        yield say(_rule(count))
        yield f"  {say(_basis(count.rule))}"
    yield say(Phrase("keeping.before", {"count": report.erased_before, "going_on": report.going_on}))
    if not report.due:
        yield say(Phrase("keeping.nothing_due"))
    elif report.dry_run:
        yield say(Phrase("keeping.due", {"count": report.due}))
    else:
        yield say(Phrase("keeping.erased", {"count": report.erased, "left": report.left_in_chats}))
    for doubt in report.doubts:
        yield say(Phrase(f"keeping.{doubt.kind}", {"rule": doubt.rule, "detail": doubt.detail}))


def _rule(count: RuleCount) -> Phrase:
    rule = count.rule
    years, months = divmod(rule.months, _YEAR)
    length = (
        Phrase("keeping.months", {"count": rule.months})
        if months
        else Phrase("keeping.years", {"count": years})
    )
    values: dict[str, Value] = {
        "title": rule.title,
        "length": length,
        "due": count.due,
        "kept": count.kept,
        "next": "-" if count.next_on is None else count.next_on.isoformat(),
        "held": count.held,
    }
    return Phrase("keeping.rule", values)


def _basis(rule: RetentionRule) -> Phrase:
    basis = rule.basis
    values: dict[str, Value] = {
        "law": basis.law,
        "article": basis.article,
        "sure": str(basis.confidence),
        "check_by": rule.check_by.isoformat(),
    }
    return Phrase("keeping.basis_article" if basis.article else "keeping.basis", values)


def report_as_json(report: RetentionReport) -> dict[str, object]:
    """Return a report as plain values; days are ISO texts."""
    return {
        "today": report.today.isoformat(),
        "dry_run": report.dry_run,
        "rules": [_count_as_json(each) for each in report.rules],
        "due": report.due,
        "kept": report.kept,
        "held": report.held,
        "going_on": report.going_on,
        "erased_before": report.erased_before,
        "erased": report.erased,
        "left_in_chats": report.left_in_chats,
        "doubts": [
            {"kind": each.kind.value, "rule": each.rule, "detail": each.detail} for each in report.doubts
        ],
    }


def _count_as_json(count: RuleCount) -> dict[str, object]:
    return {
        "rule": count.rule.id,
        "months": count.rule.months,
        "due": count.due,
        "kept": count.kept,
        "next_on": None if count.next_on is None else count.next_on.isoformat(),
        "held": count.held,
        "going_on": count.going_on,
    }
