"""What stands for the placeholders of a playbook's texts."""

import re
from collections.abc import Mapping
from functools import lru_cache

from dialogs.program import (
    Place,
    Program,
)
from dialogs.sealed import Sealed
from dialogs.slots import Slot
from dialogs.state import Entry, SessionState
from dialogs.texts import Bilingual, Filled, Language, Phrase, Several, Text, Value

LONGEST_QUOTE = 60
"""Characters of a customer's words inside a sentence to say: more cannot be taken in at a glance."""
BUILT_IN = frozenset(
    {
        "offer_1",
        "offer_2",
        "offer_3",
        "accepted",
        "owed",
        "promise",
        "due",
        *(place.value for place in Place),
    }
)
"""Placeholders that every playbook has without declaring a slot."""
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A name in braces, which stands for something the call knows; the rules of a playbook read it so too."""
_BLANK = Phrase("card.blank")
_JOINT = {Language.ZH: "；", Language.EN: "; "}
_QUOTATION = Bilingual("“{words}”", "“{words}”")
_INNER = str.maketrans("“”", "‘’")
_LAST_WORD = re.compile(r"[A-Za-z0-9.'’-]+$")
"""Chinese may be cut anywhere, and has no spaces to look for."""


def fill(program: Program, state: SessionState, text: Bilingual) -> Bilingual | Filled:
    """Return ``text`` with what stands for its placeholders; without any, ``text`` itself."""
    wanted = named_in(text)
    return Filled(text, values(program, state, wanted)) if wanted else text


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces."""
    return frozenset(PLACEHOLDER.findall(text)) if "{" in text else frozenset()


@lru_cache(maxsize=4096)
def named_in(text: Bilingual) -> frozenset[str]:
    """Return the names in braces of a text, whichever of its languages they stand in."""
    return placeholders(text.zh) | placeholders(text.en)


def values(program: Program, state: SessionState, wanted: frozenset[str]) -> Mapping[str, Value]:
    """Return what stands for the ``wanted`` placeholders; what is unknown has a cue to fill it in aloud."""
    found: dict[str, Value] = {
        place.value: _quote(state.latest_words(place)) for place in Place if place.value in wanted
    }
    for name in wanted & program.slots.keys():
        found[name] = _of_slot(state, program.slots[name])
    if wanted & BUILT_IN:
        found |= _of_offers(program, state) | _of_promise(program, state)
    return {name: found[name] for name in wanted if name in found}


def label_of_slot(slot: Slot) -> Text:
    """Return what a slot is called on cards and in summaries: by its label, else by its type."""
    return slot.label or Phrase(f"slot.{slot.type}")


def answer_of(state: SessionState, slot: Slot) -> Value | None:
    """Return what was answered for ``slot``, tapped or written; none when nothing was."""
    given = state.walk.given.get(slot.name)
    if given is not None:
        return _quote(given) if isinstance(given, Sealed) else given
    return slot.values.get(state.walk.slots.get(slot.name, ""))


def _of_slot(state: SessionState, slot: Slot) -> Value:
    if slot.type.is_typed:
        answer = answer_of(state, slot)
        return slot.blank if answer is None else answer
    words = _said_of(state, slot)
    tapped = state.walk.slots.get(slot.name, "")
    return _quotation(words) if words is not None else slot.values.get(tapped, slot.blank)


def _said_of(state: SessionState, slot: Slot) -> Sealed | None:
    """Return the words noted for ``slot``, unless it was tapped anew on a later visit without typing.

    On one visit a person types first and then taps to go on, so words noted since the visit began still hold.
    """
    notes = [each for each in state.noted if each.place is slot.words and not each.gone]
    tapped = [entry for entry in state.walk.entries if _sets(entry, slot.name)]
    since = 0
    if tapped:
        latest = max(tapped, key=lambda entry: entry.version)
        came = max((move.version for move in state.path if move.version < latest.place), default=0)
        is_typed_first = latest.version == latest.place and slot.name in state.walk.slots
        since = came if is_typed_first else latest.version
    joined = _JOINT[state.call_language].join(each.words.reveal() for each in notes if each.version > since)
    return Sealed(joined) if joined else None


def _sets(entry: Entry, name: str) -> bool:
    return isinstance(entry.what, tuple) and any(slot.name == name for slot in entry.what)


def _quote(words: Sealed | None) -> Text:
    if words is None:
        return _BLANK
    text = words.reveal()
    return words if len(text) <= LONGEST_QUOTE else Sealed(_shortened(text) + "…")


def _shortened(text: str) -> str:
    """Cut a text that is too long, before a word of letters rather than within it: it is read aloud."""
    cut = text[:LONGEST_QUOTE]
    whole = _LAST_WORD.sub("", cut) if _LAST_WORD.search(text[: LONGEST_QUOTE + 1]) else cut
    return whole.rstrip() or cut


def _quotation(words: Sealed) -> Filled:
    """Return somebody's words in quotation marks, so that nobody takes them for ours."""
    return Filled(_QUOTATION, {"words": _quote(Sealed(words.reveal().translate(_INNER)))})


def _of_offers(program: Program, state: SessionState) -> dict[str, Value]:
    walk = state.walk
    latest = [offer for offer in walk.offers if offer.round == state.latest_round]
    names: dict[str, Value] = {f"offer_{place}": _BLANK for place in (1, 2, 3)}
    names |= {f"offer_{offer.place}": program.remedies[offer.remedy].name for offer in latest}
    accepted = tuple(program.remedies[offer.remedy].name for offer in state.accepted_offers)
    owed = tuple(program.entitlements[each].name for each in walk.entitlements)
    return names | {
        "accepted": Several(accepted) if accepted else _BLANK,
        "owed": Several(owed) if owed else _BLANK,
    }


def _of_promise(program: Program, state: SessionState) -> dict[str, Value]:
    if not state.walk.promises:
        return {"promise": _BLANK, "due": _BLANK}
    promise = state.walk.promises[-1]
    return {"promise": program.lists["promises"][promise.kind], "due": promise.due}
