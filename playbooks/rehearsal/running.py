"""One rehearsal, played turn by turn: where the call goes otherwise than it is written, and how."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dialogs.cards import Viewer
from dialogs.events import SessionEvent
from dialogs.ids import ChoiceId
from dialogs.program import Channel, Program
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.texts import Language
from playbooks.diagnostics import Diagnostic
from playbooks.rehearsal.comparing import Difference, differences
from playbooks.rehearsal.coverage import Way
from playbooks.rehearsal.deeds import Deed
from playbooks.rehearsal.names import names_nothing, no_product, unknown
from playbooks.rehearsal.reading import Script
from playbooks.rehearsal.refusals import left_otherwise, refused, refused_otherwise, went_on
from playbooks.rehearsal.script import Rehearsal, Turn
from playbooks.rehearsal.voice import HIDDEN, Voice, reason_of
from playbooks.rehearsal.walk import Setting, Walk
from playbooks.source import Trail


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one rehearsal."""

    script: Script
    differences: tuple[Difference, ...] = ()
    turns: int = 0
    """How many were played."""
    events: tuple[SessionEvent, ...] = ()
    left: tuple[Way, ...] = ()
    """The answers by which a playbook that others borrow was left."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return what is wrong: with the shape of the file, else with the walk."""
        found = tuple(each.within(self.script.source) for each in self.differences)
        return self.script.diagnostics or found

    @property
    def passes(self) -> bool:
        """Whether the call goes as it is written."""
        return not self.diagnostics


def run(program: Program, script: Script, voice: Voice, *, adopting: bool = False) -> Result:
    """Play ``script`` on ``program`` up to where the ways part.

    With ``adopting`` it goes on beyond what is only expected otherwise, as if that had been written.
    """
    if script.rehearsal is None:
        return Result(script)
    return _Run(program, script, voice, adopting).play(script.rehearsal)


def setting_of(program: Program, rehearsal: Rehearsal, voice: Voice) -> Setting:
    """Return what a rehearsal is played with; without a product, with the first that there is."""
    first = next(iter(program.lists.get("products", {})), "")
    return Setting(
        program=program,
        zone=voice.zone,
        language=Language(rehearsal.language),
        channel=Channel(rehearsal.channel),
        product=first if rehearsal.product is None else rehearsal.product,
        role=Role(rehearsal.role),
    )


@dataclass(slots=True)
class _Run:
    program: Program
    script: Script
    voice: Voice
    adopting: bool
    viewer: Viewer = field(default_factory=Viewer)
    found: list[Difference] = field(default_factory=list)
    left: list[Way] = field(default_factory=list)

    def play(self, rehearsal: Rehearsal) -> Result:
        """Play to the end, or to where nothing can be compared any more."""
        products = self.program.lists.get("products", {})
        if rehearsal.product is not None and rehearsal.product not in products:
            return Result(self.script, (no_product(rehearsal.product, products),))
        setting = setting_of(self.program, rehearsal, self.voice)
        self.viewer = Viewer(language=setting.language, role=setting.role)
        walk = Walk.begin(setting, rehearsal.begins.replace(tzinfo=self.voice.zone))
        for number, turn in enumerate(rehearsal.walk):
            walk = self._turn(walk, turn, ("walk", number))
            if self._has_parted:
                return Result(self.script, tuple(self.found), number + 1, walk.events, tuple(self.left))
        return Result(self.script, tuple(self.found), len(rehearsal.walk), walk.events, tuple(self.left))

    @property
    def _has_parted(self) -> bool:
        return any(each.parts and not (self.adopting and each.instead) for each in self.found)

    def _turn(self, walk: Walk, turn: Turn, trail: Trail) -> Walk:
        deed = turn.deed
        came = walk if deed is None else walk.after(deed)
        if deed is not None and isinstance(came, Refusal):
            self.viewer = replace(self.viewer, notices=(came.phrase,))
            left = walk.leaves_by(deed, came)
            self.found += (
                self._refused(walk, deed, came, turn, trail)
                if left is None
                else self._left(walk, deed, left, turn, trail)
            )
        else:
            self.viewer = replace(self.viewer, notices=())
            self.found += went_on(turn, trail)
        after = came if isinstance(came, Walk) else walk
        if not self._has_parted:
            self.found += self._expected(after, turn, trail)
        return after

    def _left(self, walk: Walk, deed: Deed, left: str, turn: Turn, trail: Trail) -> Iterator[Difference]:
        """Compare the exit by which a borrowed playbook is left; played by itself the walk stays there."""
        self.left.append(Way(walk.state.walk.step, ChoiceId(deed.value)))
        return left_otherwise(deed, left, turn, trail)

    def _expected(self, walk: Walk, turn: Turn, trail: Trail) -> tuple[Difference, ...]:
        found = differences(walk, self.viewer, turn, trail, self.voice)
        # At another step everything else is other too: the step alone says it.
        return found if self.adopting else tuple(each for each in found if each.code == "RH101") or found

    def _refused(
        self, walk: Walk, deed: Deed, refusal: Refusal, turn: Turn, trail: Trail
    ) -> Iterator[Difference]:
        here = (*trail, deed.kind.value)
        if refusal.reason in {Reason.UNKNOWN, Reason.EMPTY} or names_nothing(walk, deed):
            yield unknown(walk, deed, here)
            return
        why = reason_of(refusal, self.voice, self.viewer.language, walk.local)
        said = self.voice.say(refusal.phrase, self.viewer.language, walk.local)
        if turn.refused is None:
            yield refused(deed, why, walk.state.walk.step, here)
        elif turn.refused != why and (why == HIDDEN or turn.refused not in said):
            yield refused_otherwise(turn.refused, why, (*trail, "refused"))
