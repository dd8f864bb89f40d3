"""What a rehearsal expects of the card, beside what is there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from dialogs.cards import Viewer
from dialogs.causes import Cause
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
    cause: Cause | None = None
    """Which of the things that the code tells of; none where it tells of one."""
    named: tuple[str, ...] = ()
    """What the file says there, where the message also puts in quotes what the call does."""
    added: str = ""
    """What the file would have to say beside it, if that is what a person decides."""

    def within(self, source: Source) -> Diagnostic:
        """Return this as a finding at its place in the file."""
        place = source.place(self.trail)
        found = Diagnostic.error(source.file, place, self.code, self.message, self.hint)
        return found.because(self.cause, self.instead or self.added, self.named)


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
        cause = None if turn.step in steps else Cause.RH101_UNKNOWN
        yield Difference(
            (*trail, "step"), "RH101", words, hint, stands, parts=True, cause=cause, named=(turn.step,)
        )


def _outcome(walk: Walk, turn: Turn, trail: Trail) -> Iterator[Difference]:
    here, outcome, wanted = (*trail, "outcome"), walk.state.outcome, turn.outcome
    if wanted is None or wanted == outcome:
        return
    if outcome is None:
        words, cause = f"the call goes on, not as {wanted}", Cause.RH106_GOES_ON
        yield Difference(here, "RH106", words, parts=True, cause=cause, named=(wanted,))
    else:
        words = f"the call ended as {outcome}, not as {wanted}"
        yield Difference(here, "RH106", words, instead=str(outcome), parts=True, named=(wanted,))


def _slots(walk: Walk, turn: Turn, trail: Trail) -> Iterator[Difference]:
    for name, value in turn.slots.items():
        yield from _slot(walk.setting.program, walk, name, value, (*trail, "slots", name))


def _slot(program: Program, walk: Walk, name: str, value: str, trail: Trail) -> Iterator[Difference]:
    held = held_in(walk.state).get(name)
    if name not in program.slots:
        words, hint = f'there is no slot "{name}"', meant(name, program.slots)
        yield Difference(trail, "RH104", words, hint, cause=Cause.RH104_UNKNOWN)
    elif held is None:
        words, cause = f'"{name}" holds nothing, not "{value}"', Cause.RH104_NOTHING
        yield Difference(trail, "RH104", words, cause=cause, named=(name, value))
    elif held != value:
        words = f'"{name}" holds "{held}", not "{value}"'
        yield Difference(trail, "RH104", words, instead=held, named=(name, value))


def _texts(walk: Walk, viewer: Viewer, turn: Turn, trail: Trail, voice: Voice) -> Iterator[Difference]:
    if turn.say is None and not turn.shows and not turn.hides:
        return
    card, now = walk.card(viewer), walk.local
    line = line_of(card, voice, now)
    texts = texts_of(card, voice, now) if turn.shows or turn.hides else ()
    if turn.say is not None and turn.say != line:
        words, cause = f'the line is "{line}", not "{turn.say}"', None if line else Cause.RH102_NONE
        yield Difference(
            (*trail, "say"), "RH102", words, instead=line or None, cause=cause, named=(turn.say,)
        )
    for number, wanted in enumerate(turn.shows):
        if not any(wanted in text for text in texts):
            yield _missing(wanted, texts, (*trail, "shows", number))
    for number, unwanted in enumerate(turn.hides):
        if any(unwanted in text for text in texts):
            words, cause = f'"{unwanted}" stands on the card', Cause.RH103_THERE
            yield Difference((*trail, "hides", number), "RH103", words, cause=cause, named=(unwanted,))


def _missing(wanted: str, texts: Sequence[str], trail: Trail) -> Difference:
    """Say that a text does not stand on the card, with the one that does and is nearest."""
    near = next(iter(get_close_matches(wanted, texts, n=1, cutoff=_ALIKE)), None)
    words, hint = f'"{wanted}" does not stand on the card', "" if near is None else f'there is "{near}"'
    cause = Cause.RH103_MISSING
    return Difference(trail, "RH103", words, hint, near, cause=cause, named=(wanted,))
