"""What in a playbook somebody else should look at before it is said to a customer: law, money, promises.

Asked too often rather than too seldom: the words below are looked for in the older and the newer line.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping

from dialogs.events import Touch
from dialogs.program import (
    AnswerOffer,
    Choice,
    MakeOffers,
    MakePromise,
    NoteEntitlement,
    ReachAgreement,
    Remedy,
    Stage,
    Step,
    StepKind,
)
from dialogs.texts import Bilingual

Way = tuple[str, ...]
"""Where a thing stands in a program, by names: ``("steps", "greet", "choices", "heard", "label")``."""
Around = tuple[Step | Choice, ...]
"""The steps and choices within which a thing stands, old and new."""


_WORDS = {
    Touch.LAW: re.compile(
        r"《|第\s*[0-9零一二三四五六七八九十百]+\s*条|法律|法规|条例|办法》|规定|监管|诉讼|仲裁|起诉|自然日|工作日|期限|个人信息|录音"
        r"|\b(?:laws?|legal\w*|articles?|arts?\.|regulat\w+|measures for|statut\w+|courts?|arbitrat\w+"
        r"|mediat\w+|calendar days?|working days?|time limits?|record(?:ed|ing))\b",
        re.IGNORECASE,
    ),
    Touch.MONEY: re.compile(
        r"[¥￥%％]|元|钱|款|费|赔|补偿|减免|利息|利率|本金|金额|收益"
        r"|\b(?:cny|rmb|yuan|money|fees?|charges?|refund\w*|compensat\w*|waive\w*|discounts?|interest rates?"
        r"|premiums?|amounts?|pay|paid|payout|payments?|costs?)\b",
        re.IGNORECASE,
    ),
    Touch.PROMISE: re.compile(
        r"\{(?:promise|due|accepted)\}|保证|承诺|答应|一定|肯定|绝对|最晚|回话|回复您|全数|照办"
        r"|\b(?:promis\w+|guarantee\w*|definitely|certainly|surely|at the latest|in full"
        r"|(?:you|we)(?:'|’| wi)ll (?:get|hear|receive|pay|call|have))\b",
        re.IGNORECASE,
    ),
}
_LEADING = frozenset({"target", "when", "start", "detour", "stages", "from_temperature"})
"""Fields that say where a call goes, and when it can."""
_OF_MONEY = AnswerOffer | MakeOffers | NoteEntitlement | ReachAgreement | Remedy
_OF_PARTS: Mapping[str, frozenset[Touch]] = {
    "remedies": frozenset({Touch.MONEY}),
    "entitlements": frozenset({Touch.MONEY, Touch.LAW}),
    "facts": frozenset({Touch.LAW}),
}
"""What a change anywhere in a part of a program touches."""


def touched(way: Way, old: object, new: object, around: Around, read_out: frozenset[str]) -> frozenset[Touch]:
    """Return what a change at ``way`` from ``old`` to ``new`` touches.

    ``read_out`` are the ids of the steps whose line is said word for word: what no longer leads to one, or
    does now, touches that line.
    """
    held = [*things_within(old), *things_within(new)]
    found = set(_OF_PARTS.get(way[0], ()))
    if way[:2] == ("lists", "promises"):
        found.add(Touch.PROMISE)
    if way[0] == "slots" and way[-1] in {"currency", "type"}:
        found.add(Touch.MONEY)
    found |= {touch for touch, words in _WORDS.items() if any(map(words.search, _spelt(held)))}
    found |= _of_deeds(held)
    for part in around:
        found |= _of_step(way, part) if isinstance(part, Step) else _of_deeds(things_within(part.effects))
    if _concerns_a_line(way, old, new, around, read_out) or any(
        isinstance(each, Step) and each.verbatim for each in held
    ):
        found.add(Touch.VERBATIM)
    return frozenset(found)


def leads_the_walk(way: Way, old: object, new: object) -> bool:
    """Tell whether a change at ``way`` is one of where calls begin or where they go."""
    if way[-1] in _LEADING or way[-2:-1] == ("exits",) or way == ("stages",):
        return True
    return any(isinstance(each, Step | Stage | Choice) for each in (*things_within(old), *things_within(new)))


def _concerns_a_line(way: Way, old: object, new: object, around: Around, read_out: frozenset[str]) -> bool:
    """Tell whether a change is one of what leads to a line that is said word for word, or when it does."""
    if (way[-1] in {"target", "start"} or way[-2:-1] == ("exits",)) and {old, new} & read_out:
        return True
    asked = around if way[-1] == "when" else (*things_within(old), *things_within(new))
    return any(
        isinstance(each, Choice) and not read_out.isdisjoint({each.target, *each.exits.values()})
        for each in asked
    )


def things_within(thing: object) -> Iterator[object]:
    """Yield a thing and all that it holds."""
    yield thing
    inner: Iterator[object] = iter(())
    if isinstance(thing, Mapping):
        inner = iter(thing.values())
    elif isinstance(thing, tuple | list):
        inner = iter(thing)
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        inner = (getattr(thing, field.name) for field in dataclasses.fields(thing))
    for each in inner:
        yield from things_within(each)


def texts_within(thing: object) -> Iterator[str]:
    """Yield every text of a thing, in both languages."""
    return _spelt(things_within(thing))


def _spelt(held: Iterator[object] | list[object]) -> Iterator[str]:
    for each in held:
        if isinstance(each, Bilingual):
            yield each.zh
            yield each.en


def _of_deeds(held: Iterator[object] | list[object]) -> set[Touch]:
    """Return what effects touch: what is offered, owed, agreed or promised."""
    found: set[Touch] = set()
    for each in held:
        if isinstance(each, MakePromise):
            found.add(Touch.PROMISE)
        elif isinstance(each, _OF_MONEY):
            found.add(Touch.MONEY)
    return found


def _of_step(way: Way, step: Step) -> set[Touch]:
    """Return what a change of a step's own fields touches; its choices speak for themselves."""
    if way[0] != "steps" or way[2:3] == ("choices",):
        return set()
    found: set[Touch] = set()
    if step.verbatim and way[2:3] in {("say",), ("say_at_counter",), ("variants",), ("verbatim",)}:
        found.add(Touch.VERBATIM)
    if step.facts:
        found.add(Touch.LAW)
    if step.kind is StepKind.COMPOSE or step.listing is not None:
        found.add(Touch.MONEY)
    return found
