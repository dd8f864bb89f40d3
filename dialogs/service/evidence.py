"""What became of the lines of playbooks: calls are looked through when somebody asks, the latest first."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.counting import counted
from dialogs.evidence import NONE, Evidence, merged
from dialogs.ids import PlaybookSlug, Revision
from dialogs.ports import WalkedCall, WalkFilter
from dialogs.program import Program
from dialogs.refusals import Refusal
from dialogs.service.office import Office
from dialogs.stays import Stay, stays

PAGE: Final = 8
"""Calls that are looked at in one go: 2 ms or so, after which whoever taps has their turn."""
Enough = Callable[[int], Awaitable[bool]]
"""Tells whether so many calls are enough."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of looking through calls."""

    evidence: Evidence
    programs: Mapping[Revision, Program]
    """The revisions on which those calls ran."""
    more: bool
    """Whether older calls were left out."""
    lost: int = 0
    """Calls whose revision cannot be read any more."""


@dataclass(frozen=True, slots=True)
class EvidenceService:
    """The door for whoever may see counts over calls. It opens no call, so nothing is noted of it."""

    office: Office

    async def gather(self, actor: Actor, wanted: WalkFilter, enough: Enough) -> Gathered | Refusal:
        """Count the calls that the actor may see counts over, until there are no more or it is ``enough``.

        ``enough`` is asked after each page with how many calls were looked at; it may tell somebody, or rest.
        """
        refusal = require(actor, Action.SEE_EVIDENCE)
        if refusal is not None:
            return refusal
        reading = _Reading(self.office, wanted.playbook)
        after: WalkedCall | None = None
        while True:
            page = await self.office.views.walks(actor, wanted, after, PAGE)
            await reading.take(page)
            if len(page) < PAGE:
                return reading.gathered(more=False)
            if await enough(reading.looked_at):
                return reading.gathered(more=True)
            after = page[-1]


class _Reading:
    """The counts so far."""

    def __init__(self, office: Office, playbook: PlaybookSlug | None) -> None:
        self.looked_at = 0
        self._office = office
        self._playbook = playbook
        self._evidence: Evidence = NONE
        self._programs: dict[Revision, Program] = {}
        self._lost = 0

    async def take(self, page: Sequence[WalkedCall]) -> None:
        walks = [(call.session, stays(call.events)) for call in page]
        for _, walk in walks:
            revisions = {stay.revision: stay.playbook for stay in walk if self._wants(stay)}
            found = [await self._find(playbook, revision) for revision, playbook in revisions.items()]
            self._lost += not all(found)
        self.looked_at += len(page)
        self._evidence = merged(self._evidence, counted(self._programs, walks))

    def _wants(self, stay: Stay) -> bool:
        """Tell whether a stay is on a playbook that is asked for: a recalled one may lead into another."""
        return self._playbook in {None, stay.playbook}

    async def _find(self, playbook: PlaybookSlug, revision: Revision) -> bool:
        """Tell whether a revision can be read, and keep it at hand."""
        if revision not in self._programs:
            try:
                self._programs[revision] = await self._office.programs.at(playbook, revision)
            except LookupError:
                return False
        return True

    def gathered(self, *, more: bool) -> Gathered:
        return Gathered(self._evidence, self._programs, more, self._lost)
