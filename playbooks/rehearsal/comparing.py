"""What a rehearsal expects of the card, beside what is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from dialogs.cards import Viewer
from dialogs.program import Program
from playbooks.diagnostics import Diagnostic
from playbooks.nearby import meant
from playbooks.rehearsal.held import held_in
from playbooks.rehearsal.script import Turn
from playbooks.rehearsal.voice import Voice, line_of, texts_of
from playbooks.rehearsal.walk import Walk
from playbooks.source import Source, Trail

_ALIKE = 0.6
"""From this likeness on, a text of the card is taken for the one that was meant."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a call goes otherwise than its rehearsal says."""

    trail: Trail
    code: str
    message: str
    hint: str = ""
    instead: str | None = None
    """What the file would have to say; none when a person must decide."""
    parts: bool = False
    """Whether the ways part here, so that nothing after it can be compared."""

    def within(self, source: Source) -> Diagnostic:
        """Return this as a finding at its place in the file."""
        place = source.place(self.trail)
        return Diagnostic.error(source.file, place, self.code, self.message, self.hint)


def differences(walk: Walk, viewer: Viewer, turn: Turn, trail: Trail, voice: Voice) -> tuple[Difference, ...]:
    """Return where ``walk`` is not as ``turn``, which stands at ``trail``, expects it; the step first."""
    return (
        *_step(walk, turn, trail),
        *_outcome(walk, turn, trail),
        *_slots(walk, turn, trail),
        *_texts(walk, viewer, turn, trail, voice),
    )


def _step(walk: Walk, turn: Turn, trail: Trail) -> Iterator[Difference]:
    stands, steps = walk.state.walk.step, walk.setting.program.steps
    if turn.step is not None and turn.step != stands:
        hint = "" if turn.step in steps else meant(turn.step, steps)
        words = f'the walk stands at "{stands}", not at "{turn.step}"'
        yield Difference((*trail, "step"), "RH101", words, hint, stands, parts=True)


def _outcome(walk: Walk, turn: Turn, trail: Trail) -> Iterator[Difference]:
    outcome = walk.state.outcome
    if turn.outcome is not None and turn.outcome != outcome:
        is_so = "the call goes on" if outcome is None else f"the call ended as {outcome}"
        instead = None if outcome is None else str(outcome)
        yield Difference(
            (*trail, "outcome"), "RH106", f"{is_so}, not as {turn.outcome}", instead=instead, parts=True
        )


def _slots(walk: Walk, turn: Turn, trail: Trail) -> Iterator[Difference]:
    for name, value in turn.slots.items():
        yield from _slot(walk.setting.program, walk, name, value, (*trail, "slots", name))


def _slot(program: Program, walk: Walk, name: str, value: str, trail: Trail) -> Iterator[Difference]:
    held = held_in(walk.state).get(name)
    if name not in program.slots:
        yield Difference(trail, "RH104", f'there is no slot "{name}"', meant(name, program.slots))
    elif held != value:
        is_so = "nothing" if held is None else f'"{held}"'
        yield Difference(trail, "RH104", f'"{name}" holds {is_so}, not "{value}"', instead=held)


def _texts(walk: Walk, viewer: Viewer, turn: Turn, trail: Trail, voice: Voice) -> Iterator[Difference]:
    if turn.say is None and not turn.shows and not turn.hides:
        return
    card, now = walk.card(viewer), walk.local
    line = line_of(card, voice, now)
    texts = texts_of(card, voice, now) if turn.shows or turn.hides else ()
    if turn.say is not None and turn.say != line:
        words = f'the line is "{line}", not "{turn.say}"'
        yield Difference((*trail, "say"), "RH102", words, instead=line or None)
    for number, wanted in enumerate(turn.shows):
        if not any(wanted in text for text in texts):
            near = next(iter(get_close_matches(wanted, texts, n=1, cutoff=_ALIKE)), None)
            hint = "" if near is None else f'there is "{near}"'
            words = f'"{wanted}" does not stand on the card'
            yield Difference((*trail, "shows", number), "RH103", words, hint, near)
    for number, unwanted in enumerate(turn.hides):
        if any(unwanted in text for text in texts):
            yield Difference((*trail, "hides", number), "RH103", f'"{unwanted}" stands on the card')
