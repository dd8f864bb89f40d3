"""Where playbooks are written: what the core asks of whoever reads and checks their files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dialogs.events import LineChange
from dialogs.ids import PlaybookSlug, Revision, StepId
from dialogs.ports.playbooks import Finding, Recall
from dialogs.program import Program
from dialogs.publishing import Judged
from dialogs.refusals import Refusal
from dialogs.texts import Bilingual, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One text of a step that can be changed."""

    where: str
    """Its place within the step: ``say``, ``hints.0``, ``choices.1.label``."""
    words: Bilingual
    verbatim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of writing: a revision that can be walked, or why there is none."""

    playbook: PlaybookSlug | None
    """None when the file does not say."""
    program: Program | None
    """None when an error stands in ``found``."""
    found: tuple[Finding, ...] = ()
    changes: tuple[LineChange, ...] = ()
    """What differs from what it was made from."""
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Its files by their paths, which :meth:`Workshop.keep` makes durable."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return what keeps it from being used."""
        return tuple(each for each in self.found if each.is_error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One line in two revisions; none where it does not stand."""

    change: LineChange
    before: str | None
    after: str | None


class Workshop(Protocol):
    """Reads, checks, compares and rewrites the files of playbooks; what is slow is done beside the loop.

    A revision that is not known is answered with none, whatever is asked of it.
    """

    async def lines(self, playbook: PlaybookSlug, revision: Revision, step: StepId) -> Sequence[Line]:
        """Return the texts of a step in the order in which its card shows them."""
        ...

    async def reword(
        self,
        playbook: PlaybookSlug,
        revision: Revision,
        step: StepId,
        where: str,
        language: Language,
        text: str,
    ) -> Written | None:
        """Change one line of a revision, and nothing else in its file: comments and order stay."""
        ...

    async def read(self, content: bytes) -> Written:
        """Read a whole ``playbook.yaml`` that somebody sent, untrusted; it is compared with nothing."""
        ...

    async def carry_over(
        self, playbook: PlaybookSlug, draft: Revision, base: Revision | None, onto: Revision
    ) -> Written | Refusal | None:
        """Write again on ``onto`` what ``draft`` changed of ``base``; refused where both changed the same."""
        ...

    async def judge(
        self, playbook: PlaybookSlug, revision: Revision, against: Revision | None
    ) -> Judged | None:
        """Check a revision anew, rehearse it, and compare it with ``against``."""
        ...

    async def compare(
        self, playbook: PlaybookSlug, revision: Revision, against: Revision | None
    ) -> Sequence[Changed]:
        """Return what differs from ``against``, a line each."""
        ...

    async def findings(self, playbook: PlaybookSlug, revision: Revision) -> Sequence[Finding]:
        """Return what the checker says of a revision today, warnings included."""
        ...

    async def outline(
        self, playbook: PlaybookSlug, revision: Revision, language: Language, most: int
    ) -> Sequence[str]:
        """Return steps, lines and targets as plain text, in pages of at most ``most`` characters."""
        ...

    async def diagram(self, playbook: PlaybookSlug, revision: Revision, language: Language) -> str | None:
        """Return the flowchart of a revision as Mermaid source, in a fence as Markdown has it."""
        ...

    async def program(self, playbook: PlaybookSlug, revision: Revision) -> Program | None:
        """Return a revision, compiled."""
        ...

    async def keep(self, written: Written) -> None:
        """Make the sources of what was written durable.

        Raises:
            StorageUnavailableError: nothing is known to be kept.
        """
        ...


class Counter(Protocol):
    """Where new calls find their playbooks."""

    async def serve(
        self, playbook: PlaybookSlug, revision: Revision | None, earlier: Sequence[Revision] = ()
    ) -> None:
        """Let new calls begin on ``revision`` from now on, whatever the file on disk says; none for no calls.

        Where it cannot be read any more, the first of ``earlier`` that can serves, else nothing does; the
        trainers are told of it. The same again does nothing.
        """
        ...

    def serve_no_files(self) -> None:
        """Let new calls begin on what :meth:`serve` named alone, from now on."""
        ...

    def know(self, program: Program) -> None:
        """Take a program that was compiled elsewhere, whose sources are kept, so that serving it is quick."""
        ...

    def recall(self, revision: Revision, why: Recall) -> None:
        """Let calls that run leave ``revision`` at their next tap, and show why."""
        ...

    def written(self) -> Sequence[Program]:
        """Return what the files on this machine compile to, parts of others included, by name."""
        ...

    def stands(self, playbook: PlaybookSlug) -> Program | None:
        """Return on what new calls begin whenever they may; outside its valid days they may not."""
        ...

    def on_disk(self, playbook: PlaybookSlug) -> Program | None:
        """Return what the file on this machine compiles to, or its last good form; none without one."""
        ...
