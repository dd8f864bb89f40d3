"""Which warnings are meant to stand: those that a remark on their line allows, with a reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.causes import Cause
from playbooks.diagnostics import Diagnostic, Severity
from playbooks.nearby import meant
from playbooks.remarks import Remark
from playbooks.source import Source

NO_REASON, NOT_TO_ALLOW, UNUSED = "PB901", "PB902", "PB903"


@dataclass(slots=True)
class Waivers:
    """The remarks of the files of one playbook, and which of them were of use."""

    sources: Iterable[Source]
    severities: Mapping[str, Severity]
    """Code → how grave it is; every code that there is."""
    _used: set[tuple[str, int, str]] = field(default_factory=set)

    def sift(self, findings: Iterable[Diagnostic]) -> Sequence[Diagnostic]:
        """Return the findings that no remark allows."""
        at = {(each.file, line): remark for each in self.sources for line, remark in each.remarks.items()}
        return [each for each in findings if not self._allows(at.get((each.file, each.line)), each)]

    def _allows(self, remark: Remark | None, finding: Diagnostic) -> bool:
        """Tell whether a remark allows a finding, and note that it was of use."""
        if remark is None or not remark.reason or finding.code not in remark.codes:
            return False
        if finding.severity is not Severity.WARNING:
            return False
        self._used.add((finding.file, remark.line, finding.code))
        return True

    def own(self, *, unused_in: Source | None) -> Iterator[Diagnostic]:
        """Yield what is wrong with the remarks themselves; call it after :meth:`sift`.

        That one allows nothing is told of ``unused_in`` only: in a shared file it may be of use to others.
        """
        for source in self.sources:
            for remark in source.remarks.values():
                if not remark.reason:
                    hint = f"write # allow {remark.codes[0]}: and the reason"
                    yield _finding(source, remark, NO_REASON, "this remark does not say why", hint)
                yield from self._codes(source, remark, tells_unused=source is unused_in)

    def _codes(self, source: Source, remark: Remark, *, tells_unused: bool) -> Iterator[Diagnostic]:
        """Yield what is wrong with the codes of one remark."""
        for code in remark.codes:
            severity = self.severities.get(code)
            if severity is None:
                hint = meant(code, self.severities) or "look it up in docs/reference/rules.md"
                found = _finding(source, remark, NOT_TO_ALLOW, f'there is no rule "{code}"', hint)
                yield found.because(Cause.PB902_UNKNOWN)
            elif severity is Severity.ERROR:
                words = f"{code} is an error, which cannot be allowed"
                yield _finding(source, remark, NOT_TO_ALLOW, words, "put it right, and delete the remark")
            elif tells_unused and remark.reason and (source.file, remark.line, code) not in self._used:
                words = f"nothing on this line draws {code}"
                yield _finding(source, remark, UNUSED, words, "delete the remark, or move it to its line")


def _finding(source: Source, remark: Remark, code: str, message: str, hint: str) -> Diagnostic:
    """Make a finding that warns of a remark."""
    return Diagnostic(source.file, remark.line, remark.column, code, Severity.WARNING, message, hint)
