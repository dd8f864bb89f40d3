"""Which variant of a line a call is shown: told by the names of the call and the step, by no event."""

import hashlib

from dialogs.ids import SessionId
from dialogs.program import Channel, Step, Variant
from dialogs.texts import Bilingual


def variant_of(step: Step, session: SessionId) -> Variant | None:
    """Return the variant of ``step`` that ``session`` is shown, always the same; none when there is one line.

    The first 8 bytes of the SHA-256 of ``session|step``, as a number, modulo the variants in their order:
    each is shown about as often as the others, and what was shown can be told again from the log.
    """
    if not step.variants:
        return None
    digest = hashlib.sha256(f"{session}|{step.id}".encode()).digest()
    return step.variants[int.from_bytes(digest[:8], "big") % len(step.variants)]


def line_of(step: Step, session: SessionId, channel: Channel) -> Bilingual:
    """Return the line of ``step`` as ``session`` is shown it on ``channel``, its placeholders open."""
    if step.say_at_counter is not None and channel is Channel.COUNTER:
        return step.say_at_counter
    variant = variant_of(step, session)
    return step.say if variant is None else variant.say
